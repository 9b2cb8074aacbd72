"""Deeds in discussions: starting a thread, replying, and editing one's own post.

Every write to a thread's tree happens under a lock on the thread's row: without it concurrent
replies corrupt the tree on every database. Texts are rendered before the lock is taken.
"""

import datetime
import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from discussions import attaching, linking, telling, visiting
from discussions.models import MAX_DEPTH, Post, Thread, ThreadWatch, tree_id
from discussions.repeating import same_reply, same_thread
from discussions.whereabouts import locked, locked_named
from markup.passages import Passage
from markup.render import cited_in
from recommendations.models import Area, Recommendation, Reservation
from wiki.citing import cite
from wiki.marking import place
from wiki.models import Changeset, Page
from wiki.tagging import settled, tags_named
from wiki.writing import tidy

When = datetime.datetime | None


class Removed(ValueError):
    """Raised where somebody edits or answers what was taken down."""


class Locked(ValueError):
    """Raised where somebody answers in a thread that was locked."""


class Changed(ValueError):
    """Raised where a post is no longer as its editor saw it: `body` is how it stands."""

    def __init__(self, body: str) -> None:
        super().__init__("This post was changed meanwhile")
        self.body = body


def start_thread(
    page: Page,
    *,
    author: User,
    subject: str,
    body: str,
    tags: str | Iterable[str] = "",
    recommendation: Recommendation | None = None,
    reservation: Reservation | None = None,
    area: Area | None = None,
    changeset: Changeset | None = None,
    passage: Passage | None = None,
    told: Collection[int] = (),
    watch: bool = True,
    at: When = None,
) -> Thread:
    """Open a thread with its first post, which its author watches from then on (`watch`).

    It is about one of the page's recommendations, areas, updates (`changeset`) or passages, or
    about the page; what that said then is kept. One that answers a `reservation` is about its
    recommendation, and whoever has the reservation watches it too. Whoever is `told` of it in
    other words is not told in these. The same words sent twice make one thread. Raises
    markup.render.Refused.
    """
    if reservation is not None:
        recommendation = reservation.recommendation
    moment = at or timezone.now()
    subject, body = " ".join(subject.split()), tidy(body)
    text = render(body, author=author, at=moment)
    with transaction.atomic():
        page = _locked(page, recommendation)
        about: dict[str, Any] = {"recommendation": recommendation, "reservation": reservation}
        part = attaching.part(recommendation, area, changeset, passage)
        about |= {"changeset": changeset, "quote": part.get("quote", "")}
        if recommendation is None:
            about["area"] = area
        twin = same_thread(page, author, subject, body, about, moment)
        if twin is not None:
            return twin
        thread = Thread(page=page, subject=subject, tags=settled(tags), **about | part)
        first = Post(author=author, body=body, html=text.html, created_at=moment)
        _open(thread, first, text)
        if recommendation is not None:
            threads = Thread.objects.standing().filter(recommendation=recommendation).count()
            Recommendation.objects.filter(pk=recommendation.pk).update(threads_about=threads)
        if passage is not None:
            place(Page.objects.get(pk=page.pk))
        answered = {reservation.person_id} if reservation is not None else set()
        for person in answered | ({author.pk} if watch else set()):
            ThreadWatch.objects.create(thread=thread, person_id=person, since=moment)
        telling.of_thread(thread, first, but=told)
    return thread


def _open(thread: Thread, first: Post, text: linking.PostText) -> None:
    """Save a thread with its first post, whose body was rendered to `text`."""
    updates = thread.page.changesets.filter(only_stars=False)
    thread.at_update = updates.order_by("-number").first()
    thread.started_by = thread.last_post_by = first.author
    thread.started_at = thread.last_post_at = first.created_at
    thread.save()
    thread.keywords.set(tags_named(thread.tag_names))
    _place(first, thread, None)
    linking.keep(first, text, is_new=True)
    thread.save(update_fields=["posts_made"])


def _locked(page: Page, about: Recommendation | None) -> Page:
    """The page under a lock; the one that the recommendation moved to, where it did meanwhile."""
    while True:
        Page.objects.select_for_update().only("pk").get(pk=page.pk)
        if about is None:
            return page
        about.refresh_from_db(fields=["page", "area"])
        if about.page_id == page.pk:
            return page
        page = about.page


