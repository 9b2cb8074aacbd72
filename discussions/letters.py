"""Threads by mail: who is written to, and what a letter about a post looks like.

Rows are put into the outbox by name after the deed. A letter is written when it is sent, so that
it says nothing that was taken down, and goes to nobody who has had enough, in the meantime.
"""

from collections.abc import Iterable
from email.utils import formataddr, parseaddr

import nh3
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.addresses import confirmed
from accounts.models import User
from discussions.models import Post, PostLetter
from mailing import naming
from mailing.addresses import reply_address, stop_token


def write(people: Iterable[int], post: Post) -> None:
    """Have those of `people` (ids) who chose mail told of `post` by mail, once it is committed."""
    ids = {person for person in people if person != post.author_id}
    if ids:
        transaction.on_commit(lambda: _put_into_outbox(ids, post))


def _put_into_outbox(people: set[int], post: Post) -> None:
    mailed = User.objects.filter(pk__in=people, is_mailed=True).values_list("pk", flat=True)
    now = timezone.now()
    letters = [
        PostLetter(person_id=person, post=post, created_at=now, due_at=now)
        for person in confirmed(mailed)
    ]
    PostLetter.objects.bulk_create(letters, ignore_conflicts=True, batch_size=500)


def compose(letter: PostLetter) -> EmailMultiAlternatives | None:
    """What one person gets of one post; None where they should get nothing any more."""
    posts = Post.objects.visible_to(letter.person).standing()
    post = posts.select_related("author", "thread__page").filter(pk=letter.post_id).first()
    address = confirmed([letter.person_id]).get(letter.person_id)
    if post is None or address is None or not letter.person.is_mailed:
        return None
    stop = _absolute("stop_mail", stop_token(letter.person_id, post.pk))
    reply_to = reply_address(letter.person, post.pk, letter.created_at)
    context = {
        "post": post,
        "thread": post.thread,
        "html": absolute_links(post.html),
        "community": settings.COMMUNITY_NAME,
        "post_url": settings.SITE_URL + post.get_absolute_url(),
        "stop_url": stop,
        "profile_url": _absolute("edit_profile"),
        "can_reply": bool(reply_to),
        "locale": settings.LANGUAGE_CODE,
    }
    message = EmailMultiAlternatives(
        subject=_subject(post),
        body=render_to_string("discussions/letter.txt", context),
        from_email=_from(post.author.username),
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers=_headers(post, stop),
    )
    message.attach_alternative(render_to_string("discussions/_letter.html", context), "text/html")
    return message


def _subject(post: Post) -> str:
    subject = " ".join(post.thread.subject.split())
    return subject if post.number == 1 else f"Re: {subject}"


def _from(name: str) -> str:
    """The site's own address, with who wrote: the person's address is nobody else's business."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((f"{name} via {_community()}", address))


def _community() -> str:
    return " ".join(settings.COMMUNITY_NAME.split())


def _headers(post: Post, stop: str) -> dict[str, str]:
    headers = {
        "Message-ID": naming.of_post(post.pk),
        "List-Id": formataddr((_community(), f"threads.{naming.host()}")),
        "List-Unsubscribe": f"<{stop}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if stop.startswith("https:"):  # RFC 8058 asks for it
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if post.number > 1:
        others = Post.objects.filter(thread=post.thread_id, number__in=(1, post.answers or 1))
        ids = [naming.of_post(pk) for pk in others.order_by("number").values_list("pk", flat=True)]
        if ids:
            headers |= {"In-Reply-To": ids[-1], "References": " ".join(ids)}
    return headers


def _absolute(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def absolute_links(html: str) -> str:
    """A post's text for reading elsewhere: what leads into the site says which site."""

    def on_this_site(tag: str, attribute: str, value: str) -> str:
        if attribute in ("href", "src") and value.startswith("/") and not value.startswith("//"):
            return settings.SITE_URL + value
        return value

    return nh3.clean(html, attribute_filter=on_this_site, link_rel=None)
