"""What pages of other apps show of discussions."""

from typing import Any

from django import template
from django.http import HttpRequest

from discussions import panels
from discussions.models import Thread
from wiki.models import Page, Tag

register = template.Library()


@register.simple_tag
def threads_beside(page: Page, request: HttpRequest) -> panels.Table:
    """The thread table under a page."""
    return panels.beside(page, request)


@register.simple_tag
def threads_about(recommendation_pk: int) -> list[Any]:
    """The threads about one recommendation, the latest post first."""
    rows = Thread.objects.filter(recommendation=recommendation_pk).with_people()
    return list(rows.sorted_by("-last")[:100])


@register.simple_tag
def recent_threads(number: int = 5) -> list[Any]:
    """The site's threads with the latest posts."""
    return list(Thread.objects.with_people().select_related("page").sorted_by("-last")[:number])


@register.simple_tag
def threads_tagged(tag: Tag) -> list[Any]:
    """Threads that carry a keyword tag, the latest post first."""
    return list(Thread.objects.filter(keywords=tag).with_people().sorted_by("-last")[:200])
