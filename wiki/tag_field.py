"""The field in which keyword tags are typed, with those in use offered."""

from typing import Any

from django import forms

from web.forms import Line
from wiki.models import TAGS_LIMIT
from wiki.tagging import tidy_tags

# With script what is offered follows the typing; without, it is the tags most used.
OFFERS = {
    "list": "tag-offers",
    "autocomplete": "off",
    "hx-get": "/tags/?part=offers",
    "hx-trigger": "input changed delay:200ms, focus once",
    "hx-target": "#tag-offers",
    "hx-swap": "innerHTML",
    "hx-sync": "this:replace",
}


class TagsField(Line):
    """Keyword text, tidied."""

    def clean(self, value: Any) -> str:
        tags = tidy_tags(str(super().clean(value)))
        if len(tags) > TAGS_LIMIT:  # a blank was added after each comma
            raise forms.ValidationError("Use fewer or shorter tags")
        return tags


def tags_line(label: str, hint: str = "Separate with commas.") -> TagsField:
    return TagsField(
        label=label,
        required=False,
        max_length=TAGS_LIMIT,
        help_text=hint,
        error_messages={
            "max_length": f"{label}: use at most %(limit_value)d characters. "
            "Yours has %(show_value)d",
        },
        widget=forms.TextInput(attrs={"size": 40, **OFFERS}),
    )
