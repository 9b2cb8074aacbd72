"""Recommendations as pages show them. The same rows feed whole pages and fragments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markup.diff import compare_words
from markup.render import Part
from recommendations.models import Area, Recommendation
from wiki.models import Page

ORDERS = {"written": "As written", "stars": "Most starred"}


@dataclass
class Row:
    """One recommendation as one reader sees it, now or as it stood."""

    pk: int
    wording: str
    status: str
    status_note: str
    stars: int
    earlier: int
    reasons: int
    threads: int
    my_number: int | None  # the wording that the reader starred
    wording_number: int
    my_wording: str
    my_reason: str

    @classmethod
    def of(cls, item: Any) -> "Row":
        """From a Recommendation of `seen_by(reader)`."""
        return cls(
            pk=item.pk,
            wording=item.wording,
            status=item.status,
            status_note=item.status_note,
            stars=item.stars_now,
            earlier=item.stars_earlier,
            reasons=item.reasons_now,
            threads=item.threads_about,
            my_number=item.my_number,
            wording_number=item.wording_number,
            my_wording=item.my_wording or "",
            my_reason=item.my_reason or "",
        )

    @property
    def ref(self) -> str:
        return f"R{self.pk}"

    @property
    def pressed(self) -> str:
        """The star's state for `aria-pressed`; mixed: the reader starred an earlier wording."""
        if self.my_number is None:
            return "false"
        return "true" if self.my_number == self.wording_number else "mixed"

    @property
    def status_name(self) -> str:
        return str(Recommendation.Status(self.status).label)

    @property
    def has_status(self) -> bool:
        return self.status != Recommendation.Status.PROPOSED

    @property
    def other_reasons(self) -> int:
        mine = 1 if self.pressed == "true" and self.my_reason else 0
        return max(0, self.reasons - mine)

    @property
    def my_difference(self) -> list[Any]:
        """From the words that the reader starred to those that stand now, word by word."""
        return list(compare_words(self.my_wording, self.wording))


@dataclass
class Group:
    """An area with its recommendations."""

    pk: int
    title: str
    number: int
    rows: list[Row] = field(default_factory=list)

    @property
    def stars(self) -> int:
        return sum(row.stars for row in self.rows)


@dataclass
class Block:
    """A stretch of the page: prose, or areas. `opens` is true at the first areas."""

    html: str = ""
    groups: list[Group] = field(default_factory=list)
    opens: bool = False


def groups_of(page: Page, reader: Any, order: str = "written") -> list[Group]:
    """The page's areas in their order, with rows as `reader` sees them. Two queries."""
    areas = Area.objects.filter(page=page, is_removed=False).order_by("position", "pk")
    groups = [Group(area.pk, area.title, n) for n, area in enumerate(areas, start=1)]
    by_area = {group.pk: group for group in groups}
    items = Recommendation.objects.standing().filter(page=page).seen_by(reader)
    for item in items.order_by("position", "pk"):
        if item.area_id in by_area:
            by_area[item.area_id].rows.append(Row.of(item))
    return ordered(groups, order)


def ordered(groups: list[Group], order: str) -> list[Group]:
    """Within each area as written, or the most starred first."""
    if order == "stars":
        for group in groups:
            group.rows.sort(key=lambda row: -row.stars)
    return groups


def placed(parts: Iterable[Part], groups: list[Group]) -> list[Block]:
    """The page's prose with its areas where the writer placed them; after it where not placed."""
    parts = list(parts)
    by_title: dict[str, list[Group]] = {}
    for group in groups:
        by_title.setdefault(_key(group.title), []).append(group)
    named = {_key(part.area) for part in parts if part.area}
    rest = [group for group in groups if _key(group.title) not in named]
    blocks: list[Block] = []
    for part in parts:
        if part.area is None:
            blocks.append(Block(html=part.html))
        elif part.area:
            blocks.append(Block(groups=by_title.pop(_key(part.area), [])))
        else:
            blocks.append(Block(groups=rest))
            rest = []
    if rest:
        blocks.append(Block(groups=rest))
    blocks = [block for block in blocks if block.html or block.groups]
    first = next((block for block in blocks if block.groups), None)
    if first:
        first.opens = True
    return blocks


def _key(title: str) -> str:
    return " ".join(title.split()).casefold()


def row_of(pk: int, reader: Any) -> Row:
    """One row, for a fragment. Raises Recommendation.DoesNotExist."""
    return Row.of(Recommendation.objects.seen_by(reader).get(pk=pk))


def totals(groups: Iterable[Group]) -> Mapping[str, int]:
    """How many recommendations and stars the groups hold."""
    groups = list(groups)
    return {
        "recommendations": sum(len(group.rows) for group in groups),
        "stars": sum(group.stars for group in groups),
    }
