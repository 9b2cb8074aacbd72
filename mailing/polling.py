"""Fetching mail from a mailbox by IMAP, each message once.

A message is marked as seen when it was dealt with, and left for the next time where it could not
be. Where the marking itself fails, its Message-ID is known already the next time.
"""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from mailing.incoming import SIZE_LIMIT

TIMEOUT = 30  # seconds
AT_ONCE = 200  # messages of one poll
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Unreachable(Exception):
    """Raised where the mailbox cannot be read, in words that hold no password."""


@dataclass
class Poll:
    dealt_with: int = 0
    left: int = 0  # to be tried again


def poll(url: str, deal: Callable[[bytes], bool]) -> Poll:
    """Hand each unseen message to `deal`, which says whether it is done with.

    `url` is imaps://user:password@host/Folder. Raises Unreachable.
    """
    found = Poll()
    try:
        with _mailbox(url) as mailbox:
            for uid in _unseen(mailbox):
                if deal(_fetch(mailbox, uid)):
                    mailbox.uid("STORE", uid, "+FLAGS", r"(\Seen)")
                    found.dealt_with += 1
                else:
                    found.left += 1
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unreachable(f"The mailbox cannot be read: {error}") from error
    return found


@contextmanager
def _mailbox(url: str) -> Iterator[imaplib.IMAP4]:
    where = urlsplit(url)
    if where.scheme not in ("imap", "imaps") or not where.hostname:
        raise Unreachable("PARLEY_IMAP_URL is to be imaps://user:password@host/Folder")
    mailbox: imaplib.IMAP4
    trusted = ssl.create_default_context()  # imaplib by itself asks nobody who the server is
    if where.scheme == "imaps":
        mailbox = imaplib.IMAP4_SSL(
            where.hostname, where.port or 993, ssl_context=trusted, timeout=TIMEOUT
        )
    else:
        mailbox = imaplib.IMAP4(where.hostname, where.port or 143, timeout=TIMEOUT)
    try:
        if where.scheme == "imap" and where.hostname not in LOOPBACK:
            mailbox.starttls(trusted)  # no password goes out readable
        mailbox.login(unquote(where.username or ""), unquote(where.password or ""))
        folder = unquote(where.path.strip("/")) or "INBOX"
        status, answer = mailbox.select(f'"{folder}"')
        if status != "OK":
            raise Unreachable(f"The mailbox has no folder {folder}: {answer!r}")
        yield mailbox
    finally:
        try:
            mailbox.logout()
        except (OSError, imaplib.IMAP4.error):
            mailbox.shutdown()


def _unseen(mailbox: imaplib.IMAP4) -> list[str]:
    _, answer = mailbox.uid("SEARCH", "UNSEEN", "UNDELETED")
    return (answer[0] or b"").decode().split()[:AT_ONCE]


def _fetch(mailbox: imaplib.IMAP4, uid: str) -> bytes:
    """A message without marking it; of one that is too big, enough to see that it is."""
    _, answer = mailbox.uid("FETCH", uid, f"(BODY.PEEK[]<0.{SIZE_LIMIT + 1}>)")
    return next((part[1] for part in answer if isinstance(part, tuple)), b"")
