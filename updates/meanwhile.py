"""What became of a page's recommendations while somebody was away, their own deeds left out.

What a person knew of each recommendation is what stood when they left, with what they have since
changed themselves. It is compared with what stands now, so that what was done and undone
meanwhile is no news.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max

from recommendations.models import Recommendation
from wiki.models import Page

COMPARED = (
    *("page_id", "area_id", "is_removed"),
    *("wording", "wording_number", "status"),
)


@dataclass(frozen=True)
class State:
    """What a change is told of: everything but positions, fields of a plan, and counts."""

    page_id: int
    area_id: int
    is_removed: bool
    wording: str
    wording_number: int
    status: str

    def stands_on(self, page: Page) -> bool:
        return self.page_id == page.pk and not self.is_removed

    def since(self, before: "State | None") -> dict[str, Any]:
        """The fields that are not as they were."""
        return {
            name: getattr(self, name)
            for name in COMPARED
            if before is None or getattr(before, name) != getattr(self, name)
        }


@dataclass(frozen=True)
class Change:
    """One thing that became of a recommendation; `kind` is a key of updates.visits.LINES."""

    pk: int
    kind: str
    now: State

    @property
    def status_name(self) -> str:
        return str(Recommendation.Status(self.now.status).label)


def changes(page: Page, reader: Any, since: datetime.datetime) -> list[Change]:
    """What others changed of the page's recommendations after a moment. Two queries."""
    history = Recommendation.history
    here = history.filter(page_id=page.pk).values("id")
    rows = history.filter(history_date__gt=since, id__in=here).order_by("history_id")
    by_id = defaultdict(list)
    for pk, author, *values in rows.values_list("id", "history_user_id", *COMPARED):
        by_id[pk].append((State(*values), author == reader.pk))
    ids = [pk for pk, steps in by_id.items() if not all(is_own for _, is_own in steps)]
    known = _states(ids, since) if ids else {}
    found = []
    for pk in ids:
        before, after = _known_and_now(known.get(pk), by_id[pk])
        found += [Change(pk, kind, after) for kind in _kinds(page, before, after)]
    return found


def _states(ids: list[int], upto: datetime.datetime) -> dict[int, State]:
    """How each of these recommendations stood at a moment, those written by then."""
    rows = Recommendation.history.filter(id__in=ids, history_date__lte=upto)
    latest = rows.order_by().values("id").annotate(last=Max("history_id")).values("last")
    stood = Recommendation.history.filter(history_id__in=latest)
    return {pk: State(*values) for pk, *values in stood.values_list("id", *COMPARED)}


def _known_and_now(
    stood: State | None, steps: Iterable[tuple[State, bool]]
) -> tuple[State | None, State]:
    """What the reader knew at last, and how it stands; each step says whether it is their own."""
    known, now = stood, stood
    for state, is_own in steps:
        changed = state.since(now)
        if is_own and changed:
            known = replace(known, **changed) if known else state
        now = state
    assert now is not None
    return known, now


def _kinds(page: Page, before: State | None, now: State) -> list[str]:
    if before is None or not before.stands_on(page):
        if not now.stands_on(page):
            return []
        if before is None:
            return ["added"]
        return ["restored" if before.page_id == page.pk else "came"]
    if not now.stands_on(page):
        return ["removed" if now.page_id == page.pk else "left"]
    kinds = []
    if before.wording_number != now.wording_number:
        kinds.append("reworded")
    if before.area_id != now.area_id:
        kinds.append("moved")
    if before.status != now.status:
        kinds.append("status")
    return kinds
