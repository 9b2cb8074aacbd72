"""Keeping what somebody types until it is sent, dropped, or old."""

import datetime
import re
import secrets
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from drafts.models import KEPT_FOR, KEY_LENGTH, Draft

LENGTH_LIMIT = 400_000
"""Most characters of a draft: twice what a page may have, for who still has to shorten it."""
DRAFTS_LIMIT = 50
"""Most drafts of one kind that a person may have."""
LATE = 60 * 60
"""For how many seconds a draft that was ended stays so, whatever is still on its way."""

_KEY = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")

Kind = TypeVar("Kind", bound=Draft)


class NotKept(ValueError):
    """Raised where a draft cannot be kept; says why in words for its writer."""


class Ended(Exception):
    """Raised where a draft was sent or discarded already."""


def new_key() -> str:
    return secrets.token_hex(KEY_LENGTH // 2)


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def keep(
    kind: type[Kind],
    *,
    person: User,
    key: str,
    fields: Mapping[str, str],
    at: datetime.datetime | None = None,
    **about: Any,
) -> Kind:
    """Keep what `person` typed into the form with this key. Raises NotKept, Ended.

    A draft that was ended while this was on its way does not come back: ending marks the key
    first and deletes then, and this looks for the mark after writing.
    """
    at = at or timezone.now()
    if not is_key(key):
        raise NotKept("This form is an old one: open it again and put your text there")
    if sum(map(len, fields.values())) > LENGTH_LIMIT:
        raise NotKept(f"A draft has at most {LENGTH_LIMIT:,} characters in all")
    mine = kind.objects.filter(person=person)
    if not mine.filter(key=key).exists():
        kind.objects.filter(kept_at__lt=at - KEPT_FOR).delete()
        if mine.count() >= DRAFTS_LIMIT:
            raise NotKept(f"You have {DRAFTS_LIMIT} drafts: discard one on your profile first")
    storable = {name: text.replace("\x00", "") for name, text in fields.items()}
    told = {"fields": storable, "kept_at": at}
    draft, _ = kind.objects.update_or_create(
        person=person, key=key, defaults=told, create_defaults=told | about | {"begun_at": at}
    )
    if cache.get(_mark(person, key)):
        drop(kind, person=person, key=key)
        raise Ended
    return cast(Kind, draft)


def drop(kind: type[Kind], *, person: User, key: str) -> None:
    """Forget a draft whose writer took every word of it back; its form may keep another one."""
    kind.objects.filter(person=person, key=key).delete()


def end(kind: type[Kind], *, person: User, key: str) -> None:
    """Forget a draft that was sent or discarded."""
    if is_key(key):
        cache.set(_mark(person, key), 1, timeout=LATE)
        drop(kind, person=person, key=key)


def _mark(person: User, key: str) -> str:
    return f"draft-ended:{person.pk}:{key}"
