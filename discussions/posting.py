"""Deeds in discussions: starting a thread, replying, editing and taking down one's own post.

Every write to a thread's tree happens under a lock on the thread's row: without it concurrent
replies corrupt the tree on every database. Texts are rendered before the lock is taken.
"""

import datetime
import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from discussions.models import MAX_DEPTH, Post, Thread, ThreadWatch, tree_id
from markup.render import link_titles, render_post
from markup.words import plain
from recommendations.models import Area, Recommendation
from watching.delivery import News, tell
from watching.models import Notification
from wiki.linking import known_pages
from wiki.models import Page, PageWatch
from wiki.writing import tags_named, tidy, tidy_tags

SAME_POST_WITHIN = datetime.timedelta(minutes=10)
SAME_POST_AMONG = 500  # the latest posts of a thread, so that looking costs the same in any
When = datetime.datetime | None


class Removed(ValueError):
    """Raised where somebody edits or answers what was taken down."""


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
    area: Area | None = None,
    at: When = None,
) -> Thread:
    """Open a thread with its first post, which its author watches from then on.

    The same words sent twice make one thread. Raises markup.render.Refused.
    """
    moment = at or timezone.now()
    subject, body = " ".join(subject.split()), tidy(body)
    html = render(body, author=author)
    with transaction.atomic():
        Page.objects.select_for_update().only("pk").get(pk=page.pk)
        twin = _twin(page, author, subject, body, recommendation, moment)
        if twin is not None:
            return twin
        thread = Thread.objects.create(
            page=page,
            recommendation=recommendation,
            area=area or (recommendation.area if recommendation else None),
            about_wording=recommendation.wording if recommendation else "",
            subject=subject,
            started_by=author,
            started_at=moment,
            tags=tidy_tags(tags),
            last_post_at=moment,
            last_post_by=author,
        )
        thread.keywords.set(tags_named(thread.tag_names))
        first = Post(author=author, body=body, html=html, created_at=moment)
        _place(first, thread, None)
        thread.save(update_fields=["posts_made"])
        if recommendation is not None:
            about = Thread.objects.filter(recommendation=recommendation).count()
            Recommendation.objects.filter(pk=recommendation.pk).update(threads_about=about)
        ThreadWatch.objects.create(thread=thread, person=author, since=moment)
        watchers = PageWatch.objects.filter(page=page).values_list("person_id", flat=True)
        tell(list(watchers), _news(thread, author, "started a thread", body, moment), but=author.pk)
    return thread


def _twin(
    page: Page,
    author: User,
    subject: str,
    body: str,
    recommendation: Recommendation | None,
    moment: datetime.datetime,
) -> Thread | None:
    found: Thread | None = Thread.objects.filter(
        page=page,
        started_by=author,
        subject=subject,
        recommendation=recommendation,
        started_at__range=(moment - SAME_POST_WITHIN, moment + SAME_POST_WITHIN),
        posts__number=1,
        posts__body=body,
        posts__removed_at__isnull=True,
    ).first()
    return found


def reply(thread: Thread, *, author: User, body: str, to: int = 1, at: When = None) -> Post:
    """Answer post number `to`. The same words sent twice to the same post are one reply.

    Replies deeper than 50 stand at depth 50 and still say whom they answer. The opening post
    stands for its thread: it can be answered even when it was taken down. Raises Removed where
    there is no such post, markup.render.Refused.
    """
    moment = at or timezone.now()
    body = tidy(body)
    html = render(body, author=author, to=to)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        target = Post.objects.filter(thread=thread, number=to).select_related("author").first()
        if target is None or (target.removed_at is not None and target.number > 1):
            raise Removed("The post that you answer was taken down")
        twin: Post | None = Post.objects.filter(
            thread=thread,
            number__gt=thread.posts_made - SAME_POST_AMONG,
            author=author,
            answers=to,
            body=body,
            created_at__range=(moment - SAME_POST_WITHIN, moment + SAME_POST_WITHIN),
            removed_at__isnull=True,
        ).first()
        if twin is not None:
            return twin
        post = Post(author=author, body=body, html=html, created_at=moment)
        _place(post, thread, target)
        thread.replies += 1
        if moment >= thread.last_post_at:
            thread.last_post_at, thread.last_post_by = moment, author
        thread.save(update_fields=["posts_made", "replies", "last_post_at", "last_post_by"])
        watchers = set(
            ThreadWatch.objects.filter(thread=thread).values_list("person_id", flat=True)
        )
        news = _news(thread, author, "replied in", body, moment, post)
        tell(watchers | {target.author_id}, news, but=author.pk)
    return post


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


def render(body: str, *, author: User, to: int = 0) -> str:
    """A post's text as it is stored and previewed. Raises markup.render.Refused.

    Ids in it begin with a mark made of who says what to which post (0: a thread's opening), so
    that they are known before the post has a number, and differ between posts of a thread.
    """
    said = f"{author.pk}/{to}/{tidy(body)}"
    prefix = f"p{hashlib.sha256(said.encode()).hexdigest()[:8]}-"
    known = known_pages(link_titles(body))
    return "".join(part.html for part in render_post(tidy(body), known, prefix=prefix).parts)


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
    html = render(body, author=author, to=post.answers or 0)
    with transaction.atomic():
        Thread.objects.select_for_update().only("pk").get(pk=post.thread_id)
        post = Post.objects.select_for_update().get(pk=post.pk)
        if post.removed_at is not None:
            raise Removed("This post was taken down")
        if post.body == body:
            return False
        if seen is not None and seen != version(post.body):
            raise Changed(post.body)
        post.body, post.html = body, html
        post.edited_at = at or timezone.now()
        post._history_user = author
        post.save()
    return True


def take_down(post: Post, *, author: User, at: When = None) -> bool:
    """Leave a placeholder where one's post stood; its answers stay. Says whether it changed."""
    moment = at or timezone.now()
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=post.thread_id)
        post = Post.objects.select_for_update().get(pk=post.pk)
        if post.removed_at is not None:
            return False
        post.removed_at = moment
        post._history_user = author
        post.save()
        if post.number > 1:
            thread.replies -= 1
        last = Post.objects.filter(thread=thread).standing().order_by("-number").first() or post
        thread.last_post_at, thread.last_post_by_id = last.created_at, last.author_id
        thread.save(update_fields=["replies", "last_post_at", "last_post_by"])
    return True


def _news(
    thread: Thread,
    author: User,
    deed: str,
    body: str,
    at: datetime.datetime,
    post: Post | None = None,
) -> News:
    words = " ".join(plain(body).split())
    return News(
        kind=Notification.Kind.REPLY,
        actor_name=author.username,
        deed=deed,
        subject=thread.subject,
        url=(post or thread).get_absolute_url(),
        at=at,
        quote=words if len(words) <= 200 else f"{words[:199]}…",
    )
