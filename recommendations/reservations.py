"""Reservations as pages show them: what is on record about a recommendation, and since when."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from markup.diff import compare_words
from recommendations.models import Recommendation, Reservation, Star


@dataclass
class Earlier:
    """A reason that somebody gave before the one that stands."""

    reason: str
    at: datetime.datetime


@dataclass
class Shown:
    """One reservation with what became of it."""

    reservation: Reservation
    now: Recommendation  # as it stands
    earlier: list[Earlier] = field(default_factory=list)  # the latest first
    kept_at: datetime.datetime | None = None  # when it came along to the wording it is about
    note: str = ""  # why it was withdrawn

    @property
    def is_open(self) -> bool:
        return self.reservation.withdrawn_at is None

    @property
    def is_earlier(self) -> bool:
        """Whether it is about words that do not stand any more."""
        return self.reservation.wording_number != self.now.wording_number

    @property
    def difference(self) -> list[Any]:
        """From the words that it is about to those that stand now, word by word."""
        return list(compare_words(self.reservation.wording, self.now.wording))


@dataclass
class Record:
    """All reservations about one recommendation, the oldest first."""

    open: list[Shown]  # those about the wording as it stands before others
    withdrawn: list[Shown]
    mine: Shown | None  # the reader's, if it is open
    people: int  # who starred the wording as it stands, as far as it is told; 0 beside open ones


def record_of(item: Recommendation, reader: Any) -> Record:
    """What is on record about `item`. Two queries, however many reservations there are."""
    every = Reservation.objects.filter(recommendation=item).select_related("person").order_by("pk")
    shown = [Shown(reservation, item) for reservation in every]
    _add_history(shown)
    held = sorted((one for one in shown if one.is_open), key=lambda one: one.is_earlier)
    return Record(
        open=held,
        withdrawn=[one for one in shown if not one.is_open],
        mine=next((one for one in held if one.reservation.person_id == reader.pk), None),
        people=0 if held or item.page.hides_stars_from(reader) else _people_behind(item),
    )


def _add_history(shown: list[Shown]) -> None:
    rows = Reservation.history.filter(id__in=[one.reservation.pk for one in shown])
    by_id: dict[int, list[Any]] = defaultdict(list)
    for row in rows.select_related("changeset").order_by("history_id"):
        by_id[row.id].append(row)
    for one in shown:
        rows = by_id[one.reservation.pk]
        since = rows[0].changeset.created_at if rows else one.reservation.raised_at
        for before, row in pairwise(rows):
            at = row.changeset.created_at
            if row.reason != before.reason:
                one.earlier.insert(0, Earlier(before.reason, since))
                since = at
            if row.wording_number != before.wording_number:
                one.kept_at = at
            if row.withdrawn_at and not before.withdrawn_at:
                one.note = row.changeset.note


def _people_behind(item: Recommendation) -> int:
    if len(item.tallies) < 2:  # each star is by another person
        return item.stars_now
    stars = Star.objects.filter(recommendation=item, wording_number=item.wording_number)
    return stars.values("person").distinct().count()


def held_by(person: Any) -> list[Reservation]:
    """Somebody's open reservations about what stands, the newest first."""
    mine = (
        Reservation.objects.open()
        .visible_to(person)
        .filter(person=person, recommendation__is_removed=False)
    )
    found = list(mine.select_related("recommendation").order_by("-raised_at", "-pk"))
    for one in found:
        one.is_earlier = one.wording_number != one.recommendation.wording_number
    return found
