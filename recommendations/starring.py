"""Deeds on stars. One person, one star by each criterion, bound to one wording."""

import datetime
from collections.abc import Iterable

from accounts.models import User
from recommendations.models import REASON_LIMIT, Criterion, Recommendation, Star
from recommendations.whereabouts import Elsewhere, recording_of
from wiki.changesets import Recording, recording
from wiki.models import Page

REASON_NEEDED = "On this page a star comes with a reason"
When = datetime.datetime | None


class Removed(ValueError):
    """Raised where somebody stars what no longer stands on the page."""


class Superseded(Removed):
    """Raised where somebody stars what stands on the page only to say what took its place."""


class NoCriterion(ValueError):
    """Raised where the page has, by now, no such meaning of a star."""


class ReasonNeeded(ValueError):
    """Raised where the page asks for a reason with each star, and none is given."""


def give(
    recommendation: Recommendation,
    *,
    person: User,
    criterion: Criterion | None = None,
    reason: str = "",
    note: str = "",
    at: When = None,
) -> Star:
    """Star the wording as it stands; a star on an earlier wording moves here. Twice is once.

    A reason takes the place of one that the star had.
    """
    with recording_of(recommendation, author=person, note=note, at=at):
        page, about = recommendation.page, [recommendation]
        (star,) = give_all(page, about, person=person, criterion=criterion, reason=reason)
        if tidy(reason) not in ("", star.reason):
            explain(recommendation, person=person, criterion=criterion, reason=reason)
            star.refresh_from_db()
    return star


def give_all(
    page: Page,
    recommendations: Iterable[Recommendation],
    *,
    person: User,
    criterion: Criterion | None = None,
    reason: str = "",
    note: str = "",
    at: When = None,
) -> list[Star]:
    """Star several recommendations of one page in one update, with one note.

    `reason` becomes the reason of each star that has none. Raises Elsewhere where one of them has
    moved to another page, Removed where one stands no longer, Superseded where others took its
    place, NoCriterion, ReasonNeeded; nothing is starred then.
    """
    ids = list(dict.fromkeys(item.pk for item in recommendations))
    reason = tidy(reason)
    with recording(page, author=person, note=note, at=at) as update:
        found = Recommendation.objects.in_bulk(ids)
        given = Star.objects.filter(person=person, recommendation__in=ids, criterion=criterion)
        mine = {star.recommendation_id: star for star in given}
        rules = Rules.of(page)
        stars = []
        for pk in ids:
            star = mine.get(pk) or Star(person=person, criterion=criterion)
            explained = bool(reason and not star.reason)
            star.reason = star.reason or reason
            star.recommendation = found[pk]
            if found[pk].page_id != page.pk:
                raise Elsewhere(found[pk])
            rules.check(star)
            stars.append(_give(star, update, explained))
        Recommendation.objects.filter(pk__in=ids).recount()
    return stars


def require_standing(recommendation: Recommendation) -> None:
    """Raises Removed, Superseded."""
    if recommendation.is_removed:
        raise Removed(f"{recommendation.ref} no longer stands on this page")
    if recommendation.status == Recommendation.Status.SUPERSEDED:
        raise Superseded(f"{recommendation.ref} was superseded")


class Rules:
    """How stars are given on a page: by which criteria, and whether a reason is asked for."""

    def __init__(self, criteria: Iterable[Criterion], need_reason: bool) -> None:
        self.criteria = list(criteria)
        self.need_reason = need_reason

    @classmethod
    def of(cls, page: Page) -> "Rules":
        """As they are now, whatever `page` was read as."""
        need_reason = Page.objects.values_list("stars_need_reason", flat=True).get(pk=page.pk)
        return cls(Criterion.objects.filter(page=page, is_removed=False), need_reason)

    def allow(self, criterion_id: int | None) -> bool:
        """Whether a star may mean that: one of the page's criteria, the default without any."""
        offered: set[int | None] = {criterion.pk for criterion in self.criteria}
        return criterion_id in (offered or {None})

    def check(self, star: Star) -> None:
        """Raises Removed, Superseded, NoCriterion, ReasonNeeded."""
        require_standing(star.recommendation)
        if not self.allow(star.criterion_id):
            raise NoCriterion("What a star means here was changed meanwhile")
        if self.need_reason and not star.reason:
            raise ReasonNeeded(REASON_NEEDED)


def _give(star: Star, update: Recording, explained: bool) -> Star:
    recommendation = star.recommendation
    if star.pk is None:
        update.count("stars_given")
    elif star.wording_number != recommendation.wording_number:
        update.count("stars_confirmed")
    elif explained:
        update.count("reasons_given")
        star.save()
        return star
    else:
        return star
    star.wording = recommendation.wording
    star.wording_number = recommendation.wording_number
    star.given_at = update.at
    star.save()
    return star


def take_back(
    recommendation: Recommendation,
    *,
    person: User,
    criterion: Criterion | None = None,
    note: str = "",
    at: When = None,
) -> bool:
    """Take one's star back, whichever wording it stands on. Says whether there was one."""
    with recording_of(recommendation, author=person, note=note, at=at) as update:
        star = _mine(recommendation, person, criterion)
        if star is None:
            return False
        star.delete()
        update.count("stars_taken_back")
        Recommendation.objects.filter(pk=recommendation.pk).recount()
    return True


def explain(
    recommendation: Recommendation,
    *,
    person: User,
    reason: str,
    criterion: Criterion | None = None,
    at: When = None,
) -> bool:
    """Say why one starred it (at most 140 characters). Says whether there was a star to explain.

    Raises ReasonNeeded where the page asks for a reason and this would take it away.
    """
    reason = tidy(reason)
    with recording_of(recommendation, author=person, at=at) as update:
        star = _mine(recommendation, person, criterion)
        if star is None:
            return False
        if star.reason != reason:
            if not reason and Rules.of(recommendation.page).need_reason:
                raise ReasonNeeded(REASON_NEEDED)
            star.reason = reason
            star.save()
            update.count("reasons_given")
            Recommendation.objects.filter(pk=recommendation.pk).recount()
    return True


def tidy(reason: str) -> str:
    """A reason as it is kept: one line, of at most REASON_LIMIT characters."""
    return " ".join(reason.split())[:REASON_LIMIT]


def _mine(recommendation: Recommendation, person: User, criterion: Criterion | None) -> Star | None:
    found: Star | None = (
        Star.objects.filter(recommendation=recommendation, person=person, criterion=criterion)
        .select_related("recommendation")
        .first()
    )
    return found
