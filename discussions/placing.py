"""Marks at the passages that threads are about, which `wiki.marking` puts on their page."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from discussions.models import Thread
from markup.marking import Mark
from wiki.hideable import REMOVED
from wiki.marking import Found, Source
from wiki.models import Page

CSS = "discussed"
PLACED = 200  # threads of one page that are looked for when it is written; templates say it


def about_passages(page_pk: int) -> Any:
    """The newest first. Where a thread stands by now is no matter: its words are this page's."""
    threads = Thread.objects.filter(at_update__page=page_pk, merged_into=None)
    return threads.exclude(quote__in=("", REMOVED)).order_by("-pk")


def _marked(page: Page) -> Iterable[Thread]:
    found: Iterable[Thread] = about_passages(page.pk)[:PLACED]
    return found


def leaves_some_unmarked(page: Page) -> bool:
    """Whether more threads are about passages of a page than are marked there."""
    return bool(about_passages(page.pk)[PLACED : PLACED + 1].exists())


def _marks(found: Found) -> list[Mark]:
    """One mark for all threads about the same words."""
    together: dict[tuple[int, int], list[Thread]] = defaultdict(list)
    for thread, place in found:
        together[place.start, place.end].append(thread)
    return [Mark(start, end, "", CSS, _link(threads)) for (start, end), threads in together.items()]


def _link(threads: list[Thread]) -> str:
    """To the newest, beside which the others are named; its words are heard, not seen."""
    newest, *others = threads
    anchors = format_html_join("", '<span id="{}"></span>', ((one.mark,) for one in others))
    return format_html(
        '{}<a class="thread-ref" id="{}" href="{}">{}<span class="vh"> about “{}”</span></a>',
        anchors,
        newest.mark,
        newest.get_absolute_url(),
        f"{len(threads)} threads" if others else "1 thread",
        Truncator(newest.quote).words(8, truncate=" …"),
    )


PASSAGES = Source(anchors=_marked, marks=_marks)
