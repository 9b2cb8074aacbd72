"""In which orders a thread is read, and how much of it stands on one page.

Every order begins with the opening post and is paged by key: the number of the post after which a
page begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, Value, When

from discussions.querysets import PostQuerySet

PAGE_SIZE = 200
WHOLE_SIZE = 3_000  # posts on one page where the whole thread is asked for
THREADED, NEWEST, VALUABLE = "", "newest", "valuable"
ORDERS = {THREADED: "Threaded", NEWEST: "Newest first", VALUABLE: "Most valuable first"}
KEYS = {
    THREADED: ("tree_id", "lft"),
    NEWEST: ("-number",),
    VALUABLE: ("-valuable", "not_valuable", "number"),
}


@dataclass(frozen=True)
class View:
    """How somebody chose to read a thread."""

    order: str = THREADED
    is_whole: bool = False  # on one page, as far as one holds it

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "View":
        """As an address asks for it; anything else is the tree, in pages."""
        order = asked.get("order", "")
        return cls(order if order in ORDERS else THREADED, asked.get("posts") == "all")

    @property
    def is_flat(self) -> bool:
        return self.order != THREADED

    @property
    def size(self) -> int:
        return WHOLE_SIZE if self.is_whole else PAGE_SIZE

    def query(self, **more: Any) -> str:
        """What an address says of it, with "?" before it; "" where there is nothing to say."""
        said = {"order": self.order, "posts": "all" if self.is_whole else "", **more}
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""

    @property
    def keep(self) -> str:
        """The same for links that go on to say more: "?" is theirs."""
        query = self.query()
        return f"{query[1:]}&" if query else ""

    @property
    def orders(self) -> "list[tuple[View, str]]":
        """Every order by its name, of as much on one page."""
        return [(View(order, self.is_whole), name) for order, name in ORDERS.items()]

    @property
    def other_size(self) -> "View":
        """The same order, in pages instead of whole, or whole instead of in pages."""
        return View(self.order, not self.is_whole)

    def shows(self, post: Any) -> bool:
        """Whether a post has a place in the order."""
        return self.order != VALUABLE or post.removed_at is None or post.number == 1

    def sorted(self, posts: PostQuerySet) -> Any:
        if not self.is_flat:
            return posts.in_reading_order()
        if self.order == VALUABLE:
            posts = posts.filter(Q(removed_at__isnull=True) | Q(number=1))
        opening = Case(When(number=1, then=Value(0)), default=1, output_field=IntegerField())
        return posts.order_by(opening, *KEYS[self.order])

    def after(self, posts: Any, row: Any) -> Any:
        """Those of `posts` that come after that of `row`, where this has a place in the order."""
        if not self.is_flat:
            rest = posts.filter(tree_id__gte=row.tree_id)
            return rest.exclude(tree_id=row.tree_id, lft__lte=row.lft)
        return posts if row.number == 1 else posts.filter(self._beyond(row), number__gt=1)

    def upto(self, posts: Any, row: Any) -> Any:
        """The others: that of `row` and those that come before it."""
        if not self.is_flat:
            rest = posts.filter(tree_id__lte=row.tree_id)
            return rest.exclude(tree_id=row.tree_id, lft__gt=row.lft)
        opening = Q(number=1)
        return posts.filter(opening if row.number == 1 else opening | ~self._beyond(row))

    def _beyond(self, row: Any) -> Q:
        if self.order == NEWEST:
            return Q(number__lt=row.number)
        alike = Q(valuable=row.valuable)
        same = alike & Q(not_valuable=row.not_valuable)
        fewer = Q(valuable__lt=row.valuable) | alike & Q(not_valuable__gt=row.not_valuable)
        return fewer | same & Q(number__gt=row.number)
