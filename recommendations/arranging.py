"""Deeds on recommendations and areas: adding, rewording, moving, removing, setting the status."""

import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from accounts.models import User
from recommendations.asking import ask_again
from recommendations.hearing import tell_of_status
from recommendations.models import Area, Recommendation
from recommendations.numbering import number_of
from recommendations.whereabouts import Elsewhere, recording_of
from wiki.changesets import Recording, recording
from wiki.hideable import BLANK
from wiki.models import Page

When = datetime.datetime | None


class Succeeded(ValueError):
    """Raised where the status of what was merged or split is set, as if it still stood."""

    def __init__(self, recommendation: Recommendation) -> None:
        by = ", ".join(row.successor.ref for row in recommendation.successions.all())
        super().__init__(f"{recommendation.ref} was superseded by {by}. Undo that first")


class WordingHidden(ValueError):
    """Raised where somebody would bring back what has no words that anybody may read."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"The wording of {ref} was hidden by a moderator. Write one that may be read"
        )


def tidy(wording: str) -> str:
    """A wording as it is stored: one line; the spaces inside stay as they were typed."""
    return wording.replace("\r", "").replace("\n", " ").replace("\t", " ").strip()


def add_area(
    page: Page, title: str, *, author: User | None, note: str = "", at: When = None
) -> Area:
    """Put a new area after the others."""
    with recording(page, author=author, note=note, at=at) as update:
        last = _last(page.areas.filter(is_removed=False))
        area = Area(page=page, title=tidy(title), position=last + 1)
        area.save()
        update.count("areas_added")
        update.reworded("", area.title)
    return area


def add(
    area: Area, wording: str, *, author: User | None, note: str = "", at: When = None
) -> Recommendation:
    """Propose a recommendation at the end of an area. The same words twice are one."""
    with recording(area.page, author=author, note=note, at=at) as update:
        bring_area_back(area, update)
        wording = tidy(wording)
        twin = twin_of(area, wording)
        if twin is not None:
            return twin
        found = Recommendation(
            page=area.page,
            area=area,
            position=_last(Recommendation.objects.standing().filter(area=area)) + 1,
            wording=wording,
            created_at=update.at,
        )
        found.save()
        update.count("recommendations_added")
        update.reworded("", wording)
    return found


def twin_of(area: Area, wording: str) -> Recommendation | None:
    """The recommendation with these very words in an area, unless another took its place."""
    current = Recommendation.objects.current().filter(area=area, wording=tidy(wording))
    found: Recommendation | None = current.first()
    return found


def reword(
    recommendation: Recommendation,
    wording: str,
    *,
    author: User | None,
    declared: bool = False,
    note: str = "",
    at: When = None,
) -> bool:
    """Change the words. A spelling fix carries the stars; a rewording leaves them behind.

    An editor may have `declared` what looks like a fix to be a rewording; the rule alone says
    what is a fix. Says whether anything changed.
    """
    with recording_of(recommendation, author=author, note=note, at=at) as update:
        before, after = recommendation.wording, tidy(wording)
        if before == after:
            return False
        _put_words(recommendation, after, update, declared=declared)
        update.reworded(before, after)
    return True


def _put_words(
    recommendation: Recommendation, after: str, update: Recording, *, declared: bool = False
) -> None:
    before, left = recommendation.wording, recommendation.wording_number
    number = number_of(recommendation, after, declared=declared)
    recommendation.wording, recommendation.wording_number = after, number
    recommendation.save()
    if number != left:
        update.count("recommendations_reworded")
        ask_again(recommendation, before, left, update)
    else:
        update.count("recommendations_corrected")
    Recommendation.objects.filter(pk=recommendation.pk).recount()
    recommendation.refresh_from_db()


def move(
    recommendation: Recommendation,
    *,
    area: Area,
    position: int,
    author: User | None,
    note: str = "",
    at: When = None,
) -> bool:
    """Put it at `position` (from 1) of an area of the same page. Says whether anything changed.

    Raises Elsewhere where it stands on another page than the area.
    """
    with recording_of(recommendation, author=author, note=note, at=at) as update:
        if area.page_id != recommendation.page_id:
            raise Elsewhere(recommendation)
        bring_area_back(area, update)
        before = list(Recommendation.objects.standing().filter(area=area))
        order = [item for item in before if item != recommendation]
        order.insert(max(0, min(position - 1, len(order))), recommendation)
        changed = order != before and place(order, area)
        if changed:
            update.count("recommendations_moved")
    return changed


def put_last(recommendation: Recommendation, area: Area, update: Recording) -> None:
    """Put it at the end of an area, which may be another page's; `update` is of that page."""
    bring_area_back(area, update)
    recommendation.page, recommendation.area = area.page, area
    recommendation.position = _last(Recommendation.objects.standing().filter(area=area)) + 1
    recommendation.save()


