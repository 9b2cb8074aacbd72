"""The forms in which files are given and described."""

from typing import Any

from django import forms

from files.kinds import TAKEN
from files.models import ALT_LIMIT
from files.uploading import megabytes, too_large
from web.forms import PlainForm, line
from wiki.models import NOTE_LIMIT


class DescribeForm(PlainForm):
    alt = line(
        "What the picture shows",
        limit=ALT_LIMIT,
        required=False,
        hint="For people who do not see it: one sentence. Leave it empty for documents.",
        size=60,
    )
    is_decorative = forms.BooleanField(
        label="The picture is only decoration: nobody misses anything without it", required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("alt") and data.get("is_decorative"):
            self.add_error("alt", "Delete this where the picture is only decoration")
        return data


class UploadForm(DescribeForm):
    file = forms.FileField(
        label="File",
        max_length=200,
        allow_empty_file=True,
        error_messages={
            "required": "Choose a file",
            "max_length": "The file’s name is too long: use at most 200 characters",
        },
    )
    note = line(
        "About this update",
        limit=NOTE_LIMIT,
        required=False,
        hint="One sentence for the page’s history.",
        size=60,
    )
    field_order = ("file", "alt", "is_decorative", "note")

    def __init__(self, limit: int, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = f"{TAKEN}. At most {megabytes(limit)}. Where a picture was taken is removed."
        if is_too_large:
            self.fields["file"].error_messages["required"] = too_large()
