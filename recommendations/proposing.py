"""Changes of a page's areas and recommendations that somebody proposes, each alone.

They are told by identity and not by text: what they change is found whatever became of it. Put
together with the page they are a draft, read by the rules of the editor in which all are edited.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from recommendations.draft import Draft, DraftArea, DraftItem
from recommendations.drafting import base_rows, from_form
from recommendations.models import Area, Recommendation
from recommendations.saving import has_content, kept_in_order
from wiki.hideable import BLANK
from wiki.models import Page


@dataclass(frozen=True)
class Proposed:
    """One change. `row` is the id of what it changes, or a key ("n1") of what it adds."""

    what: str  # words, added, back, moved, gone, details; heading, area, area-gone, order
    row: str = ""
    text: str = ""
    area: str = ""
    out_of: str = ""  # the area that it leaves
    at: int = 0  # its place in the area, or an area's among the areas, from 1
    declared: bool = False  # a rewording, whatever the rule says
    order: tuple[str, ...] = ()  # of all areas
    details: dict[str, Any] = field(default_factory=dict, hash=False)  # those that would differ

    @classmethod
    def of(cls, kept: dict[str, Any]) -> "Proposed":
        return cls(**{**kept, "order": tuple(kept.get("order", ()))})

    @property
    def key(self) -> str:
        return f"{self.what}-{self.row}" if self.row else self.what

    @property
    def kept(self) -> dict[str, Any]:
        """As JSON, without what it leaves unsaid."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def is_of_area(self) -> bool:
        return self.what in ("heading", "area", "area-gone", "order")

    @property
    def is_of_item(self) -> bool:
        """Of a recommendation that has its number."""
        return not self.is_of_area and self.row.isdigit()


def changes_in(draft: Draft) -> list[Proposed]:
    """What a draft changes of the page as it stands."""
    before = Draft.from_page(draft.page)
    was_in = {item.key: area.key for area in before.areas for item in area.items}
    areas = [area for area in draft.areas if area.pk or (has_content(area) and not area.removed)]
    found = list(_of_areas(areas, [area.key for area in before.areas]))
    stands = {item.key: area.key for area in areas for item in area.items if not item.removed}
    for area in areas:
        if not area.removed:
            stays = [key for key in was_in if was_in[key] == area.key]
            stays = [key for key in stays if stands.get(key, area.key) == area.key]
            found += _of_items(area, stays, was_in)
    return found


def _of_areas(areas: list[DraftArea], before: list[str]) -> Iterator[Proposed]:
    for at, area in enumerate(areas, start=1):
        if area.pk is None:
            yield Proposed("area", area.key, area.title, at=at)
        elif area.removed:
            yield Proposed("area-gone", area.key)
        elif area.title != area.was:
            yield Proposed("heading", area.key, area.title)
    order = [area.key for area in areas]
    if [key for key in order if key in before] != before:
        yield Proposed("order", order=tuple(order))


def _of_items(area: DraftArea, stays: list[str], was_in: dict[str, str]) -> Iterator[Proposed]:
    """`stays` are those that stood in the area and are moved to no other, in their order then.

    As few as can be are said to be moved. What is removed keeps its place among the others.
    """
    items = [item for item in area.items if not item.removed and (item.pk or item.wording)]
    now = [item.pk or 0 for item in items if item.key in stays]
    kept = kept_in_order([int(key) for key in stays if int(key) in now], now)
    keys = {item.key for item in items}
    line = [key for key in stays if int(key) in kept or key not in keys]
    after = 0
    for item in items:
        if item.pk not in kept:
            line.insert(after, item.key)
        after = line.index(item.key) + 1
    for item in items:
        yield from _of_item(item, area.key, line.index(item.key) + 1, was_in, item.pk in kept)
    for item in area.items:
        if item.removed and item.key in was_in:
            yield Proposed("gone", item.key)


def _of_item(
    item: DraftItem, area: str, at: int, was_in: dict[str, str], is_in_place: bool
) -> Iterator[Proposed]:
    there = Proposed("moved", item.key, area=area, out_of=was_in.get(item.key, ""), at=at)
    if not there.out_of:
        what = "back" if item.pk else "added"
        yield replace(there, what=what, text=item.wording, declared=item.declared)
        return
    if item.wording != item.was:
        yield Proposed("words", item.key, item.wording, declared=item.declared)
    if not is_in_place:
        yield there


