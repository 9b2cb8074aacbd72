"""Deeds on stars. One person, one star on a recommendation, bound to one wording."""

import datetime
from collections.abc import Iterable

from accounts.models import User
from recommendations.models import REASON_LIMIT, Recommendation, Star
from wiki.changesets import Recording, recording
from wiki.models import Page

When = datetime.datetime | None


class Removed(ValueError):
    """Raised where somebody stars what no longer stands on the page."""


def give(recommendation: Recommendation, *, person: User, note: str = "", at: When = None) -> Star:
    """Star the wording as it stands; a star on an earlier wording moves here. Twice is once."""
    return give_all(recommendation.page, [recommendation], person=person, note=note, at=at)[0]


def give_all(
    page: Page,
    recommendations: Iterable[Recommendation],
    *,
    person: User,
    note: str = "",
    at: When = None,
) -> list[Star]:
    """Star several recommendations of one page in one update, with one note.

    Raises Removed where one of them stands no longer.
    """
    ids = list(dict.fromkeys(item.pk for item in recommendations))
    with recording(page, author=person, note=note, at=at) as update:
        found = Recommendation.objects.in_bulk(ids)
        mine = {
            star.recommendation_id: star
            for star in Star.objects.filter(person=person, recommendation__in=ids)
        }
        stars = [_give(found[pk], mine.get(pk), person, update) for pk in ids]
        Recommendation.objects.filter(pk__in=ids).recount()
    return stars


def _give(
    recommendation: Recommendation, star: Star | None, person: User, update: Recording
) -> Star:
    if recommendation.is_removed:
        raise Removed(f"{recommendation.ref} no longer stands on this page")
    if star is not None and star.wording_number == recommendation.wording_number:
        return star
    update.count("stars_given" if star is None else "stars_confirmed")
    star = star or Star(recommendation=recommendation, person=person)
    star.recommendation = recommendation
    star.wording = recommendation.wording
    star.wording_number = recommendation.wording_number
    star.given_at = update.at
    star.save()
    return star


def take_back(
    recommendation: Recommendation, *, person: User, note: str = "", at: When = None
) -> bool:
    """Take one's star back, whichever wording it stands on. Says whether there was one."""
    with recording(recommendation.page, author=person, note=note, at=at) as update:
        star = Star.objects.filter(recommendation=recommendation, person=person).first()
        if star is None:
            return False
        star.delete()
        update.count("stars_taken_back")
        Recommendation.objects.filter(pk=recommendation.pk).recount()
    return True


def explain(recommendation: Recommendation, *, person: User, reason: str, at: When = None) -> bool:
    """Say why one starred it (at most 140 characters). Says whether there was a star to explain."""
    reason = " ".join(reason.split())[:REASON_LIMIT]
    with recording(recommendation.page, author=person, at=at) as update:
        star = Star.objects.filter(recommendation=recommendation, person=person).first()
        if star is None:
            return False
        if star.reason != reason:
            star.reason = reason
            star.save()
            update.count("reasons_given")
            Recommendation.objects.filter(pk=recommendation.pk).recount()
    return True
