"""Words beside a page's text, out of everybody's sight and back: each a piece of an update.

They are moved out of every row that holds them, the copies in stars and threads included, into one
that nothing reads (HiddenWords). So whatever reads those rows has lost them by itself: pages as
they stood, comparisons, feeds, exports, search. What the page says now is never hidden: whoever
asks is told to change it first.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied

from accounts.models import User
from recommendations.models import Reservation, Star
from updates.carrying import Carrier
from updates.clearing import clear
from updates.models import HiddenWords
from updates.pieces import Piece, named, pieces, reason_called
from wiki.access import may_hide_text
from wiki.changesets import recording
from wiki.hideable import BLANK
from wiki.hiding import hide, show
from wiki.models import NOTE_LIMIT, Changeset
from wiki.tagging import tags_named

When = datetime.datetime | None


class WordsStand(ValueError):
    """Raised where somebody would hide what the page says now."""

    def __init__(self, piece: Piece) -> None:
        super().__init__(f"The page has {piece.name} now. Change it first, then hide it")


def hide_words(
    update: Changeset, keys: Collection[str], *, by: User, reason: str, at: When = None
) -> Changeset | None:
    """Hide these pieces of an update; None where there is none of them.

    Raises WordsStand, PermissionDenied.
    """
    with recording(update.page, author=by, at=at, of_deleted=True) as recorded:
        if not may_hide_text(by):
            raise PermissionDenied
        update.page.refresh_from_db()
        chosen = [piece for piece in pieces(update) if piece.key in keys]
        if not chosen:
            return None
        kept: list[list[Any]] = []
        for piece in chosen:
            if piece.stands and not piece.is_own:
                raise WordsStand(piece)
            clear(piece, update.page, Carrier(kept))
        row = HiddenWords(changeset=update, what=named(chosen)[:NOTE_LIMIT], kept=kept)
        row.put_away(by=by, reason=reason, at=recorded.at)
        row.save()
        recorded.count("words_hidden", len(chosen))
        recorded.note = recorded.note or f"Hidden of update {update.number}: {reason}"
        return recorded.changeset()


def hide_of(
    update: Changeset,
    *,
    by: User,
    reason: str,
    words: Collection[str] = (),
    text: bool = False,
    note: bool = False,
    until: int | None = None,
) -> Changeset | None:
    """Hide all that is chosen of an update, as one update of its page.

    Raises WordsStand, wiki.hiding.StillStands, PermissionDenied; nothing is hidden then.
    """
    with recording(update.page, author=by, of_deleted=True) as recorded:
        hide_words(update, words, by=by, reason=reason)
        if text or note:
            hide(update, by=by, reason=reason, until=until, text=text, note=note)
    return recorded.made


def show_of(update: Changeset, *, by: User) -> Changeset | None:
    """Let all that is hidden of an update, and not gone, be read again."""
    with recording(update.page, author=by, of_deleted=True) as recorded:
        show_words(update, by=by)
        if not update.purged_at:
            show(update, by=by)
        recorded.note = f"Shown again of update {update.number}"
    return recorded.made


def show_words(update: Changeset, *, by: User, at: When = None) -> Changeset | None:
    """Put all that is hidden of an update back where it stood; None where nothing is."""
    note = f"Shown again of update {update.number}"
    with recording(update.page, author=by, note=note, at=at, of_deleted=True) as recorded:
        if not may_hide_text(by):
            raise PermissionDenied
        hidden = list(HiddenWords.objects.filter(changeset=update, purged_at=None))
        if not hidden:
            return None
        for row in reversed(hidden):
            Carrier(row.kept).put_back()
            recorded.count("words_shown", len(row.what.split(", ")))
            row.delete()
        update.page.refresh_from_db()
        update.page.keywords.set(tags_named(update.page.tag_names))
        return recorded.changeset()


def hiding_of_reason(kind: str, about: int, person: User) -> HiddenWords | None:
    """Who hid the reason that somebody's star or reservation (`kind`) stands without, and why."""
    model: Any = Star if kind == "star" else Reservation
    rows = model.history.filter(recommendation=about, person=person, reason=BLANK)
    found = HiddenWords.objects.filter(changeset__in=rows.values("changeset")).order_by("-pk")
    known = found.select_related("hidden_by", "changeset__page")
    return next((one for one in known if reason_called(kind, about) in one.what.split(", ")), None)


def forget_words(update: Changeset, *, at: datetime.datetime) -> int:
    """Remove what is hidden of an update for good. Says of how many pieces."""
    hidden = list(HiddenWords.objects.filter(changeset=update, purged_at=None))
    for row in hidden:
        row.kept, row.purged_at = [], at
        row.save()
    return sum(len(row.what.split(", ")) for row in hidden)
