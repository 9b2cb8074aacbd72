"""What happened lately: updates and posts in one stream, on the site or by one person."""

import datetime
from dataclasses import dataclass
from typing import Any

from discussions.models import Post
from markup.words import plain
from wiki.models import Changeset
from wiki.sizes import KINDS, kinds, size

SHOWN = 50


@dataclass(frozen=True)
class Event:
    """One line of the stream: `by` `said` `title`."""

    at: datetime.datetime
    kind: str
    by: Any
    said: str
    title: str
    url: str
    note: str = ""
    size: str = ""
    changes_url: str = ""


def stream(
    *, kind: str = "", person: Any = None, before: datetime.datetime | None = None
) -> list[Event]:
    """The latest events, newest first: of one kind, by one person, before a moment. Two queries."""
    events: list[Event] = []
    if kind != "discussion":
        updates = Changeset.objects.of_kind(kind).select_related("author", "page")
        updates = updates.defer("page__body", "page__rendered").order_by("-created_at", "-pk")
        updates = updates.filter(author=person) if person else updates
        updates = updates.filter(created_at__lt=before) if before else updates
        events += [_of_update(update) for update in updates[:SHOWN]]
    if kind not in KINDS:
        posts = Post.objects.standing().select_related("author", "thread")
        posts = posts.order_by("-created_at", "-pk")
        posts = posts.filter(author=person) if person else posts
        posts = posts.filter(created_at__lt=before) if before else posts
        events += [_of_post(post) for post in posts[:SHOWN]]
    return sorted(events, key=lambda event: event.at, reverse=True)[:SHOWN]


def _of_update(update: Changeset) -> Event:
    touched = kinds(update.counts) or ["text"]
    only_stars = touched == ["stars"]
    return Event(
        at=update.created_at,
        kind="stars" if only_stars else touched[0],
        by=update.by,
        said="created"
        if "page_created" in update.counts
        else "starred on"
        if only_stars
        else "updated",
        title=update.page.title,
        url=update.page.get_absolute_url(),
        note=update.note,
        size=size(update.words_added, update.words_removed, update.counts),
        changes_url=update.get_absolute_url(),
    )


def _of_post(post: Post) -> Event:
    words = " ".join(plain(post.body).split())
    return Event(
        at=post.created_at,
        kind="discussion",
        by=post.author,
        said="started" if post.number == 1 else "replied in",
        title=post.thread.subject,
        url=f"/posts/{post.pk}/",
        note=words if len(words) <= 160 else f"{words[:159]}…",
    )
