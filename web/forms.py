"""How forms look and behave everywhere: the mocks' field pattern, plain ids, kind words."""

import datetime
import re
from typing import Any

from django import forms
from django.utils import timezone

# Control characters but for tab and new line, and halves of characters.
UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

MARKDOWN: dict[str, Any] = {"data-markdown": "true"}
"""What marks a field of Markdown: it has buttons that write it, and help."""


def unshown(text: str, label: str) -> str:
    """Where a text holds a character that no screen shows, words that say so and where; else ""."""
    found = UNSHOWN.search(text)
    if found is None:
        return ""
    before = " ".join(text[: found.start()].split())
    place = f"after “{before[-24:].lstrip()}”" if before else "at the beginning"
    return f"{label} holds a character that cannot be shown, {place}. Delete it there"


class PlainForm(forms.Form):
    """A form whose fields' ids are their names, so that links in an error summary lead to them."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class Line(forms.CharField):
    """Text of one line: a tab or a new line that was pasted into it is a blank."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(re.sub(r"\r\n?|[\n\t]", " ", str(value or "")))

    def validate(self, value: Any) -> None:
        super().validate(value)
        _require_shown(self, value)


class Lines(forms.CharField):
    """Text of several lines. A new line counts as one character, as its writer sees it."""

    def to_python(self, value: Any) -> Any:
        lines = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(lines.rstrip())

    def validate(self, value: Any) -> None:
        super().validate(value)
        _require_shown(self, value)


class EndsOn(forms.DateField):
    """The day from whose beginning, where its writer is, something holds no more.

    Its cleaned value is that moment; None where no end is known.
    """

    def __init__(self, hint: str) -> None:
        super().__init__(
            label="Ends on",
            required=False,
            help_text=hint,
            error_messages={"invalid": "Ends on: enter a day, such as 2027-03-01"},
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )

    def clean(self, value: Any) -> datetime.datetime | None:
        day: datetime.date | None = super().clean(value)
        if day is None:
            return None
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
        if moment <= timezone.now():
            raise forms.ValidationError("Ends on: choose a day after today")
        return moment


def _require_shown(field: forms.Field, text: str) -> None:
    said = unshown(text, str(field.label))
    if said:
        raise forms.ValidationError(said, code="unshown")


def line(
    label: str, *, limit: int, required: bool = True, empty: str = "", hint: str = "", **attrs: Any
) -> forms.CharField:
    """A one-line field that says its limit in words a person understands."""
    return Line(
        label=label,
        required=required,
        max_length=limit,
        help_text=hint,
        error_messages={
            "required": empty or f"Enter {label.lower()}",
            "max_length": f"{label}: use at most %(limit_value)d characters. "
            "Yours has %(show_value)d",
        },
        widget=forms.TextInput(attrs=attrs),
    )


def text(
    label: str,
    *,
    limit: int,
    required: bool = True,
    empty: str = "",
    hint: str = "",
    strip: bool = True,
    **attrs: Any,
) -> forms.CharField:
    """A field of several lines; see `line`."""
    like = line(label, limit=limit, required=required, empty=empty, hint=hint)
    return Lines(
        label=label,
        required=required,
        max_length=limit,
        strip=strip,
        help_text=hint,
        error_messages=like.error_messages,
        widget=forms.Textarea(attrs=attrs),
    )
