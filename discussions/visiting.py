"""Noting up to which post somebody has read a thread, and what is new to them there.

A visit ends when half an hour passes in which its person does not read the thread. It is noted
when it begins, every few minutes while it goes on, and whenever there are posts to note.
"""

import contextlib
import datetime
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.db.models import Count, OuterRef, Q, Subquery, Window
from django.utils import timezone

from discussions.models import Post, Thread, ThreadVisit
from discussions.ordering import View
from discussions.reading import Reading
from wiki.models import Page
from wiki.visiting import ENDS_AFTER, NOTED_EVERY


@dataclass(frozen=True)
class Unread:
    """How many posts of others came since the visit before this one, and where they begin."""

    number: int
    first: int  # the id of the first in the order that the thread is read in
    here: int | None  # that of the first on this page


def read(thread: Thread, person: Any, *, at: datetime.datetime | None = None) -> int:
    """Note that `person` reads the thread; the posts after the number returned are new to them.

    The thread comes `with_visit_of` them, so this is a query only where there is something to
    note. Nothing is new at a first visit but what comes while it lasts. Reading never fails for
    want of a note.
    """
    at = at or timezone.now()
    upto = thread.posts_made
    found: Any = thread
    if found.seen_at is None:
        first = ThreadVisit(thread=thread, person=person, latest_at=at)
        first.latest_number = first.before_number = upto
        with contextlib.suppress(DatabaseError):
            ThreadVisit.objects.bulk_create([first], ignore_conflicts=True)
        return upto
    gone, before = at - found.seen_at, int(found.seen_before)
    if gone < NOTED_EVERY and found.seen_upto == upto:
        return before
    changed: dict[str, Any] = {"latest_at": at, "latest_number": upto}
    if gone > ENDS_AFTER:
        before = changed["before_number"] = found.seen_upto
    with contextlib.suppress(DatabaseError):
        # Of two readings at once, one notes it.
        same = ThreadVisit.objects.filter(thread=thread, person=person, latest_at=found.seen_at)
        same.filter(latest_number=found.seen_upto).update(**changed)
    return before


def mark(shown: Reading, thread: Thread, person: Any, since: int, view: View) -> Unread | None:
    """Tell each row of a page whether its post is new; says how many are in the whole thread.

    No query where the page holds the whole thread, or where there are no later posts.
    """
    if thread.posts_made <= since:
        return None
    rows = [row for row in (shown.first, *shown.rows) if row and not row.is_stub]
    for row in rows:
        row.is_new = _is_new(row, person, since)
    here = [row.pk for row in rows if row.is_new]
    if shown.first and shown.more is None:
        return Unread(len(here), here[0], here[0]) if here else None
    new = Post.objects.filter(thread=thread).new_to(person, since=since)
    found = view.sorted(new.annotate(count=Window(Count("pk"))))
    first = found.values("pk", "count").first()
    if first is None:
        return None
    return Unread(first["count"], first["pk"], here[0] if here else None)


def _is_new(row: Any, person: Any, since: int) -> bool:
    return bool(row.number > since and row.author_id != person.pk and row.removed_at is None)


def note_own(thread: Thread, person: Any, number: int) -> None:
    """Who had read all before what they wrote has read all after it."""
    visits = ThreadVisit.objects.filter(thread=thread, person=person, latest_number=number - 1)
    visits.update(latest_number=number)


def mark_all_read(page: Page, person: Any) -> None:
    """Nothing that stands in a page's threads is news to this person any more. One query."""
    made = Thread.objects.filter(pk=OuterRef("thread")).values("posts_made")
    visits = ThreadVisit.objects.filter(person=person, thread__page=page)
    behind = visits.filter(
        Q(latest_number__lt=Subquery(made)) | Q(before_number__lt=Subquery(made))
    )
    behind.update(latest_number=Subquery(made), before_number=Subquery(made))
