""" "Do you find this valuable?": yes, no, or the answer withdrawn. Not on one's own posts."""

import datetime
from functools import partial

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from discussions.models import Post, Valuable
from discussions.thanking import tell_author

ANSWERS = {"yes": True, "no": False, "withdraw": None}


class OwnPost(ValueError):
    """Raised where somebody values their own words."""


class Gone(ValueError):
    """Raised where somebody values what was taken down."""


def answer(
    post: Post, *, person: User, given: bool | None, at: datetime.datetime | None = None
) -> None:
    """Record one person's one answer; None withdraws it. Counts come from the rows.

    The post's author hears of thanks once a day. Raises OwnPost, Gone.
    """
    moment = at or timezone.now()
    if post.author_id == person.pk:
        raise OwnPost("Others say whether your post is valuable")
    with transaction.atomic():
        locked = Post.objects.select_for_update().only("removed_at").get(pk=post.pk)
        if locked.removed_at is not None:
            raise Gone("This post was taken down")
        mine = Valuable.objects.filter(post=post, person=person).first()
        was = mine.yes if mine else None
        if was == given:
            return
        _record(mine or Valuable(post=post, person=person), given, moment)
        counts = Valuable.objects.filter(post=post).aggregate(
            valuable=Count("pk", filter=Q(yes=True)), not_valuable=Count("pk", filter=Q(yes=False))
        )
        Post.objects.filter(pk=post.pk).update(**counts)
        if was or given:
            transaction.on_commit(partial(tell_author, post.author_id, moment))


def _record(mine: Valuable, given: bool | None, moment: datetime.datetime) -> None:
    if given is None:
        mine.delete()
    else:
        mine.yes, mine.given_at = given, moment
        mine.save()
