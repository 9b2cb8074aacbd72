"""Signed addresses: where a person answers a post by mail, and where they end their mail.

A reply address names its owner and the post that it answers, so it stays right when the post
moves to another thread. Local parts have at most 64 characters and some servers lower-case them:
the token is base32 in small letters. `docs/decisions/mail.md` says what it is made of and why.
"""

import base64
import binascii
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User

LASTS = datetime.timedelta(weeks=26)
WEEK = datetime.timedelta(weeks=1)
EPOCH = datetime.datetime(2020, 1, 6, tzinfo=datetime.UTC)
STAMP, SIGNATURE = 3, 10  # bytes
LONGEST_LOCAL_PART = 64


@dataclass(frozen=True)
class Token:
    """What a reply address says: whose it is, which post it answers, and since which week."""

    person: int
    post: int
    week: int
    stamp: bytes

    def is_late(self, now: datetime.datetime) -> bool:
        return now - (EPOCH + self.week * WEEK) > LASTS + WEEK

    def is_of(self, person: User) -> bool:
        """Whether the password and the address of the account are still those of then."""
        return constant_time_compare(self.stamp, _stamp(person))


def is_set_up() -> bool:
    return bool(settings.REPLY_ADDRESS)


def reply_address(person: User, post: int, now: datetime.datetime) -> str:
    """Where `person` answers `post` by mail; "" where mail is not received."""
    if not is_set_up():
        return ""
    local, _, domain = settings.REPLY_ADDRESS.rpartition("@")
    week = (now - EPOCH) // WEEK
    token = _packed(person.pk) + _packed(post) + _packed(week) + _stamp(person)
    text = base64.b32encode(token + _signature(token)).decode().rstrip("=").lower()
    return f"{local}+{text}@{domain}" if local else f"{text}@{domain}"


def read(addresses: Iterable[str]) -> Token | None:
    """What the first genuine reply address among `addresses` says."""
    found = (_read(parseaddr(address)[1]) for address in addresses)
    return next((token for token in found if token is not None), None)


def is_ours(address: str) -> bool:
    """Whether it is written like a reply address, genuine or not."""
    return bool(_token_of(parseaddr(address)[1]))


def _token_of(address: str) -> str:
    """The part of an address where a token stands, "" where the address is somebody else's."""
    ours, _, our_domain = settings.REPLY_ADDRESS.lower().rpartition("@")
    local, _, domain = address.strip().lower().rpartition("@")
    if not our_domain or domain != our_domain:
        return ""
    if not ours:
        return local
    return local[len(ours) + 1 :] if local.startswith(f"{ours}+") else ""


def _read(address: str) -> Token | None:
    text = _token_of(address)
    if not text or len(text) > LONGEST_LOCAL_PART:
        return None
    try:
        raw = base64.b32decode(text.upper() + "=" * (-len(text) % 8))
    except (binascii.Error, ValueError):
        return None
    told, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    if not constant_time_compare(signature, _signature(told)):
        return None
    numbers, stamp = told[:-STAMP], told[-STAMP:]
    person, post, week = _unpacked(numbers)
    return Token(person, post, week, stamp)


def _packed(number: int) -> bytes:
    """A number in as few bytes as it needs: seven bits each, the last without the eighth."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


def _unpacked(packed: bytes) -> list[int]:
    numbers, value, shift = [], 0, 0
    for byte in packed:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value, shift = 0, 0
    return numbers


def _signature(token: bytes) -> bytes:
    return salted_hmac("mailing.reply", token, algorithm="sha256").digest()[:SIGNATURE]


def _stamp(person: User) -> bytes:
    """Another one when the password or the address of the account becomes another."""
    secret = f"{person.password} {person.email}"
    return salted_hmac("mailing.stamp", secret, algorithm="sha256").digest()[:STAMP]


# Where mail is ended --------------------------------------------------------------------------

_stopping = signing.Signer(salt="mailing.stop")


def stop_token(person: int, post: int) -> str:
    return _stopping.sign(f"{person}-{post}")


def read_stop_token(token: str) -> tuple[int, int] | None:
    """The person whose mail is to end, and the post that the mail was about."""
    try:
        person, _, post = _stopping.unsign(token).partition("-")
    except signing.BadSignature:
        return None
    return int(person), int(post)
