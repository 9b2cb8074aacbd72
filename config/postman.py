"""Sending what is due and reading the mailbox while the server runs: no cron is needed.

One thread in each worker looks into the outbox every few seconds; letters are taken one by one, so
two of them never send the same. Once a minute one of them reads the mailbox, where there is one.
"""

import logging
import threading

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection

logger = logging.getLogger(__name__)

MAILBOX_EVERY = 60  # seconds
WAIT_IN_TROUBLE = 60
ENDS_WITHIN = 15  # seconds that the end of a worker waits for a letter on its way

_ended = threading.Event()
_threads: list[threading.Thread] = []


def start() -> None:
    if settings.MAIL_EVERY > 0:
        thread = threading.Thread(target=_go_round, name="postman", daemon=True)
        _threads.append(thread)
        thread.start()


def stop() -> None:
    """Let a letter that is being sent go out, and take no other."""
    _ended.set()
    for thread in _threads:
        thread.join(ENDS_WITHIN)


def _go_round() -> None:
    wait = float(settings.MAIL_EVERY)
    while not _ended.wait(wait):
        try:
            trouble = _round()
        except DatabaseError as error:
            trouble = f"The outbox cannot be read: {error}"
        except Exception:
            logger.exception("A round of the postman failed")
            trouble = "See above"
        finally:
            connection.close()
        if trouble:
            logger.error(trouble)
        wait = WAIT_IN_TROUBLE if trouble else settings.MAIL_EVERY


def _round() -> str:
    """Send and fetch; say what stands in the way of all mail, "" where nothing does."""
    from discussions.outbox import send
    from discussions.postbox import read_mailbox
    from mailing.polling import Unreachable

    report = send(until=_ended.is_set)
    for line in report.given_up:
        logger.error("A letter was given up: %s", line)
    if settings.IMAP_URL and cache.add("postman:mailbox", 1, timeout=MAILBOX_EVERY - 5):
        try:
            read_mailbox()
        except Unreachable as error:
            return str(error)
    return report.trouble
