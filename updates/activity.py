"""What happened lately: updates and posts in one stream, on the site or by one person."""

import datetime
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator

from challenges.models import Challenge
from discussions.models import Post, ThreadAct
from markup.words import plain
from updates.choosing import DISCUSSION, EVERYTHING, Choice
from wiki.models import Changeset, Page
from wiki.querysets import ChangesetQuerySet
from wiki.sizes import kinds, size

SHOWN = 50
PAGES = ("thread__page", "page_to")  # of an act on a thread


@dataclass(frozen=True)
class Event:
    """One line of the stream: `by` `said` `title`."""

    at: datetime.datetime
    kind: str
    by: Any
    said: str
    title: str
    url: str
    page: Page  # that was updated, or that the post stands beside
    note: str = ""
    size: str = ""
    changes_url: str = ""
    update: Changeset | None = None
    reworked_at: datetime.datetime | None = None  # when it was last given other words

    @property
    def changed_at(self) -> datetime.datetime:
        return max(self.at, self.reworked_at or self.at)


@dataclass(frozen=True)
class Day:
    """A day with its events, in groups."""

    date: datetime.date
    groups: list[list[Event]]


def stream(
    reader: Any, choice: Choice = EVERYTHING, *, before: datetime.datetime | None = None
) -> list[Event]:
    """The latest events that `reader` may read, newest first, before a moment. Four queries."""
    events: list[Event] = []
    if choice.kind != DISCUSSION:
        updates = choice.updates(reader)
        events += stream_of(updates.filter(created_at__lt=before) if before else updates)
    if choice.kind in ("", DISCUSSION):
        posts = choice.posts(reader).select_related("author", "thread__page")
        posts = posts.defer("thread__page__body", "thread__page__rendered")
        posts = posts.order_by("-created_at", "-pk")
        posts = posts.filter(created_at__lt=before) if before else posts
        events += [_of_post(post) for post in posts[:SHOWN]]
        acts = choice.acts(reader).select_related("actor", "thread__page", "other", "page_to")
        acts = acts.defer(*(f"{page}__{text}" for page in PAGES for text in ("body", "rendered")))
        acts = acts.filter(at__lt=before) if before else acts
        events += [_of_act(act) for act in acts.order_by("-at", "-pk")[:SHOWN]]
        said = choice.challenges(reader).select_related("author", "page")
        said = said.defer("page__body", "page__rendered").order_by("-made_at", "-pk")
        said = said.filter(made_at__lt=before) if before else said
        events += [_of_challenge(challenge) for challenge in said[:SHOWN]]
    return sorted(events, key=lambda event: event.at, reverse=True)[:SHOWN]


def stream_of(updates: ChangesetQuerySet) -> list[Event]:
    """The latest of these updates, newest first. One query."""
    rows = updates.select_related("author", "accepted_by", "page")
    rows = rows.defer("page__body", "page__rendered").order_by("-created_at", "-pk")
    return [_of_update(update) for update in rows[:SHOWN]]


def by_day(events: list[Event], *, by_page: bool = False) -> list[Day]:
    """The events under their days, of the reader's zone; within a day under their pages, if asked.

    The page with the latest event stands first.
    """
    days = []
    for date, found in groupby(events, lambda event: timezone.localdate(event.at)):
        pages: dict[int | None, list[Event]] = {}
        for event in found:
            pages.setdefault(event.page.pk if by_page else None, []).append(event)
        days.append(Day(date, list(pages.values())))
    return days


def _of_update(update: Changeset) -> Event:
    touched = kinds(update.told_counts) or ["text"]
    only_stars = touched == ["stars"]
    return Event(
        at=update.created_at,
        kind="stars" if only_stars else touched[0],
        by=update.by,
        said="created"
        if "page_created" in update.counts
        else "starred on"
        if only_stars
        else _done(update),
        title=update.page.title,
        url=update.page.get_absolute_url(),
        page=update.page,
        note=update.note,
        size=size(update.words_added, update.words_removed, update.told_counts),
        changes_url=update.get_absolute_url(),
        update=update,
        reworked_at=max(filter(None, (update.note_corrected_at, update.hidden_at)), default=None),
    )


def _done(update: Changeset) -> str:
    name = update.accepter
    return f"suggested, and {name} accepted, a change of" if name else "updated"


def _of_post(post: Post) -> Event:
    words = " ".join(plain(post.body).split())
    return Event(
        at=post.created_at,
        kind="discussion",
        by=post.author,
        said="started" if post.number == 1 else "replied in",
        title=post.thread.subject,
        url=f"/posts/{post.pk}/",
        page=post.thread.page,
        note=words if len(words) <= 160 else f"{words[:159]}…",
        reworked_at=post.edited_at,
    )


def _of_act(act: ThreadAct) -> Event:
    kind, thread, other = act.kind, act.thread, act.other
    if kind == ThreadAct.Kind.MOVED and act.page_to:
        said = f"moved to “{act.page_to.title}” the thread"
    elif kind == ThreadAct.Kind.SPLIT and other:
        said = f"split “{other.subject}” off from"
    elif kind == ThreadAct.Kind.MERGED and other:
        said, thread = f"merged “{thread.subject}” into", other
    else:
        said = f"{kind} the thread" if kind in ThreadAct.Kind.values else "changed"
    return Event(
        at=act.at,
        kind="discussion",
        by=act.actor,
        said=said,
        title=thread.subject,
        # With the act, so that a feed holds what was done apart from the thread itself.
        url=f"{thread.get_absolute_url()}?act={act.pk}#acts",
        page=act.thread.page,
        note=act.reason,
    )


def _of_challenge(challenge: Challenge) -> Event:
    return Event(
        at=challenge.made_at,
        kind="discussion",
        by=challenge.author,
        said="challenged a statement on",
        title=challenge.page.title,
        url=challenge.get_absolute_url(),
        page=challenge.page,
        note=Truncator(challenge.quote).chars(160),
    )
