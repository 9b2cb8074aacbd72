""" "Do you find this valuable?": yes, no, or the answer withdrawn. Not on one's own posts."""

from django.db import transaction
from django.db.models import Count, Q

from accounts.models import User
from discussions.models import Post, Valuable

ANSWERS = {"yes": True, "no": False, "withdraw": None}


class OwnPost(ValueError):
    """Raised where somebody values their own words."""


class Gone(ValueError):
    """Raised where somebody values what was taken down."""


def answer(post: Post, *, person: User, given: bool | None) -> None:
    """Record one person's one answer; None withdraws it. Counts come from the rows.

    Raises OwnPost, Gone.
    """
    if post.author_id == person.pk:
        raise OwnPost("Others say whether your post is valuable")
    with transaction.atomic():
        locked = Post.objects.select_for_update().only("removed_at").get(pk=post.pk)
        if locked.removed_at is not None:
            raise Gone("This post was taken down")
        mine = Valuable.objects.filter(post=post, person=person)
        if given is None:
            mine.delete()
        else:
            Valuable.objects.update_or_create(post=post, person=person, defaults={"yes": given})
        counts = Valuable.objects.filter(post=post).aggregate(
            valuable=Count("pk", filter=Q(yes=True)), not_valuable=Count("pk", filter=Q(yes=False))
        )
        Post.objects.filter(pk=post.pk).update(**counts)
