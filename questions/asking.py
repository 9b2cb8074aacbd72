"""Deeds on questions: asking one, answering it, superseding it by another, opening it again.

Each is an update of the page that the question belongs to. None changes what the page says, so a
protected page takes them from everybody.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q

from accounts.models import User
from discussions.models import Thread
from questions.models import ANSWER_LIMIT, QUESTION_LIMIT, Question
from recommendations.models import Recommendation
from recommendations.whereabouts import recording_all
from watching.delivery import News, tell
from watching.models import Notification
from wiki.changesets import Deleted, Headline, Recording, recording
from wiki.models import Changeset, Page
from wiki.writing import tidy

SAME_QUESTION_WITHIN = datetime.timedelta(minutes=10)
When = datetime.datetime | None
State = Question.State


class Refused(ValueError):
    """Raised where a deed makes no sense, in words for whoever tried; nothing is written."""


class Overtaken(ValueError):
    """Raised where a question is no longer as somebody saw it; nothing is written."""


@dataclass(frozen=True)
class Answer:
    """What answers a question: words, one thing of the site, or both."""

    text: str = ""
    page: Page | None = None
    thread: Thread | None = None
    update: Changeset | None = None
    recommendation: Recommendation | None = None

    @property
    def leads_to(self) -> tuple[Page | Thread | Changeset | Recommendation | None, ...]:
        return self.page, self.thread, self.update, self.recommendation

    def is_given_by(self, question: Question) -> bool:
        """Whether the question holds this very answer."""
        held = (
            *(question.answer_page_id, question.answer_thread_id),
            *(question.answer_update_id, question.answer_recommendation_id),
        )
        asked = tuple(one.pk if one else None for one in self.leads_to)
        return question.answer == self.text and held == asked

    def put_into(self, question: Question) -> None:
        question.answer = self.text
        question.answer_page, question.answer_thread = self.page, self.thread
        question.answer_update, question.answer_recommendation = self.update, self.recommendation


NOTHING = Answer()


def ask(page: Page, *, author: User, text: str, at: When = None) -> Question:
    """Put a question on record. The same words of one person, sent twice, are one question.

    Raises Refused.
    """
    text = " ".join(text.split())
    if not 0 < len(text) <= QUESTION_LIMIT:
        raise Refused(f"Write your question in at most {QUESTION_LIMIT} characters")
    with recording(page, author=author, at=at) as update:
        twin = _twin(page, author, text, update.at)
        if twin is not None:
            return twin
        question = Question(page=page, text=text, asked_by=author, asked_at=update.at)
        question.save()
        update.count("questions_asked")
        update.headline = Headline("asked a question on", text, question.get_absolute_url())
    return question


def _twin(page: Page, author: User, text: str, at: datetime.datetime) -> Question | None:
    """What they asked in these words before, where it is open still or was asked just now."""
    just_now = Q(asked_at__range=(at - SAME_QUESTION_WITHIN, at + SAME_QUESTION_WITHIN))
    mine = Question.objects.filter(Q(state=State.OPEN) | just_now, page=page, asked_by=author)
    found: Question | None = mine.filter(text=text).order_by("pk").first()
    return found


def answer(
    question: Question, *, author: User, given: Answer, seen: int | None = None, at: When = None
) -> bool:
    """Answer a question, or answer it anew: what answered it before stays in its history.

    `seen` is the turn that the person read. The same answer again changes nothing. Says whether it
    did. Raises Refused, Overtaken.
    """
    given = replace(given, text=tidy(given.text).strip())
    if given == NOTHING:
        raise Refused("Write the answer, or say where it stands")
    if len(given.text) > ANSWER_LIMIT:
        raise Refused(f"Write the answer in at most {ANSWER_LIMIT} characters")
    with recording(question.page, author=author, at=at) as update:
        _read_again(question)
        if question.state == State.ANSWERED and given.is_given_by(question):
            return False
        _check(question, seen)
        if question.state == State.SUPERSEDED:
            raise Refused("Another question took this one’s place. Open it again to answer it")
        given.put_into(question)
        _put(question, State.ANSWERED, update)
        update.count("questions_answered")
        _tell(question, update, "answered", given.text)
    return True


def supersede(
    question: Question,
    *,
    author: User,
    by: Question,
    note: str,
    seen: int | None = None,
    at: When = None,
) -> bool:
    """Let another question, of this page or of another, stand for this one. Says whether it did.

    What was superseded itself stands for nothing, so no circle can come about. Raises Refused,
    Overtaken.
    """
    if by.pk == question.pk:
        raise Refused("A question cannot take its own place. Choose another one")
    pages = {question.page_id, by.page_id}
    try:
        with recording_all(lambda: pages, author=author, note=note, at=at) as updates:
            _read_again(question)
            by.refresh_from_db()
            if question.superseded_by_id == by.pk:
                return False
            _check(question, seen)
            if by.state == State.SUPERSEDED:
                raise Refused("That question was superseded itself. Choose the one in its place")
            NOTHING.put_into(question)
            question.superseded_by = by
            update = updates[question.page_id]
            _put(question, State.SUPERSEDED, update)
            update.count("questions_superseded")
            _tell(question, update, "superseded", by.text)
    except Deleted as deleted:
        if deleted.page_id == question.page_id:
            raise
        raise Refused("That question belongs to a page that was deleted") from deleted
    return True


def reopen(
    question: Question, *, author: User, reason: str, seen: int | None = None, at: When = None
) -> bool:
    """Ask again what was answered or superseded. Says whether it was. Raises Refused, Overtaken."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("Say why it is open again")
    with recording(question.page, author=author, note=reason, at=at) as update:
        _read_again(question)
        if question.state == State.OPEN:
            return False
        _check(question, seen)
        told = {question.state_by_id}
        NOTHING.put_into(question)
        question.superseded_by = None
        _put(question, State.OPEN, update)
        update.count("questions_reopened")
        _tell(question, update, "reopened", reason, also=told)
    return True


def _read_again(question: Question) -> None:
    """Under the page's lock, through which every deed on its questions goes."""
    page = question.page
    question.refresh_from_db()
    question.page = page


def _check(question: Question, seen: int | None) -> None:
    if seen is not None and seen != question.turn:
        raise Overtaken("Somebody else dealt with this question meanwhile")


def _put(question: Question, state: Question.State, update: Recording) -> None:
    question.state, question.state_by, question.state_at = state, update.author, update.at
    question.turn += 1
    question.save()


def _tell(
    question: Question,
    update: Recording,
    deed: str,
    words: str,
    also: Iterable[int | None] = (),
) -> None:
    """Tell whoever asked, and those whom it concerns `also`; the page's watchers hear of it too."""
    actor = update.author
    assert actor is not None
    url = question.get_absolute_url()
    others = {person for person in also if person} - {question.asked_by_id}
    quote = words or f"“{question.text}”"
    for people, whose in (({question.asked_by_id}, "your question"), (others, "the question")):
        news = News(
            kind=Notification.Kind.UPDATE,
            actor_name=actor.username,
            deed=f"{deed} {whose}",
            subject=question.text,
            url=url,
            at=update.at,
            quote=quote[:500],
        )
        tell(people, news, but=actor.pk)
    told = frozenset({question.asked_by_id, *others})
    update.headline = Headline(f"{deed} a question on", question.text, url, told)
