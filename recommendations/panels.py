"""Recommendations as pages show them: in areas, and the areas among the text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markup.render import Part
from recommendations.models import Area, Recommendation
from recommendations.row import Row, rows_of
from wiki.models import Page

ORDERS = {"written": "As written", "stars": "Most starred"}


@dataclass
class Group:
    """An area with its recommendations."""

    pk: int
    title: str
    number: int
    rows: list[Row] = field(default_factory=list)
    threads: int = 0  # about the area itself

    @property
    def current(self) -> list[Row]:
        """Its rows but for those that gave way to others, which count in no total."""
        return [row for row in self.rows if not row.is_superseded]

    @property
    def stars(self) -> int:
        return sum(row.stars for row in self.current)

    @property
    def hides_stars(self) -> bool:
        return any(row.hides_stars for row in self.rows)


@dataclass
class Block:
    """A stretch of the page: prose, or areas. `opens` is true at the first areas."""

    html: str = ""
    groups: list[Group] = field(default_factory=list)
    opens: bool = False


def groups_of(page: Page, reader: Any, order: str = "written") -> list[Group]:
    """The page's areas in their order, with rows as `reader` sees them. Four queries."""
    areas = Area.objects.filter(page=page, is_removed=False).with_threads()
    groups = [
        Group(area.pk, area.title, n, threads=area.threads_about)
        for n, area in enumerate(areas.order_by("position", "pk"), start=1)
    ]
    by_area = {group.pk: group for group in groups}
    items = list(Recommendation.objects.standing().filter(page=page).order_by("position", "pk"))
    for item in items:
        item.page = page
    for item, row in zip(items, rows_of(items, reader), strict=True):
        if item.area_id in by_area:
            by_area[item.area_id].rows.append(row)
    return ordered(groups, order)


def ordered(groups: list[Group], order: str) -> list[Group]:
    """Within each area as written, or the most starred first and what gave way to others last."""
    if order == "stars":
        for group in groups:
            group.rows.sort(key=lambda row: (row.is_superseded, -row.stars))
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


def totals(groups: Iterable[Group]) -> Mapping[str, int]:
    """How many recommendations and stars the groups hold; no stars where they are hidden."""
    groups = list(groups)
    found = {"recommendations": sum(len(group.current) for group in groups)}
    if any(group.hides_stars for group in groups):
        return found
    return {**found, "stars": sum(group.stars for group in groups)}