def place_of(recommendation: Recommendation) -> int:
    """Where it stands in its area, from 1. Positions only order: they may have gaps."""
    above = Q(position__lt=recommendation.position) | Q(
        position=recommendation.position, pk__lt=recommendation.pk
    )
    standing = Recommendation.objects.standing().filter(area_id=recommendation.area_id)
    return standing.filter(above).count() + 1


def place(order: list[Recommendation], area: Area) -> bool:
    """Number the recommendations of an area in this order, writing only those that change."""
    changed = False
    for position, item in enumerate(order, start=1):
        if (item.area_id, item.position) != (area.pk, position):
            item.area, item.position = area, position
            item.save()
            changed = True
    return changed


def remove(
    recommendation: Recommendation, *, author: User | None, note: str = "", at: When = None
) -> bool:
    """Take it off the page: a recorded state, with its number, stars and threads kept."""
    with recording_of(recommendation, author=author, note=note, at=at) as update:
        return _set_removed(recommendation, True, update)


def bring_back(
    recommendation: Recommendation,
    *,
    author: User | None,
    wording: str = "",
    note: str = "",
    at: When = None,
) -> bool:
    """Undo a removal; its area is brought back too where that was removed.

    Where its words were hidden it comes back in this `wording`. Raises WordingHidden without one.
    """
    with recording_of(recommendation, author=author, note=note, at=at) as update:
        if recommendation.is_removed and recommendation.wording_is_hidden:
            if tidy(wording) in ("", BLANK):
                raise WordingHidden(recommendation.ref)
            _put_words(recommendation, tidy(wording), update)
        recommendation.drop_hidden_lines()
        return _set_removed(recommendation, False, update)


def _set_removed(recommendation: Recommendation, gone: bool, update: Recording) -> bool:
    if recommendation.is_removed == gone:
        return False
    recommendation.is_removed = gone
    recommendation.save()
    if not gone:
        bring_area_back(recommendation.area, update)
    update.count(f"recommendations_{'removed' if gone else 'restored'}")
    words = "" if recommendation.wording_is_hidden else recommendation.wording
    update.reworded(words if gone else "", "" if gone else words)
    return True


def bring_area_back(area: Area, update: Recording) -> None:
    """What is put into an area that was removed must not vanish; a hidden heading stays away."""
    area.refresh_from_db()
    if area.is_removed:
        area.is_removed = False
        area.title = "" if area.title == BLANK else area.title
        area.save()
        update.count("areas_added")
        update.reworded("", area.title)


def set_status(
    recommendation: Recommendation,
    status: str,
    *,
    author: User | None,
    note: str = "",
    at: When = None,
) -> bool:
    """Say where a recommendation stands, and why. People decide it; no number of stars does.

    Raises Succeeded where others took its place: `merging.undo` lets it stand again.
    """
    with recording_of(recommendation, author=author, note=note, at=at) as update:
        note = note.strip()
        if (recommendation.status, recommendation.status_note) == (status, note):
            return False
        if status != Recommendation.Status.SUPERSEDED and recommendation.successions.exists():
            raise Succeeded(recommendation)
        is_other = recommendation.status != status
        recommendation.status = status
        recommendation.status_note = note
        recommendation.save()
        update.count("statuses_changed")
        if is_other:
            tell_of_status(recommendation, update)
    return True


def rename_area(
    area: Area, title: str, *, author: User | None, note: str = "", at: When = None
) -> bool:
    with recording(area.page, author=author, note=note, at=at) as update:
        area.refresh_from_db()
        before, area.title = area.title, tidy(title)
        if before == area.title:
            return False
        area.save()
        update.count("areas_renamed")
        update.reworded(before, area.title)
    return True


def remove_area(area: Area, *, author: User | None, note: str = "", at: When = None) -> bool:
    """Take an area off the page, with the recommendations that stand in it."""
    with recording(area.page, author=author, note=note, at=at) as update:
        area.refresh_from_db()
        if area.is_removed:
            return False
        for item in Recommendation.objects.standing().filter(area=area):
            remove(item, author=author)
        area.is_removed = True
        area.save()
        update.count("areas_removed")
        update.reworded(area.title, "")
    return True


def _last(rows: QuerySet[Any]) -> int:
    last: int | None = rows.aggregate(last=Max("position"))["last"]
    return last or 0
