"""Deeds by which recommendations take the place of others: merging, splitting, undoing either.

The originals stay on their pages as superseded, with the stars they were given: nobody is taken
to stand behind words that they did not read. Each starrer is told once and asked for the new ones.

Updates are made in an order: first those of the pages that the originals stand on, whose history
holds who took whose place, then that of the page that the new one stands on. Read as any of these
updates left it, a page then shows both sides (snapshots.successions_at).
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from accounts.models import User
from recommendations import arranging
from recommendations.asking import ask_for_successors
from recommendations.lineage import leads_to, successors_of
from recommendations.models import Area, Recommendation, Succession
from recommendations.whereabouts import pages_of, recording_all, recording_of
from recommendations.wording import same_words
from wiki.changesets import Recording
from wiki.models import NOTE_LIMIT

When = datetime.datetime | None
Kind = Succession.Kind
Updates = dict[int, Recording]  # by page
SUPERSEDED = Recommendation.Status.SUPERSEDED
DONE = {Kind.MERGE: "recommendations_merged", Kind.SPLIT: "recommendations_split"}
UNDONE = {Kind.MERGE: "recommendations_unmerged", Kind.SPLIT: "recommendations_unsplit"}


class NotPossible(ValueError):
    """Raised where recommendations cannot be merged or split like this. Its words say why."""


class TooFew(NotPossible):
    """Raised where there are not enough of them."""


class IntoItself(NotPossible):
    """Raised where one would take its own place."""


class Circular(NotPossible):
    """Raised where one would be superseded by what it supersedes."""


class NotStanding(NotPossible):
    """Raised where one of them was removed."""


class AlreadySuperseded(NotPossible):
    """Raised where another has taken the place of one of them before."""


def merge(
    originals: Iterable[Recommendation],
    *,
    author: User | None,
    into: Recommendation | None = None,
    wording: str = "",
    area: Area | None = None,
    note: str = "",
    at: When = None,
) -> Recommendation:
    """Let `into`, or a new one with this `wording` in `area`, take the place of the originals.

    They may stand on several pages; each has one update of it. Twice is once. Raises NotPossible.
    """
    originals = list(dict.fromkeys(originals))
    concerned = [*originals, *([into] if into else [])]
    also = {area.page_id} if area and not into else set()
    with recording_all(lambda: pages_of(concerned) | also, author=author, note=note, at=at) as all_:
        for item in concerned:
            item.refresh_from_db()
        successor = into or (arranging.twin_of(area, wording) if area else None)
        if into is None:  # the words of one of them are no new ones
            originals = [item for item in originals if item != successor]
        if (
            originals
            and successor
            and all(successors_of(item) == [successor] for item in originals)
        ):
            return successor
        _check_all(originals, successor)
        for item in originals:
            all_[item.page_id].changeset()
        written: list[Recommendation] = []
        if successor is None:
            assert area is not None, "a new recommendation stands in an area"
            written = [successor := arranging.add(area, wording, author=author)]
        _supersede(Kind.MERGE, originals, [successor], written, note, all_)
    return successor


def split(
    original: Recommendation,
    wordings: Iterable[str],
    *,
    author: User | None,
    note: str = "",
    at: When = None,
) -> list[Recommendation]:
    """Let two or more with these words take its place, in its area after it.

    Words that stand in the area already are no new ones. Twice is once. Raises NotPossible.
    """
    parts = _different(wordings)
    with recording_of(original, author=author, note=note, at=at) as update:
        before = successors_of(original)
        if before and [item.wording for item in before] == parts:
            return before
        if len(parts) < 2:
            raise TooFew("Write at least two recommendations that take its place")
        if len(_different([original.wording, *parts])) == len(parts):
            raise IntoItself(f"{original.ref} has one of these wordings already")
        _check(original)
        known = [arranging.twin_of(original.area, part) for part in parts]
        made = [
            twin or arranging.add(original.area, part, author=author)
            for twin, part in zip(known, parts, strict=True)
        ]
        written = [item for item in made if item not in known]
        _place_after(original, written)
        _supersede(Kind.SPLIT, [original], made, written, note, {original.page_id: update})
    return made


def undo(
    originals: Iterable[Recommendation],
    *,
    author: User | None,
    note: str = "",
    at: When = None,
) -> list[Recommendation]:
    """Let these stand as they did before others took their place. Says which do now.

    A successor that was written for it is taken off its page, unless more came of it.
    """
    rows = Succession.objects.filter(predecessor__in=list(originals))

    def pages() -> set[int]:
        found = rows.values_list("predecessor__page_id", "successor__page_id")
        return {page for pair in found for page in pair}

    with recording_all(pages, author=author, note=note, at=at) as updates:
        found = list(rows.select_related("predecessor", "successor"))
        back = {row.predecessor: row for row in found}
        for original, row in back.items():
            original.status, original.status_note = row.status_before, row.note_before
            original.save()
        for row in found:
            row.delete()
        for kind in Kind:
            _count(UNDONE[kind], [row for row in found if row.kind == kind], updates)
        for item in dict.fromkeys(row.successor for row in found if row.wrote_successor):
            if not item.origins.exists() and not item.successions.exists():
                arranging.remove(item, author=author)
    return list(back)


def redo(rows: Collection[Sequence[Any]], *, author: User | None) -> list[Recommendation]:
    """Let successors take the place of originals once more, each as its history rows say.

    Left as they stand are those whose successors stand nowhere by now, or gave way to them. Says
    which gave way again.
    """
    known = Recommendation.objects.in_bulk(
        {pk for each in rows for row in each for pk in (row.predecessor_id, row.successor_id)}
    )
    again = []
    with recording_all(lambda: pages_of(known.values()), author=author) as updates:
        for each in rows:
            original = known[each[0].predecessor_id]
            successors = [known[row.successor_id] for row in each]
            if any(one.is_removed or leads_to(one, [original]) for one in successors):
                continue
            written = [known[row.successor_id] for row in each if row.wrote_successor]
            _supersede(Kind(each[0].kind), [original], successors, written, "", updates)
            again.append(original)
    return again


def _different(wordings: Iterable[str]) -> list[str]:
    """Wordings that differ in more than spelling, each as it is stored; blank ones left out."""
    found: dict[tuple[str, ...], str] = {}
    for text in map(arranging.tidy, wordings):
        found.setdefault(tuple(same_words(text)), text)
    found.pop((), None)
    return list(found.values())


def _check_all(originals: list[Recommendation], into: Recommendation | None) -> None:
    """Raises NotPossible, in words for whoever asked."""
    if into in originals:
        raise IntoItself(f"{into.ref} cannot be merged into itself")
    if len(originals) < (1 if into else 2):
        raise TooFew("Choose at least one other recommendation")
    for item in originals:
        _check(item)
    if into and leads_to(into, originals):
        by = ", ".join(item.ref for item in successors_of(into))
        raise Circular(f"{into.ref} is superseded by {by}. Undo that first")
    if into:
        _check(into)


def _check(item: Recommendation) -> None:
    if item.is_removed:
        raise NotStanding(f"{item.ref} no longer stands on its page. Bring it back first")
    if item.status == SUPERSEDED:
        by = ", ".join(one.ref for one in successors_of(item))
        raise AlreadySuperseded(f"{item.ref} is superseded {f'by {by} ' if by else ''}already")


def _supersede(
    kind: Kind,
    originals: list[Recommendation],
    successors: list[Recommendation],
    written: list[Recommendation],
    note: str,
    updates: Updates,
) -> None:
    note = note.strip()
    said = f"{kind.label} into {', '.join(item.ref for item in successors)}"
    rows = []
    for item in originals:
        update = updates[item.page_id]
        for successor in successors:
            row = Succession(
                kind=kind,
                predecessor=item,
                successor=successor,
                made_at=update.at,
                status_before=item.status,
                note_before=item.status_note,
                wrote_successor=successor in written,
            )
            row.save()
            rows.append(row)
        item.status = SUPERSEDED
        item.status_note = f"{said}: {note}"[:NOTE_LIMIT].rstrip() if note else said
        item.save()
    _count(DONE[kind], rows, updates)
    ask_for_successors(kind, originals, successors, updates[originals[0].page_id])


def _count(what: str, rows: Iterable[Succession], updates: Updates) -> None:
    """Count the originals on their own pages, then on those of what took their place."""
    on: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        on[row.predecessor.page_id].add(row.predecessor_id)
    for row in rows:
        on[row.successor.page_id].add(row.predecessor_id)
    for page, originals in on.items():
        updates[page].changeset()
        updates[page].count(what, len(originals))


def _place_after(original: Recommendation, made: list[Recommendation]) -> None:
    standing = Recommendation.objects.standing().filter(area=original.area_id)
    order = [item for item in standing if item not in made]
    at = order.index(original) + 1
    arranging.place([*order[:at], *made, *order[at:]], original.area)
