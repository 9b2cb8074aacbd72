"""What one reader's stars look like beside a recommendation: a mark for each meaning of a star."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse

from markup.diff import Segment, compare_words
from recommendations.models import DEFAULT_CRITERION, Criterion
from wiki.hideable import BLANK, readable


@dataclass(frozen=True)
class MyStar:
    """The star that the reader gave by one criterion (None: the default)."""

    criterion: int | None
    number: int  # of the wording that it stands on
    wording: str
    reason: str


@dataclass
class Mark:
    """One meaning of a star beside a recommendation: how many there are, and the reader's own."""

    recommendation: int
    criterion: int | None
    name: str
    stars: int
    is_offered: bool  # False: the page has dropped this meaning; its stars stay
    needs_reason: bool
    mine: MyStar | None
    pressed: str  # for `aria-pressed`; mixed: the reader's star is on an earlier wording

    @property
    def key(self) -> str:
        """Names this star among those of a page: "5", "5-3"."""
        key = str(self.recommendation)
        return f"{key}-{self.criterion}" if self.criterion else key

    @property
    def address(self) -> str:
        """Where this star is given, explained and taken back."""
        address = reverse("star", args=[self.recommendation])
        return f"{address}?criterion={self.criterion}" if self.criterion else address

    @property
    def my_reason(self) -> str:
        return self.mine.reason if self.mine else ""

    @property
    def asks_reason(self) -> bool:
        """Whether a reason has to be written before this star can be given."""
        return self.needs_reason and self.pressed != "true" and not readable(self.my_reason)

    @property
    def reason_is_hidden(self) -> bool:
        return self.my_reason == BLANK


@dataclass
class Ask:
    """Stars of the reader on one earlier wording: do they stand behind the new one too?"""

    difference: list[Segment]
    marks: list[Mark]


class Meanings:
    """What stars mean on the pages whose criteria are given, and how dropped meanings were called.

    A recommendation that came from another page keeps stars by the criteria of that page.
    """

    def __init__(self, criteria: Iterable[Criterion]) -> None:
        self.names: dict[int | None, str] = {None: DEFAULT_CRITERION}
        self._offered: dict[int, list[int | None]] = defaultdict(list)
        for criterion in criteria:
            self.names[criterion.pk] = criterion.name
            if not criterion.is_removed:
                self._offered[criterion.page_id].append(criterion.pk)

    @classmethod
    def behind(cls, items: Iterable[Any], mine: Iterable[MyStar]) -> "Meanings":
        """What these recommendations need, with the reader's stars on them.

        One query, which their pages remember; one more where stars came from other pages.
        """
        pages = {item.page_id: item.page for item in items}
        prefetch_related_objects(list(pages.values()), "criteria")
        found = {one.pk: one for page in pages.values() for one in page.criteria.all()}
        starred = {key for item in items for key in criteria_in(item.tallies)}
        starred |= {star.criterion for star in mine}
        elsewhere = starred - {None, *found}
        if elsewhere:
            found |= Criterion.objects.in_bulk(elsewhere)
        return cls(found.values())

    def offered_on(self, page_id: int) -> list[int | None]:
        return self._offered.get(page_id) or [None]


def marks_of(item: Any, meanings: Meanings, mine: Iterable[MyStar]) -> list[Mark]:
    """The meanings that the page offers, then others that somebody's star still has."""
    offered = meanings.offered_on(item.page_id)
    own = {star.criterion: star for star in mine}
    return [
        Mark(
            recommendation=item.pk,
            criterion=key,
            name=meanings.names[key],
            stars=item.tallies.get(str(key or ""), 0),
            is_offered=key in offered,
            needs_reason=item.page.stars_need_reason,
            mine=own.get(key),
            pressed=_pressed(own.get(key), item.wording_number),
        )
        for key in dict.fromkeys([*offered, *criteria_in(item.tallies), *own])
    ]


def criteria_in(tallies: Mapping[str, int]) -> list[int | None]:
    """By which criteria a recommendation has stars on its wording."""
    return [int(key) if key else None for key in tallies]


def _pressed(star: MyStar | None, number: int) -> str:
    if star is None:
        return "false"
    return "true" if star.number == number else "mixed"


def asks_of(marks: Iterable[Mark], wording: str) -> list[Ask]:
    """What the reader is asked again, with the difference from the words that they starred."""
    asks: dict[str, Ask] = {}
    for mark in marks:
        if mark.mine and mark.pressed == "mixed":
            starred = mark.mine.wording
            if starred not in asks:
                asks[starred] = Ask(list(compare_words(starred, wording)), [])
            asks[starred].marks.append(mark)
    return list(asks.values())
