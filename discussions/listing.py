"""Lists of threads: featured ones on top, then the others in pages by key.

No page costs more for the number of threads that there are: each order is read off an index, and
nothing is counted beyond a number that a reader cares for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, IntegerField, Value, When

from discussions.choosing import Choice, Key
from discussions.models import Thread
from discussions.querysets import Counted

THREADS_A_PAGE = 50
ABOUT_ONE_THING = 100  # threads that are listed beside it
FEATURED_AT_MOST = 200  # moderators choose few
COUNTED_UPTO = 1_000
FEATURED_FIRST = Case(
    When(featured_at__isnull=False, then=Value(0)), default=1, output_field=IntegerField()
)


@dataclass
class Listed:
    """A page of a list, with the keys in the addresses of those before and after it."""

    threads: list[Any] = field(default_factory=list)
    total: int = 0  # up to one more than COUNTED_UPTO
    before: str = ""
    after: str = ""
    is_first: bool = True
    latest: Any = None  # when the last post was made of those that were looked at

    @property
    def said(self) -> str:
        """How many there are, in words."""
        if self.total > COUNTED_UPTO:
            return f"more than {COUNTED_UPTO:,} threads"
        return f"{self.total:,} {'thread' if self.total == 1 else 'threads'}"


def listed(
    threads: Any,
    choice: Choice,
    reader: Any,
    query: Mapping[str, str],
    *,
    size: int = THREADS_A_PAGE,
) -> Listed:
    """The page of the chosen ones among some threads that an address asks for (`after`, `before`).

    One query, and on later pages one that counts.
    """
    chosen = choice.among(threads, reader)
    column, way = choice.order
    after = Key.read(query.get("after", ""), column)
    before = None if after else Key.read(query.get("before", ""), column)
    if before:
        page = _before(shaped(chosen, reader), before, column, way, size)
    elif after:
        page = _after(shaped(chosen, reader), after, column, way, size)
    else:
        page = _first(chosen, reader, column, way, size)
    if not page.total:
        page.total = chosen.order_by()[: COUNTED_UPTO + 1].count() if page.threads else 0
    return page


def _first(chosen: Any, reader: Any, column: str, way: str, size: int) -> Listed:
    order = (f"{way}{column}", f"{way}pk")
    is_part = size < THREADS_A_PAGE  # the beginning of a list, beside something else
    most = size + 1 if is_part else FEATURED_AT_MOST
    top = chosen.filter(featured_at__isnull=False).order_by(*order)[:most]
    rest = chosen.filter(featured_at__isnull=True).order_by(*order)[: size + 1]
    # Each part is cut off in a query of its own, which no database refuses to unite.
    parts = [Thread.objects.filter(pk__in=part.values("pk")).values("pk") for part in (top, rest)]
    found = list(
        shaped(Thread.objects.filter(pk__in=parts[0].union(parts[1], all=True)), reader)
        .order_by(FEATURED_FIRST, *order)
        .annotate(total=Counted(chosen.order_by().values("pk")[: COUNTED_UPTO + 1]))
    )
    featured = sum(thread.featured_at is not None for thread in found)
    room = size if is_part else featured + size
    shown = found[:room]
    page = Listed(shown, total=found[0].total if found else 0)
    page.latest = max((thread.last_post_at for thread in found), default=None)
    if len(found) > room and len(shown) > featured:
        page.after = Key.of(shown[-1], column)
    return page


def _after(chosen: Any, key: Key, column: str, way: str, size: int) -> Listed:
    rest = chosen.filter(key.beyond(column, way), featured_at__isnull=True)
    found = list(rest.order_by(f"{way}{column}", f"{way}pk")[: size + 1])
    shown = found[:size]
    page = Listed(shown, is_first=False)
    page.after = Key.of(shown[-1], column) if len(found) > size else ""
    page.before = Key.of(shown[0], column) if shown else ""
    return page


def _before(chosen: Any, key: Key, column: str, way: str, size: int) -> Listed:
    back = "" if way else "-"
    rest = chosen.filter(key.beyond(column, back), featured_at__isnull=True)
    found = list(rest.order_by(f"{back}{column}", f"{back}pk")[: size + 1])
    shown = found[:size][::-1]
    page = Listed(shown, is_first=False)
    page.before = Key.of(shown[0], column) if len(found) > size else ""
    page.after = Key.of(shown[-1], column) if shown else ""
    return page


def shaped(threads: Any, reader: Any) -> Any:
    """With what a row of a list says."""
    return (
        threads.with_people()
        .with_new_posts(reader)
        .select_related("page")
        .defer("page__body", "page__rendered", "page__summary")
    )