def reply(
    thread: Thread,
    *,
    author: User,
    body: str,
    to: int = 1,
    by_mail: bool = False,
    at: When = None,
) -> Post:
    """Answer post number `to`. The same words sent twice to the same post are one reply.

    Replies deeper than 50 stand at depth 50 and still say whom they answer. The opening post
    stands for its thread: it can be answered even when it was taken down. A post that moved to
    another thread meanwhile is answered there. Raises Removed where there is no such post, Locked,
    markup.render.Refused.
    """
    moment = at or timezone.now()
    body = tidy(body)
    text = render(body, author=author, to=to, at=moment)
    with transaction.atomic():
        thread, target = locked_named(thread, to)
        if target is None or (target.removed_at is not None and target.number > 1):
            raise Removed("The post that you answer was taken down")
        twin = same_reply(thread, author, target.number, body, moment)
        if twin is not None:
            return twin
        if thread.locked_at is not None:
            raise Locked("This thread was locked, and takes no replies")
        post = Post(author=author, body=body, html=text.html, created_at=moment, by_mail=by_mail)
        _place(post, thread, target)
        linking.keep(post, text, is_new=True)
        thread.replies += 1
        if moment >= thread.last_post_at:
            thread.last_post_at, thread.last_post_by = moment, author
        thread.save(update_fields=["posts_made", "replies", "last_post_at", "last_post_by"])
        count_replies(thread, 1)
        visiting.note_own(thread, author, post.number)
        telling.of_reply(thread, post, target.author_id)
    return post


def count_replies(thread: Thread, more: int) -> None:
    """Keep the count of the recommendation that the thread is about.

    Added to in the database: replies in two threads about it hold no common lock.
    """
    if thread.recommendation_id is not None:
        about = Recommendation.objects.filter(pk=thread.recommendation_id)
        about.update(replies_about=F("replies_about") + more)


def _place(post: Post, thread: Thread, target: Post | None) -> None:
    """Number a new post and put it in its tree. The thread's row is locked, or new."""
    thread.posts_made += 1
    post.thread, post.number = thread, thread.posts_made
    if target is not None:
        post.answers, post.answers_name = target.number, target.author.username
    if target is None or target.number == 1:
        # A root with its tree id given: the library then asks for no next id, which would collide.
        post.tree_id = tree_id(thread.pk, post.number)
        post.lft, post.rght, post.level = 1, 2, 0
    else:
        # Depth counts from the opening post, levels from the root of the branch.
        at_the_bottom = target.level + 1 >= MAX_DEPTH
        post.parent = target.parent if at_the_bottom else target
    post._history_user = post.author
    post.save()


def render(
    body: str, *, author: User, to: int = 0, before: str = "", at: When = None
) -> linking.PostText:
    """A post's text as it is stored and previewed. Raises markup.render.Refused.

    What it cited `before`, as it was stored until now, it goes on citing in the same wording.
    """
    cited = cite(body, kept=cited_in([before]), at=at)
    return linking.resolve(body, author=author, to=to, cited=cited)


def version(body: str) -> str:
    """A short mark of a text, by which an editor's base is compared with what stands."""
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def edit_post(
    post: Post, *, author: User, body: str, seen: str | None = None, at: When = None
) -> bool:
    """Change one's own words; the earlier ones stay in the post's history.

    `seen` is the `version` that the editor began from. Says whether anything changed. Raises
    Removed, Changed where the post is no longer as it was seen, markup.render.Refused.
    """
    body = tidy(body)
    moment = at or timezone.now()
    text = render(body, author=author, to=post.answers or 0, before=post.html, at=moment)
    with transaction.atomic():
        thread, post = locked(post.pk)
        if post.removed_at is not None:
            raise Removed("This post was taken down")
        if post.body == body:
            return False
        if seen is not None and seen != version(post.body):
            raise Changed(post.body)
        before = telling.names_in(post.html)
        post.body, post.html = body, text.html
        post.edited_at = moment
        post._history_user = author
        post.save()
        linking.keep(post, text)
        telling.of_edit(thread, post, before, moment)
    return True
