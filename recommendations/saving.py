"""Saving a draft of all areas and recommendations as one update."""

from bisect import bisect_left

from accounts.models import User
from recommendations import arranging
from recommendations.draft import Draft, DraftArea
from recommendations.models import Area, Recommendation
from wiki.changesets import Recording, recording
from wiki.models import Changeset


def save(draft: Draft, *, author: User | None, note: str = "") -> Changeset | None:
    """Write what changed, by identity; None where nothing did."""
    with recording(draft.page, author=author, note=note) as update:
        _order_areas(draft, update)
        before = {
            item.pk: (item.area_id, item.position)
            for item in Recommendation.objects.standing().filter(page=draft.page)
        }
        for area in draft.areas:
            if not area.removed and area.pk is not None:
                _save_items(area, before, author, update)
        for area in draft.areas:
            if area.removed and area.pk is not None:
                arranging.remove_area(Area.objects.get(pk=area.pk), author=author)
        _tell_of_merge(draft, update)
    return update.made


def _tell_of_merge(draft: Draft, update: Recording) -> None:
    """Say that others arranged the page's recommendations while this editor did, if so."""
    if draft.seen is None or update.made is None:
        return
    meanwhile = Changeset.objects.filter(page=draft.page, number__gt=draft.seen)
    if meanwhile.exclude(pk=update.made.pk).of_kind("recommendations").exists():
        update.merged(since=draft.seen)


def _order_areas(draft: Draft, update: Recording) -> None:
    """Make new areas, rename, and number them in their order."""
    kept = [area for area in draft.areas if area.pk or (has_content(area) and not area.removed)]
    draft.areas = kept
    order: list[Area] = []
    for area in kept:
        if area.pk is None:
            row = arranging.add_area(draft.page, area.title, author=update.author)
            area.pk = row.pk
        else:
            row = Area.objects.get(pk=area.pk)
            arranging.rename_area(row, area.title, author=update.author)
        order.append(row)
    old = sorted(order, key=lambda row: (row.position, row.pk))
    for position, row in enumerate(order if order != old else [], start=1):
        if row.position != position:
            row.position = position
            row.save()
    update.count("areas_moved", count_moved([row.pk for row in old], [row.pk for row in order]))


def has_content(area: DraftArea) -> bool:
    return bool(area.title or any(item.wording and not item.removed for item in area.items))


def _save_items(
    area: DraftArea, before: dict[int, tuple[int, int]], author: User | None, update: Recording
) -> None:
    row = Area.objects.get(pk=area.pk or 0)
    order: list[Recommendation] = []
    for item in area.items:
        if item.pk is None:
            if item.wording and not item.removed:
                added = arranging.add(row, item.wording, author=author)
                order.append(added)
                item.pk = None if added.pk in before else added.pk
            continue
        stored = Recommendation.objects.get(pk=item.pk)
        if item.removed:
            arranging.remove(stored, author=author)
            continue
        if stored.is_removed:
            arranging.move(stored, area=row, position=item.position, author=author)
            arranging.bring_back(stored, author=author, wording=item.wording)
        arranging.reword(stored, item.wording, author=author, declared=item.declared)
        order.append(stored)
    order = list(dict.fromkeys(order))  # a line added with the words of another is that one
    if order != list(Recommendation.objects.standing().filter(area=row)):
        arranging.place(order, row)
    stayed = [(before[i.pk][1], i.pk) for i in order if before.get(i.pk, (0, 0))[0] == row.pk]
    came = [i for i in order if i.pk in before and before[i.pk][0] != row.pk]
    moved = count_moved([pk for _, pk in sorted(stayed)], [pk for _, pk in stayed])
    update.count("recommendations_moved", moved + len(came))


def kept_in_order(old: list[int], new: list[int]) -> set[int]:
    """A largest set of those in both that stand in the same order in both."""
    place = {pk: n for n, pk in enumerate(old)}
    ends: list[int] = []  # of the best run of each length so far, its last old place
    links: dict[int, int | None] = {}
    last: list[int] = []
    for pk in (pk for pk in new if pk in place):
        at = bisect_left(ends, place[pk])
        ends[at : at + 1] = [place[pk]]
        last[at : at + 1] = [pk]
        links[pk] = last[at - 1] if at else None
    kept: set[int] = set()
    step = last[-1] if last else None
    while step is not None:
        kept.add(step)
        step = links[step]
    return kept


def count_moved(old: list[int], new: list[int]) -> int:
    """How few of these have to move to turn one order into the other."""
    return len(new) - len(kept_in_order(old, new))
