"""The doors to threads and posts, and who may change them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef

from discussions.effects import led_somewhere
from discussions.models import Post, Thread, ThreadWatch
from wiki.access import get_on_page

TEXTS_OF_PAGE = ("page__body", "page__rendered", "page__summary")


def get_thread_or_404(person: Any, pk: int) -> Thread:
    """A thread with what it is about, and whether `person` watches it (`watched`),
    with what they read of it.

    Raises Deleted where its page was.
    """
    watching = ThreadWatch.objects.filter(thread=OuterRef("pk"), person=person.pk)
    threads = Thread.objects.with_people().with_visit_of(person)
    threads = threads.select_related("page__protection", "area", "reservation__person")
    threads = threads.defer(*TEXTS_OF_PAGE).annotate(
        watched=Exists(watching), led_somewhere=led_somewhere()
    )
    found: Thread = get_on_page(threads, person, pk=pk)
    return found


def get_post_or_404(person: Any, pk: int) -> Post:
    """Raises Deleted where its page was."""
    posts = Post.objects.select_related("author", "thread", "thread__page")
    texts = [f"thread__{name}" for name in TEXTS_OF_PAGE]
    found: Post = get_on_page(posts.defer(*texts), person, page="thread__page", pk=pk)
    return found


def may_take_down(person: Any, post: Post) -> bool:
    """Its author; a moderator, with a reason."""
    return bool(post.author_id == person.pk or person.moderates)


def may_put_back(person: Any, post: Post) -> bool:
    """A moderator; its author, where they took it down themselves."""
    return bool(person.moderates or (post.is_own_removal and post.author_id == person.pk))


def may_rename(person: Any, thread: Thread) -> bool:
    """Whoever started a thread, and moderators, change its subject and its keyword tags."""
    if not (person.is_authenticated and person.is_active):
        return False
    return bool(thread.started_by_id == person.pk or person.moderates)


def get_own_post_or_403(person: Any, pk: int) -> Post:
    """A post that `person` wrote. Raises PermissionDenied where it is somebody else's."""
    post = get_post_or_404(person, pk)
    if post.author_id != person.pk:
        raise PermissionDenied
    return post
