"""Reading the form in which all areas and recommendations of a page are edited.

It is read by identity: every stored row has its id in its field names, so nothing is ever matched
by its text.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from recommendations.arranging import tidy
from recommendations.draft import Draft, DraftArea, DraftItem
from recommendations.models import Recommendation
from recommendations.snapshots import areas_at, recommendations_at
from wiki.models import Changeset, Page

_FIELD = re.compile(r"note|(?:w|t|in|at|x|xa|d|k|put)-n?[0-9]{1,9}")


def to_keep(page: Page, data: QueryDict) -> dict[str, str]:
    """What is typed into the form, to be put into it another day.

    Words that its writer left as they were are not theirs to keep: somebody may hide them.
    """
    rows = base_rows(page, _whole(data.get("base", ""), 0))
    seen = {f"w-{key}": row.wording for key, row in rows.items() if not key.startswith("area-")}
    seen |= {f"t-{row.id}": row.title for key, row in rows.items() if key.startswith("area-")}
    typed = {name: str(data[name]) for name in data if _FIELD.fullmatch(name)}
    fields = {name: text for name, text in typed.items() if tidy(text) != seen.get(name)}
    return fields | {rows: " ".join(data.getlist(rows)) for rows in ("item", "area")}


def from_kept(page: Page, fields: Mapping[str, str], *, base: int | None) -> Draft:
    """The draft that was kept by somebody who saw the page's update `base`."""
    items, areas = (fields.get(rows, "").split() for rows in ("item", "area"))
    return from_form(page, {**fields, "base": str(base or "")}, items, areas)


def from_form(page: Page, data: Mapping[str, str], keys: list[str], areas: list[str]) -> Draft:
    """The draft that somebody sent: the page as it stands, with what they changed since `base`.

    `keys` and `areas` are the rows of the form, in order. Where others changed the same words
    meanwhile, the item carries theirs and is not valid until its editor has seen them.
    """
    draft = Draft.from_page(page)
    base_number = _whole(data.get("base", ""), draft.base)
    draft.seen = base_number if base_number < draft.base else None
    base = base_rows(page, base_number)
    gone = _read_areas(draft, data, areas, base)
    by_key = draft.by_key() | gone
    for key in keys:
        stored = draft.find(key)
        if stored is not None:
            _read_item(draft, stored, data, base.get(key))
        elif key.startswith("n"):
            if data.get(f"in-{key}", "") in by_key or _says_something(key, data):
                _read_new(draft, by_key, key, data)
        else:
            _read_removed(draft, by_key, key, data, base.get(key))
    for area in draft.areas:
        if area.removed and base:
            _tell_of_news_in(area, draft, base)
        area.items = _in_places(area.items, draft.touched)
    return draft


def _tell_of_news_in(area: DraftArea, draft: Draft, base: Mapping[str, Any]) -> None:
    """What others wrote in an area that its editor removes is not removed unseen."""
    news = [
        item
        for item in area.items
        if item.pk and item.key not in draft.touched and not _was_seen(item, area, base)
    ]
    said = [f"{item.ref} “{item.was}”" for item in news]
    heading = base.get(f"area-{area.key}")
    if heading is not None and heading.title != area.was:
        said.insert(0, f"the heading “{area.was}”")
    if said:
        words = ", ".join(said)
        area.error = (
            f"Somebody wrote in this area meanwhile: {words}. Save to remove it all the same"
        )
        draft.conflict = True


def _was_seen(item: DraftItem, area: DraftArea, base: Mapping[str, Any]) -> bool:
    seen = base.get(item.key)
    return seen is not None and seen.wording == item.was and str(seen.area_id) == area.key


def _in_places(items: list[DraftItem], touched: list[str]) -> list[DraftItem]:
    """What its editor put at a place stands at that very place; the rest stands around it."""
    order = [item for item in items if item.key not in touched]
    at = -1
    for item in sorted((i for i in items if i.key in touched), key=lambda item: item.position):
        at = max(item.position - 1, at + 1)
        order.insert(at, item)
    return order


def base_rows(page: Page, number: int) -> dict[str, Any]:
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
) -> dict[str, DraftArea]:
    """Returns new areas for those that others removed while their editor gave them a heading."""
    by_key, gone = draft.by_key(), dict[str, DraftArea]()
    for key in keys:
        if key not in by_key and key.startswith("n"):
            by_key[key] = DraftArea(key, "")
            draft.areas.append(by_key[key])
        area = by_key.get(key)
        if area is None:
            seen = base.get(f"area-{key}")
            typed = tidy(data.get(f"t-{key}", ""))
            if seen is not None and typed not in ("", seen.title) and f"xa-{key}" not in data:
                gone[key] = _read_removed_area(draft, typed, seen.title)
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
    return gone


