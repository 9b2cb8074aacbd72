"""What is done with a thread as a whole: featuring, locking, resolving, moving.

Each is one row with who did it and why. Whoever watches the thread is told once.
"""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from discussions.models import Thread, ThreadAct, ThreadWatch
from recommendations.models import Recommendation
from watching.delivery import News, tell
from watching.models import Notification
from wiki.models import Changeset, Page

When = datetime.datetime | None
Kind = ThreadAct.Kind
STATES = {Kind.FEATURED: "featured_at", Kind.LOCKED: "locked_at", Kind.RESOLVED: "resolved_at"}


class Overtaken(ValueError):
    """Raised where somebody did it, or what it rests on, meanwhile; says so in words."""


def short(text: str) -> str:
    return Truncator(text).chars(80)


def feature(thread: Thread, *, by: User, reason: str, at: When = None) -> ThreadAct:
    """Let a thread stand on top of lists. Raises Overtaken."""
    return _set(thread, ThreadAct(kind=Kind.FEATURED, actor=by, reason=reason), "featured", at)


def lock(thread: Thread, *, by: User, reason: str, at: When = None) -> ThreadAct:
    """Let a thread take no replies. Raises Overtaken."""
    return _set(thread, ThreadAct(kind=Kind.LOCKED, actor=by, reason=reason), "locked", at)


def resolve(
    thread: Thread,
    *,
    by: User,
    reason: str = "",
    update: Changeset | None = None,
    recommendation: Recommendation | None = None,
    at: When = None,
) -> ThreadAct:
    """Say what a thread led to: in words, or an update or recommendation. Raises Overtaken."""
    act = ThreadAct(
        kind=Kind.RESOLVED, actor=by, reason=reason, update=update, recommendation=recommendation
    )
    return _set(thread, act, "resolved", at)


def _set(thread: Thread, act: ThreadAct, deed: str, at: When) -> ThreadAct:
    """Do what a thread can be but once at a time."""
    with transaction.atomic():
        found = _locked(thread)
        if getattr(found, STATES[Kind(act.kind)]) is not None:
            raise Overtaken(f"This thread was {deed} meanwhile")
        act.thread, act.at = found, at or timezone.now()
        act.save()
        setattr(found, STATES[Kind(act.kind)], act.at)
        found.save(update_fields=[STATES[Kind(act.kind)]])
        tell_watchers([found], act, deed)
    return act


def move(thread: Thread, *, page: Page, by: User, reason: str, at: When = None) -> ThreadAct:
    """Let a thread stand beside another page; what it is about, it goes on being about.

    Raises Overtaken where it stands there, or the page was deleted.
    """
    with transaction.atomic():
        page = Page.objects.select_for_update().only("pk", "title", "deleted_at").get(pk=page.pk)
        if page.deleted_at is not None:
            raise Overtaken(f"“{page.title}” was deleted meanwhile")
        found = _locked(thread)
        if found.page_id == page.pk:
            raise Overtaken(f"This thread stands beside “{page.title}” already")
        act = ThreadAct.objects.create(
            thread=found, kind=Kind.MOVED, actor=by, reason=reason, at=at or timezone.now(),
            page_from_id=found.page_id, page_to=page,
        )  # fmt: skip
        found.page = page
        found.save(update_fields=["page"])
        tell_watchers([found], act, f"moved to the page “{short(page.title)}”:")
    return act


def _locked(thread: Thread) -> Thread:
    found: Thread = Thread.objects.select_for_update().get(pk=thread.pk)
    if found.merged_into_id is not None:
        raise Overtaken(f"“{found.subject}” went into another thread meanwhile")
    return found


def tell_watchers(
    threads: Collection[Thread],
    act: ThreadAct,
    deed: str,
    *,
    shown: Thread | None = None,
    by: User | None = None,
) -> None:
    """Tell whoever watches any of the threads, once; the news lead to `shown`, or the first."""
    actor = by or act.actor
    people = ThreadWatch.objects.filter(thread__in=threads).values_list("person_id", flat=True)
    thread = shown or next(iter(threads))
    news = News(
        kind=Notification.Kind.REPLY,
        actor_name=actor.username,
        deed=deed,
        subject=thread.subject,
        url=thread.get_absolute_url(),
        at=act.undone_at or act.at,
        quote="" if by else Truncator(act.reason).chars(200),
    )
    tell(set(people), news, but=actor.pk)
