"""Challenging a statement, and what comes of it: deeds, who is told, and counts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from challenges import challenging
from challenges.challenging import answer, answer_all, challenge, reopen, withdraw
from challenges.models import Challenge
from discussions.models import Thread
from discussions.posting import start_thread
from recommendations.arranging import add_area
from recommendations.models import Recommendation
from tests.challenges.conftest import RINGS, WATER
from updates.moving import move_to_page
from watching.models import Notification
from wiki.changesets import Deleted
from wiki.deleting import delete
from wiki.models import Changeset, Page, PageWatch
from wiki.writing import revise_page

Challenged = Callable[..., Challenge]


@pytest.fixture
def thread(a_page: Page, author: Any) -> Thread:
    return start_thread(a_page, author=author, subject="Which floor?", body="I asked.")


def news_of(person: Any) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("deed", "url"))


def update_of(page: Page, by: Any) -> Changeset:
    made = revise_page(page, author=by, body=page.body.replace("both", "three"), note="Counted")
    assert made is not None
    return made


@pytest.mark.django_db(transaction=True)
def test_a_challenge_keeps_the_words_and_is_told_to_watchers(
    a_page: Page, challenged: Challenged, listener: Any, member: Any
) -> None:
    for person in (listener, member):
        PageWatch.objects.create(page=a_page, person=person, since=timezone.now())
    made = challenged(RINGS)
    assert (made.quote, made.at_update.number, made.is_open) == (RINGS, 1, True)
    assert news_of(listener) == [("challenged a statement on", made.get_absolute_url())]
    assert news_of(member) == []


def test_the_same_said_twice_is_one_challenge(challenged: Challenged, listener: Any) -> None:
    first = challenged()
    assert challenged() == first
    assert challenged(author=listener) != first
    assert challenged(wrong="It does not ring at all") != first
    assert challenged(WATER) != first
    assert Challenge.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_an_answer_is_told_once_to_the_challenger_and_watchers(
    a_page: Page, challenged: Challenged, thread: Thread, author: Any, member: Any, listener: Any
) -> None:
    made = challenged()
    Notification.objects.all().delete()
    for person in (listener, member, author):
        PageWatch.objects.create(page=a_page, person=person, since=timezone.now())
    turn = answer(made, by=author, thread=thread)
    assert answer(made, by=author, thread=thread) == turn
    assert news_of(member) == [("answered your challenge on", made.get_absolute_url())]
    assert news_of(listener) == [("answered a challenge on", made.get_absolute_url())]
    assert news_of(author) == []
    made.refresh_from_db()
    assert made.state == "answered"


def test_what_is_settled_is_answered_by_nothing_else(
    a_page: Page, challenged: Challenged, thread: Thread, author: Any, listener: Any
) -> None:
    made = challenged()
    answer(made, by=author, update=update_of(a_page, author), text="It has moved up")
    with pytest.raises(challenging.Settled):
        answer(made, by=listener, thread=thread)
    assert made.turns.count() == 1


def test_an_update_answers_the_open_challenges_of_its_page_that_were_chosen(
    a_page: Page, challenged: Challenged, make_page: Any, author: Any
) -> None:
    first, second, third = challenged(), challenged(WATER), challenged(wrong="Nobody hears it")
    answer(third, by=author, update=update_of(a_page, author))
    chosen = [first.pk, third.pk, 10**9]
    update = Changeset.objects.latest("pk")
    assert answer_all(a_page, chosen, by=author, update=update) == 1
    assert answer_all(make_page(), [second.pk], by=author, update=update) == 0
    assert list(Challenge.objects.open()) == [second]


def test_only_its_author_withdraws_a_challenge_and_only_an_open_one(
    challenged: Challenged, thread: Thread, author: Any, member: Any
) -> None:
    made = challenged()
    with pytest.raises(PermissionDenied):
        withdraw(made, by=author)
    withdraw(made, by=member, text="I misread it")
    withdraw(made, by=member, text="I misread it")
    assert [turn.text for turn in made.turns.all()] == ["I misread it"]
    other = challenged()
    answer(other, by=author, thread=thread)
    with pytest.raises(challenging.Settled):
        withdraw(other, by=member)


@pytest.mark.django_db(transaction=True)
def test_an_answer_can_be_refused_with_a_reason(
    challenged: Challenged, thread: Thread, author: Any, member: Any, moderator: Any, listener: Any
) -> None:
    made = challenged()
    answer(made, by=author, thread=thread)
    made.refresh_from_db()
    assert not challenging.may_reopen(listener, made)
    with pytest.raises(PermissionDenied):
        reopen(made, by=listener, text="No")
    Notification.objects.all().delete()
    reopen(made, by=moderator, text="It says nothing of the floor")
    reopen(made, by=member, text="Nor of the bell")
    assert [turn.kind for turn in made.turns.all()] == ["answered", "reopened"]
    assert news_of(author) == news_of(member)
    assert news_of(author) == [("opened a challenge again on", made.get_absolute_url())]


def test_what_its_author_withdrew_a_moderator_does_not_open(
    challenged: Challenged, member: Any, moderator: Any
) -> None:
    made = challenged()
    withdraw(made, by=member)
    with pytest.raises(PermissionDenied):
        reopen(made, by=moderator, text="I would like to know")
    reopen(made, by=member, text="I was right")
    made.refresh_from_db()
    assert made.is_open


def test_a_recommendation_counts_its_open_challenges(
    item: Recommendation, challenged: Challenged, thread: Thread, author: Any, listener: Any
) -> None:
    first = challenged(about=item, wrong="Who pays?")
    challenged(about=item, wrong="Who pays?", author=listener)
    item.refresh_from_db()
    assert (first.quote, item.challenges_open) == (item.wording, 2)
    answer(first, by=author, thread=thread)
    item.refresh_from_db()
    assert item.challenges_open == 1
    reopen(first, by=first.author, text="Nobody said who")
    item.refresh_from_db()
    assert item.challenges_open == 2


def test_challenges_go_with_a_recommendation_to_another_page(
    item: Recommendation, challenged: Challenged, make_page: Any, author: Any
) -> None:
    made = challenged(about=item)
    other = make_page("Lamps")
    move_to_page(item, area=add_area(other, "All", author=author), author=author)
    made.refresh_from_db()
    assert made.page == other


def test_nothing_is_challenged_on_a_page_that_was_deleted(
    a_page: Page, item: Recommendation, moderator: Any, member: Any
) -> None:
    delete(a_page, by=moderator, reason="Gone")
    with pytest.raises(Deleted):
        challenge(a_page, author=member, wrong="All", about=item)
