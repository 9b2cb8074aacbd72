"""What a choice of recommendations lists: lines in their order, under the headings of groups.

The board shows a stretch of the list, an export all of it, stretch by stretch; both come through
here, so that they cannot differ. A stretch costs the same number of queries however long it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from recommendations.board import Choice
from recommendations.models import Recommendation
from recommendations.orders import GROUPINGS, MONTH, ORDERS, STANDINGS, change_since
from recommendations.querysets import RecommendationQuerySet
from recommendations.row import Row, rows_of
from wiki.models import Tag


@dataclass(frozen=True)
class Totals:
    """How many recommendations there are, and how many stars they have."""

    recommendations: int = 0
    stars: int = 0  # on the wordings as they stand
    earlier: int = 0  # given to earlier wordings

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.recommendations + other.recommendations,
            self.stars + other.stars,
            self.earlier + other.earlier,
        )


@dataclass
class Entry:
    """One line: a recommendation as the reader sees it."""

    item: Recommendation
    row: Row
    group: Any  # the key of the group that it stands in here
    change: int  # by how many stars it changed within the month, where that is asked for
    is_repeated: bool  # it stands in a group before this one too

    def told(self, number: int) -> int | None:
        """A number of stars; None where the reader is told none."""
        return None if self.row.hides_stars else number

    @property
    def signed_change(self) -> str:
        return f"+{self.change}" if self.change > 0 else str(self.change).replace("-", "−")


@dataclass
class Section:
    """A group, or all there is where nothing is grouped, with those of its lines that are shown."""

    name: str = ""
    address: str = ""
    page: Any = None  # of an area
    totals: Totals = field(default_factory=Totals)
    is_continued: bool = False  # lines of it stand before these
    entries: list[Entry] = field(default_factory=list)


Place = tuple[int, Any]  # the id of a recommendation, and the key of the group it is listed in


class Listing:
    """What a choice lists for a reader. `tells_change`: with the change of the month of each."""

    def __init__(self, choice: Choice, reader: Any, *, tells_change: bool = False) -> None:
        self.choice = choice
        self.reader = reader
        self.tells_change = tells_change
        self.grouping = GROUPINGS.get(choice.group)

    @cached_property
    def rows(self) -> RecommendationQuerySet:
        """What is chosen, in no order."""
        return self.choice.rows(self.reader).order_by()

    @property
    def _counted(self) -> dict[str, Any]:
        """What totals add up: stars of what gave way to others only where it alone is shown."""
        over = Recommendation.Status.SUPERSEDED
        current = None if self.choice.status == over else ~Q(status=over)
        return {
            "n": Count("pk"),
            "now": Sum("stars_told", filter=current),
            "before": Sum("earlier_told", filter=current),
        }

    @cached_property
    def by_status(self) -> dict[str, Totals]:
        """The totals of what is chosen, by where it stands: the decided first."""
        counted = self.rows.values("status").annotate(**self._counted)
        found = {row["status"]: _totals(row) for row in counted}
        return {status: found[status] for status in STANDINGS if status in found}

    @cached_property
    def totals(self) -> Totals:
        return sum(self.by_status.values(), Totals())

    @cached_property
    def length(self) -> int:
        """How many lines there are: grouped by audience, more than recommendations."""
        if self.choice.group != "audience":
            return self.totals.recommendations
        length: int = self.rows.aggregate(n=Count(Coalesce("audiences", 0)))["n"]
        return length

    def places(self, start: int = 0, stop: int | None = None) -> list[Place]:
        """Which recommendations stand in the lines from `start` to before `stop`."""
        ordered = self.choice.ordered(self.reader, self.rows)
        key = self.grouping.key if self.grouping else F("page_id")
        found = ordered.values_list("pk", key)[start:stop]
        return [(pk, group if self.grouping else None) for pk, group in found]

    def stretch(self, places: list[Place], *, after: Place | None = None) -> list[Section]:
        """These lines under their headings; `after` is the line before them."""
        entries = self._entries(places)
        groups = {group: list(lines) for group, lines in groupby(entries, lambda e: e.group)}
        sections = self._sections(groups) if self.grouping else [Section(entries=entries)]
        if sections and after is not None and places and after[1] == places[0][1]:
            sections[0].is_continued = True
        return sections

    def stretches(self, size: int) -> Iterator[list[Section]]:
        """The whole list, as many lines at a time: whoever writes it out holds no more."""
        places = self.places()
        for start in range(0, len(places), size):
            after = places[start - 1] if start else None
            yield self.stretch(places[start : start + size], after=after)

    def _entries(self, places: list[Place]) -> list[Entry]:
        items = (
            Recommendation.objects.select_related("page", "area")
            .defer("page__body", "page__rendered")
            .annotate(change=self._change())
            .order_by()
            .in_bulk({pk for pk, _ in places})
        )
        for item in items.values():
            item.area.page = item.page
        rows = {row.pk: row for row in rows_of(items.values(), self.reader)}
        entries, seen = [], set()
        for pk, group in places:
            if pk in items:
                entry = Entry(items[pk], rows[pk], group, items[pk].change, pk in seen)
                entries.append(entry)
                seen.add(pk)
        return entries

    def _change(self) -> Any:
        return change_since(timezone.now() - MONTH, self.reader) if self.tells_change else Value(0)

    def _sections(self, groups: dict[Any, list[Entry]]) -> list[Section]:
        totals = self._group_totals(groups)
        tags = Tag.objects.in_bulk(groups) if self.choice.group == "audience" else {}
        sections = []
        for key, entries in groups.items():
            section = self._headed(entries[0].item, tags.get(key))
            section.totals, section.entries = totals.get(key, Totals()), entries
            sections.append(section)
        return sections

    def _group_totals(self, keys: Any) -> dict[Any, Totals]:
        assert self.grouping is not None
        among = Q(group_key__in=[key for key in keys if key is not None])
        if None in keys:
            among |= Q(group_key__isnull=True)
        rows = self.rows.annotate(group_key=self.grouping.key).filter(among).values("group_key")
        return {row["group_key"]: _totals(row) for row in rows.annotate(**self._counted)}

    def _headed(self, item: Recommendation, tag: Tag | None) -> Section:
        """The heading of the group that an item stands in."""
        if self.choice.group == "area":
            return Section(str(item.area), item.area.get_absolute_url(), item.page)
        if self.choice.group == "page":
            return Section(item.page.title, item.page.get_absolute_url())
        if self.choice.group == "status":
            return Section(Recommendation.Status(item.status).label)
        if tag is None:
            return Section("For nobody in particular")
        return Section(tag.name, self.choice.query(tag=tag.slug))


def _totals(row: dict[str, Any]) -> Totals:
    return Totals(row["n"], row["now"] or 0, row["before"] or 0)


def said(choice: Choice, totals: Totals, reader: Any) -> str:
    """In words what is shown: "3 recommendations, tagged nurses, most starred first"."""
    words = [chosen(choice, totals.recommendations, reader)]
    if choice.group:
        words.append(GROUPINGS[choice.group].said)
    return ", ".join(dict.fromkeys([*words, ORDERS[choice.sort].said]))


def chosen(choice: Choice, number: int, reader: Any) -> str:
    """In words what is chosen, in whatever order: "3 recommendations, tagged nurses"."""
    return which(choice, f"{number} recommendation{'' if number == 1 else 's'}", reader)


def which(choice: Choice, what: str, reader: Any) -> str:
    """`what`, and in words how it is chosen."""
    words = [what]
    if choice.on:
        words[0] += f" on “{choice.names['on']}”"
    if choice.status:
        words.append(str(Recommendation.Status(choice.status).label).lower())
    if choice.q:
        words.append(f"with “{choice.q}”")
    if choice.tag:
        words.append(f"tagged {choice.names['tag']}")
    if choice.person or choice.criterion:
        by = f" by {choice.person}" if choice.person else ""
        meaning = f" for “{choice.names['criterion']}”" if choice.criterion else ""
        words.append(f"starred{by}{meaning}")
    if choice.by:
        how = {"me": "starred by {}", "not-me": "not starred by {}"}
        how["earlier"] = "starred by {} in an earlier wording"
        words.append(how[choice.by].format(reader.username))
    return ", ".join(words)
