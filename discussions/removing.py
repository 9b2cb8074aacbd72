"""Deeds by which a post is taken down, by its author or by a moderator, and put back."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from discussions import linking
from discussions.access import may_put_back, may_take_down
from discussions.models import Post, Thread
from discussions.posting import count_replies, render
from discussions.whereabouts import locked
from watching.delivery import News, tell
from watching.models import Notification

When = datetime.datetime | None


class Gone(ValueError):
    """Raised where the words of what was taken down are not on this site."""


def take_down(post: Post, *, author: User, reason: str = "", at: When = None) -> bool:
    """Leave a placeholder where a post stood; its answers stay. Says whether it changed.

    `author` of the deed is whoever wrote it, or a moderator, who gives a `reason` that everybody
    reads; the post's author is told. Raises PermissionDenied.
    """
    moment = at or timezone.now()
    if not may_take_down(author, post):
        raise PermissionDenied
    with transaction.atomic():
        thread, post = locked(post.pk)
        if post.removed_at is not None:
            return False
        post.removed_at, post.removed_by, post.removed_reason = moment, author, reason
        _save(post, author)
        post.links_out.all().delete()
        _count(thread, post, -1)
        _forget_quotes(post)
        _tell_author(post, "took down your post in", author, moment)
    return True


def put_back(post: Post, *, author: User, at: When = None) -> bool:
    """Let a post stand again where it stood. Says whether it changed.

    `author` of the deed is whoever took it down, or a moderator. Raises PermissionDenied, Gone,
    markup.render.Refused.
    """
    text = render(post.body, author=post.author, to=post.answers or 0, before=post.html)
    with transaction.atomic():
        thread, post = locked(post.pk)
        if post.removed_at is None:
            return False
        if not may_put_back(author, post):
            raise PermissionDenied
        if not post.body:
            raise Gone("Its words are not on this site any more")
        post.removed_at, post.removed_by, post.removed_reason = None, None, ""
        post.html = text.html
        _save(post, author)
        linking.keep(post, text)
        _count(thread, post, 1)
        _tell_author(post, "put back your post in", author, at or timezone.now())
    return True


def _save(post: Post, by: User) -> None:
    post._history_user = by
    post.save()


def _count(thread: Thread, post: Post, more: int) -> None:
    """Keep the numbers of replies, and which post is the latest of those that stand."""
    if post.number > 1:
        thread.replies += more
        count_replies(thread, more)
    last = (
        Post.objects.filter(thread=thread).standing().order_by("-created_at", "-number").first()
        or post
    )
    thread.last_post_at, thread.last_post_by_id = last.created_at, last.author_id
    thread.save(update_fields=["replies", "last_post_at", "last_post_by"])


def _forget_quotes(post: Post) -> None:
    """What people were told of the post keeps who and when, without its words."""
    told = [post.get_absolute_url()]
    if post.number == 1:
        told.append(post.thread.get_absolute_url())
    news = Notification.objects.filter(url__in=told, created_at__gte=post.created_at)
    news.filter(actor_name=post.author.username).update(quote="")


def _tell_author(post: Post, deed: str, by: User, at: datetime.datetime) -> None:
    news = News(
        kind=Notification.Kind.REPLY,
        actor_name=by.username,
        deed=deed,
        subject=post.thread.subject,
        url=post.get_absolute_url(),
        at=at,
        quote=post.removed_reason,
    )
    tell([post.author_id], news, but=by.pk)
