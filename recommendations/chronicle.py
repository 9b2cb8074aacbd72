"""What one recommendation went through: its wordings, who stood behind each, and its states."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from markup.diff import compare_words
from recommendations.given import Given, given_on
from recommendations.models import Recommendation

FOLD_AFTER = 50  # stars of one wording that are listed openly
MOST_BARS = 12


@dataclass
class Wording:
    """One wording that a recommendation has or had."""

    number: int
    text: str
    replaced: str  # the words in whose place it came; "" for the first
    update: Any
    first: datetime.datetime  # when it came to stand for the first time
    is_now: bool
    stars: list[Given] = field(default_factory=list)
    gone_on: list[Given] = field(default_factory=list)  # stood here, and stand on another now

    @property
    def since(self) -> datetime.datetime:
        found: datetime.datetime = self.update.created_at
        return found

    @property
    def difference(self) -> list[Any]:
        return list(compare_words(self.replaced, self.text)) if self.replaced else []

    @property
    def people(self) -> int:
        return len({given.star.person_id for given in self.stars})

    @property
    def open_stars(self) -> list[Given]:
        return self.stars[:FOLD_AFTER]

    @property
    def folded_stars(self) -> list[Given]:
        return self.stars[FOLD_AFTER:]


def log_of(item: Recommendation) -> list[Any]:
    """All rows of its history, oldest first, each with its update and that update's page."""
    rows = item.history.select_related("changeset__page").order_by("history_id")
    return list(rows.defer("changeset__page__body", "changeset__page__rendered"))


def wordings_of(item: Recommendation, log: Sequence[Any], *, with_stars: bool) -> list[Wording]:
    """The one that stands now first, then by when each was last in its place. Two queries at most.

    The last row with a number holds its text, for spelling fixes keep the number.
    """
    found: dict[int, Wording] = {}
    before: Any = None
    for row in log:
        number = row.wording_number
        if before is None or before.wording_number != number:
            known = found.pop(number, None)  # put at the end again: it stands once more
            found[number] = Wording(
                number=number,
                text=row.wording,
                replaced=before.wording if before else "",
                update=row.changeset,
                first=known.first if known else row.changeset.created_at,
                is_now=number == item.wording_number,
            )
        found[number].text = row.wording
        before = row
    if with_stars:
        _add_stars(item, found)
    return list(reversed(found.values()))


def _add_stars(item: Recommendation, wordings: dict[int, Wording]) -> None:
    for given in given_on(item):
        stands_on = given.star.wording_number
        if stands_on in wordings:
            wordings[stands_on].stars.append(given)
        for number in given.stood_on - {stands_on}:
            if number in wordings:
                wordings[number].gone_on.append(given)


def status_changes(log: Iterable[Any]) -> list[Any]:
    """Rows at which the status or its note changed, or it went or came back: one an update."""
    changes, before = [], (Recommendation.Status.PROPOSED, False, "")
    left_by = {row.changeset_id: row for row in log}
    for row in left_by.values():
        now = (row.status, row.is_removed, row.status_note)
        if now != before:
            row.name = Recommendation.Status(row.status).label
            row.gone = row.is_removed and not before[1]
            row.back = before[1] and not row.is_removed
            changes.append(row)
        before = now
    return changes


# The picture ----------------------------------------------------------------------------------

WIDTH, LABEL, ROW = 360, 92, 24


@dataclass(frozen=True)
class Bar:
    """One wording: a pale bar for all who stood there, on it a full one for those who still do."""

    label: str
    y: int
    number: int
    width: int
    still: int


@dataclass(frozen=True)
class Picture:
    bars: list[Bar]
    left_out: int  # earlier wordings, for which there is no room
    summary: str
    width: int = WIDTH
    bar_x: int = LABEL

    @property
    def height(self) -> int:
        return len(self.bars) * ROW

    @property
    def has_gone_on(self) -> bool:
        return any(bar.still < bar.width for bar in self.bars)


def picture_of(wordings: Sequence[Wording]) -> Picture | None:
    """The stars of each wording in time order; None where there is but one wording, or no star."""
    counted = [(w.number, len(w.stars), len(w.stars) + len(w.gone_on)) for w in wordings]
    shown = list(reversed(counted[:MOST_BARS]))
    most = max((stood for _, _, stood in shown), default=0)
    if len(wordings) < 2 or not most:
        return None
    room = WIDTH - LABEL - 48
    bars = [
        Bar(f"Wording {number}", place * ROW, stood, room * stood // most, room * here // most)
        for place, (number, here, stood) in enumerate(shown)
    ]
    said = ", ".join(f"wording {number}: {stood}" for number, _, stood in shown)
    return Picture(bars, len(counted) - len(shown), f"Stars given to {said}.")
