"""All areas and recommendations of a page as somebody is editing them at once.

The form is read by identity: every stored row has its id in its field names, so nothing is ever
matched by its text. Buttons that move, remove or add change the draft and save nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

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
    position: float = 0
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
                        position=item.position,
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
            self.by_key()[key].items.append(DraftItem(self._new_key(), key, ""))
            return "A new line stands at the end of the area"
        if verb == "area":
            self.areas.append(DraftArea(self._new_key(), ""))
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

    def _new_key(self) -> str:
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
        if stored is None:
            _read_new(draft, by_key, key, data)
        else:
            _read_item(draft, stored, data, base.get(key))
    for area in draft.areas:
        # Stable: what its editor put at a place stands before what was there.
        area.items.sort(key=lambda item: (item.position, item.key not in draft.touched))
    return draft


def _base_rows(page: Page, number: int) -> dict[str, Any]:
    """What the editor saw: history rows by key, areas as "area-3"."""
    changeset = Changeset.objects.filter(page=page, number=number).first()
    if changeset is None:
        return {}
    rows = {str(row.id): row for row in recommendations_at(page.pk, changeset.pk)}
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
        typed = _one_line(data.get(f"t-{key}", area.title))
        seen = base.get(f"area-{key}")
        if seen is None or typed != seen.title:
            area.title = typed
        area.removed = data.get(f"xa-{key}") == "1"
    places = {key: n for n, key in enumerate(keys)}
    draft.areas.sort(key=lambda area: places.get(area.key, len(places)))


def _read_new(
    draft: Draft, by_key: Mapping[str, DraftArea], key: str, data: Mapping[str, str]
) -> None:
    """A new line, or one that was removed by somebody else while its words were being edited."""
    wording = _one_line(data.get(f"w-{key}", ""))
    area = by_key.get(data.get(f"in-{key}", "")) or (draft.areas[-1] if draft.areas else None)
    if area is None or (not key.startswith("n") and not wording):
        return
    fresh = key if key.startswith("n") else f"n{key}"
    item = DraftItem(fresh, area.key, wording, position=_number(data.get(f"at-{key}", ""), 1e6))
    if not key.startswith("n"):
        item.error = "Somebody removed this one while you were writing. Save to add it anew"
    item.removed = data.get(f"x-{key}") == "1"
    area.items.append(item)


def _read_item(draft: Draft, item: DraftItem, data: Mapping[str, str], seen: Any) -> None:
    mine = _one_line(data.get(f"w-{item.key}", item.wording))
    before = seen.wording if seen is not None else item.was
    if mine not in (before, item.was):
        if item.was != before:
            item.theirs = item.was
        item.wording = mine
    item.removed = data.get(f"x-{item.key}") == "1"
    area_key = data.get(f"in-{item.key}", item.area)
    position = _number(data.get(f"at-{item.key}", ""), item.position)
    was_at = (str(seen.area_id), seen.position) if seen is not None else (item.area, item.position)
    if (area_key, position) != was_at and area_key in draft.by_key():
        draft.by_key()[item.area].items.remove(item)
        item.area, item.position = area_key, position
        draft.by_key()[area_key].items.append(item)
        draft.touched.append(item.key)


def _one_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", " ").strip()


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _number(text: str, otherwise: float) -> float:
    return float(_whole(text, -1)) if _whole(text, -1) >= 0 else otherwise
