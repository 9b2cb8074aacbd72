"""The mailbox that replies by mail come to."""

import logging

from django.conf import settings
from django.db import DatabaseError

from discussions.receiving import receive
from mailing.polling import Poll, poll
from web.throttle import TooMany

logger = logging.getLogger(__name__)


def read_mailbox() -> Poll:
    """Deal with all that came. Raises mailing.polling.Unreachable."""
    return poll(settings.IMAP_URL, _deal)


def _deal(raw: bytes) -> bool:
    try:
        outcome = receive(raw)
    except (TooMany, DatabaseError) as error:
        logger.warning("A mail is left for later: %s", error)
        return False
    logger.info("Mail %s", outcome.words)
    return True
