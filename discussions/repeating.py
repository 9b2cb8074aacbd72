"""Finding what the same person posted in the same words a moment ago: sent twice, it is one."""

import datetime
from typing import Any

from accounts.models import User
from discussions.models import Post, Thread
from wiki.models import Page

WITHIN = datetime.timedelta(minutes=10)
AMONG = 500  # the latest posts of a thread, so that looking costs the same in any


def same_thread(
    page: Page,
    author: User,
    subject: str,
    body: str,
    about: dict[str, Any],
    moment: datetime.datetime,
) -> Thread | None:
    found: Thread | None = Thread.objects.filter(
        page=page,
        started_by=author,
        subject=subject,
        **about,
        started_at__range=(moment - WITHIN, moment + WITHIN),
        posts__number=1,
        posts__body=body,
        posts__removed_at__isnull=True,
    ).first()
    return found


def same_reply(
    thread: Thread, author: User, to: int, body: str, moment: datetime.datetime
) -> Post | None:
    found: Post | None = Post.objects.filter(
        thread=thread,
        number__gt=thread.posts_made - AMONG,
        author=author,
        answers=to,
        body=body,
        created_at__range=(moment - WITHIN, moment + WITHIN),
        removed_at__isnull=True,
    ).first()
    return found
