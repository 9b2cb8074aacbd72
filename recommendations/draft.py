"""All areas and recommendations of a page as somebody is editing them at once.

The form is read by identity: every stored row has its id in its field names, so nothing is ever
matched by its text. Buttons that move, remove or add change the draft and save nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from recommendations.arranging import tidy
from recommendations.models import AREA_LIMIT, WORDING_LIMIT, Area, Recommendation
from recommendations.snapshots import areas_at, recommendations_at
from wiki.models import Changeset, Page


@dataclass
class DraftItem:
    """A recommendation being edited; `pk` is None for one that is not saved yet."""

    key: str
    area: str
    wording: str
    was: str = ""
    pk: int | None = None
    position: int = 0  # its place in the area, from 1
    removed: bool = False
    stars: int = 0
    error: str = ""
    theirs: str = ""  # what somebody else made of the words meanwhile

    @property
    def is_changed(self) -> bool:
        return self.removed or self.wording != self.was

    @property
    def ref(self) -> str:
        return f"R{self.pk}" if self.pk else "New"


@dataclass
class DraftArea:
    """An area being edited, with its recommendations in order."""

    key: str
    title: str
    was: str = ""
    pk: int | None = None
    removed: bool = False
    error: str = ""
    items: list[DraftItem] = field(default_factory=list)


@dataclass
class Draft:
    page: Page
    base: int
    areas: list[DraftArea]
    touched: list[str] = field(default_factory=list)  # keys that their editor moved
    conflict: bool = False  # somebody else changed what this editor changes

    @classmethod
    def from_page(cls, page: Page) -> "Draft":
        """The areas and recommendations as they stand."""
        areas = [
            DraftArea(str(area.pk), area.title, area.title, area.pk)
            for area in Area.objects.filter(page=page, is_removed=False)
        ]
        draft = cls(page, _latest_number(page), areas)
        by_key = draft.by_key()
        for item in Recommendation.objects.standing().filter(page=page):
            area = by_key.get(str(item.area_id))
            if area is not None:
                area.items.append(
                    DraftItem(
                        *(str(item.pk), area.key, item.wording, item.wording, item.pk),
                        position=len(area.items) + 1,
                        stars=item.stars_now,
                    )
                )
        return draft

    def by_key(self) -> dict[str, DraftArea]:
        return {area.key: area for area in self.areas}

    def items(self) -> list[DraftItem]:
        return [item for area in self.areas for item in area.items]

    def find(self, key: str) -> DraftItem | None:
        return next((item for item in self.items() if item.key == key), None)

    def is_valid(self) -> bool:
        return not any(area.error for area in self.areas) and not any(
            item.error or item.theirs for item in self.items()
        )

    def problems(self) -> list[tuple[str, str]]:
        """Each message with the id of the field that it is about."""
        areas = [(f"t-{area.key}", area.error) for area in self.areas if area.error]
        return areas + [(f"w-{item.key}", item.error) for item in self.items() if item.error]

    def check(self) -> None:
        """Say at its place what cannot be saved."""
        for area in self.areas:
            if len(area.title) > AREA_LIMIT:
                area.error = f"Area: use at most {AREA_LIMIT} characters"
        for item in self.items():
            if item.removed:
                continue
            if len(item.wording) > WORDING_LIMIT:
                item.error = (
                    f"{item.ref}: use at most {WORDING_LIMIT} characters. "
                    f"Yours has {len(item.wording)}"
                )
            elif item.pk and not item.wording:
                item.error = f"{item.ref} has no words. Write some, or press Remove"

    def press(self, button: str) -> str:
        """Do what a button asks ("up:17", "remove:17", "add:3", "area"); say what happened."""
        verb, _, key = button.partition(":")
        if verb == "add" and key in self.by_key():
            self.by_key()[key].items.append(DraftItem(self.new_key(), key, ""))
            return "A new line stands at the end of the area"
        if verb == "area":
            self.areas.append(DraftArea(self.new_key(), ""))
            return "A new area stands at the end"
        if verb in ("area-up", "area-down"):
            area = self.by_key().get(key)
            return _shift(self.areas, area, -1 if verb == "area-up" else 1) if area else ""
        if verb == "area-gone" and key in self.by_key():
            chosen = self.by_key()[key]
            chosen.removed = not chosen.removed
            return "The area will be removed when you save" if chosen.removed else "The area stays"
        item = self.find(key)
        if item is None:
            return ""
        if verb in ("up", "down"):
            self.touched.append(key)
            return _shift(self.by_key()[item.area].items, item, -1 if verb == "up" else 1)
        if verb == "remove":
            item.removed = not item.removed
            return f"{item.ref} {'will be removed when you save' if item.removed else 'stays'}"
        return ""

    def new_key(self) -> str:
        taken = {area.key for area in self.areas} | {item.key for item in self.items()}
        return next(key for n in range(1, 10_000) if (key := f"n{n}") not in taken)


def _shift(rows: list[Any], row: Any, by: int) -> str:
    here = rows.index(row)
    there = here + by
    if not 0 <= there < len(rows):
        return "Already at the end"
    rows[here], rows[there] = rows[there], rows[here]
    return f"Moved to place {there + 1} of {len(rows)}"


def _latest_number(page: Page) -> int:
    found = Changeset.objects.filter(page=page).values_list("number", flat=True).first()
    return int(found or 0)


def from_form(page: Page, data: Mapping[str, str], keys: list[str], areas: list[str]) -> Draft:
    """The draft that somebody sent: the page as it stands, with what they changed since `base`.

    `keys` and `areas` are the rows of the form, in order. Where others changed the same words
    meanwhile, the item carries theirs and is not valid until its editor has seen them.
    """
    draft = Draft.from_page(page)
    base_number = _whole(data.get("base", ""), draft.base)
    base = _base_rows(page, base_number)
    _read_areas(draft, data, areas, base)
    by_key = draft.by_key()
    for key in keys:
        stored = draft.find(key)
        if stored is not None:
            _read_item(draft, stored, data, base.get(key))
        elif key.startswith("n"):
            _read_new(draft, by_key, key, data)
        else:
            _read_removed(draft, by_key, key, data, base.get(key))
    for area in draft.areas:
        area.items = _in_places(area.items, draft.touched)
    return draft


def _in_places(items: list[DraftItem], touched: list[str]) -> list[DraftItem]:
    """What its editor put at a place stands at that very place; the rest stands around it."""
    order = [item for item in items if item.key not in touched]
    at = -1
    for item in sorted((i for i in items if i.key in touched), key=lambda item: item.position):
        at = max(item.position - 1, at + 1)
        order.insert(at, item)
    return order


def _base_rows(page: Page, number: int) -> dict[str, Any]:
    """What the editor saw: history rows by key, areas as "area-3"."""
    changeset = Changeset.objects.filter(page=page, number=number).first()
    if changeset is None:
        return {}
    rows: dict[str, Any] = {}
    places: Counter[int] = Counter()
    for row in recommendations_at(page.pk, changeset.pk):
        places[row.area_id] += 1
        row.place = places[row.area_id]
        rows[str(row.id)] = row
    return rows | {f"area-{row.id}": row for row in areas_at(page.pk, changeset.pk)}


def _read_areas(
    draft: Draft, data: Mapping[str, str], keys: list[str], base: Mapping[str, Any]
) -> None:
    by_key = draft.by_key()
    for key in keys:
        if key not in by_key and key.startswith("n"):
            by_key[key] = DraftArea(key, "")
            draft.areas.append(by_key[key])
        area = by_key.get(key)
        if area is None:
            continue
        typed = tidy(data.get(f"t-{key}", area.title))
        seen = base.get(f"area-{key}")
        if seen is None or typed != seen.title:
            if seen is not None and area.was not in (seen.title, typed):
                area.error = f"Somebody called this area “{area.was}” meanwhile. Save to rename it"
                draft.conflict = True
            area.title = typed
        area.removed = data.get(f"xa-{key}") == "1"
    before = [key for row in base if (key := row.removeprefix("area-")) != row and key in keys]
    if keys != before + [key for key in keys if key not in before]:  # their editor moved some
        places = {key: n for n, key in enumerate(keys)}
        draft.areas.sort(key=lambda area: places.get(area.key, len(places)))


def _read_new(
    draft: Draft, by_key: dict[str, DraftArea], key: str, data: Mapping[str, str]
) -> DraftItem:
    """A line that is not on the page; its area is made anew where somebody removed that."""
    home = data.get(f"in-{key}", "")
    if home not in by_key:
        by_key[home] = DraftArea(draft.new_key(), tidy(data.get(f"t-{home}", "")))
        draft.areas.append(by_key[home])
    item = DraftItem(key, by_key[home].key, tidy(data.get(f"w-{key}", "")))
    item.position = _whole(data.get(f"at-{key}", ""), len(by_key[home].items) + 1)
    item.removed = data.get(f"x-{key}") == "1"
    by_key[home].items.append(item)
    draft.touched.append(key)
    return item


def _read_removed(
    draft: Draft, by_key: dict[str, DraftArea], key: str, data: Mapping[str, str], seen: Any
) -> None:
    """One that somebody else removed: gone too where its words were left as they were.

    Else its editor is told; where they have been told (it is not in their base), it comes back.
    """
    wording = tidy(data.get(f"w-{key}", ""))
    same = seen is not None and wording == seen.wording
    stored = Recommendation.objects.filter(page=draft.page, pk=_whole(key, 0)).first()
    if stored is None or same or not wording or data.get(f"x-{key}") == "1":
        return
    item = _read_new(draft, by_key, key, data)
    item.pk, item.was, item.stars = stored.pk, stored.wording, stored.stars_now
    if seen is not None:
        draft.conflict = True
        item.error = f"Somebody removed {item.ref} meanwhile. Save to bring it back with your words"


def _read_item(draft: Draft, item: DraftItem, data: Mapping[str, str], seen: Any) -> None:
    mine = tidy(data.get(f"w-{item.key}", item.wording))
    before = seen.wording if seen is not None else item.was
    if mine not in (before, item.was):
        if item.was != before:
            item.theirs = item.was
            draft.conflict = True
        item.wording = mine
    item.removed = data.get(f"x-{item.key}") == "1"
    area_key = data.get(f"in-{item.key}", item.area)
    position = _whole(data.get(f"at-{item.key}", ""), item.position)
    was_at = (str(seen.area_id), seen.place) if seen is not None else (item.area, item.position)
    if (area_key, position) != was_at and area_key in draft.by_key():
        draft.by_key()[item.area].items.remove(item)
        item.area, item.position = area_key, position
        draft.by_key()[area_key].items.append(item)
        draft.touched.append(item.key)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
