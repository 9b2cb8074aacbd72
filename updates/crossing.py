"""Recommendations that came from other pages, or left for them, between two moments of a page."""

from dataclasses import replace
from typing import Any

from markup.diff import Segment
from recommendations.models import Reservation, Star
from recommendations.snapshots import Crossing, last_crossings, rows_before
from updates.change import Change
from updates.moments import Moment
from wiki.models import Page

Crossings = dict[int, Crossing]  # by recommendation


def between(old: Moment, new: Moment) -> Crossings:
    """The crossings of what stands on the page at one of the moments alone."""
    either = {row.id for row in old.recommendations} ^ {row.id for row in new.recommendations}
    if new.changeset is None or not either:
        return {}
    since = old.changeset.pk if old.changeset else 0
    found = last_crossings(new.page.pk, either, new.changeset.pk)
    standing = {row.id for row in new.recommendations}
    return {
        pk: way
        for pk, way in found.items()
        if way.changeset > since and (way.target == new.page.pk) == (pk in standing)
    }


def changes(old: Moment, new: Moment, crossed: Crossings) -> list[Change]:
    """What came, then what left, each with the other page."""
    others = {way.source for way in crossed.values()} | {way.target for way in crossed.values()}
    pages = Page.objects.visible_to(None).without_text().in_bulk(others) if crossed else {}
    came = [
        _change("Moved here", row, "came from", pages.get(way.source))
        for row in new.recommendations
        if (way := crossed.get(row.id))
    ]
    left = [
        _change("Moved away", row, "moved to", pages.get(way.target))
        for row in old.recommendations
        if (way := crossed.get(row.id))
    ]
    return came + left


def _change(name: str, row: Any, way: str, page: Page | None) -> Change:
    """`page`: the other one; None where it was deleted, and is named nowhere."""
    said = way if page else f"{way} a page that was deleted"
    return Change(name, [Segment("equal", row.wording)], row.id, said, page=page)


def levelled(old: Moment, new: Moment, crossed: Crossings) -> tuple[Moment, Moment]:
    """Both moments with stars and reservations that crossed, as they stood at the crossing.

    They go with a recommendation. What became of them on the other page is no change of this one.
    """
    came = {pk: way.changeset for pk, way in crossed.items() if way.target == new.page.pk}
    left = {pk: way.changeset for pk, way in crossed.items() if way.source == new.page.pk}
    old = replace(old, reservations=old.reservations + rows_before(Reservation, came))
    new = replace(new, reservations=new.reservations + rows_before(Reservation, left))
    if new.hides_stars:
        return old, new
    return (
        replace(old, stars=old.stars + rows_before(Star, came)),
        replace(new, stars=new.stars + rows_before(Star, left)),
    )
