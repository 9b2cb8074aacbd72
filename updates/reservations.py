"""What became of reservations between two moments of a page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markup.diff import Segment, compare_words
from updates.moments import Moment


@dataclass
class ReservationChange:
    """What somebody did, in a word, with the reason given, or what changed in it."""

    name: str
    person: str
    pk: int  # of the recommendation
    wording: str  # that it is about
    segments: list[Segment]


def changed(old: Moment, new: Moment) -> list[ReservationChange]:
    before = {row.id: row for row in old.reservations}
    return [
        ReservationChange(name, row.person.username, row.recommendation_id, row.wording, words)
        for row in new.reservations
        for name, words in _deeds(before.get(row.id), row)
    ]


def _deeds(was: Any, row: Any) -> Iterator[tuple[str, list[Segment]]]:
    """What was done to one reservation. One that nobody knew, withdrawn already, was raised too."""
    said = [Segment("equal", row.reason)]
    if was is None:
        yield "Raised", said
    else:
        if was.wording_number != row.wording_number:
            yield "Still holds", said
        if was.reason != row.reason:
            yield "In other words", list(compare_words(was.reason, row.reason))
    if row.withdrawn_at and not (was and was.withdrawn_at):
        yield "Withdrawn", said
