"""Deeds by which the text of an update goes out of everybody's sight, and comes back.

The text of an update is that of the page as the update left it, whether it wrote it or an earlier
one did. Titles, keyword tags and recommendations are no part of it. Nothing is lost here; what
removes for good is `updates.purging`.
"""

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.models import User
from watching.models import Notification
from web import kept
from wiki.access import may_hide_text
from wiki.changesets import Recording, recording
from wiki.linking import keep_links_of_note
from wiki.models import Changeset, NoteLink, Page, PastText
from wiki.tree import ancestors

When = datetime.datetime | None


class StillStands(ValueError):
    """Raised where somebody would hide the text that the page has now."""

    def __init__(self) -> None:
        super().__init__(
            "The page has this text now. Restore an earlier update or write another text, "
            "then hide this one"
        )


def writers_of(page: Page, first: int, last: int) -> list[Changeset]:
    """The updates that wrote the texts which the page had from update `first` to `last`.

    Raises StillStands where it has the last of them still.
    """
    texts = PastText.objects.filter(page=page).order_by("nth")
    numbers = dict(texts.values_list("nth", "changeset__number"))
    begins = max((nth for nth, number in numbers.items() if number <= first), default=0)
    found = [nth for nth, number in numbers.items() if nth >= begins and number <= last]
    if max(numbers, default=0) in found:
        raise StillStands
    written = texts.filter(nth__in=found).values("changeset")
    return list(Changeset.objects.filter(pk__in=written).select_related("page").order_by("number"))


def hide(
    update: Changeset,
    *,
    by: User,
    reason: str,
    until: int | None = None,
    text: bool = True,
    note: bool = False,
    at: When = None,
) -> Changeset | None:
    """Hide an update's text, its note, or both; None where they are hidden.

    `until`: those of the updates after it too, up to that number. Raises StillStands,
    PermissionDenied.
    """
    page, last = update.page, max(until or 0, update.number)
    which = f"update {update.number}"
    if last > update.number:
        which = f"updates {update.number} to {last}"
    with recording(page, author=by, at=at, of_deleted=True) as recorded:
        if not may_hide_text(by):
            raise PermissionDenied
        if text:
            _hide_texts(writers_of(page, update.number, last), by, reason, recorded)
        if note:
            named = Changeset.objects.filter(page=page, number__range=(update.number, last))
            _hide_notes(named.exclude(note=""), recorded)
        if not +recorded.counts:
            return None
        recorded.note = f"Hidden of {which}: {reason}"
        return recorded.changeset()


def _hide_texts(writers: Iterable[Changeset], by: User, reason: str, recorded: Recording) -> None:
    for one in writers:
        if not one.is_hidden:
            one.put_away(by=by, reason=reason, at=recorded.at)
            one.save()
            recorded.count("texts_hidden")


def _hide_notes(updates: Iterable[Changeset], recorded: Recording) -> None:
    """What people were told keeps who and when, without the words."""
    for one in updates:
        names = one.page.names.values_list("slug", flat=True)
        told = [reverse("changes", args=[name, one.number]) for name in names]
        Notification.objects.filter(kind=Notification.Kind.UPDATE, url__in=told).update(quote="")
        one.hidden_note, one.note, one.note_is_hidden = one.note, "", True
        one.save()
        keep_links_of_note(NoteLink, {"source": one}, "", is_new=False)
        recorded.count("notes_hidden")


def show(update: Changeset, *, by: User, at: When = None) -> Changeset | None:
    """Let an update's text, and its note, be read again; None where they can.

    Raises PermissionDenied, also where they were removed for good.
    """
    note = f"Shown again of update {update.number}"
    with recording(update.page, author=by, note=note, at=at, of_deleted=True) as recorded:
        update.refresh_from_db()
        if not (update.is_hidden or update.note_is_hidden):
            return None
        if update.purged_at or not may_hide_text(by):
            raise PermissionDenied
        if update.is_hidden:
            recorded.count("texts_shown")
        if update.note_is_hidden:
            recorded.count("notes_shown")
            update.note, update.hidden_note, update.note_is_hidden = update.hidden_note, "", False
            keep_links_of_note(NoteLink, {"source": update}, update.note, is_new=False)
        update.put_away(by=None, reason="", at=None)
        update.save()
        return recorded.changeset()


def hidden_text_screen(request: HttpRequest, page: Page, writer: Changeset) -> HttpResponse:
    """That a text is hidden, wherever somebody came upon it; what they typed is given back."""
    before, after = readable_around(writer)
    context = {
        "page": page,
        "path": ancestors(page),
        "update": writer,
        "before": before,
        "after": after,
        "may_hide": may_hide_text(request.user),
        "texts": kept.typed(request) if request.method == "POST" else [],
    }
    return render(request, "wiki/text_hidden.html", context, status=410)


def readable_around(writer: Changeset) -> tuple[int | None, int | None]:
    """Numbers of the last update before a hidden text that can be read, and the first after it."""
    texts = PastText.objects.filter(page=writer.page_id)
    open_ones = texts.filter(changeset__hidden_at__isnull=True)
    after = open_ones.filter(changeset__gt=writer.pk).order_by("nth")
    before = open_ones.filter(changeset__lt=writer.pk).order_by("-nth")
    earlier = before.values_list("nth", flat=True).first()
    first = texts.filter(nth=(-1 if earlier is None else earlier) + 1)
    number = first.values_list("changeset__number", flat=True).first()
    last = number - 1 if number and earlier is not None else None
    return last, after.values_list("changeset__number", flat=True).first()
