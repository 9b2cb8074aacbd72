"""Threads as they were: the posts up to a moment, with the words that they had then.

What its author took down since is not shown: only that it was there. Threads and posts stand where
they stood then, whatever was moved, split or merged since.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from discussions import reading
from discussions.models import Post, PostMove, Thread, ThreadAct
from discussions.ordering import PAGE_SIZE
from discussions.reading import Reading, Row
from discussions.rehousing import Spot, spots
from discussions.whereabouts import post_named
from markup.render import link_titles, render_post
from web.paging import Some
from wiki.citing import cite
from wiki.linking import known_pages
from wiki.models import Page

AT_MOST = 200  # threads beside a page
COLUMNS = (
    *("pk", "thread_id", "number", "answers", "created_at", "removed_at", "author__username"),
)


def threads_at(page: Page, recommendations: Collection[int], until: datetime.datetime) -> list[Any]:
    """A page's threads, the latest post first, with `replies_then`, `last_then`, `last_by_then`.

    `recommendations` are those that were the page's then: their threads go where they go, but for
    those that were moved by themselves. One query, and two more where posts changed threads since.
    """
    made = Q(posts__created_at__lte=until)
    there = made & (Q(posts__removed_at__isnull=True) | Q(posts__removed_at__gt=until))
    last = _standing(Post.objects.filter(thread=OuterRef("pk")), until).order_by("-number")
    moves = PostMove.objects.filter(at__gt=until)
    moves = moves.filter(Q(thread_from=OuterRef("pk")) | Q(thread_to=OuterRef("pk")))
    found = Some(
        _beside(page, recommendations, until)
        .filter(started_at__lte=until)
        .with_people()
        .annotate(
            posts_then=Count("posts", filter=made),
            replies_then=Count("posts", filter=there & Q(posts__number__gt=1)),
            last_then=Max("posts__created_at", filter=there),
            last_by_then=Subquery(last.values("author__username")[:1]),
            is_changed=Exists(moves),
        )
        .order_by(F("last_then").desc(nulls_last=True), "-pk"),
        AT_MOST,
    )
    changed = [thread for thread in found if thread.is_changed]
    if changed:
        _count_then(changed, until)
        never = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        found.sort(key=lambda thread: (thread.last_then or never, thread.pk), reverse=True)
    found[:] = [thread for thread in found if thread.posts_then]
    return found


def _beside(page: Page, recommendations: Collection[int], until: datetime.datetime) -> Any:
    """Threads, those without posts too, that stood beside a page at a moment.

    The latest move that was not undone by then says where a thread stood. One that was not moved
    stood beside the page that had its recommendation, else where it began.
    """
    moves = ThreadAct.objects.filter(kind=ThreadAct.Kind.MOVED)
    touching = moves.filter(Q(page_from=page) | Q(page_to=page)).values("thread")
    own = moves.filter(thread=OuterRef("pk"))
    standing = own.filter(Q(undone_at__isnull=True) | Q(undone_at__gt=until), at__lte=until)
    home = Q(began=page.pk) | Q(began=None, page=page)
    about = list(recommendations)
    return (
        Thread.objects.filter(Q(page=page) | Q(recommendation__in=about) | Q(pk__in=touching))
        .annotate(
            put=Subquery(standing.order_by("-pk").values("page_to")[:1]),
            began=Subquery(own.order_by("pk").values("page_from")[:1]),
        )
        .filter(
            Q(put=page.pk)
            | Q(put=None) & (Q(recommendation__in=about) | Q(recommendation=None) & home)
        )
    )


def _standing(posts: Any, until: datetime.datetime) -> Any:
    removed = Q(removed_at__isnull=True) | Q(removed_at__gt=until)
    return posts.filter(removed, created_at__lte=until)


@dataclass
class Then:
    """A post as it stood at a moment."""

    pk: int
    thread: int
    number: int
    answers: int | None
    created_at: datetime.datetime
    is_removed: bool
    author: str


def posts_then(threads: Collection[int], until: datetime.datetime) -> dict[int, dict[int, Then]]:
    """The posts of threads at a moment: by thread, then by number. Two queries."""
    moves = PostMove.objects.filter(Q(thread_from__in=threads) | Q(thread_to__in=threads))
    posts = Post.objects.filter(created_at__lte=until)
    posts = posts.filter(Q(thread__in=threads) | Q(pk__in=moves.values("post")))
    since = PostMove.objects.filter(at__gt=until, post__in=posts.values("pk")).order_by("pk")
    before: dict[int, PostMove] = {}
    for one in since:
        before.setdefault(one.post_id, one)
    found: dict[int, dict[int, Then]] = defaultdict(dict)
    for pk, thread, number, answers, made_at, removed_at, author in posts.values_list(*COLUMNS):
        if pk in before:
            move = before[pk]
            thread, number, answers = move.thread_from_id, move.number_from, move.answers_from
        gone = removed_at is not None and removed_at <= until
        found[thread][number] = Then(pk, thread, number, answers, made_at, gone, author)
    return found


def _count_then(threads: list[Any], until: datetime.datetime) -> None:
    """Count again what posts that stand elsewhere now had been counted in."""
    found = posts_then([thread.pk for thread in threads], until)
    for thread in threads:
        every = list(found[thread.pk].values())
        there = [one for one in every if not one.is_removed]
        last = max(there, key=lambda one: one.number, default=None)
        thread.posts_then = len(every)
        thread.replies_then = sum(one.number > 1 for one in there)
        thread.last_then = max((one.created_at for one in there), default=None)
        thread.last_by_then = last.author if last else None


def thread_of_opening(thread: Thread, until: datetime.datetime) -> int | None:
    """In which thread the post that opened this one stood at a moment."""
    post = post_named(thread.pk, 1)
    if post is None:
        return None
    move = PostMove.objects.filter(post=post, at__gt=until).order_by("pk").first()
    return move.thread_from_id if move else post.thread_id


def read_at(
    thread: Thread, reader: Any, until: datetime.datetime, after: int | None = None
) -> Reading:
    """A page of the thread as it was read then; see `reading.read`."""
    moves = PostMove.objects.filter(Q(thread_from=thread) | Q(thread_to=thread), at__gt=until)
    if moves.exists():
        shown = _read_then(thread, reader, until, after)
    else:
        shown = reading.read(thread, reader, after, until=until)
    rows = [row for row in (shown.first, *shown.rows) if row and not row.is_stub]
    edited = [row for row in rows if row.edited_at and row.edited_at > until]
    _undo_edits([row for row in edited if row.removed_at is None], until)
    return shown


def _read_then(thread: Thread, reader: Any, until: datetime.datetime, after: int | None) -> Reading:
    """The same where posts came or went since: in the order in which they stood."""
    then = posts_then([thread.pk], until)[thread.pk]
    places = spots({number: one.answers for number, one in then.items()})
    order = sorted(places, key=lambda number: (places[number].root, places[number].lft))
    start = order.index(after) + 1 if after in places else 0
    numbers = order[start : start + PAGE_SIZE]
    above = _above(numbers[0], numbers, places) if numbers and start else []
    posts = Post.objects.filter(pk__in=[then[number].pk for number in (*above, *numbers)])
    by_pk = {row["pk"]: row for row in reading.columns(posts, reader)}
    rows = [Row(**by_pk[then[number].pk]) for number in (*above, *numbers)]
    for number, row in zip((*above, *numbers), rows, strict=True):
        _place(row, then, number, places[number])
        row.is_stub = number in above
    before = start - PAGE_SIZE - 1
    return reading.laid_out(
        thread,
        rows[: len(above)],
        rows[len(above) :],
        more=numbers[-1] if len(order) > start + PAGE_SIZE else None,
        earlier=(order[before] if before >= 0 else 0) if start else None,
    )


def _above(number: int, shown: list[int], places: dict[int, Spot]) -> list[int]:
    """The posts above one in its branch that stand on an earlier page, the topmost first."""
    found: list[int] = []
    over = places[number].parent
    while over is not None and over not in shown:
        found.insert(0, over)
        over = places[over].parent
    return found


def _place(row: Row, then: dict[int, Then], number: int, spot: Spot) -> None:
    """Let a row stand where its post stood."""
    row.number, row.answers = number, then[number].answers
    row.answers_name = then[row.answers].author if row.answers else ""
    row.tree_id, row.level, row.lft, row.rght = spot.root, spot.level, spot.lft, spot.rght


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
