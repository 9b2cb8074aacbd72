"""Threads as pages show them. The same rows feed whole pages and fragments."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page as Shown
from django.core.paginator import Paginator
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from discussions.causing import NAMED
from discussions.models import Post, Thread, ThreadWatch, Valuable
from discussions.querysets import SORTS
from web import kept
from web.paging import number, whole_number
from wiki.models import Page

SHOWN_BESIDE_PAGE = 3
THREADS_A_PAGE = 50
COLUMNS = (
    ("subject", "Thread subject"),
    ("by", "Started by"),
    ("replies", "Replies"),
    ("last", "Last post"),
)


@dataclass
class Column:
    """One column of the thread table: its heading is a link that sorts by it."""

    name: str
    label: str
    target: str  # the sort that its link asks for
    aria: str  # "ascending", "descending" or ""


@dataclass
class Table:
    threads: list[Any]
    total: int
    columns: list[Column]
    opened: "Opened | None"
    keep: dict[str, str]  # what its links say again: which threads, in what order
    shown: "Shown[Any] | None" = None  # where the table comes in pages
    posted_at: datetime.datetime | None = None  # when the latest post of them all was made

    @property
    def has_new(self) -> bool:
        return any(thread.new_posts for thread in self.threads)


@dataclass
class Opened:
    """A thread opened in place: its first post, and its last reply where there is one."""

    thread: Thread
    post: Post
    last: Post | None
    answer: bool | None
    watched: bool
    here: str  # the address that shows it opened in place


def columns(sort: str) -> list[Column]:
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        name, down = "last", True
    found = []
    for key, label in COLUMNS:
        here = key == name
        first = "-" if key in ("last", "replies") else ""  # the way a reader expects it first
        other = ("" if down else "-") if here else first
        aria = ("descending" if down else "ascending") if here else ""
        found.append(Column(key, label, f"{other}{key}", aria))
    return found


def beside(page: Page, request: HttpRequest) -> Table:
    """The table under a page: the first few threads, or all (`?threads=all`), one open (`?open=`).

    One query, one more for a thread that is open, and one where that is further down.
    """
    every = request.GET.get("threads") == "all"
    sort = request.GET.get("sort", "")
    rows = (
        _of(page, request.user)
        .sorted_by(sort)
        .annotate(total=Window(Count("pk")), posted_at=Window(Max("last_post_at")))
    )
    threads = list(rows[:200] if every else rows[:SHOWN_BESIDE_PAGE])
    total = threads[0].total if threads else 0
    posted_at = threads[0].posted_at if threads else None
    keep = {"sort": sort} | ({"threads": "all"} if every else {})
    opened = _opened(page, threads, request, page.get_absolute_url())
    return Table(threads, total, columns(sort), opened, _said(keep), posted_at=posted_at)


def every(page: Page, request: HttpRequest) -> Table:
    """The table of all threads of a page, in pages (`?page=`), one open (`?open=`)."""
    sort = request.GET.get("sort", "")
    paged = Paginator(_of(page, request.user).sorted_by(sort), THREADS_A_PAGE)
    shown = paged.get_page(request.GET.get("page"))
    threads = list(shown)
    keep = {"sort": sort} | ({"page": str(shown.number)} if shown.number > 1 else {})
    opened = _opened(page, threads, request, reverse("threads", args=[page.slug]))
    return Table(threads, paged.count, columns(sort), opened, _said(keep), shown)


def _of(page: Page, reader: Any) -> Any:
    return Thread.objects.standing().filter(page=page).with_people().with_new_posts(reader)


def _said(keep: dict[str, str]) -> dict[str, str]:
    return {name: value[:20] for name, value in keep.items() if value}


def _opened(page: Page, threads: list[Any], request: HttpRequest, here: str) -> "Opened | None":
    """The thread that the address opens; one that the table would not show joins its end."""
    chosen = number(request, "open")
    if chosen is None:
        return None
    thread = next((thread for thread in threads if thread.pk == chosen), None)
    if thread is None:
        thread = _of(page, request.user).filter(pk=chosen).first()
        if thread is None:
            return None
        threads.append(thread)
    return open_in_place(thread, request.user, here)


def open_in_place(thread: Thread, reader: Any, here: str) -> Opened:
    """A thread's first and last words, and what the reader answered and watches. One query.

    `here` is the address of the table that it opens in.
    """
    mine = Valuable.objects.filter(post=OuterRef("pk"), person=reader.pk)
    watches = ThreadWatch.objects.filter(thread=thread.pk, person=reader.pk)
    last = Post.objects.filter(thread=thread).standing().order_by("-number").values("number")[:1]
    posts = (
        Post.objects.filter(Q(number=1) | Q(number=Subquery(last)), thread=thread)
        .annotate(my_answer=Subquery(mine.values("yes")), watched=Exists(watches))
        .select_related("author")
        .order_by("number")
    )
    first, *replies = posts
    return Opened(
        thread=thread,
        post=first,
        last=replies[0] if replies else None,
        answer=first.my_answer,
        watched=first.watched,
        here=f"{here}?open={thread.pk}#thread-{thread.pk}",
    )


def others_about(thread: Thread) -> list[Any]:
    """The latest other threads about the same part of the page."""
    return list(Thread.objects.about_the_same(thread).sorted_by("-last")[:5])


def number_about(part: str) -> Coalesce:
    """For rows of what threads may be about (`part`: by which column): how many are."""
    threads = Thread.objects.filter(**{part: OuterRef("pk")}, merged_into=None).order_by()
    return Coalesce(Subquery(threads.values(part).annotate(n=Count("pk")).values("n")), 0)


def answering(recommendation_pk: int) -> dict[int, list[Thread]]:
    """The threads that answer each reservation about a recommendation, the oldest first."""
    found: dict[int, list[Thread]] = defaultdict(list)
    reserved = Thread.objects.standing().filter(reservation__recommendation=recommendation_pk)
    for thread in reserved.order_by("pk"):
        found[thread.reservation_id or 0].append(thread)
    return dict(found)


def causes_ticked(request: HttpRequest) -> list[int]:
    """The threads that the form of an update names, or did before its writer had to sign in."""
    form = request.POST or kept.back(request)
    given = map(whole_number, form.getlist("causes")) if form else ()
    return [pk for pk in given if pk is not None][:NAMED]
