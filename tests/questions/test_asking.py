"""Asking, answering, superseding and opening again: what stands afterwards, and who is told."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from discussions.posting import start_thread
from questions.asking import (
    Answer,
    Overtaken,
    Refused,
    answer,
    ask,
    reopen,
    supersede,
)
from questions.models import ANSWER_LIMIT, QUESTION_LIMIT, Question, QuestionLink
from watching.models import Notification
from watching.watches import set_watch
from wiki.changesets import Deleted
from wiki.deleting import delete
from wiki.models import Changeset, PageWatch
from wiki.protecting import protect

Deeds = list[Callable[[], Any]]


def again(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def last(page: Any) -> Changeset:
    found: Changeset = page.changesets.latest("number")
    return found


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [f"{row.actor_name} {row.deed} {row.subject}: {row.quote}" for row in rows]


def test_a_question_is_open_and_an_update_of_its_page(asked: Question, member: Any) -> None:
    assert (asked.state, asked.turn, asked.state_by) == ("open", 0, None)
    assert last(asked.page).counts == {"questions_asked": 1}
    assert last(asked.page).author == member


def test_an_answer_says_who_gave_it_and_where_it_stands(
    asked: Question, night: Any, author: Any
) -> None:
    thread = start_thread(night, author=author, subject="The key", body="At the desk.")
    assert answer(asked, author=author, given=Answer("The desk.\n\nSee there.", thread=thread))
    asked = again(asked)
    assert (asked.state, asked.answer) == ("answered", "The desk.\n\nSee there.")
    assert (asked.answer_thread, asked.state_by) == (thread, author)
    assert last(night).counts == {"questions_answered": 1}


def test_a_second_answer_takes_the_place_of_the_first_which_stays_in_the_history(
    answered: Question, member: Any
) -> None:
    assert answer(answered, author=member, given=Answer("The night nurse."), seen=1)
    assert again(answered).answer == "The night nurse."
    rows = answered.history.order_by("history_id")
    assert [row.answer for row in rows] == ["", "The front desk.", "The night nurse."]


def test_opened_again_it_waits_for_another_answer(answered: Question, member: Any) -> None:
    assert reopen(answered, author=member, reason="The desk closes at ten")
    answered = again(answered)
    assert (answered.state, answered.answer, answered.turn) == ("open", "", 2)
    assert last(answered.page).note == "The desk closes at ten"
    assert not reopen(answered, author=member, reason="Again")


def test_another_question_takes_its_place_and_both_lead_to_each_other(
    asked: Question, night: Any, author: Any
) -> None:
    better = ask(night, author=author, text="Who keeps the key, and who has a second one?")
    assert supersede(asked, author=author, by=better, note="It asks for both")
    asked = again(asked)
    assert (asked.state, asked.superseded_by) == ("superseded", better)
    assert list(better.supersedes.all()) == [asked]
    with pytest.raises(Refused, match="took this one’s place"):
        answer(asked, author=author, given=Answer("Late"))
    assert reopen(asked, author=author, reason="The other asks for less")
    assert again(asked).superseded_by is None


def test_a_question_of_another_page_can_take_its_place(
    asked: Question, make_page: Any, author: Any
) -> None:
    other = ask(make_page("Keys"), author=author, text="Who has which key?")
    before = last(other.page)
    assert supersede(asked, author=author, by=other, note="All keys are there")
    assert last(other.page) == before
    assert again(asked).superseded_by == other


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "x" * (QUESTION_LIMIT + 1)],
)
def test_no_question_is_refused(text: str, night: Any, member: Any) -> None:
    with pytest.raises(Refused):
        ask(night, author=member, text=text)
    assert not Question.objects.exists()


def test_no_answer_is_refused(asked: Question, author: Any) -> None:
    for given in (Answer(), Answer(" \n"), Answer("x" * (ANSWER_LIMIT + 1))):
        with pytest.raises(Refused):
            answer(asked, author=author, given=given)
    with pytest.raises(Refused):
        reopen(asked, author=author, reason=" ")
    assert again(asked).turn == 0


def test_nothing_takes_its_own_place_or_goes_in_a_circle(
    asked: Question, night: Any, author: Any
) -> None:
    with pytest.raises(Refused, match="its own place"):
        supersede(asked, author=author, by=asked, note="So")
    second = ask(night, author=author, text="Where is the key?")
    third = ask(night, author=author, text="Where is every key?")
    supersede(asked, author=author, by=second, note="So")
    supersede(second, author=author, by=third, note="So")
    for closed in (asked, second):
        with pytest.raises(Refused, match="superseded itself"):
            supersede(third, author=author, by=closed, note="So")
    assert again(third).state == "open"


def test_a_question_of_a_deleted_page_takes_no_place(
    asked: Question, make_page: Any, author: Any, moderator: Any
) -> None:
    other = ask(make_page("Keys"), author=author, text="Who has which key?")
    delete(other.page, by=moderator, reason="Nobody needs it")
    with pytest.raises(Refused, match="deleted"):
        supersede(asked, author=author, by=other, note="So")
    assert again(asked).state == "open"


def test_nothing_is_done_to_a_question_of_a_deleted_page(asked: Question, moderator: Any) -> None:
    delete(asked.page, by=moderator, reason="Nobody needs it")
    with pytest.raises(Deleted):
        answer(asked, author=moderator, given=Answer("Late"))
    with pytest.raises(Deleted):
        ask(asked.page, author=moderator, text="Why?")
    assert not Question.objects.visible_to(moderator).exists()


def test_a_protected_page_takes_questions_and_answers_from_everybody(
    asked: Question, moderator: Any, member: Any
) -> None:
    protect(asked.page, by=moderator, level="moderators", reason="It was voted on")
    assert answer(asked, author=member, given=Answer("At the desk"))
    assert ask(asked.page, author=member, text="And who has a second key?").pk


# Twice is one ---------------------------------------------------------------------------------


def test_the_same_words_sent_twice_are_one_question(asked: Question, member: Any) -> None:
    twice = ask(asked.page, author=member, text="  Who keeps the key \n at night? ")
    assert twice == asked
    assert last(asked.page).number == 2


def test_two_people_may_ask_the_same(asked: Question, author: Any) -> None:
    assert ask(asked.page, author=author, text=asked.text) != asked


def test_what_was_answered_long_ago_can_be_asked_again(
    night: Any, member: Any, author: Any
) -> None:
    then = timezone.now() - datetime.timedelta(days=30)
    first = ask(night, author=member, text="Who comes?", at=then)
    answer(first, author=author, given=Answer("Tobi"), at=then + datetime.timedelta(days=1))
    assert ask(night, author=member, text="Who comes?") != first


def test_the_same_deed_twice_is_one(answered: Question, night: Any, author: Any) -> None:
    number = last(night).number
    assert not answer(answered, author=author, given=Answer("The front desk.\r\n"), seen=0)
    other = ask(night, author=author, text="Where is the key?")
    assert supersede(answered, author=author, by=other, note="So")
    assert not supersede(answered, author=author, by=other, note="So", seen=0)
    assert last(night).number == number + 2


# At the same time -----------------------------------------------------------------------------


def test_whoever_read_an_earlier_turn_is_told_of_the_later_one(
    answered: Question, member: Any, night: Any
) -> None:
    better = ask(night, author=member, text="Where is it?")
    deeds: Deeds = [
        lambda: answer(answered, author=member, given=Answer("The nurse"), seen=0),
        lambda: reopen(answered, author=member, reason="Is it?", seen=0),
        lambda: supersede(answered, author=member, by=better, note="So", seen=0),
    ]
    for deed in deeds:
        with pytest.raises(Overtaken):
            deed()
    assert again(answered).answer == "The front desk."


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_stands_and_the_other_is_asked(
    asked: Question, author: Any, member: Any, at_once: Any
) -> None:
    def give(person: Any, text: str) -> Callable[[], Any]:
        mine = again(asked)
        return lambda: answer(mine, author=person, given=Answer(text), seen=0)

    results = at_once([give(author, "At the desk"), give(member, "In the drawer")])
    assert sorted(type(result).__name__ for result in results) == ["Overtaken", "bool"]
    assert again(asked).turn == 1


@pytest.mark.django_db(transaction=True)
def test_two_questions_cannot_take_each_others_place_at_once(
    asked: Question, author: Any, make_page: Any, at_once: Any
) -> None:
    other = ask(make_page("Keys"), author=author, text="Who has which key?")

    def over(one: Question, by: Question) -> Callable[[], Any]:
        mine, its = again(one), again(by)
        return lambda: supersede(mine, author=author, by=its, note="So")

    results = at_once([over(asked, other), over(other, asked)])
    assert sorted(type(result).__name__ for result in results) == ["Refused", "bool"]
    assert sorted([again(asked).state, again(other).state]) == ["open", "superseded"]


@pytest.mark.django_db(transaction=True)
def test_the_same_question_sent_ten_times_at_once_is_one(
    night: Any, member: Any, at_once: Any
) -> None:
    made = at_once([lambda: ask(night, author=member, text="Who comes?")] * 10)
    assert len({question.pk for question in made}) == 1


# Being told -----------------------------------------------------------------------------------


@pytest.fixture
def watcher(night: Any, listener: Any) -> Any:
    set_watch(PageWatch, listener, True, page=night)
    return listener


@pytest.mark.django_db(transaction=True)
def test_who_watches_the_page_is_told_once_of_a_question_and_of_its_answer(
    night: Any, watcher: Any, member: Any, author: Any
) -> None:
    question = ask(night, author=member, text="Who comes?")
    answer(question, author=author, given=Answer("Tobi"))
    assert told(watcher) == [
        "ben asked a question on Night work: Who comes?",
        "amara answered a question on Night work: Who comes?",
    ]
    url = Notification.objects.filter(person=watcher).values_list("url", flat=True)
    assert set(url) == {question.get_absolute_url()}


@pytest.mark.django_db(transaction=True)
def test_whoever_asked_is_told_once_even_where_they_watch_the_page(
    night: Any, member: Any, author: Any
) -> None:
    set_watch(PageWatch, member, True, page=night)
    question = ask(night, author=member, text="Who comes?")
    answer(question, author=author, given=Answer("Tobi"))
    reopen(question, author=author, reason="She is ill")
    assert told(member) == [
        "amara answered your question Who comes?: Tobi",
        "amara reopened your question Who comes?: She is ill",
    ]


@pytest.mark.django_db(transaction=True)
def test_who_answered_is_told_when_it_is_open_again(
    answered: Question, author: Any, member: Any
) -> None:
    reopen(answered, author=member, reason="It closes at ten")
    assert told(author) == [
        "ben reopened the question Who keeps the key at night?: It closes at ten"
    ]
    assert len(told(member)) == 1


# Links ----------------------------------------------------------------------------------------


def test_links_in_questions_and_in_their_standing_answers_are_kept(
    night: Any, member: Any, author: Any
) -> None:
    question = ask(night, author=member, text="Is [[Rota]] still so?")
    answer(question, author=author, given=Answer("No. See [[Beds]]."))
    targets = QuestionLink.objects.order_by("pk").values_list("target_slug", flat=True)
    assert list(targets) == ["rota", "beds"]
    reopen(question, author=author, reason="Beds moved")
    assert list(targets.all()) == ["rota"]
