"""A thread as it is read: one flat query in its order, each row knowing which lists it opens and
closes, so that the cost of a post does not grow with its depth.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import BooleanField, Count, F, OuterRef, Q, Subquery, Sum, Value
from django.urls import reverse

from discussions.models import Post, Thread, Valuable
from discussions.ordering import View
from discussions.querysets import PostQuerySet

WORTH_FOLDING = 2  # replies beneath a post
VISIBLE_DEPTH = 4  # from which it is told to the eye too, where lists stop being indented
COLUMNS = (
    *("pk", "number", "tree_id", "lft", "rght", "level", "author_id", "html", "created_at"),
    *(
        "by_mail",
        "edited_at",
        "removed_at",
        "removed_by",
        "removed_reason",
        "answers",
        "answers_name",
        "valuable",
        "not_valuable",
    ),
)


@dataclass(slots=True)
class Row:
    """One post as a thread shows it."""

    pk: int
    number: int
    tree_id: int
    lft: int
    rght: int
    level: int
    author_id: int
    html: str
    created_at: datetime.datetime
    by_mail: bool
    edited_at: datetime.datetime | None
    removed_at: datetime.datetime | None
    removed_by: int | None
    removed_reason: str
    answers: int | None
    answers_name: str
    valuable: int
    not_valuable: int
    author_name: str
    answer: bool | None  # the reader's own, to "Do you find this valuable?"
    author_url: str = ""
    initials: str = ""
    answers_url: str = ""
    depth: int = 0  # below the opening post
    is_deep: bool = False  # deeper than lists are indented
    is_new: bool = False  # to the reader, who has read the thread before
    is_own_removal: bool = True  # whether its author took it down, and no moderator
    previous: int = 0  # the posts before and after it on this page
    next: int = 0
    is_stub: bool = False  # it stands on an earlier page, and is named for those below it
    is_above: bool = False  # that page stands above, for this one was added to it
    below: int = 0  # replies beneath it on this page
    can_fold: bool = False
    moved: Any = None  # where it came from, and what went on from it: record.Moved
    deeper: bool = False  # it opens a list
    closes: tuple[bool, ...] = ()  # of each list that ends before it, whether it can be folded


@dataclass
class Reading:
    """A page of a thread."""

    first: Row | None  # the opening post, where it stands on this page
    rows: list[Row]
    tail: tuple[bool, ...]  # the lists still open after the last row, as `closes` has them
    more: int | None  # the post after which the next page begins
    earlier: int | None  # the same for the page before; 0: the thread's beginning
    begins: int = 0  # the post after which it begins
    people: int = 0  # who wrote the replies
    marks: int = 0  # answers "yes" to all posts
    by_number: dict[int, Row] = field(default_factory=dict)

    def standing(self, number: int | None) -> Row | None:
        """The post of that number, if it stands on this page and was not taken down."""
        row = self.by_number.get(number or 0)
        return None if row is None or row.is_stub or row.removed_at else row


def read(
    thread: Thread,
    reader: Any,
    after: int | None = None,
    *,
    view: View = View(),  # noqa: B008 - it cannot change
    until: datetime.datetime | None = None,
) -> Reading:
    """The page of a thread after post `after`, from the beginning where there is none such.

    With `until`, of the posts that were there by then, as they are now.
    """
    every = Post.objects.filter(thread=thread)
    every = every.filter(created_at__lte=until) if until else every
    posts = columns(every, reader)
    chain = _chain(posts, thread, after, view) if after else []
    rest = view.after(posts, chain[-1]) if chain else posts
    rows = [Row(**row) for row in view.sorted(rest)[: view.size + 1]]
    more = rows[view.size - 1].number if len(rows) > view.size else None
    rows = rows[: view.size]
    first = rows[0] if rows and rows[0].number == 1 else None
    people, marks = _sums(thread, rows if first and more is None else None)
    stubs = [] if view.is_flat else _above(chain, rows)
    return laid_out(
        thread,
        stubs,
        rows,
        view,
        more=more,
        begins=chain[-1].number if chain else 0,
        earlier=_earlier(every, chain[-1], view) if chain else None,
        people=people,
        marks=marks,
    )


def laid_out(
    thread: Thread,
    stubs: list[Row],
    rows: list[Row],
    view: View = View(),  # noqa: B008
    **more: Any,
) -> Reading:
    """Rows in their order as a page: each told what it opens and closes, and whom it answers."""
    first = rows[0] if rows and rows[0].number == 1 else None
    shown = [*stubs, *(rows[1:] if first else rows)]
    reading = Reading(
        first=first,
        rows=shown,
        tail=() if view.is_flat else _nest(shown),
        by_number={row.number: row for row in [*stubs, *rows]},
        **more,
    )
    if view.is_flat and shown:
        shown[0].deeper = True
    _name(reading)
    for one, other in pairwise([row for row in (first, *shown) if row and not row.is_stub]):
        one.next, other.previous = other.pk, one.pk
    _link_answers(thread, reading, view)
    return reading


def page_start(thread: Thread, number: int, view: View = View()) -> int | None:  # noqa: B008
    """After which post the page begins on which post `number` stands; None for the first page."""
    if thread.posts_made <= view.size:
        return None
    posts = Post.objects.filter(thread=thread)
    here = posts.filter(number=number).first()
    if here is None:
        return None
    there = view.sorted(posts)
    rank = view.upto(there, here).exclude(number=number).count()
    last = rank // view.size * view.size - 1  # of the page before
    if last < 0:
        return None
    found: int = there.values_list("number", flat=True)[last]
    return found


def address(post: Post, view: View = View()) -> str:  # noqa: B008
    """Where a post stands now: its thread, the right page of it, and its place on that page."""
    if not view.shows(post):
        view = View(is_whole=view.is_whole)
    after = page_start(post.thread, post.number, view)
    return f"{post.thread.get_absolute_url()}{view.query(after=after)}#post-{post.pk}"


def columns(posts: PostQuerySet, reader: Any) -> Any:
    """What a Row is made of."""
    answer: Any = Value(None, output_field=BooleanField(null=True))
    if reader.is_authenticated:
        mine = Valuable.objects.filter(post=OuterRef("pk"), person=reader.pk)
        answer = Subquery(mine.values("yes"))
    return posts.values(*COLUMNS, author_name=F("author__username"), answer=answer)


def _chain(posts: Any, thread: Thread, number: int, view: View) -> list[Row]:
    """A post and, in the tree, those above it in its branch, the topmost first."""
    if view.is_flat:
        return [Row(**row) for row in posts.filter(number=number)]
    here = Post.objects.filter(thread=thread, number=number)
    rows = posts.filter(
        tree_id=Subquery(here.values("tree_id")),
        lft__lte=Subquery(here.values("lft")),
        rght__gte=Subquery(here.values("rght")),
    )
    return [Row(**row) for row in rows.order_by("lft")]


def _above(chain: list[Row], rows: list[Row]) -> list[Row]:
    """Those of the earlier page under whom the first of `rows` stands."""
    if not rows:
        return []
    below = rows[0]
    stubs = [row for row in chain if row.tree_id == below.tree_id and row.rght > below.lft]
    for row in stubs:
        row.is_stub = True
    return stubs


def _earlier(posts: PostQuerySet, last: Row, view: View) -> int:
    """After which post the page begins that ends with `last`; 0 where that is the first page."""
    before = view.sorted(view.upto(posts, last)).reverse()
    numbers = before.values_list("number", flat=True)
    return next(iter(numbers[view.size : view.size + 1]), 0)


def _nest(rows: Iterable[Row]) -> tuple[bool, ...]:
    """Tell each row which lists it opens and closes; returns those open at the end."""
    path: list[Row] = []  # the row before, below those in whose lists it stands
    closing: list[tuple[Row, list[Row]]] = []  # whose lists end before a row
    for row in rows:
        row.depth = 0 if row.number == 1 else row.level + 1
        row.is_deep = row.depth >= VISIBLE_DEPTH
        here = min(row.depth, len(path) + 1)
        row.deeper = here > len(path)
        left = _leave(path, here)
        closing.append((row, left[1:]))
        path.append(row)
    tail = _leave(path, 1)[1:]
    for row, owners in closing:
        row.closes = tuple([owner.can_fold for owner in owners])
    return tuple([owner.can_fold for owner in tail])


def _leave(path: list[Row], depth: int) -> list[Row]:
    """Take the rows from `depth` on off the path, the lowest first, now that all below is known."""
    left = []
    while len(path) >= depth:
        row = path.pop()
        row.can_fold = row.below >= WORTH_FOLDING and not row.is_stub
        if path:
            path[-1].below += row.below + (row.removed_at is None)
        left.append(row)
    return left


def _name(reading: Reading) -> None:
    """Give each post its author's address and initials, and say who took it down."""
    addresses: dict[str, str] = {}
    for row in reading.by_number.values():
        name = row.author_name
        if name not in addresses:
            addresses[name] = reverse("person", args=[name])
        row.author_url, row.initials = addresses[name], name[:2].upper()
        row.is_own_removal = row.removed_by in (None, row.author_id)


