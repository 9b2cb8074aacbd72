"""All areas and recommendations of a page as somebody is editing them at once.

Buttons that move, remove or add change the draft and save nothing.
"""

from dataclasses import dataclass, field
from typing import Any

from recommendations.arranging import WordingHidden
from recommendations.models import AREA_LIMIT, WORDING_LIMIT, Area, Recommendation
from web.forms import unshown
from wiki.hideable import BLANK
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
    declared: bool = False  # a rewording, whatever the rule says
    stars: int = 0
    error: str = ""
    theirs: str = ""  # what somebody else made of the words meanwhile
    before: str = ""  # what both of them changed

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
    seen: int | None = None  # the update that their editor saw, where others saved after it
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
            elif area.title == BLANK and not area.removed:
                area.error = "The heading was hidden by a moderator. Write one that may be read"
            area.error = area.error or unshown(area.title, "Area")
        for item in self.items():
            if item.removed:
                continue
            if len(item.wording) > WORDING_LIMIT:
                item.error = (
                    f"{item.ref}: use at most {WORDING_LIMIT} characters. "
                    f"Yours has {len(item.wording)}"
                )
            elif item.wording == BLANK:
                item.error = str(WordingHidden(item.ref))
            elif item.pk and not item.wording:
                item.error = f"{item.ref} has no words. Write some, or press Remove"
            item.error = item.error or unshown(item.wording, item.ref)

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
