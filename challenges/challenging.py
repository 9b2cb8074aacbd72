"""Deeds on challenges: making one, answering, opening again, withdrawing."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from challenges.models import Challenge, ChallengeLink, Turn
from discussions.models import Thread
from markup.passages import Passage
from recommendations.models import Recommendation
from watching.delivery import News, tell
from watching.models import Notification
from wiki.changesets import Deleted
from wiki.linking import keep_links_of_note
from wiki.marking import place
from wiki.models import Changeset, Page, PageWatch

When = datetime.datetime | None


class Settled(ValueError):
    """Raised where somebody answers or withdraws what is open no more, or opens what is open."""


def challenge(
    page: Page,
    *,
    author: User,
    wrong: str,
    about: Passage | Recommendation,
    at: When = None,
) -> Challenge:
    """Say what is wrong with a passage of a page or with a recommendation.

    Who watches the page is told. The same said twice, while it is open, is one.
    """
    moment, wrong = at or timezone.now(), wrong.strip()
    item = about if isinstance(about, Recommendation) else None
    passage = Passage(item.wording) if item else about
    assert isinstance(passage, Passage)
    said = {
        "author": author,
        "recommendation": item,
        "quote": passage.quote,
        "before": passage.before,
        "after": passage.after,
        "wrong": wrong,
    }
    with transaction.atomic():
        page = _locked(item.page if item else page)
        twin: Challenge | None = Challenge.objects.open().filter(page=page, **said).first()
        if twin is not None:
            return twin
        update = page.changesets.order_by("-number")[0]
        made = Challenge.objects.create(page=page, at_update=update, made_at=moment, **said)
        keep_links_of_note(ChallengeLink, {"source": made, "turn": None}, wrong, is_new=True)
        _settle(made)
        _tell(made, author, "challenged a statement on", moment, _watchers(page), wrong)
    return made


def answer(
    challenge: Challenge,
    *,
    by: User,
    thread: Thread | None = None,
    update: Changeset | None = None,
    text: str = "",
    tell_watchers: bool = True,
    at: When = None,
) -> Turn:
    """Answer a challenge with a thread or an update of its page, as one likes with a sentence.

    The challenger is told, and who watches the page unless they hear of the thread or the update
    itself. The same answer twice is one. Raises Settled.
    """
    given = {"kind": Turn.Kind.ANSWERED, "by": by, "thread": thread, "update": update}
    with transaction.atomic():
        held = _held(challenge)
        if held.state != Challenge.State.OPEN:
            last = held.turns.last()
            if last is not None and held.turns.filter(pk=last.pk, **given).exists():
                return last
            raise Settled
        turn = _turn(held, Challenge.State.ANSWERED, at, text=text, **given)
        people = {held.author_id} | (_watchers(held.page) if tell_watchers else set())
        said = text or (thread.subject if thread else f"Update {update.number}" if update else "")
        mine = "answered your challenge on"
        _tell(held, by, mine, turn.at, {held.author_id}, said)
        _tell(held, by, "answered a challenge on", turn.at, people - {held.author_id}, said)
    challenge.state = held.state
    return turn


def answer_all(page: Page, chosen: Iterable[int], *, by: User, update: Changeset) -> int:
    """Answer those of a page's open challenges with an update of it; says how many."""
    answered = 0
    for found in Challenge.objects.open().filter(page=page, pk__in=list(chosen)[:100]):
        answer(found, by=by, update=update, tell_watchers=False)
        answered += 1
    return answered


def withdraw(challenge: Challenge, *, by: User, text: str = "", at: When = None) -> None:
    """Take one's own challenge back; it stays on record. Raises PermissionDenied, Settled."""
    if by.pk != challenge.author_id:
        raise PermissionDenied
    with transaction.atomic():
        held = _held(challenge)
        if held.state == Challenge.State.ANSWERED:
            raise Settled
        if held.state == Challenge.State.OPEN:
            _turn(held, Challenge.State.WITHDRAWN, at, kind=Turn.Kind.WITHDRAWN, by=by, text=text)


def may_reopen(person: Any, challenge: Challenge) -> bool:
    """Whoever made it, and moderators where it was not withdrawn."""
    if challenge.state == Challenge.State.OPEN or not person.is_authenticated:
        return False
    if person.pk == challenge.author_id:
        return True
    return bool(person.moderates and challenge.state == Challenge.State.ANSWERED)


def reopen(challenge: Challenge, *, by: User, text: str, at: When = None) -> None:
    """Open a challenge again, saying why; who answered it and who made it are told.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        held = _held(challenge)
        if held.state == Challenge.State.OPEN:
            return
        if not may_reopen(by, held):
            raise PermissionDenied
        answered = set(held.turns.values_list("by_id", flat=True))
        turn = _turn(held, Challenge.State.OPEN, at, kind=Turn.Kind.REOPENED, by=by, text=text)
        deed = "opened a challenge again on"
        _tell(held, by, deed, turn.at, answered | {held.author_id}, text)


def _locked(page: Page) -> Page:
    """The page as it is stored, under a lock: nobody writes it meanwhile. Raises Deleted."""
    found: Page = Page.objects.select_for_update(no_key=True).get(pk=page.pk)
    if found.deleted_at:
        raise Deleted(page.pk)
    return found


def _held(challenge: Challenge) -> Challenge:
    """The challenge under a lock, after its page: the order in which pages are saved."""
    _locked(challenge.page)
    held: Challenge = Challenge.objects.select_for_update().get(pk=challenge.pk)
    return held


def _turn(held: Challenge, state: str, at: When, **said: Any) -> Turn:
    turn = Turn.objects.create(challenge=held, at=at or timezone.now(), **said)
    keep_links_of_note(ChallengeLink, {"source": held, "turn": turn}, turn.text, is_new=True)
    held.state = state
    held.save(update_fields=["state"])
    _settle(held)
    return turn


def _settle(made: Challenge) -> None:
    """Mark what is challenged now: the words of the page, or the recommendation."""
    if made.recommendation_id is None:
        place(_locked(made.page))
    else:
        count_about([made.recommendation_id])


def count_about(items: Iterable[int]) -> None:
    """Keep how many open challenges there are about recommendations."""
    is_open = Q(challenges__state=Challenge.State.OPEN)
    rows = Recommendation.objects.filter(pk__in=list(items))
    for item in rows.annotate(now=Count("challenges", filter=is_open)).only("pk"):
        Recommendation.objects.filter(pk=item.pk).update(challenges_open=item.now)


def _watchers(page: Page) -> set[int]:
    return set(PageWatch.objects.filter(page=page).values_list("person_id", flat=True))


def _tell(
    made: Challenge, by: User, deed: str, at: datetime.datetime, people: set[int], said: str
) -> None:
    news = News(
        kind=Notification.Kind.REPLY,
        actor_name=by.username,
        deed=deed,
        subject=made.page.title,
        url=made.get_absolute_url(),
        at=at,
        quote=Truncator(f"“{Truncator(made.quote).chars(120)}” {said}").chars(500),
    )
    tell(people, news, but=by.pk)