def _read_removed_area(draft: Draft, title: str, was: str) -> DraftArea:
    area = DraftArea(draft.new_key(), title, was)
    draft.areas.append(area)
    _tell_removed(draft, area, was)
    return area


def _tell_removed(draft: Draft, area: DraftArea, was: str) -> None:
    name = was or "Recommendations"
    area.error = f"Somebody removed the area “{name}” meanwhile. Save to add yours as a new one"
    draft.conflict = True


def _says_something(key: str, data: Mapping[str, str]) -> bool:
    return bool(tidy(data.get(f"w-{key}", ""))) and data.get(f"x-{key}") != "1"


def _read_new(
    draft: Draft, by_key: dict[str, DraftArea], key: str, data: Mapping[str, str]
) -> DraftItem:
    """A line that is not on the page; its area is made anew where somebody removed that."""
    home = data.get(f"in-{key}", "")
    if home not in by_key:
        title = tidy(data.get(f"t-{home}", ""))
        by_key[home] = DraftArea(draft.new_key(), title, removed=data.get(f"xa-{home}") == "1")
        draft.areas.append(by_key[home])
    item = DraftItem(key, by_key[home].key, tidy(data.get(f"w-{key}", "")))
    item.position = _whole(data.get(f"at-{key}", ""), len(by_key[home].items) + 1)
    item.removed = data.get(f"x-{key}") == "1"
    by_key[home].items.append(item)
    draft.touched.append(key)
    area = by_key[home]
    if home.isdecimal() and not area.pk and not area.removed:
        _tell_removed(draft, area, area.was or area.title)
    return item


def _read_removed(
    draft: Draft, by_key: dict[str, DraftArea], key: str, data: Mapping[str, str], seen: Any
) -> None:
    """One that somebody else removed: gone too where its words were left as they were.

    Else its editor is told; where they have been told (it is not in their base), it comes back.
    """
    wording = tidy(data.get(f"w-{key}", ""))
    same = seen is not None and wording == seen.wording
    stored = Recommendation.objects.select_related("page").filter(pk=_whole(key, 0)).first()
    if stored is None or same or not wording or data.get(f"x-{key}") == "1":
        return
    if stored.page_id != draft.page.pk:
        if seen is not None:
            _read_gone_elsewhere(draft, _read_new(draft, by_key, key, data), stored)
        return
    item = _read_new(draft, by_key, key, data)
    item.pk, item.was, item.stars = stored.pk, stored.wording, stored.stars_now
    item.declared = data.get(f"d-{key}") == "1"
    if seen is not None:
        draft.conflict = True
        item.error = f"Somebody removed {item.ref} meanwhile. Save to bring it back with your words"


def _read_gone_elsewhere(draft: Draft, item: DraftItem, stored: Recommendation) -> None:
    """Words for one that was moved to another page meanwhile: a new line, if their editor likes."""
    draft.touched.remove(item.key)
    item.key = f"n0{stored.pk}"  # no line that was added has a zero there
    draft.touched.append(item.key)
    draft.conflict = True
    item.error = (
        f"{stored.ref} stands on “{stored.page.title}” by now, and is edited there. "
        "Save to add your words here as a new recommendation, or press Remove"
    )


def _read_item(draft: Draft, item: DraftItem, data: Mapping[str, str], seen: Any) -> None:
    mine = tidy(data.get(f"w-{item.key}", item.wording))
    before = seen.wording if seen is not None else item.was
    if data.get(f"k-{item.key}") == "1":  # having seen both, theirs is kept
        mine = item.was
    if mine not in (before, item.was):
        if item.was != before:
            item.theirs, item.before = item.was, before
            draft.conflict = True
        item.wording = mine
    item.removed = data.get(f"x-{item.key}") == "1"
    if item.removed and item.was != before:
        item.error = (
            f"Somebody reworded {item.ref} meanwhile: “{item.was}”. Save to remove it all the same"
        )
        draft.conflict = True
    item.declared = data.get(f"d-{item.key}") == "1"
    area_key = data.get(f"in-{item.key}", item.area)
    position = _whole(data.get(f"at-{item.key}", ""), item.position)
    was_at = (str(seen.area_id), seen.place) if seen is not None else (item.area, item.position)
    is_put_there = (area_key, position) != was_at or data.get(f"put-{item.key}") == "1"
    if is_put_there and area_key not in draft.by_key() and not item.removed:
        item.error = (
            f"Somebody removed the area meanwhile that {item.ref} would go to. Save to leave it "
            "here, or choose another one"
        )
        draft.conflict = True
    elif is_put_there and area_key in draft.by_key():
        draft.by_key()[item.area].items.remove(item)
        item.area, item.position = area_key, position
        draft.by_key()[area_key].items.append(item)
        draft.touched.append(item.key)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
