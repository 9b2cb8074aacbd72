"""The doors to threads and posts, and who may change them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from discussions.effects import led_somewhere
from discussions.models import Post, Thread, ThreadAct, ThreadWatch
from discussions.whereabouts import post_named
from wiki.access import get_on_page, may_feature
from wiki.changesets import Deleted

TEXTS_OF_PAGE = ("page__body", "page__rendered", "page__summary")


class Merged(Exception):
    """Raised where a thread went into another one; discussions.middleware leads on there."""

    def __init__(self, thread: Thread) -> None:
        super().__init__(f"Thread {thread.pk} was merged")
        self.thread = thread


def get_thread_or_404(person: Any, pk: int, *, as_it_was: bool = False) -> Thread:
    """A thread with what it is about, what `person` read of it, whether they watch it (`watched`),
    and whether it `has_acts`.

    Raises Merged where it went into another one, unless it is wanted `as_it_was`, and Deleted
    where its page was.
    """
    watching = ThreadWatch.objects.filter(thread=OuterRef("pk"), person=person.pk)
    threads = Thread.objects.with_people().with_visit_of(person)
    threads = threads.select_related("page__protection", "area", "reservation__person")
    threads = threads.select_related("at_update__page", "removed_by")
    texts = [*TEXTS_OF_PAGE, *(f"at_update__{name}" for name in TEXTS_OF_PAGE)]
    threads = threads.defer(*texts).annotate(
        watched=Exists(watching),
        has_acts=Exists(
            ThreadAct.objects.filter(Q(thread=OuterRef("pk")) | Q(other=OuterRef("pk")))
        ),
        led_somewhere=led_somewhere(),
    )
    found: Thread
    try:
        found = get_on_page(threads, person, pk=pk)
    except (Http404, Deleted):
        gone = threads.filter(pk=pk, merged_into__isnull=False).first()
        if gone is None:
            raise
        if not as_it_was:
            raise Merged(gone) from None
        found = gone
    return found


def get_place_or_404(person: Any, pk: int, number: int) -> tuple[Thread, int]:
    """The thread in which post `number` of thread `pk` stands now, and its number there."""
    post = post_named(pk, number)
    if post is None or post.thread_id == pk:
        return get_thread_or_404(person, pk), number
    return get_thread_or_404(person, post.thread_id), post.number


def may_moderate(person: Any) -> bool:
    """Moderators alone feature, lock and move threads, split and merge them, and undo it."""
    return may_feature(person)


def may_resolve(person: Any, thread: Thread) -> bool:
    """Moderators, and whoever started a thread, say what it led to, and open it again."""
    if not (person.is_authenticated and person.is_active):
        return False
    return bool(person.moderates) or thread.started_by_id == person.pk


def may_undo(person: Any, act: ThreadAct) -> bool:
    if act.kind == ThreadAct.Kind.RESOLVED:
        return may_resolve(person, act.thread)
    if act.kind in (ThreadAct.Kind.RENAMED, ThreadAct.Kind.TAGGED):
        return may_rename(person, act.thread)
    return may_moderate(person)


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
