"""What was done with a thread as a whole, as its page shows it. At most one query."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery

from discussions.access import may_undo
from discussions.models import PostMove, ThreadAct
from discussions.reading import Reading
from discussions.undoing import UNDOABLE

Kind = ThreadAct.Kind
TEXTS = [
    f"{page}__{name}"
    for page in ("page_from", "page_to", "update__page")
    for name in ("body", "rendered", "summary")
]


@dataclass(frozen=True)
class Line:
    """One act, and whether the reader may undo it."""

    act: Any
    is_mine: bool  # done with this thread, not with the one that it came from or that it took in
    may_undo: bool


@dataclass(frozen=True)
class Moved:
    """What a post says of other threads: the merge that it came by, and the splits below it."""

    came: Any
    went: list[Any]


@dataclass
class Record:
    lines: list[Line] = field(default_factory=list)
    # The standing acts that made it what it is.
    featured: Any = None
    locked: Any = None
    resolved: Any = None
    begun: Any = None  # the split with which it began
    # Where posts went on in other threads, by the number of the post that they answered; and where
    # posts came from, by the id of the one that opened the thread.
    went: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    came: dict[int, Any] = field(default_factory=dict)

    def mark(self, reading: Reading) -> None:
        """Let the posts of a page say where they came from, and what went on elsewhere."""
        for row in reading.by_number.values():
            if row.pk in self.came or row.number in self.went:
                row.moved = Moved(self.came.get(row.pk), self.went.get(row.number, []))


def record_of(thread: Any, reader: Any) -> Record:
    """The acts on a thread (as its door gives it), the latest first, and what they left."""
    record = Record()
    if not thread.has_acts:
        return record
    there = PostMove.objects.filter(act=OuterRef("pk"), post=OuterRef("post"), is_undoing=False)
    acts = (
        ThreadAct.objects.filter(Q(thread=thread) | Q(other=thread))
        .select_related(
            *("actor", "undone_by", "thread", "other", "page_from", "page_to"),
            *("update__page", "recommendation"),
        )
        .defer(*TEXTS)
        .annotate(
            answered=Subquery(there.values("answers_from")[:1]),
            posts=Count("moves", filter=Q(moves__is_undoing=False)),
        )
        .order_by("-pk")
    )
    for act in acts:
        mine = act.thread_id == thread.pk
        may = act.undone_at is None and act.kind in UNDOABLE and may_undo(reader, act)
        record.lines.append(Line(act, mine, may))
        if act.undone_at is None:
            _note(record, act, mine)
    return record


def _note(record: Record, act: Any, mine: bool) -> None:
    if act.kind == Kind.FEATURED:
        record.featured = act
    elif act.kind == Kind.LOCKED:
        record.locked = act
    elif act.kind == Kind.RESOLVED:
        record.resolved = act
    elif act.kind == Kind.SPLIT and mine:
        record.went[act.answered].insert(0, act)
    elif act.kind == Kind.SPLIT:
        record.begun = act
    elif act.kind == Kind.MERGED and not mine:
        record.came[act.post_id] = act
