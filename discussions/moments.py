"""Threads as they were: the posts up to a moment, with the words that they had then.

What its author took down since is not shown: only that it was there.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, Subquery

from discussions import reading
from discussions.models import Post, Thread
from discussions.reading import Reading, Row
from markup.render import link_titles, render_post
from wiki.citing import cite
from wiki.linking import known_pages
from wiki.models import Page

AT_MOST = 200  # threads beside a page


def threads_at(page: Page, recommendations: Collection[int], until: datetime.datetime) -> list[Any]:
    """A page's threads, the latest post first, with `replies_then`, `last_then`, `last_by_then`.

    `recommendations` are those that were the page's then: their threads go where they go.
    One query.
    """
    there = Q(posts__created_at__lte=until)
    there &= Q(posts__removed_at__isnull=True) | Q(posts__removed_at__gt=until)
    last = _standing(Post.objects.filter(thread=OuterRef("pk")), until).order_by("-number")
    return list(
        Thread.objects.filter(started_at__lte=until)
        .filter(Q(page=page, recommendation=None) | Q(recommendation__in=list(recommendations)))
        .with_people()
        .annotate(
            replies_then=Count("posts", filter=there & Q(posts__number__gt=1)),
            last_then=Max("posts__created_at", filter=there),
            last_by_then=Subquery(last.values("author__username")[:1]),
        )
        .order_by(F("last_then").desc(nulls_last=True), "-pk")[:AT_MOST]
    )


def _standing(posts: Any, until: datetime.datetime) -> Any:
    removed = Q(removed_at__isnull=True) | Q(removed_at__gt=until)
    return posts.filter(removed, created_at__lte=until)


def read_at(
    thread: Thread, reader: Any, until: datetime.datetime, after: int | None = None
) -> Reading:
    """A page of the thread as it was read then; see `reading.read`."""
    shown = reading.read(thread, reader, after, until=until)
    rows = [row for row in (shown.first, *shown.rows) if row and not row.is_stub]
    edited = [row for row in rows if row.edited_at and row.edited_at > until]
    _undo_edits([row for row in edited if row.removed_at is None], until)
    return shown


def _undo_edits(rows: list[Row], until: datetime.datetime) -> None:
    """Give posts the words that they had. As many queries for many as for one."""
    if not rows:
        return
    written = Q(edited_at__isnull=True) | Q(edited_at__lte=until)
    versions = Post.history.filter(written, id__in=[row.pk for row in rows])
    bodies = {
        pk: (body, edited_at)
        for pk, body, edited_at in versions.order_by("history_id").values_list(
            "id", "body", "edited_at"
        )
    }
    words = "\n\n".join(body for body, _ in bodies.values())
    known, cited = known_pages(link_titles(words)), cite(words, at=until)
    for row in rows:
        body, row.edited_at = bodies[row.pk]
        text = render_post(body, known, f"p{row.pk}-", cited)
        row.html = "".join(part.html for part in text.parts)
