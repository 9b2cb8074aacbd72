"""Removing what an update said for good, where the law asks for it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from challenges.models import Challenge
from discussions import attaching
from discussions.models import Thread
from updates.blanking import forget_words, hide_words
from updates.forgetting import take_out_of_drafts
from updates.models import PageDraft, Suggestion
from updates.pieces import pieces
from updates.suggesting import settle
from wiki import hiding, pasts
from wiki.changesets import recording
from wiki.hideable import REMOVED
from wiki.hiding import writers_of
from wiki.models import Changeset, Page, PastText


@dataclass(frozen=True)
class Plan:
    """What would go: the texts that these updates wrote, notes, and what was begun from them."""

    page: Page
    texts: list[Changeset]
    notes: list[Changeset]
    drafts: QuerySet[Any]
    suggestions: QuerySet[Any]
    challenged: QuerySet[Any]  # as these updates left it, what the page said may be quoted


def plan(update: Changeset, *, until: int | None = None, note: bool = False) -> Plan:
    """For the text that an update left, and those up to update `until`; `note`: their notes too.

    Raises wiki.hiding.StillStands.
    """
    page, last = update.page, max(until or 0, update.number)
    writers = writers_of(page, update.number, last)
    between = Changeset.objects.filter(page=page, number__range=(update.number, last))
    numbers = [one.number for one in writers]
    next_text = PastText.objects.filter(page=page, changeset__number__gt=max(numbers))
    ends = next_text.order_by("nth").values_list("changeset__number", flat=True)[:1]
    begun = {"page": page, "base__gte": min(numbers), "base__lt": ends[0]}
    return Plan(
        page,
        texts=writers,
        notes=list(between) if note else [],
        drafts=PageDraft.objects.filter(**begun),
        challenged=page.changesets.filter(number__gte=min(numbers), number__lt=ends[0]),
        suggestions=Suggestion.objects.filter(**begun).exclude(body=""),
    )


def purge(
    update: Changeset,
    *,
    by: User,
    reason: str,
    until: int | None = None,
    note: bool = False,
    at: datetime.datetime | None = None,
) -> Plan:
    """Do so, as an update of the page that says who, when and why. What else there is reads as
    it did. Raises wiki.hiding.StillStands, PermissionDenied.
    """
    with recording(update.page, author=by, at=at, of_deleted=True) as recorded:
        found = plan(update, until=until, note=note)
        hiding.hide(update, by=by, reason=reason, until=until, note=note, at=at)
        pasts.empty(found.page, [one.pk for one in found.texts])
        begun = found.drafts.delete()[0] + _end(found.suggestions, by, reason)
        of_words = Challenge.objects.of_words().filter(at_update__in=found.challenged)
        past = Q(is_gone=True) | ~Q(state=Challenge.State.OPEN)
        of_words.update(before="", after="")
        of_words.filter(past).update(quote=REMOVED)
        attaching.unquote(Thread.objects.filter(at_update__in=found.challenged))
        for one in Changeset.objects.filter(pk__in=[one.pk for one in found.texts]):
            recorded.count("texts_purged", one.purged_at is None)
            one.purged_at = one.purged_at or recorded.at
            one.save()
        for one in Changeset.objects.filter(pk__in=[one.pk for one in found.notes]):
            one.hidden_note, one.note_is_hidden = "", True
            one.save()
            one.corrections.update(before="", after="")
            one.threads.update(about_wording="")
        if recorded.made is not None or +recorded.counts or begun:
            recorded.note = f"Removed for good, of update {update.number}: {reason}"
            recorded.changeset()
    return found


def purge_words(
    update: Changeset, *, by: User, reason: str, at: datetime.datetime | None = None
) -> Changeset | None:
    """Remove all pieces of an update for good that the page does not have now, from drafts too;
    None where there are none. Raises PermissionDenied.
    """
    with recording(update.page, author=by, at=at, of_deleted=True) as recorded:
        gone = [piece.key for piece in pieces(update) if not piece.stands]
        hide_words(update, gone, by=by, reason=reason)
        take_out_of_drafts(update.page, update.hidden_words.filter(purged_at=None))
        recorded.count("words_purged", forget_words(update, at=recorded.at))
        recorded.counts.pop("words_hidden", None)
        if +recorded.counts:
            recorded.note = f"Removed for good, of update {update.number}: {reason}"
            recorded.changeset()
    return recorded.made


def _end(suggestions: QuerySet[Any], by: User, reason: str) -> int:
    """Decline those that wait, and keep none of their texts."""
    found = list(suggestions)
    for one in found:
        one.body = ""
        if one.is_open:
            settle(one, Suggestion.State.DECLINED, by=by, reason=reason)
        one.save()
    return len(found)
