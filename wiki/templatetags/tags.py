"""What pages of other apps show of keyword tags."""

from django import template

from wiki import offering_tags, tagging
from wiki.models import Tag

register = template.Library()


@register.simple_tag
def tags_in(text: str) -> list[Tag]:
    """The tags that a keyword text names, as they are called now. One query, none without tags."""
    return tagging.tags_in(text)


@register.simple_tag
def tags_offered() -> list[str]:
    """Names of the tags most used, for whoever types some."""
    return offering_tags.most_used()
