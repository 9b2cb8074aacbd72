"""One recommendation as one reader sees it. The same rows feed whole pages and fragments."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from markup.diff import Segment, compare_words
from recommendations.marks import Ask, Mark, Meanings, MyStar, asks_of, marks_of
from recommendations.models import Recommendation, Star, Succession
from wiki.models import Page


@dataclass
class Row:
    """One recommendation as one reader sees it, now or as it stood."""

    pk: int
    wording: str
    wording_number: int
    status: str
    status_note: str
    stars: int
    earlier: int
    reasons: int
    is_removed: bool = False
    doer: str = ""
    by_when: str = ""
    threads: int = 0
    challenges: int = 0  # that are open
    from_post: int = 0  # whose words it was proposed from, by `from_name`
    from_name: str = ""
    reservations: int = 0
    reservations_earlier: int = 0
    hides_stars: bool = False  # the reader is told no numbers of stars: they are 0 here
    marks: list[Mark] = field(default_factory=list)
    took: list["Row"] = field(default_factory=list)  # what took its place

    @classmethod
    def of(
        cls, item: Any, meanings: Meanings, mine: Iterable[MyStar], hides_stars: bool = False
    ) -> "Row":
        """From a recommendation with its page, what stars mean there, the reader's stars."""
        row = cls(
            pk=item.pk,
            wording=item.wording,
            wording_number=item.wording_number,
            status=item.status,
            status_note=item.status_note,
            stars=item.stars_now,
            earlier=item.stars_earlier,
            reasons=item.reasons_now,
            is_removed=item.is_removed,
            doer=item.doer,
            by_when=item.by_when,
            threads=item.threads_about,
            challenges=item.challenges_open,
            from_post=item.from_post or 0,
            from_name=item.from_name,
            reservations=item.reservations_now,
            reservations_earlier=item.reservations_earlier,
            marks=marks_of(item, meanings, mine),
        )
        if hides_stars:
            row._hide_stars()
        return row

    def _hide_stars(self) -> None:
        self.hides_stars = True
        self.stars = self.earlier = self.reasons = 0
        self.marks = [replace(mark, stars=0) for mark in self.marks]

    @property
    def stars_said(self) -> str:
        """The number, as it is shown beside a star."""
        return "–" if self.hides_stars else str(self.stars)

    @property
    def stars_noun(self) -> str:
        """The word that is heard after the number."""
        if self.hides_stars:
            return "stars, their number hidden until you star something on this page"
        return "star" if self.stars == 1 else "stars"

    @property
    def ref(self) -> str:
        return f"R{self.pk}"

    @property
    def offered(self) -> list[Mark]:
        """The meanings that a star can be given by."""
        return [] if self.is_superseded else [mark for mark in self.marks if mark.is_offered]

    @property
    def only_mark(self) -> Mark | None:
        """The one meaning of a star here, where there is but one: its star hangs in the gutter."""
        return self.offered[0] if len(self.offered) == 1 else None

    @property
    def meanings(self) -> list[Mark]:
        """Several meanings have their stars beneath the wording, and their total in the gutter."""
        return self.offered if len(self.offered) > 1 else []

    @property
    def dropped(self) -> list[Mark]:
        """Meanings that the page no longer has, by which there still are stars on this wording."""
        return [mark for mark in self.marks if mark.stars and not mark.is_offered]

    @property
    def pressed(self) -> str:
        """The state of the reader's stars taken together; one on an earlier wording asks first."""
        states = {mark.pressed for mark in self.marks}
        return "mixed" if "mixed" in states else "true" if "true" in states else "false"

    @property
    def asks(self) -> list[Ask]:
        """The reader's stars that stand on an earlier wording, with what has changed since."""
        return [] if self.is_superseded else asks_of(self.marks, self.wording)

    @property
    def is_superseded(self) -> bool:
        """It stands only to say what took its place: nobody stars it, and no total counts it."""
        return self.status == Recommendation.Status.SUPERSEDED

    @property
    def given(self) -> list[Mark]:
        """The reader's stars, on whichever wording."""
        return [mark for mark in self.marks if mark.mine]

    @property
    def offers(self) -> "list[Offer]":
        """What took its place, for a reader who starred it."""
        starred = next((mark.mine.wording for mark in self.given if mark.mine), "")
        return [Offer(row, list(compare_words(starred, row.wording))) for row in self.took]

    @property
    def mine(self) -> list[Mark]:
        """The reader's stars on this wording."""
        return [mark for mark in self.marks if mark.pressed == "true"]

    @property
    def my_reasons(self) -> list[Mark]:
        """Those of the reader's stars on this wording that have a reason."""
        return [mark for mark in self.mine if mark.my_reason]

    @property
    def status_name(self) -> str:
        return str(Recommendation.Status(self.status).label)

    @property
    def has_status(self) -> bool:
        return self.status != Recommendation.Status.PROPOSED

    @property
    def gave_way_because(self) -> str:
        """What was said of its giving way, but for "Merged into R40", which is shown as a link."""
        if self.took and self.status_note.startswith(("Merged into R", "Split into R")):
            return self.status_note.partition(": ")[2]
        return self.status_note

    @property
    def other_reasons(self) -> int:
        return max(0, self.reasons - len(self.my_reasons))


@dataclass
class Offer:
    """What took the place of something that the reader starred, with the words that differ."""

    row: Row
    difference: list[Segment]


def rows_of(items: Iterable[Any], reader: Any) -> list[Row]:
    """Recommendations, each with its page, as `reader` sees them, with what took their place.

    Two queries for any number, four more where some gave way to others.
    """
    rows = _rows_of(items, reader)
    gave_way = {row.pk: row for row in rows if row.is_superseded}
    if gave_way:
        pairs = Succession.objects.filter(
            predecessor__in=gave_way, successor__page__deleted_at__isnull=True
        ).select_related("successor__page")
        found = list(pairs.defer("successor__page__body", "successor__page__rendered"))
        took = {row.pk: row for row in _rows_of({pair.successor for pair in found}, reader)}
        for pair in found:
            gave_way[pair.predecessor_id].took.append(took[pair.successor_id])
    return rows


def _rows_of(items: Iterable[Any], reader: Any) -> list[Row]:
    items = list(items)
    mine: dict[int, list[MyStar]] = defaultdict(list)
    if items and reader.is_authenticated:
        stars = Star.objects.filter(person=reader, recommendation__in=[item.pk for item in items])
        fields = ("recommendation", "criterion", "wording_number", "wording", "reason")
        for pk, *star in stars.values_list(*fields):
            mine[pk].append(MyStar(*star))
    meanings = Meanings.behind(items, (star for stars in mine.values() for star in stars))
    hiding = _hiding_stars(items, reader)
    return [Row.of(item, meanings, mine[item.pk], item.page_id in hiding) for item in items]


def _hiding_stars(items: Iterable[Any], reader: Any) -> set[int]:
    """Of the pages of these, those that keep their stars from `reader`. No query where none do."""
    maybe = {item.page_id for item in items if item.page.hides_tally}
    if not maybe:
        return set()
    pages = Page.objects.hiding_stars_from(reader).filter(pk__in=maybe)
    return set(pages.values_list("pk", flat=True))


def row_of(pk: int, reader: Any) -> Row:
    """One row, for a fragment. Raises Recommendation.DoesNotExist."""
    return rows_of([Recommendation.objects.select_related("page").get(pk=pk)], reader)[0]
