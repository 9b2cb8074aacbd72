"""What pages of other apps show of discussions."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page as Shown
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.safestring import SafeString

from discussions import causing, effects, panels
from discussions.listing import ABOUT_ONE_THING, THREADS_A_PAGE
from discussions.models import Proposal, Thread
from discussions.reading import Row
from discussions.rows import Rows
from web.paging import Some
from wiki.models import Changeset, Page, Tag

register = template.Library()


@register.simple_tag
def threads_beside(page: Page, request: HttpRequest) -> panels.Table:
    """The thread table under a page."""
    return panels.beside(page, request)


@register.simple_tag
def threads_about(recommendation_pk: int, reader: Any) -> list[Any]:
    """The threads about one recommendation, the latest post first."""
    rows = Thread.objects.standing().filter(recommendation=recommendation_pk).with_people()
    rows = rows.with_new_posts(reader)
    return Some(rows.sorted_by("-last"), ABOUT_ONE_THING)


@register.simple_tag
def threads_of_update(changeset_pk: int) -> list[Any]:
    """The threads about one update, the latest post first."""
    rows = Thread.objects.filter(changeset=changeset_pk, merged_into=None).with_people()
    return Some(rows.sorted_by("-last"), ABOUT_ONE_THING)


@register.simple_tag
def threads_answering(recommendation_pk: int) -> dict[int, list[Thread]]:
    """The threads that answer reservations about one recommendation, by reservation."""
    return panels.answering(recommendation_pk)


@register.simple_tag
def recent_threads(reader: Any, number: int = 5) -> list[Any]:
    """The site's threads with the latest posts."""
    threads = Thread.objects.visible_to(None).with_people().select_related("page")
    return list(threads.with_new_posts(reader).sorted_by("-last")[:number])


@register.simple_tag
def threads_tagged(tag: Tag, request: HttpRequest) -> Shown[Any]:
    """Threads that carry a keyword tag, the latest post first, in parts (`?threads=`)."""
    carrying = Thread.objects.filter(keywords__in=Tag.objects.of(tag.slug)).values("pk")
    rows = Thread.objects.visible_to(request.user).filter(pk__in=carrying)
    rows = rows.with_people().with_new_posts(request.user)
    paged = Paginator(rows.sorted_by("-last"), THREADS_A_PAGE)
    return paged.get_page(request.GET.get("threads"))


@register.simple_tag(takes_context=True)
def each_reply(context: Any, rows: list[Row]) -> SafeString:
    """What including `_between.html` and `_reply.html` for each would give, at less cost."""
    find = context.template.engine.get_template
    one, between = find("discussions/_reply.html"), find("discussions/_between.html")
    return Rows(one, between, context).html(rows)


@register.simple_tag
def threads_to_name(
    page: Page, request: HttpRequest, about: int | None = None
) -> list[causing.Offer]:
    """Threads that the update which a form makes may name as its cause."""
    named = panels.causes_ticked(request)
    return causing.offered(page, request.user, named=named, about=about)


@register.simple_tag
def causes_ticked(request: HttpRequest) -> list[int]:
    return panels.causes_ticked(request)


@register.simple_tag
def causes_of(updates: Iterable[Changeset]) -> dict[int, list[Thread]]:
    """The threads that updates name, by update."""
    return causing.causes_of(updates)


@register.filter
def may_name_causes(update: Changeset, person: Any) -> bool:
    return causing.may_name(person, update)


@register.simple_tag
def effects_of(thread: Thread, reader: Any) -> list[Any]:
    return effects.effects_of(thread, reader)


@register.simple_tag
def proposal_of(recommendation_pk: int) -> Proposal | None:
    return effects.proposal_of(recommendation_pk)
