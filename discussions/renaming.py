"""Giving a thread another subject or other keyword tags, each on record and undoable."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from discussions.access import may_rename
from discussions.acting import Overtaken
from discussions.models import Thread, ThreadAct
from discussions.telling import of_tags
from wiki.models import Tag
from wiki.tagging import settled, tags_named

When = datetime.datetime | None
Kind = ThreadAct.Kind
UNDOABLE = (Kind.RENAMED, Kind.TAGGED)


def rename(
    thread: Thread, *, by: User, subject: str, reason: str = "", at: When = None
) -> ThreadAct | None:
    """Call a thread by another subject; None where that is its own. Raises PermissionDenied."""
    subject = " ".join(subject.split())
    with transaction.atomic():
        found = _locked(thread, by)
        if found.subject == subject:
            return None
        act = _act(found, Kind.RENAMED, by, reason, at, subject_was=found.subject)
        found.subject = subject
        found.save(update_fields=["subject"])
    return act


def retag(
    thread: Thread, *, by: User, tags: str | Iterable[str], reason: str = "", at: When = None
) -> ThreadAct | None:
    """Give a thread these keyword tags; None where it has them. Raises PermissionDenied.

    Whoever follows one that it did not have is told once.
    """
    with transaction.atomic():
        found, text = _locked(thread, by), settled(tags)
        if found.tags == text:
            return None
        act = _act(found, Kind.TAGGED, by, reason, at, tags_were=found.tags)
        new = _carry(found, text)
        of_tags(found, new, by, act.at)
    return act


def undo(act: ThreadAct, *, by: User, at: When = None) -> ThreadAct:
    """Let a thread be called, or tagged, as it was before. Raises Overtaken, PermissionDenied."""
    with transaction.atomic():
        found = _locked(act.thread, by)
        act = ThreadAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
        since = ThreadAct.objects.filter(thread=found, kind=act.kind, undone_at__isnull=True)
        if act.undone_at is not None or act.kind not in UNDOABLE:
            raise Overtaken("This was undone meanwhile")
        if since.filter(pk__gt=act.pk).exists():
            raise Overtaken("It was changed again since. Undo that first")
        if act.kind == Kind.RENAMED:
            found.subject = act.subject_was
            found.save(update_fields=["subject"])
        else:
            _carry(found, act.tags_were)
        act.undone_at, act.undone_by = at or timezone.now(), by
        act.save(update_fields=["undone_at", "undone_by"])
    return act


def _locked(thread: Thread, by: User) -> Thread:
    found: Thread = Thread.objects.select_for_update().get(pk=thread.pk)
    if not may_rename(by, found):
        raise PermissionDenied
    return found


def _act(thread: Thread, kind: str, by: User, reason: str, at: When, **was: str) -> ThreadAct:
    return ThreadAct.objects.create(
        thread=thread, kind=kind, actor=by, reason=reason, at=at or timezone.now(), **was
    )


def _carry(thread: Thread, text: str) -> list[Tag]:
    """Have a thread carry these tags alone; returns those that are new to it."""
    had = set(thread.keywords.values_list("pk", flat=True))
    thread.tags = text
    thread.save(update_fields=["tags"])
    tags = tags_named(thread.tag_names)
    thread.keywords.set(tags)
    return [tag for tag in tags if tag.pk not in had]
