"""Where a post stands now that somebody names by its thread and number: it may have moved.

A number of a thread means one post for ever: it is given to no other, even after its post left.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from discussions.models import Post, PostMove, Thread


def post_named(thread_pk: int, number: int) -> Post | None:
    """The post that is or was that number of a thread, wherever it stands now."""
    post: Post | None = Post.objects.filter(thread=thread_pk, number=number).first()
    if post is not None:
        return post
    moves = PostMove.objects.filter(thread_from=thread_pk, number_from=number)
    moved = moves.select_related("post").order_by("-pk").first()
    return moved.post if moved else None


def opening_post(thread: Thread) -> Post | None:
    """The post that opened a thread, which may have been merged into another one."""
    return post_named(thread.pk, 1)


class Elsewhere(Exception):
    """Raised where a post moved between its being found and its thread's being locked."""


@contextmanager
def _let_go() -> Iterator[None]:
    """Give back the locks that were taken inside, where the post turned out to be elsewhere."""
    try:
        with transaction.atomic():
            yield
    except Elsewhere:
        return


def locked(post_pk: int) -> tuple[Thread, Post]:
    """A post under a lock, and before it its thread: the one that it stands in now.

    Must be called in a transaction. What was locked in vain is let go before trying again: whoever
    moves posts locks two threads in the order of their ids.
    """
    while True:
        with _let_go():
            place = Post.objects.values_list("thread", flat=True).get(pk=post_pk)
            thread = Thread.objects.select_for_update().get(pk=place)
            post: Post = (
                Post.objects.select_for_update(of=("self",))
                .select_related("author")
                .get(pk=post_pk)
            )
            if post.thread_id != thread.pk:
                raise Elsewhere
            return thread, post


def locked_named(thread: Thread, number: int) -> tuple[Thread, Post | None]:
    """The same of the post that is or was a number of a thread; no post where there is none."""
    while True:
        with _let_go():
            named = post_named(thread.pk, number)
            here = named.thread_id if named else thread.pk
            found = Thread.objects.select_for_update().get(pk=here)
            if named is None:
                return found, None
            post = Post.objects.select_related("author").get(pk=named.pk)
            if post.thread_id != found.pk:
                raise Elsewhere
            return found, post
