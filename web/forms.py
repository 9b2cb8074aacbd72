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
    field = line(label, limit=limit, required=required, empty=empty, hint=hint)
    field.widget = forms.Textarea(attrs=attrs)
    field.strip = strip
    return field
