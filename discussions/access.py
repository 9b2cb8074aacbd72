"""The doors to threads and posts, and who may change them."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404

from discussions.models import Post, Thread, ThreadWatch

TEXTS_OF_PAGE = ("page__body", "page__rendered", "page__summary")


def get_thread_or_404(person: Any, pk: int) -> Thread:
    """A thread with what it is about, and whether `person` watches it (`watched`)."""
    watching = ThreadWatch.objects.filter(thread=OuterRef("pk"), person=person.pk)
    threads = Thread.objects.visible_to(person).with_people()
    threads = threads.select_related("page__protection", "area", "reservation__person")
    return get_object_or_404(
        threads.defer(*TEXTS_OF_PAGE).annotate(watched=Exists(watching)), pk=pk
    )


def get_post_or_404(person: Any, pk: int) -> Post:
    posts = Post.objects.visible_to(person).select_related("author", "thread", "thread__page")
    texts = [f"thread__{name}" for name in TEXTS_OF_PAGE]
    return get_object_or_404(posts.defer(*texts), pk=pk)


def get_own_post_or_403(person: Any, pk: int) -> Post:
    """A post that `person` wrote. Raises PermissionDenied where it is somebody else's."""
    post = get_post_or_404(person, pk)
    if post.author_id != person.pk:
        raise PermissionDenied
    return post
