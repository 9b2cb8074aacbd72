"""Going back: a page's text, areas and recommendations as an earlier update left them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from recommendations import arranging, merging
from recommendations.detailing import Details, set_details
from recommendations.models import Area, Recommendation, Succession
from recommendations.snapshots import stood_elsewhere
from recommendations.whereabouts import recording_all
from updates.comparing import areas_moved, moved, place
from updates.moments import Moment, at, without_blanks
from wiki.changesets import Recording
from wiki.models import NOTE_LIMIT, Changeset, Page
from wiki.writing import revise_page


def restore(page: Page, changeset: Changeset, *, author: User, note: str = "") -> Changeset | None:
    """Make the page again what it was, as a new update; None where it already is.

    Nothing is deleted: what came later is taken off the page and can be brought back. Stars are
    never touched; what a star means, and the page's rules for giving one, stay as they are, for
    people have starred by them since. What `staying` names is left as it is too. Raises
    wiki.naming.NameTaken where the old title now belongs to another page.
    """
    then = at(page, changeset)
    with recording_all(lambda: _pages_concerned(then), author=author, note=note) as updates:
        update = updates[page.pk]
        now = at(page, Changeset.objects.filter(page=page).first())
        then = without_blanks(then, now)
        update.count("areas_moved", areas_moved(now, then))
        update.count("recommendations_moved", len(moved(now, then)))
        revise_page(page, author=author, title=then.title, body=then.body, tags=then.tags)
        _restore_areas(then, update)
        _restore_recommendations(then, author)
        if update.made is not None:
            update.count("restored")
    return update.made


def naming(note: str, said: str, number: int) -> str:
    """The note of an update that goes back, which names the earlier update: `said` does."""
    if not note:
        return said
    named = note if re.search(rf"\b{number}\b", note) else f"{said}: {note}"
    return named[:NOTE_LIMIT]


@dataclass(frozen=True)
class Stays:
    """A recommendation that going back leaves as it is, and why."""

    recommendation: Recommendation
    why: str


def staying(then: Moment) -> list[Stays]:
    """What going back to this moment leaves as it is, since other pages have to do with it."""
    moved_on = _stood(then).exclude(page=then.page).select_related("page")
    found = [Stays(item, f"moved to “{item.page.title}” and stays there") for item in moved_on]
    later = list(_came_later(then))
    came = _came_from_elsewhere(then, later)
    for item in later:
        if item.pk in came:
            found.append(Stays(item, "came from another page and stays"))
        elif _took_places_elsewhere(item):
            found.append(Stays(item, "took the place of others on other pages and stays"))
    return found


def _stood(then: Moment) -> QuerySet[Any]:
    return Recommendation.objects.filter(pk__in=[row.id for row in then.recommendations])


def _came_later(then: Moment) -> QuerySet[Any]:
    """What stands on the page now and did not then."""
    stood = [row.id for row in then.recommendations]
    return Recommendation.objects.standing().filter(page=then.page).exclude(pk__in=stood)


def _came_from_elsewhere(then: Moment, items: Iterable[Recommendation]) -> set[int]:
    assert then.changeset is not None, "going back is going to an update"
    ids = [item.pk for item in items]
    return stood_elsewhere(then.page.pk, ids, since=then.changeset.pk)


def _took_places_elsewhere(item: Recommendation) -> bool:
    return bool(item.origins.exclude(predecessor__page=item.page_id).exists())


def _pages_concerned(then: Moment) -> set[int]:
    """The page, and those of what takes, or took then, the place of its recommendations."""
    takes = Q(origins__predecessor__page=then.page)
    took = Q(pk__in={row.successor_id for row in then.successions})
    found = Recommendation.objects.filter(takes | took).values_list("page_id", flat=True)
    return {then.page.pk, *found}


def _restore_areas(then: Moment, update: Recording) -> None:
    """Bring back, rename and order areas. Those that came later go last, once they are empty."""
    for row in then.areas:
        area = Area.objects.get(pk=row.id)
        arranging.bring_area_back(area, update)
        if area.position != row.position:
            area.position = row.position
            area.save()
        arranging.rename_area(area, row.title, author=update.author)


def put_back(then: Moment, pks: Collection[int], update: Recording) -> None:
    """Let these stand where they stood then, among what stands there now."""
    rows = [row for row in then.recommendations if row.id in pks]
    items = Recommendation.objects.in_bulk([row.id for row in rows])
    for area in Area.objects.filter(pk__in={row.area_id for row in rows}):
        arranging.bring_area_back(area, update)
        here = Recommendation.objects.standing().filter(area=area)
        order = [item for item in here if item.pk not in items]
        for row in rows:
            if row.area_id == area.pk:
                order.insert(place(then, row.id) - 1, items[row.id])
        arranging.place(order, area)


def _restore_recommendations(then: Moment, author: User) -> None:
    here = _stood(then).filter(page=then.page).in_bulk()
    again = _undo_successions(then, here, author)
    later = list(_came_later(then))
    came = _came_from_elsewhere(then, later)
    for item in later:
        if item.pk not in came and not _took_places_elsewhere(item):
            arranging.remove(item, author=author)
    for row in then.recommendations:
        if row.id in here:
            _restore_recommendation(here[row.id], row, author)
            if row.id not in again:
                restore_status(here[row.id], row, author)
    for item in merging.redo(again.values(), author=author):
        restore_status(item, next(r for r in then.recommendations if r.id == item.pk), author)
    gone = Area.objects.filter(page=then.page, is_removed=False).exclude(
        pk__in=[row.id for row in then.areas]
    )
    for area in gone:
        if not Recommendation.objects.standing().filter(area=area).exists():
            arranging.remove_area(area, author=author)


def _undo_successions(
    then: Moment, here: dict[int, Recommendation], author: User
) -> dict[int, list[Any]]:
    """Let what gave way since stand again. Says what had given way only then, by whom (rows)."""
    before: dict[int, list[Any]] = defaultdict(list)
    for row in then.successions:
        if row.predecessor_id in here:
            before[row.predecessor_id].append(row)
    now: dict[int, set[int]] = defaultdict(set)
    for one in Succession.objects.filter(predecessor__in=here):
        now[one.predecessor_id].add(one.successor_id)
    changed = {pk for pk in here if {row.successor_id for row in before[pk]} != now[pk]}
    merging.undo([here[pk] for pk in changed & set(now)], author=author)
    for pk in changed:
        here[pk].refresh_from_db()
    return {pk: before[pk] for pk in changed if before[pk]}


def _restore_recommendation(item: Recommendation, row: Any, author: User) -> None:
    """Its place first: bringing it back would bring back the area that it stands in."""
    if (item.area_id, item.position) != (row.area_id, row.position):
        item.area_id, item.position = row.area_id, row.position
        item.save()
    arranging.bring_back(item, author=author, wording=row.wording)
    restore_words(item, row, author)


def restore_words(item: Recommendation, row: Any, author: User) -> None:
    """Its wording and its details."""
    arranging.reword(item, row.wording, author=author)
    set_details(item, Details.of(row), author=author)


def restore_status(item: Recommendation, row: Any, author: User) -> None:
    arranging.set_status(item, row.status, author=author, note=row.status_note)
