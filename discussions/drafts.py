"""Drafts of posts: what of a form is kept, found again, and offered where the form opens."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from discussions.forms import EditForm, ReplyForm, StartForm
from discussions.models import Post, PostDraft, Thread
from discussions.posting import version
from drafts import keeping
from wiki.models import Page
from wiki.writing import tidy

WORDS = ("subject", "body")
"""Without any of them there is nothing to keep."""


@dataclass(frozen=True)
class Place:
    """Where a form of writing stands: what it starts a thread about, answers in, or changes."""

    page: Page | None = None
    thread: Thread | None = None
    post: Post | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Those of the form that opens there."""
        form = StartForm if self.page else ReplyForm if self.thread else EditForm
        return tuple(form.base_fields)

    def mine(self, person: User) -> Any:
        drafts = PostDraft.objects.of(person).filter(**vars(self))
        return drafts.select_related("page", "thread", "post__thread")


def keep(
    person: User, place: Place, given: Mapping[str, Any], *, at: datetime.datetime | None = None
) -> PostDraft | None:
    """Keep what was typed; None where not a word of it is left. Raises NotKept, Ended."""
    fields = {n: str(given[n]).replace("\r\n", "\n") for n in place.fields if n in given}
    key = given.get("draft", "")
    if not any(fields.get(name, "").strip() for name in WORDS):
        keeping.drop(PostDraft, person=person, key=key)
        return None
    return keeping.keep(PostDraft, person=person, key=key, fields=fields, at=at, **vars(place))


def find(person: User, place: Place, key: str) -> PostDraft | None:
    """A draft of one's own, to go on with."""
    if not keeping.is_key(key):
        return None
    found: PostDraft | None = place.mine(person).filter(key=key).first()
    return found


def find_anywhere(person: User, key: str) -> PostDraft | None:
    drafts = PostDraft.objects.of(person).select_related("page")
    found: PostDraft | None = drafts.filter(key=key).first() if keeping.is_key(key) else None
    return found


@dataclass(frozen=True)
class Offer:
    draft: PostDraft
    is_older: bool  # whether the post was changed after it was begun


def offered(person: User, place: Place, *, but: str = "") -> list[Offer]:
    """One's drafts for a form, `but` the one that is in it. One query."""
    drafts = list(place.mine(person).exclude(key=but))
    if place.post is None:
        return [Offer(draft, False) for draft in drafts]
    body = place.post.body
    return [
        Offer(draft, draft.fields.get("seen") != version(body))
        for draft in drafts
        if tidy(draft.fields.get("body", "")) != body
    ]
