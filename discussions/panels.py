"""Threads as pages show them. The same rows feed whole pages and fragments."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from discussions.causing import NAMED
from discussions.choosing import ABOUT, SHOW, STATES, Choice
from discussions.listing import Listed, listed, shaped
from discussions.models import Post, Thread, ThreadWatch, Valuable
from discussions.placing import PLACED, leaves_some_unmarked
from web import kept
from web.paging import number, whole_number
from wiki.models import Page

SHOWN_BESIDE_PAGE = 3
BESIDE_AT_MOST = 49
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
    target: str  # the query of its link
    aria: str  # "ascending", "descending" or ""


@dataclass
class Table:
    """Threads as a table, which a choice narrows and sorts."""

    listed: Listed
    choice: Choice
    columns: list[Column]
    opened: "Opened | None"
    keep: dict[str, str]  # what its links say again: which threads, in what order
    here: str  # its address
    is_whole: bool = False  # all threads of a page, in pages
    posted_at: datetime.datetime | None = None  # when the latest post of them all was made
    leaves_some_unmarked: bool = False  # of those about passages of the page beside it

    @property
    def threads(self) -> list[Any]:
        return self.listed.threads

    @property
    def total(self) -> int:
        return self.listed.total

    @property
    def has_new(self) -> bool:
        return any(thread.new_posts for thread in self.threads)

    @property
    def previous(self) -> str:
        """The address of the page before; "" where there is none."""
        return self.here + self.choice.query(before=self.listed.before) * bool(self.listed.before)

    @property
    def next(self) -> str:
        return self.here + self.choice.query(after=self.listed.after)

    @property
    def offers(self) -> dict[str, list[tuple[str, str]]]:
        """What can be chosen."""
        return {
            "show": list(SHOW.items()),
            "states": list(STATES.items()),
            "about": list(ABOUT.items()),
        }


@dataclass
class Opened:
    """A thread opened in place: its first post, and its last reply where there is one."""

    thread: Thread
    post: Post
    last: Post | None
    answer: bool | None
    watched: bool
    here: str  # the address that shows it opened in place


def columns(choice: Choice, keep: dict[str, str]) -> list[Column]:
    name, down = choice.sort.removeprefix("-"), choice.sort.startswith("-")
    if not name:
        name, down = "last", True
    found = []
    for key, label in COLUMNS:
        here = key == name
        first = "-" if key in ("last", "replies") else ""  # the way a reader expects it first
        other = ("" if down else "-") if here else first
        aria = ("descending" if down else "ascending") if here else ""
        found.append(Column(key, label, choice.query(sort=f"{other}{key}", **keep), aria))
    return found


def beside(page: Page, request: HttpRequest) -> Table:
    """The table under a page: the first few threads, or many (`?threads=all`), one open (`?open=`).

    One query, one more for a thread that is open, one where that is further down, and one where
    there are more than are marked on a page.
    """
    every = request.GET.get("threads") == "all"
    choice = Choice.sorted_by(request.GET)
    keep = {"threads": "all"} if every else {}
    size = BESIDE_AT_MOST if every else SHOWN_BESIDE_PAGE
    found = listed(_of(page), choice, request.user, {}, size=size)
    here = page.get_absolute_url()
    opened = _opened(_of(page), found.threads, request, here)
    table = Table(found, choice, columns(choice, keep), opened, choice.kept | keep, here)
    # In its own order the latest post is among what was looked at; in others it is looked up.
    is_latest_first = choice.sort in ("", "-last")
    table.posted_at = found.latest if is_latest_first else _latest(page)
    table.leaves_some_unmarked = found.total > PLACED and leaves_some_unmarked(page)
    return table


def _latest(page: Page) -> datetime.datetime | None:
    moments = _of(page).order_by("-last_post_at").values_list("last_post_at", flat=True)
    found: datetime.datetime | None = moments.first()
    return found


def every(page: Page, request: HttpRequest) -> Table:
    """The table of all threads of a page that are asked for, in pages, one open (`?open=`)."""
    here = reverse("threads", args=[page.slug])
    return _whole(_of(page), request, here)


def of_site(request: HttpRequest) -> Table:
    """The same of all threads that the reader may read, with the page that each stands beside."""
    return _whole(Thread.objects.visible_to(request.user), request, reverse("all_threads"))


def _whole(threads: Any, request: HttpRequest, here: str) -> Table:
    choice = Choice.asked(request.GET, request.user)
    found = listed(threads, choice, request.user, request.GET)
    opened = _opened(threads, found.threads, request, here)
    names = ("after", "before")
    keep = choice.kept | {n: request.GET[n][:300] for n in names if request.GET.get(n)}
    return Table(found, choice, columns(choice, {}), opened, keep, here, is_whole=True)


def _of(page: Page) -> Any:
    return Thread.objects.standing().filter(page=page)


def _opened(every: Any, threads: list[Any], request: HttpRequest, here: str) -> "Opened | None":
    """The thread that the address opens; one that the table would not show joins its end."""
    chosen = number(request, "open")
    if chosen is None:
        return None
    thread = next((thread for thread in threads if thread.pk == chosen), None)
    if thread is None:
        thread = shaped(every.filter(pk=chosen), request.user).first()
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
