"""How forms look and behave everywhere: the mocks' field pattern, plain ids, kind words."""

from typing import Any

from django import forms


class PlainForm(forms.Form):
    """A form whose fields' ids are their names, so that links in an error summary lead to them."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class Lines(forms.CharField):
    """Text of several lines. A new line counts as one character, as its writer sees it."""

    def to_python(self, value: Any) -> Any:
        lines = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(lines.rstrip())


def line(
    label: str, *, limit: int, required: bool = True, empty: str = "", hint: str = "", **attrs: Any
) -> forms.CharField:
    """A one-line field that says its limit in words a person understands."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=limit,
        help_text=hint,
        error_messages={
            "required": empty or f"Enter {label.lower()}",
            "max_length": f"{label}: use at most %(limit_value)d characters. "
            "Yours has %(show_value)d",
            "null_characters_not_allowed": f"{label} holds a character that cannot be kept",
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