def _sums(thread: Thread, rows: list[Row] | None) -> tuple[int, int]:
    """People who replied, and valuable marks: from `rows` where they are the whole thread."""
    if rows is not None:
        standing = [row for row in rows if row.removed_at is None]
        people = {row.author_id for row in standing if row.number > 1}
        return len(people), sum(row.valuable for row in standing)
    sums = (
        Post.objects.filter(thread=thread)
        .standing()
        .aggregate(
            people=Count("author", distinct=True, filter=Q(number__gt=1)), marks=Sum("valuable")
        )
    )
    return sums["people"], sums["marks"] or 0


def _link_answers(thread: Thread, reading: Reading, view: View) -> None:
    """Give each reply the address of the post that it answers."""
    there = reading.by_number
    missing = {row.answers for row in reading.rows if row.answers and row.answers not in there}
    missing.discard(1)
    elsewhere: dict[int, int] = {}
    if missing:
        posts = Post.objects.filter(thread=thread, number__in=missing)
        elsewhere = dict(posts.values_list("number", "pk"))
    for row in reading.rows:
        target = there.get(row.answers or 0)
        if target is not None and not target.is_stub:
            row.answers_url = f"#post-{target.pk}"
        elif target is not None or row.answers in elsewhere:
            pk = target.pk if target else elsewhere[row.answers or 0]
            row.answers_url = f"/posts/{pk}/{view.query()}"
        else:
            row.answers_url = thread.get_absolute_url() + view.query()
