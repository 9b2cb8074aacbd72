"""Sending: each letter once, later where it fails, and what could not be sent is said."""

import datetime
import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from mailing.models import Answer
from mailing.sending import WAITS, Report, send_due

NOW = timezone.now()
MINUTE = datetime.timedelta(minutes=1)


class Server(BaseEmailBackend):
    """A mail server that refuses what it is told to refuse, by address."""

    refusals: dict[str, Exception] = {}
    taken: list[str] = []
    away: Exception | None = None

    def open(self) -> bool:
        if self.away:
            raise self.away
        return True

    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            [address] = message.to
            if address in self.refusals:
                raise self.refusals[address]
            self.taken.append(address)
        return len(email_messages)


@pytest.fixture
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.{Server.__name__}"
    monkeypatch.setattr("django.core.mail.import_string", lambda path: Server)
    Server.refusals, Server.taken, Server.away = {}, [], None
    return Server


@pytest.fixture
def letter(member: Any) -> Callable[..., Answer]:
    def make(**more: Any) -> Answer:
        more = {"person": member, "created_at": NOW, "due_at": NOW, "subject": "Hello", **more}
        return Answer.objects.create(**more)

    return make


def written(letter: Answer) -> EmailMessage:
    return EmailMessage(letter.subject, "Words", "site@example.org", [letter.person.email])


def send(now: datetime.datetime = NOW) -> Report:
    return send_due({Answer: written}, now)


def test_a_letter_is_sent_once(letter: Any, server: Any) -> None:
    letter()
    assert send().sent == 1
    assert send().sent == 0
    assert server.taken == ["ben@example.org"]


def test_a_letter_is_not_sent_before_it_is_due(letter: Any, server: Any) -> None:
    letter(due_at=NOW + MINUTE)
    assert send().sent == 0
    assert send(NOW + MINUTE).sent == 1


def test_several_senders_at_once_send_each_letter_once(
    letter: Any, server: Any, at_once: Any
) -> None:
    for _ in range(20):
        letter()
    reports = at_once([send] * 4)
    assert sum(report.sent for report in reports) == 20
    assert len(server.taken) == 20


def test_a_refusal_for_now_is_tried_again_later_and_given_up_in_the_end(
    letter: Any, server: Any
) -> None:
    busy = smtplib.SMTPRecipientsRefused({"ben@example.org": (451, b"Busy")})
    server.refusals = {"ben@example.org": busy}
    one, now = letter(), NOW
    for wait in WAITS:
        report = send(now)
        assert report.later == [f"Answer {one.pk} to person {one.person_id}: 451 Busy"]
        assert send(now).later == []
        now += wait
    assert send(now).given_up == [f"Answer {one.pk} to person {one.person_id}: 451 Busy"]
    assert send(now + datetime.timedelta(days=9)) == Report()


def test_it_goes_out_when_the_server_takes_it_again(letter: Any, server: Any) -> None:
    server.refusals = {"ben@example.org": smtplib.SMTPServerDisconnected("gone")}
    letter()
    assert len(send().later) == 1
    server.refusals = {}
    assert send(NOW + MINUTE).sent == 1
    assert send(NOW + 9 * MINUTE).sent == 0


def test_a_refusal_for_good_is_not_tried_again(letter: Any, server: Any) -> None:
    nobody = smtplib.SMTPRecipientsRefused({"ben@example.org": (550, b"No such person")})
    server.refusals = {"ben@example.org": nobody}
    letter()
    assert "550 No such person" in send().given_up[0]
    assert send(NOW + datetime.timedelta(days=9)) == Report()


def test_a_refused_letter_holds_up_no_other(letter: Any, server: Any, listener: Any) -> None:
    server.refusals = {"ben@example.org": smtplib.SMTPDataError(554, b"Spam")}
    letter()
    letter(person=listener)
    report = send()
    assert (report.sent, len(report.given_up)) == (1, 1)
    assert server.taken == ["lena@example.org"]


def test_no_letter_counts_a_try_while_the_server_is_away(letter: Any, server: Any) -> None:
    letter()
    server.away = ConnectionRefusedError("refused")
    assert send().trouble == "The mail server cannot be reached: refused"
    assert Answer.objects.get().tries == 0
    server.away = None
    assert send().sent == 1


def test_a_letter_whose_sender_ended_is_given_up_and_never_sent_twice(
    letter: Any, server: Any
) -> None:
    letter(taken_at=NOW)
    assert send(NOW + MINUTE) == Report()
    report = send(NOW + 90 * MINUTE)
    assert "may have gone out" in report.given_up[0]
    assert send(NOW + 200 * MINUTE) == Report()
    assert server.taken == []


def test_a_letter_that_nobody_wants_any_more_is_dropped(letter: Any, server: Any) -> None:
    letter()
    assert send_due({Answer: lambda letter: None}, NOW).unwanted == 1
    assert send() == Report()


def test_a_letter_that_cannot_be_written_holds_up_no_other(
    letter: Any, server: Any, listener: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def write(letter: Answer) -> EmailMessage:
        return written(letter) if letter.subject else 1 / 0  # type: ignore[return-value]

    letter(subject="")
    letter(person=listener)
    report = send_due({Answer: write}, NOW)
    assert (report.sent, len(report.given_up)) == (1, 1)
    assert "could not be written" in caplog.text


def test_letters_that_are_done_with_are_forgotten_after_a_month(letter: Any, server: Any) -> None:
    old = letter()
    send()
    later = NOW + datetime.timedelta(days=31)
    new = letter(created_at=later, due_at=later)
    assert send(later).sent == 1
    assert list(Answer.objects.values_list("pk", flat=True)) == [new.pk]
    assert old.pk != new.pk


def test_looking_into_an_empty_outbox_is_one_query(
    member: Any, server: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        send()
