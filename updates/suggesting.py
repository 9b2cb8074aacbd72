"""Deeds on suggestions but accepting: making, declining, withdrawing one, and taking one up again.

Each holds the page's row, as saving does: of two people who decide at once, the second meets what
the first decided.
"""

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from markup.words import count_change, plain
from updates.editing import Texts
from updates.models import Suggestion
from watching.delivery import News, tell
from watching.models import Notification
from wiki.access import may_edit, require_edit
from wiki.changesets import Deleted
from wiki.linking import render, slug_of
from wiki.models import NOTE_LIMIT, Page, PageWatch
from wiki.naming import require_free
from wiki.tagging import settled
from wiki.writing import tidy

When = datetime.datetime | None
SUGGESTED = "suggested a change of"


class Unchanged(ValueError):
    """Raised where nothing of a suggestion differs from the page."""


class Settled(Exception):
    """Raised where a suggestion is not open any more, or was not what it is to become again."""


def may_decide(person: Any, suggestion: Suggestion) -> bool:
    """Who may edit the page, but for its own author: two people stand behind what is accepted."""
    return may_edit(person, suggestion.page) and suggestion.author_id != person.pk


def suggest(
    page: Page, texts: Texts, *, base: int | None, author: User, note: str = "", at: When = None
) -> Suggestion:
    """Propose what the page should be, begun from its update `base`. Sent twice it is one.

    Raises Unchanged, wiki.naming.NameTaken, markup.render.Refused.
    """
    with holding(page):
        page.refresh_from_db()
        latest = page.changesets.values_list("number", flat=True).first() or 0
        base = min(base or latest, latest)
        now = Texts.of(page)
        seen = Texts.at(page, base) or now
        title = " ".join(texts.title.split())
        mine = Texts(title, tidy(texts.body), settled(texts.tags))
        if mine in (seen, now):
            raise Unchanged
        content = {"title": mine.title, "body": mine.body, "tags": mine.tags}
        waiting = Suggestion.objects.open().filter(page=page, author=author)
        twin: Suggestion | None = waiting.filter(**content).first()
        if twin is not None:
            return twin
        if mine.title != seen.title:
            require_free(slug_of(mine.title), page)
        render(mine.body, page=page)  # refused now, and not when somebody accepts it
        added, removed = count_change(plain(seen.body), plain(mine.body))
        made: Suggestion = Suggestion.objects.create(
            page=page,
            base=base,
            author=author,
            author_name=author.username,
            note=note.strip(),
            words_added=added,
            words_removed=removed,
            created_at=at or timezone.now(),
            **content,
        )
        put_forward(made)
    return made


def put_forward(made: Suggestion) -> None:
    """Let a suggestion wait at its page, and tell of it."""
    Suggestion.objects.recount(made.page_id)
    _tell_of(made)


def decline(suggestion: Suggestion, *, by: User, reason: str, at: When = None) -> None:
    """Say no, and why; twice is once. Raises Settled, Protected, PermissionDenied."""
    with deciding(suggestion, by):
        if suggestion.is_declined and suggestion.decided_by_id == by.pk:
            return
        require_open(suggestion)
        settle(suggestion, Suggestion.State.DECLINED, by=by, reason=reason, at=at)


def withdraw(suggestion: Suggestion, *, by: User, at: When = None) -> None:
    """Its author takes it back; twice is once. Raises Settled, PermissionDenied."""
    if by.pk != suggestion.author_id:
        raise PermissionDenied
    with holding(suggestion.page):
        suggestion.refresh_from_db()
        if suggestion.state == Suggestion.State.WITHDRAWN:
            return
        require_open(suggestion)
        settle(suggestion, Suggestion.State.WITHDRAWN, by=by, at=at)


def take_up(suggestion: Suggestion, *, by: User, at: When = None) -> None:
    """Let a declined one wait again; who declined it and why stays with it. Raises likewise."""
    with deciding(suggestion, by):
        if suggestion.is_open and suggestion.taken_up_at:
            return
        if not suggestion.is_declined:
            raise Settled
        suggestion.state = Suggestion.State.OPEN
        suggestion.taken_up_by, suggestion.taken_up_at = by, at or timezone.now()
        suggestion.save()
        Suggestion.objects.recount(suggestion.page_id)
        _tell_author(suggestion, by, "took up again your suggestion for", "", at)


@contextlib.contextmanager
def holding(page: Page) -> Iterator[None]:
    """A transaction with the page's row locked. Raises Deleted."""
    with transaction.atomic():
        rows = Page.objects.select_for_update(no_key=True).only("pk", "deleted_at")
        if rows.get(pk=page.pk).deleted_at:
            raise Deleted(page.pk)
        yield


@contextlib.contextmanager
def deciding(suggestion: Suggestion, by: User) -> Iterator[None]:
    """The same, with the suggestion as it stands and its page as it is protected now."""
    with holding(suggestion.page):
        suggestion.refresh_from_db()
        suggestion.page = Page.objects.select_related("protection").get(pk=suggestion.page_id)
        require_edit(by, suggestion.page)
        if not may_decide(by, suggestion):
            raise PermissionDenied
        yield


def require_open(suggestion: Suggestion) -> None:
    if not suggestion.is_open:
        raise Settled


def settle(
    suggestion: Suggestion, state: Suggestion.State, *, by: User, reason: str = "", at: When = None
) -> None:
    """Write down a decision, and tell the author of it."""
    suggestion.state = state
    suggestion.decided_by, suggestion.decided_by_name = by, by.username
    suggestion.decided_at, suggestion.reason = at or timezone.now(), reason.strip()[:NOTE_LIMIT]
    suggestion.save()
    Suggestion.objects.recount(suggestion.page_id)
    said = {
        Suggestion.State.ACCEPTED: "accepted your suggestion for",
        Suggestion.State.PARTLY: "accepted part of your suggestion for",
        Suggestion.State.DECLINED: "declined your suggestion for",
    }
    if state in said:
        _tell_author(suggestion, by, said[state], suggestion.reason, at)


def _tell_author(suggestion: Suggestion, by: User, deed: str, quote: str, at: When) -> None:
    news = News(
        kind=Notification.Kind.UPDATE,
        actor_name=by.username,
        deed=deed,
        subject=suggestion.page.title,
        url=suggestion.get_absolute_url(),
        at=at or timezone.now(),
        quote=quote,
    )
    tell([suggestion.author_id] if suggestion.author_id else [], news, but=by.pk)


def _tell_of(suggestion: Suggestion) -> None:
    """Tell who watches the page, and who keeps it protected.

    Whoever has not read the news of an earlier one on this page yet is told no second time.
    """
    page = suggestion.page
    people = set(PageWatch.objects.filter(page=page).values_list("person_id", flat=True))
    protection = page.standing_protection
    if protection is not None:
        people |= {protection.set_by_id, *(person.pk for person in protection.named)}
    unread = Notification.objects.filter(
        person__in=people,
        read_at__isnull=True,
        deed=SUGGESTED,
        url__startswith=reverse("suggestions", args=[page.slug]),
    )
    news = News(
        kind=Notification.Kind.UPDATE,
        actor_name=suggestion.author_name,
        deed=SUGGESTED,
        subject=page.title,
        url=suggestion.get_absolute_url(),
        at=suggestion.created_at,
        quote=suggestion.note,
    )
    told = set(unread.values_list("person_id", flat=True))
    tell(people - told, news, but=suggestion.author_id)
