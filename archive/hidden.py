"""What an export leaves out of the rows that it holds: what was hidden, and posts taken down.

The rows stay, and say of themselves that what they held is gone: whoever imports them cannot
show it again. The same is true of a second export of that site, which is the same.
"""

from collections.abc import Callable, Iterable
from typing import Any

from challenges.models import Challenge
from discussions import attaching
from discussions.models import Post, Proposal, Thread
from files.models import File, FileVersion
from updates.models import HiddenWords, Suggestion
from wiki import pasts
from wiki.hideable import REMOVED, Hideable
from wiki.models import Changeset, NoteCorrection, PastText


def told(table: Any, rows: Iterable[Any]) -> Iterable[Any]:
    """The rows of a table as an export has them."""
    if table is PastText:
        hidden = PastText.objects.filter(changeset__hidden_at__isnull=False)
        return pasts.without(rows, set(hidden.values_list("page_id", "nth")))
    if table is NoteCorrection:
        silenced = Changeset.objects.filter(note_is_hidden=True)
        ids = set(silenced.values_list("pk", flat=True))
        return (_silenced(row) if row.changeset_id in ids else row for row in rows)
    if table is FileVersion:
        ids = set(File.objects.filter(hidden_at__isnull=False).values_list("pk", flat=True))
        return (_undescribed(_gone(row), row.file_id in ids) for row in rows)
    if table is HiddenWords:
        return (_wordless(_gone(row)) for row in rows)
    if table is Changeset:
        return (_noteless(_gone(row)) for row in rows)
    if table is Post.history.model:
        gone = set(Post.objects.filter(removed_at__isnull=False).values_list("pk", flat=True))
        return (_unsaid(row) if row.id in gone else row for row in rows)
    if table in OTHERS:
        return map(OTHERS[table], rows)
    return map(_gone, rows) if issubclass(table, Hideable) else rows


def _gone(row: Any) -> Any:
    if row.is_hidden and not row.purged_at:
        row.purged_at = row.hidden_at
    return row


def _noteless(row: Changeset) -> Changeset:
    row.hidden_note = ""
    return row


def _wordless(row: HiddenWords) -> HiddenWords:
    row.kept = []
    return row


def _silenced(row: NoteCorrection) -> NoteCorrection:
    row.before = row.after = ""
    return row


def _undescribed(row: FileVersion, file_is_hidden: bool) -> FileVersion:
    if row.is_hidden or file_is_hidden:
        row.alt, row.is_decorative = "", row.is_picture
    return row


def _unbegun(row: Suggestion) -> Suggestion:
    """What was made of a hidden text holds most of it."""
    row.body = "" if _is_of_hidden(row, row.base) else row.body
    return row


def _unquoted(row: Challenge) -> Challenge:
    if row.recommendation_id is None and _is_of_hidden(row, row.at_update.number):
        row.quote = row.quote if row.is_open and not row.is_gone else REMOVED
        row.before = row.after = ""
    return row


def _taken_down(row: Post) -> Post:
    return _unsaid(row) if row.removed_at is not None else row


def _unsaid(row: Any) -> Any:
    row.body = row.html = ""
    return row


def _unproposed(row: Proposal) -> Proposal:
    """What a post said that was taken down is not said by what was proposed from it either."""
    row.quote = REMOVED if row.post.removed_at is not None else row.quote
    return row


def _unattached(row: Thread) -> Thread:
    """Without the note that was hidden, or the words of a text that was."""
    if row.changeset is not None and row.changeset.note_is_hidden:
        row.about_wording = ""
    if (
        row.quote
        and row.at_update is not None
        and _is_hidden(row.at_update.page_id, row.at_update.number)
    ):
        return attaching.unquoted(row)
    return row


def _is_of_hidden(row: Any, number: int) -> bool:
    """Whether it speaks of its page's text as an update left it that is hidden."""
    return _is_hidden(row.page_id, number)


def _is_hidden(page_pk: int, number: int) -> bool:
    texts = PastText.objects.filter(page=page_pk, changeset__number__lte=number)
    writers = texts.order_by("-nth").values_list("changeset__hidden_at", flat=True)
    return writers.first() is not None


OTHERS: dict[Any, Callable[[Any], Any]] = {
    Suggestion: _unbegun,
    Challenge: _unquoted,
    Post: _taken_down,
    Proposal: _unproposed,
    Thread: _unattached,
}
