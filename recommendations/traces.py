"""What a recommendation's page tells of its way: merged, split, moved from page to page."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Q

from markup.diff import Segment, compare_words
from recommendations.models import Recommendation, Succession
from recommendations.row import Row, rows_of
from wiki.models import Changeset, Page


@dataclass
class Origin:
    """What gave way to it. Where the reader starred that, they are asked about the difference."""

    row: Row
    kind: str
    difference: list[Segment]


@dataclass(frozen=True)
class Event:
    """One step: "`before` R40, R41 `after`", or from one page to another."""

    update: Changeset
    before: str = ""
    after: str = ""
    others: list[int] = field(default_factory=list)
    source: Page | None = None
    target: Page | None = None


@dataclass
class Trace:
    origins: list[Origin]
    events: list[Event]

    @property
    def starred(self) -> list[Origin]:
        """The origins that the reader starred."""
        return [origin for origin in self.origins if origin.row.given]


# What was done, and whether this recommendation gave way: what is said around the others.
SAID = {
    ("merge", "+", True): ("Merged into", ""),
    ("merge", "-", True): ("Merging into", "was undone"),
    ("split", "+", True): ("Split into", ""),
    ("split", "-", True): ("Splitting into", "was undone"),
    ("merge", "+", False): ("Took the place of", "by merging"),
    ("merge", "-", False): ("Merging", "into this was undone"),
    ("split", "+", False): ("Came from splitting", ""),
    ("split", "-", False): ("Splitting", "was undone"),
}


def trace_of(item: Recommendation, log: list[Any], reader: Any) -> Trace:
    """Both ways; `log` is its own history (chronicle.log_of). Six queries at most."""
    pairs = Succession.objects.filter(
        successor=item, predecessor__page__deleted_at__isnull=True
    ).select_related("predecessor__page")
    found = list(pairs.defer("predecessor__page__body", "predecessor__page__rendered"))
    rows = rows_of([pair.predecessor for pair in found], reader)
    origins = []
    for pair, row in zip(found, rows, strict=True):
        starred = next((mark.mine.wording for mark in row.given if mark.mine), "")
        words = list(compare_words(starred, item.wording)) if starred else []
        origins.append(Origin(row, pair.kind, words))
    events = [*_successions(item), *_moves(log)]
    return Trace(origins, sorted(events, key=lambda event: event.update.pk))


def _successions(item: Recommendation) -> list[Event]:
    either = Q(predecessor_id=item.pk) | Q(successor_id=item.pk)
    rows = Succession.history.filter(either, changeset__page__deleted_at__isnull=True)
    rows = rows.select_related("changeset__page")
    rows = rows.defer("changeset__page__body", "changeset__page__rendered")
    events: dict[tuple[Any, ...], Event] = {}
    for row in rows.order_by("history_id"):
        gave_way = row.predecessor_id == item.pk
        said = SAID[row.kind, row.history_type, gave_way]
        event = events.setdefault((row.changeset_id, said), Event(row.changeset, *said))
        event.others.append(row.successor_id if gave_way else row.predecessor_id)
    return list(events.values())


def _moves(log: list[Any]) -> list[Event]:
    """Each row of the log has the update, and with it the page, that it was written on.

    What was written on a page that is deleted by now is told there, when it is back.
    """
    return [
        Event(row.changeset, source=before.changeset.page, target=row.changeset.page)
        for before, row in pairwise(log)
        if before.page_id != row.page_id and not row.changeset.page.deleted_at
    ]
