"""Deeds on reservations. Each is signed, gives its reason, and is about one wording."""

import datetime

from accounts.models import User
from recommendations.models import RESERVATION_LIMIT, Recommendation, Reservation
from recommendations.starring import require_standing
from recommendations.whereabouts import recording_of
from wiki.writing import tidy as tidy_lines

When = datetime.datetime | None


class ReasonNeeded(ValueError):
    """Raised where somebody has a reservation and does not say why, or in more than fits."""


class Reworded(ValueError):
    """Raised where the words that somebody read do not stand any more."""


def raise_reservation(
    recommendation: Recommendation,
    *,
    person: User,
    reason: str,
    seen: int | None = None,
    at: When = None,
) -> Reservation:
    """Put one's reservation about the wording as it stands on record.

    One that is open already gets this reason, and comes along to this wording; the same again
    changes nothing. `seen` is the number of the wording that the person read. Raises ReasonNeeded,
    Removed where it stands no longer, Superseded where others took its place, Reworded where other
    words stand than were seen.
    """
    reason = tidy(reason)
    if not 0 < len(reason) <= RESERVATION_LIMIT:
        raise ReasonNeeded("Say what your reservation is")
    with recording_of(recommendation, author=person, at=at) as update:
        _check(recommendation, seen)
        found = open_of(recommendation, person)
        mine = found or Reservation(person=person, raised_at=update.at)
        if (mine.reason, mine.wording_number) != (reason, recommendation.wording_number):
            update.count("reservations_changed" if found else "reservations_raised")
            _put(mine, recommendation, reason)
    return mine


def keep(
    recommendation: Recommendation, *, person: User, seen: int | None = None, at: When = None
) -> bool:
    """Let one's open reservation hold for the wording as it stands too. Says whether it moved.

    Raises Removed, Superseded, Reworded like `raise_reservation`.
    """
    with recording_of(recommendation, author=person, at=at) as update:
        _check(recommendation, seen)
        mine = open_of(recommendation, person)
        if mine is None or mine.wording_number == recommendation.wording_number:
            return False
        update.count("reservations_changed")
        _put(mine, recommendation, mine.reason)
    return True


def withdraw(
    recommendation: Recommendation, *, person: User, note: str = "", at: When = None
) -> bool:
    """End one's open reservation, whichever wording it is about. It stays on record.

    Says whether there was one.
    """
    with recording_of(recommendation, author=person, note=note, at=at) as update:
        mine = open_of(recommendation, person)
        if mine is None:
            return False
        mine.withdrawn_at = update.at
        mine.save()
        update.count("reservations_withdrawn")
        Recommendation.objects.filter(pk=recommendation.pk).recount()
    return True


def open_of(recommendation: Recommendation, person: User) -> Reservation | None:
    """The reservation that somebody has about a recommendation, if any."""
    mine = Reservation.objects.open().filter(recommendation=recommendation, person=person)
    found: Reservation | None = mine.select_related("recommendation").first()
    return found


def tidy(reason: str) -> str:
    """A reason as it is kept: its lines as they were typed, with nothing blank around them."""
    return tidy_lines(reason).strip()


def _check(recommendation: Recommendation, seen: int | None) -> None:
    """Raises Removed, Superseded, Reworded."""
    require_standing(recommendation)
    if seen is not None and seen != recommendation.wording_number:
        raise Reworded(f"{recommendation.ref} was reworded meanwhile")


def _put(mine: Reservation, recommendation: Recommendation, reason: str) -> None:
    mine.recommendation, mine.reason = recommendation, reason
    mine.wording, mine.wording_number = recommendation.wording, recommendation.wording_number
    mine.save()
    Recommendation.objects.filter(pk=recommendation.pk).recount()
