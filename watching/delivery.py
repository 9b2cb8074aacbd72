"""Telling people, called by name after the deed that they asked to hear of."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from watching.models import Notification


@dataclass(frozen=True)
class News:
    """What is told: "`actor_name` `deed` `subject`: `quote`", leading to `url`."""

    kind: str
    actor_name: str
    deed: str
    subject: str
    url: str
    at: datetime.datetime
    quote: str = ""


def tell(people: Iterable[int], news: News, *, but: int | None = None) -> None:
    """Put `news` into the inbox of each of `people` (ids) when the deed is committed.

    Everybody is told once, and the actor (`but`) is not told of their own deed.
    """
    ids = sorted({person for person in people if person != but})
    if not ids:
        return
    rows = [
        Notification(
            person_id=person,
            kind=news.kind,
            actor_name=news.actor_name,
            deed=news.deed,
            subject=news.subject,
            quote=news.quote,
            url=news.url,
            created_at=news.at,
        )
        for person in ids
    ]
    transaction.on_commit(lambda: Notification.objects.bulk_create(rows, batch_size=500) and None)
