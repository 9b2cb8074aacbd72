"""Undoing what was done with a thread as a whole. The act stays on record, with who undid it."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from discussions import renaming
from discussions.acting import STATES, Overtaken, short, tell_watchers
from discussions.models import Thread, ThreadAct
from discussions.regrouping import put_back

Kind = ThreadAct.Kind
WITH = ("actor", "thread__recommendation__page", "other", "page_from", "post")
UNDOABLE = (*renaming.UNDOABLE, *STATES, Kind.MOVED, Kind.SPLIT, Kind.MERGED)
DEEDS = {
    Kind.FEATURED: "took the featured mark off",
    Kind.LOCKED: "opened for replies again",
    Kind.RESOLVED: "reopened",
}


def undo(act: ThreadAct, *, by: User, at: datetime.datetime | None = None) -> ThreadAct:
    """Let things be as they were before an act, and tell watchers once.

    Raises Overtaken where it is undone, or what was done since has to be undone first.
    """
    if act.kind in renaming.UNDOABLE:
        return renaming.undo(act, by=by, at=at)
    moment = at or timezone.now()
    with transaction.atomic():
        ThreadAct.objects.select_for_update().only("pk").get(pk=act.pk)
        act = ThreadAct.objects.select_related(*WITH).get(pk=act.pk)
        if act.undone_at is not None:
            raise Overtaken("This was undone meanwhile")
        kind = Kind(act.kind)
        if kind in STATES:
            deed = _take_off(act)
        elif kind == Kind.MOVED:
            deed = _move_back(act)
        elif kind in (Kind.SPLIT, Kind.MERGED):
            put_back(act, by=by, at=moment)
            other = short(act.other.subject) if act.other else ""
            deed = f"put “{other}” back into" if kind == Kind.SPLIT else f"took out of “{other}”"
        else:
            raise Overtaken("This cannot be undone")
        act.undone_at, act.undone_by = moment, by
        act.save(update_fields=["undone_at", "undone_by"])
        threads = [act.thread, act.other] if act.other else [act.thread]
        tell_watchers(threads, act, deed, by=by)
    return act


def _take_off(act: ThreadAct) -> str:
    kind = Kind(act.kind)
    Thread.objects.select_for_update().only("pk").get(pk=act.thread_id)
    Thread.objects.filter(pk=act.thread_id).update(**{STATES[kind]: None})
    return DEEDS[kind]


def _move_back(act: ThreadAct) -> str:
    """To where it was moved before; else to the page that has its recommendation, or had it."""
    Thread.objects.select_for_update().only("pk").get(pk=act.thread_id)
    moves = ThreadAct.objects.moves().filter(thread=act.thread_id)
    if moves.filter(pk__gt=act.pk).exists():
        raise Overtaken("This thread was moved again since. Undo that first")
    about = act.thread.recommendation
    is_first = not moves.filter(pk__lt=act.pk).exists()
    page = about.page if about and is_first else act.page_from
    assert page is not None, "a move says from where"
    if page.deleted_at is not None:
        raise Overtaken(f"“{page.title}” was deleted since")
    Thread.objects.filter(pk=act.thread_id).update(page=page)
    return f"moved back to the page “{short(page.title)}”:"
