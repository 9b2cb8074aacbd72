"""Cause and effect: an update names the threads that caused it, and these show what they led to."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from discussions.models import Cause, Post, Thread, ThreadWatch
from recommendations.models import Recommendation
from watching.delivery import News, tell
from watching.models import Notification
from wiki.models import Changeset, Page

OFFERED = 30
NAMED = 20  # threads that one update may name
CITED = 20  # recommendations of an update that are looked for in posts
CITES = "cites what this update changed"


@dataclass(frozen=True)
class Offer:
    """A thread that an update may name: why it is offered, and whether it is named."""

    thread: Any
    why: str
    is_named: bool


def name_causes(
    update: Changeset,
    threads: Iterable[int],
    *,
    by: User,
    at: datetime.datetime | None = None,
    tells: bool = True,
) -> list[Thread]:
    """Add threads of its page to those that an update names; returns the ones that are new.

    Who watches such a thread is told that it led to something, unless they hear of it otherwise.
    """
    moment = at or timezone.now()
    with transaction.atomic():
        named = set(update.causes.values_list("thread", flat=True))
        wanted = [pk for pk in dict.fromkeys(threads) if pk not in named][: NAMED - len(named)]
        found = list(Thread.objects.filter(page=update.page_id, pk__in=wanted, merged_into=None))
        causes = [Cause(update=update, thread=one, named_by=by, named_at=moment) for one in found]
        Cause.objects.bulk_create(causes, ignore_conflicts=True)
        for thread in found if tells else ():
            _tell(thread, update, by, moment)
    return found


def set_causes(update: Changeset, threads: Collection[int], *, by: User) -> None:
    """Have an update name these threads and no others."""
    with transaction.atomic():
        update.causes.exclude(thread__in=threads).delete()
        name_causes(update, threads, by=by)


def may_name(person: Any, update: Changeset) -> bool:
    """Whoever made the update knows what caused it; moderators put it right."""
    if not person.is_authenticated:
        return False
    return bool(person.moderates or update.author_id == person.pk)


def offered(
    page: Page, person: Any, *, named: Collection[int] = (), about: int | None = None
) -> list[Offer]:
    """Threads of a page that an update in the making may name. One query.

    Those that the person took part in, those about something of the page (`about`, the number of
    a recommendation, first), and those that are named already.
    """
    mine = Post.objects.standing().filter(thread=OuterRef("pk"), author=person.pk)
    threads = Thread.objects.filter(page=page, merged_into=None).annotate(took_part=Exists(mine))
    about_something = Q(recommendation__isnull=False) | Q(area__isnull=False) | ~Q(quote="")
    threads = threads.filter(Q(took_part=True) | about_something | Q(pk__in=named))
    threads = threads.select_related("recommendation", "area").order_by("-last_post_at")
    rows = list(threads[: OFFERED * 2])
    rows.sort(key=lambda one: (about is None or one.recommendation_id != about, not one.took_part))
    shown = [one for one in rows if one.pk in named]
    shown += [one for one in rows if one.pk not in named][: OFFERED - len(shown)]
    return [Offer(one, _why(one), one.pk in named) for one in shown]


def offered_for(update: Changeset, person: Any, *, named: Collection[int]) -> list[Offer]:
    """Threads that an update may name: those that cite what it changed come first."""
    cites = _citing(update)
    found = [
        Offer(one.thread, CITES if one.thread.pk in cites else one.why, one.thread.pk in named)
        for one in offered(update.page, person, named={*named, *cites})
    ]
    return sorted(found, key=lambda one: one.why != CITES)


def causes_of(updates: Iterable[Changeset]) -> dict[int, list[Thread]]:
    """The threads that each of some updates names, by the update's id. One query."""
    found: dict[int, list[Thread]] = defaultdict(list)
    causes = Cause.objects.filter(update__in=[one.pk for one in updates if one])
    for cause in causes.select_related("thread"):
        found[cause.update_id].append(cause.thread)
    return dict(found)


def _why(thread: Any) -> str:
    if thread.took_part:
        return "you took part"
    if thread.recommendation:
        return f"about {thread.recommendation.ref}"
    return "about words of this page" if thread.quote else f"about {thread.area}"


def _citing(update: Changeset) -> set[int]:
    """Threads of the update's page that are about what it changed, or whose posts cite it."""
    changed = Recommendation.history.filter(changeset=update).values_list("id", flat=True)
    items = list(changed.distinct()[:CITED])
    threads = Thread.objects.filter(page=update.page_id, merged_into=None)
    about = Q(recommendation__in=items) | Q(changeset=update) | Q(removed_by=update)
    found = set(threads.filter(about).values_list("pk", flat=True)[:OFFERED])
    cited = Q()
    for pk in items:
        cited |= Q(html__contains=f"/recommendations/{pk}/")
    if cited:
        posts = Post.objects.standing().filter(cited, thread__in=threads.values("pk"))
        found |= set(posts.values_list("thread", flat=True).distinct()[:OFFERED])
    return found


def _tell(thread: Thread, update: Changeset, by: User, at: datetime.datetime) -> None:
    watchers = ThreadWatch.objects.filter(thread=thread).values_list("person_id", flat=True)
    news = News(
        kind=Notification.Kind.REPLY,
        actor_name=by.username,
        deed=f"made update {update.number} of “{update.page.title[:120]}”, which came of",
        subject=thread.subject,
        url=update.get_absolute_url(),
        at=at,
        quote=update.note[:200],
    )
    tell(watchers, news, but=by.pk)
