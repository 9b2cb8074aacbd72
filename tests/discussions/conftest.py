"""Threads to read and to write in."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from discussions.models import MAX_DEPTH, Post, Thread, tree_id
from discussions.posting import reply, start_thread


@pytest.fixture
def wiki_page(make_page: Callable[..., Any]) -> Any:
    return make_page("Night work")


@pytest.fixture
def thread(wiki_page: Any, author: Any) -> Thread:
    """A thread with its opening post alone."""
    return start_thread(wiki_page, author=author, subject="Beds", body="Where should they stand?")


@pytest.fixture
def say(thread: Thread, member: Any) -> Callable[..., Post]:
    """`say(3)` answers post 3; who and what can be given."""

    def answer(to: int = 1, body: str = "", author: Any = None, **more: Any) -> Post:
        count = Post.objects.filter(thread=thread).count()
        said = body or f"Answer {count}"
        return reply(thread, author=author or member, to=to, body=said, **more)

    return answer


@pytest.fixture
def grown(thread: Thread, author: Any, member: Any) -> Callable[..., Thread]:
    """`grown(1000)` gives the thread that many posts in all, written past the product's deeds.

    `answers` says which post each new one answers; without it they answer a random one.
    """

    def grow(number: int, answers: Callable[[int], int] | None = None) -> Thread:
        choose = answers or random.Random(number).randint
        parents = {n: answers(n) if answers else choose(1, n - 1) for n in range(2, number + 1)}
        Post.objects.bulk_create(_placed(thread, parents, [author, member]))
        thread.posts_made, thread.replies = number, number - 1
        last = Post.objects.get(thread=thread, number=number)
        thread.last_post_at, thread.last_post_by = last.created_at, last.author
        thread.save()
        return thread

    return grow


def _placed(thread: Thread, parents: dict[int, int], people: list[Any]) -> list[Post]:
    """Posts with edges counted by walking the tree, as the textbook says."""
    first = Post.objects.get(thread=thread, number=1)
    posts = {1: first}
    children: dict[int, list[int]] = {}
    depth = {1: 0}
    for number, answered in parents.items():
        above = answered
        while depth[above] >= MAX_DEPTH:
            above = parents[above]
        depth[number] = depth[above] + 1
        children.setdefault(above, []).append(number)
        post = Post(
            pk=first.pk + 10_000 + number,
            thread=thread,
            number=number,
            answers=answered,
            answers_name=posts[answered].author.username,
            author=people[number % len(people)],
            body=f"Answer {number - 1}",
            html=f"<p>Answer {number - 1}</p>",
            created_at=timezone.now(),
            level=depth[number] - 1,
        )
        if above > 1:
            post.parent = posts[above]
        posts[number] = post
    for root in children.get(1, []):
        edge = 0
        todo = [(root, False)]
        while todo:
            number, done = todo.pop()
            edge += 1
            posts[number].tree_id = tree_id(thread.pk, root)
            if done:
                posts[number].rght = edge
            else:
                posts[number].lft = edge
                todo.append((number, True))
                todo += [(child, False) for child in reversed(children.get(number, []))]
    return [posts[number] for number in parents]
