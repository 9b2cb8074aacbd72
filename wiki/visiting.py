"""Noting that somebody reads a page: the one thing that reading writes.

A visit ends when half an hour passes in which its person does not read the page. It is noted every
few minutes only, so its end is known to within those: what happened in them is told again at the
next visit, rather than never.
"""

import contextlib
import datetime
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from wiki.models import Page, PageVisit

ENDS_AFTER = datetime.timedelta(minutes=30)
NOTED_EVERY = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class Visit:
    """One reading of a page, at a moment; `since`: when the visit before this one ended."""

    at: datetime.datetime
    since: datetime.datetime | None = None  # None: nobody knows of a visit before this one


def read(page: Page, person: Any, *, at: datetime.datetime | None = None) -> Visit:
    """Note that `person` reads the page. One query; one more where a visit begins or goes on.

    Reading never fails for want of a note: where the database cannot write, nothing is noted.
    """
    at = at or timezone.now()
    found = PageVisit.objects.filter(page=page, person=person).first()
    if found is None:
        first = PageVisit(page=page, person=person, latest_at=at)
        with contextlib.suppress(DatabaseError):
            PageVisit.objects.bulk_create([first], ignore_conflicts=True)
        return Visit(at)
    noted, since = found.latest_at, found.before_at
    if at - noted < NOTED_EVERY:
        return Visit(at, since)
    changed = {"latest_at": at}
    if at - noted > ENDS_AFTER:
        since = max(noted, since or noted)  # what was marked as seen stays so
        changed["before_at"] = since
    with contextlib.suppress(DatabaseError):
        # Of two readings at once, one notes it.
        PageVisit.objects.filter(pk=found.pk, latest_at=noted).update(**changed)
    return Visit(at, since)


def mark_seen(page: Page, person: Any, *, upto: datetime.datetime) -> None:
    """What happened on the page up to a moment is not news to this person any more."""
    upto = min(upto, timezone.now())
    visits = PageVisit.objects.filter(page=page, person=person, before_at__lt=upto)
    visits.update(before_at=upto)