def with_needed(chosen: Collection[str], changes: Iterable[Proposed]) -> list[Proposed]:
    """The chosen changes, and those without which they would do something else.

    What is put into a new area needs that; an area is not removed with what was to leave it.
    """
    changes = list(changes)
    keys = set(chosen)
    keys |= {one.key for one in changes if one.out_of and f"area-gone-{one.out_of}" in keys}
    keys |= {f"area-{one.area}" for one in changes if one.key in keys}
    return [one for one in changes if one.key in keys]


def out_of_reach(draft: Draft, changes: Iterable[Proposed]) -> dict[str, str]:
    """Which of the changes that a draft was put together of have no place on its page, and why."""
    changes = list(changes)
    areas = draft.by_key()
    sound = {item.key for item in draft.items() if not item.error}
    doubtful = {int(one.row) for one in changes if one.is_of_item and one.row not in sound}
    rows = Recommendation.objects.in_bulk(doubtful) if doubtful else {}
    found = {}
    for one in changes:
        row = rows.get(int(one.row)) if one.is_of_item else None
        is_doubtful = one.is_of_item and one.row not in sound
        if one.text == BLANK:
            found[one.key] = "Its words were hidden by a moderator"
        elif is_doubtful and (row is None or row.page_id != draft.page.pk):
            found[one.key] = "It stands on another page by now, and is edited there"
        elif one.what in ("moved", "details") and row is not None and row.is_removed:
            found[one.key] = "It was removed meanwhile"
        elif one.what == "moved" and one.area not in areas:
            found[one.key] = "The area that it would go to was removed meanwhile"
            found[f"area-gone-{one.out_of}"] = "What was to leave it has no area to go to by now"
        elif one.what == "heading" and one.row not in areas:
            found[one.key] = "The area was removed meanwhile"
    return found


def put_together(page: Page, changes: Iterable[Proposed], *, base: int) -> Draft:
    """The page as it stands with the changes, made by somebody who saw its update `base`.

    Where somebody changed the same since, the draft says so at the place and is not valid.
    """
    form = _Form(page, base)
    for change in changes:
        form.put(change)
    draft = from_form(page, form.data, form.items, form.areas)
    draft.check()
    return draft


class _Form:
    """The editor's form as it would be sent: all that stood then, and what is changed of it."""

    def __init__(self, page: Page, base: int) -> None:
        self.data = {"base": str(base)}
        self.items: list[str] = []
        self.areas: list[str] = []
        for area in Area.objects.filter(page=page):
            self.data[f"t-{area.pk}"] = area.title
        for key, row in base_rows(page, base).items():
            if key.startswith("area-"):
                self.areas.append(str(row.id))
                self.data[f"t-{row.id}"] = row.title
            else:
                self._stand(key, row.wording, str(row.area_id), row.place)

    def _stand(self, key: str, wording: str, area: str, at: int) -> None:
        self.items.append(key)
        self.data |= {f"w-{key}": wording, f"in-{key}": area, f"at-{key}": str(at)}

    def put(self, change: Proposed) -> None:
        row, data = change.row, self.data
        if change.is_of_area:
            self._put_area(change)
        elif change.what in ("added", "back"):
            self._stand(row, change.text, change.area, change.at)
        elif change.what == "words" and (row in self.items or self._was_removed(row)):
            data[f"w-{row}"] = change.text
        elif row in self.items:
            if change.what == "moved":
                there = {f"in-{row}": change.area, f"at-{row}": str(change.at)}
                data |= there | {f"put-{row}": "1"}  # also where it was at this very place
            elif change.what == "gone":
                data[f"x-{row}"] = "1"
        if change.declared:
            data[f"d-{row}"] = "1"

    def _was_removed(self, row: str) -> bool:
        """Let one that was removed by then stand in the form too: new words bring it back."""
        item = Recommendation.objects.filter(pk=int(row)).first()
        if item is not None:
            self._stand(row, item.wording, str(item.area_id), item.position)
        return item is not None

    def _put_area(self, change: Proposed) -> None:
        if change.what == "area":
            self.areas.insert(change.at - 1, change.row)
            self.data[f"t-{change.row}"] = change.text
        elif change.what == "heading":
            self.data[f"t-{change.row}"] = change.text
        elif change.what == "area-gone":
            self.data[f"xa-{change.row}"] = "1"
        else:
            known = [key for key in change.order if key in self.areas]
            self.areas = known + [key for key in self.areas if key not in known]
