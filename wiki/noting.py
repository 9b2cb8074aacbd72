"""Correcting the note of an update: its author may, and everybody can see what it said before."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from wiki.access import may_correct_note
from wiki.linking import keep_links_of_note
from wiki.models import Changeset, NoteCorrection, NoteLink


class NotTheAuthor(ValueError):
    """Raised where somebody would correct what another person said about their update."""


@transaction.atomic
def correct_note(
    update: Changeset, *, by: User, note: str, at: datetime.datetime | None = None
) -> NoteCorrection | None:
    """Put `note` in place of what the update's author said of it; None where it says so already.

    The page and the update's place in its history stay as they are. Raises NotTheAuthor.
    """
    if not may_correct_note(by, update):
        raise NotTheAuthor
    note = note.strip()
    held: Changeset = Changeset.objects.select_for_update().get(pk=update.pk)
    if held.note == note:
        return None
    correction = NoteCorrection.objects.create(
        changeset=held,
        author=by,
        author_name=by.username,
        before=held.note,
        after=note,
        created_at=at or timezone.now(),
    )
    held.note = update.note = note
    held.note_corrected_at = update.note_corrected_at = correction.created_at
    held.save(update_fields=["note", "note_corrected_at"])
    keep_links_of_note(NoteLink, {"source": held}, note, is_new=False)
    return correction
