"""A thread as it is read: one flat query in tree order, each row knowing which lists it opens
and closes, so that the cost of a post does not grow with its depth.

Long threads come in pages by key: the number of the post after which a page begins.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Count, F, OuterRef, Q, Subquery, Sum, Value

from discussions.models import Post, Thread, Valuable
from discussions.querysets import PostQuerySet

PAGE_SIZE = 200
COLUMNS = (
    *("pk", "number", "tree_id", "lft", "rght", "level", "author_id", "html", "created_at"),
    *("edited_at", "removed_at", "answers", "answers_name", "valuable", "not_valuable"),
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
    created_at: Any
    edited_at: Any
    removed_at: Any
    answers: int | None
    answers_name: str
    valuable: int
    not_valuable: int
    author_name: str
    answer: bool | None  # the reader's own, to "Do you find this valuable?"
    answers_url: str = ""
    is_stub: bool = False  # it stands on an earlier page, and is named for those below it
    deeper: bool = False  # it opens a list
    closes: range = range(0)  # the lists that end before it

    @property
    def depth(self) -> int:
        return 0 if self.number == 1 else self.level + 1


@dataclass
class Reading:
    """A page of a thread."""

    first: Row | None  # the opening post, where it stands on this page
    rows: list[Row]
    tail: range  # the lists still open after the last row
    more: int | None  # the post after which the next page begins
    earlier: int | None  # the same for the page before; 0: the thread's beginning
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
    until: datetime.datetime | None = None,
) -> Reading:
    """The page of a thread after post `after`, from the beginning where there is none such.

    With `until`, of the posts that were there by then, as they are now.
    """
    every = Post.objects.filter(thread=thread)
    every = every.filter(created_at__lte=until) if until else every
    posts = _columns(every, reader)
    chain = _chain(posts, thread, after) if after else []
    rest = _after(posts, chain[-1]) if chain else posts
    rows = [Row(**row) for row in rest.in_reading_order()[: PAGE_SIZE + 1]]
    more = rows[PAGE_SIZE - 1].number if len(rows) > PAGE_SIZE else None
    rows = rows[:PAGE_SIZE]
    first = rows[0] if rows and rows[0].number == 1 else None
    people, marks = _sums(thread, rows if first and more is None else None)
    stubs = _above(chain, rows)
    shown = [*stubs, *(rows[1:] if first else rows)]
    reading = Reading(
        first=first,
        rows=shown,
        tail=_nest(shown),
        more=more,
        earlier=_earlier(every, chain[-1]) if chain else None,
        people=people,
        marks=marks,
        by_number={row.number: row for row in [*stubs, *rows]},
    )
    _link_answers(thread, reading)
    return reading


def page_start(thread: Thread, number: int) -> int | None:
    """After which post the page begins on which post `number` stands; None for the first page."""
    if thread.posts_made <= PAGE_SIZE:
        return None
    posts = Post.objects.filter(thread=thread)
    key = posts.filter(number=number).values_list("tree_id", "lft").first()
    if key is None:
        return None
    tree_id, lft = key
    rank = posts.filter(Q(tree_id__lt=tree_id) | Q(tree_id=tree_id, lft__lt=lft)).count()
    last = rank // PAGE_SIZE * PAGE_SIZE - 1  # of the page before
    if last < 0:
        return None
    found: int = posts.in_reading_order().values_list("number", flat=True)[last]
    return found


def address(post: Post) -> str:
    """Where a post stands now: its thread, the right page of it, and its place on that page."""
    after = page_start(post.thread, post.number)
    query = f"?after={after}" if after else ""
    return f"{post.thread.get_absolute_url()}{query}#post-{post.pk}"


def _columns(posts: PostQuerySet, reader: Any) -> Any:
    answer: Any = Value(None, output_field=BooleanField(null=True))
    if reader.is_authenticated:
        mine = Valuable.objects.filter(post=OuterRef("pk"), person=reader.pk)
        answer = Subquery(mine.values("yes"))
    return posts.values(*COLUMNS, author_name=F("author__username"), answer=answer)


def _chain(posts: Any, thread: Thread, number: int) -> list[Row]:
    """A post and those above it in its branch, the topmost first."""
    here = Post.objects.filter(thread=thread, number=number)
    rows = posts.filter(
        tree_id=Subquery(here.values("tree_id")),
        lft__lte=Subquery(here.values("lft")),
        rght__gte=Subquery(here.values("rght")),
    )
    return [Row(**row) for row in rows.order_by("lft")]


def _after(posts: Any, row: Row) -> Any:
    return posts.filter(tree_id__gte=row.tree_id).exclude(tree_id=row.tree_id, lft__lte=row.lft)


def _above(chain: list[Row], rows: list[Row]) -> list[Row]:
    """Those of the earlier page under whom the first of `rows` stands."""
    if not rows:
        return []
    below = rows[0]
    stubs = [row for row in chain if row.tree_id == below.tree_id and row.rght > below.lft]
    for row in stubs:
        row.is_stub = True
    return stubs


def _earlier(posts: PostQuerySet, last: Row) -> int:
    """After which post the page begins that ends with `last`; 0 where that is the first page."""
    before = posts.filter(tree_id__lte=last.tree_id)
    before = before.exclude(tree_id=last.tree_id, lft__gt=last.lft)
    numbers = before.order_by("-tree_id", "-lft").values_list("number", flat=True)
    return next(iter(numbers[PAGE_SIZE : PAGE_SIZE + 1]), 0)


def _nest(rows: Iterable[Row]) -> range:
    """Tell each row which lists it opens and closes; returns those open at the end."""
    depth = 0
    for row in rows:
        here = min(row.depth, depth + 1)
        row.deeper, row.closes = here > depth, range(depth - here)
        depth = here
    return range(max(0, depth - 1))


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


def _link_answers(thread: Thread, reading: Reading) -> None:
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
            row.answers_url = f"/posts/{pk}/"
        else:
            row.answers_url = thread.get_absolute_url()
