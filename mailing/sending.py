"""Sending what is due: each letter once, later where it fails, never again where that is unknown.

A sender takes a letter before it sends it. Where a sender ends in between, whether the letter
went out is not known, and a letter less is better than the same one twice: it is given up and
said.
"""

import datetime
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from mailing.models import Letter

WAITS = [datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440)]
TAKEN_FOR = datetime.timedelta(hours=1)
KEPT_FOR = datetime.timedelta(days=30)
AT_ONCE = 200  # letters looked up at a time

logger = logging.getLogger(__name__)

Compose = Callable[[Any], EmailMessage | None]


@dataclass
class Report:
    """What came of one round: how many were sent, and a line for each that was not."""

    sent: int = 0
    unwanted: int = 0  # nobody waits for them any more
    later: list[str] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    trouble: str = ""  # why no mail at all can be sent just now


def send_due(
    kinds: dict[type[Letter], Compose],
    now: datetime.datetime | None = None,
    *,
    until: Callable[[], bool] = lambda: False,
) -> Report:
    """Send every letter that is due. `kinds` says how each kind of letter is written."""
    report, moment = Report(), now or timezone.now()
    if not any(kind.objects.waiting().exists() for kind in kinds):
        return report  # as most times: asked every few seconds, this costs a look at an index
    for kind in kinds:
        _give_up_taken(kind, moment, report)
        _forget(kind, moment)
    if not any(kind.objects.due(moment).exists() for kind in kinds):
        return report
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        report.trouble = f"The mail server cannot be reached: {_words(error)}"
        return report
    try:
        for kind, compose in kinds.items():
            while letters := list(kind.objects.due(moment).order_by("due_at", "pk")[:AT_ONCE]):
                for letter in letters:
                    if until():
                        return report
                    _send(letter, compose, connection, moment, report)
    finally:
        connection.close()
    return report


def _send(
    letter: Letter,
    compose: Compose,
    connection: Any,
    now: datetime.datetime,
    report: Report,
) -> None:
    kind = type(letter)
    if not kind.objects.take(letter.pk, now):
        return None  # somebody else did
    letter.refresh_from_db()
    try:
        message = compose(letter)
        if message is not None:
            message.message()  # a header of two lines is refused here
    except Exception:  # one letter that cannot be written holds up no other
        logger.exception("%s %s could not be written", kind.__name__, letter.pk)
        return _give_up(letter, "it could not be written", report)
    if message is None:
        report.unwanted += 1
        return _done(letter)
    try:
        connection.send_messages([message])
    except (OSError, smtplib.SMTPException) as error:
        if not isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
            connection.close()  # it is opened anew for the next
        if _is_final(error) or letter.tries > len(WAITS):
            return _give_up(letter, _words(error), report)
        letter.due_at = now + WAITS[letter.tries - 1]
        letter.taken_at, letter.problem = None, _words(error)
        letter.save(update_fields=["due_at", "taken_at", "problem"])
        report.later.append(_line(letter))
        return None
    report.sent += 1
    letter.sent_at = timezone.now()
    return _done(letter)


def _done(letter: Letter, problem: str = "") -> None:
    letter.due_at, letter.problem = None, problem
    letter.save(update_fields=["due_at", "sent_at", "problem"])


def _give_up(letter: Letter, problem: str, report: Report) -> None:
    _done(letter, problem)
    report.given_up.append(_line(letter))


def _give_up_taken(kind: type[Letter], now: datetime.datetime, report: Report) -> None:
    long_taken = kind.objects.filter(due_at__isnull=False, taken_at__lte=now - TAKEN_FOR)
    for letter in long_taken:
        _give_up(letter, "its sender ended meanwhile, and it may have gone out", report)


def _forget(kind: type[Letter], now: datetime.datetime) -> None:
    kind.objects.filter(due_at__isnull=True, created_at__lt=now - KEPT_FOR).delete()


def _is_final(error: Exception) -> bool:
    """Whether the mail server will never take this mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(
            f"{code} {text.decode(errors='replace')}" for code, text in error.recipients.values()
        )[:300]
    return (str(error) or type(error).__name__)[:300]


def _line(letter: Letter) -> str:
    return f"{type(letter).__name__} {letter.pk} to person {letter.person_id}: {letter.problem}"
