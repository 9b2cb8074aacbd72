"""Moving posts from one thread to another: splitting a branch off, merging two threads, undoing.

All three are one movement: some posts that answer nothing outside but in their topmost, take new
numbers in another thread. Where a post stands in its tree follows from the numbers and from what
each answers, so the trees of both threads are counted anew here and written under both threads'
locks, which are taken in the order of ids. A number of a thread is never given to another post.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any

from django.db.models import F

from discussions.models import MAX_DEPTH, Post, PostMove, Thread, ThreadAct, tree_id
from recommendations.models import Recommendation

COLUMNS = ("thread", "number", "parent", "answers", "answers_name")
TREE = ("tree_id", "lft", "rght", "level")
READ = (*COLUMNS, *TREE, "author__username", "author", "created_at", "removed_at")


@dataclass(slots=True)
class Spot:
    """Where a post stands in its thread."""

    parent: int | None  # a number, as all of these
    root: int
    level: int = 0
    lft: int = 0
    rght: int = 0


def spots(answers: Mapping[int, int | None]) -> dict[int, Spot]:
    """Where each post of a thread stands, by its number; `answers`: which number each answers.

    What answers the first post begins a branch. Deeper than the cap, a reply stands beside what it
    answers.
    """
    found: dict[int, Spot] = {}
    below: dict[int, list[int]] = defaultdict(list)
    for number in sorted(answers):
        answered = answers[number]
        if answered is None or answered == 1:
            found[number] = Spot(None, number)
            continue
        over = found[answered]
        parent = over.parent if over.level + 1 >= MAX_DEPTH else answered
        assert parent is not None, "the deepest level is no root's"
        found[number] = Spot(parent, over.root, found[parent].level + 1)
        below[parent].append(number)
    for root in [number for number, spot in found.items() if spot.parent is None]:
        _count_edges(root, found, below)
    return found


def _count_edges(root: int, found: dict[int, Spot], below: Mapping[int, list[int]]) -> None:
    edge, todo = 0, [root]
    while todo:
        number = todo.pop()
        edge += 1
        if number < 0:
            found[-number].rght = edge
            continue
        found[number].lft = edge
        todo.append(-number)
        todo += reversed(below.get(number, []))


def with_answers(posts: Iterable[Post], top: Iterable[int]) -> list[Post]:
    """The posts with these numbers, and all that answer them, in the order of numbers."""
    chosen, found = set(top), []
    for post in sorted(posts, key=lambda post: post.number):
        if post.number in chosen or post.answers in chosen:
            chosen.add(post.number)
            found.append(post)
    return found


def by_time(posts: list[Post]) -> list[Post]:
    """The posts in the order of their times, none before the one that it answers."""
    here = {post.number for post in posts}
    waiting: dict[int, list[Post]] = defaultdict(list)
    ready: list[tuple[datetime.datetime, int, Post]] = []
    for post in posts:
        if post.answers in here:
            waiting[post.answers or 0].append(post)
        else:
            heappush(ready, (post.created_at, post.number, post))
    found = []
    while ready:
        *_, post = heappop(ready)
        found.append(post)
        for next_one in waiting[post.number]:
            heappush(ready, (next_one.created_at, next_one.number, next_one))
    return found


def posts_of(thread: Thread) -> list[Post]:
    """All posts of a thread, as far as their places need them."""
    rows = Post.objects.filter(thread=thread).select_related("author").only(*READ)
    return list(rows.order_by("number"))


@dataclass
class Home:
    """Where a post goes: its number there, and what it answers there."""

    number: int
    answers: int | None


def homes_after(thread: Thread, posts: list[Post], top_answers: int | None) -> dict[int, Home]:
    """New numbers at a thread's end for posts that come to it, by their ids.

    What they answered among themselves they go on answering; else they answer `top_answers`.
    """
    numbers = {
        post.number: thread.posts_made + place for place, post in enumerate(by_time(posts), start=1)
    }
    return {
        post.pk: Home(numbers[post.number], numbers.get(post.answers or 0, top_answers))
        for post in posts
    }


def rehouse(
    act: ThreadAct,
    source: Thread,
    target: Thread,
    homes: Mapping[int, Home],
    *,
    at: datetime.datetime,
    is_undoing: bool = False,
) -> None:
    """Let the posts with these ids go from one thread to the other. Both are locked.

    Whose answers come along is for the caller to see to.
    """
    staying = {post.pk: post for post in posts_of(source)}
    there = {post.pk: post for post in posts_of(target)}
    moving = [staying.pop(pk) for pk in homes]
    said = {"act": act, "at": at, "is_undoing": is_undoing}
    _record(moving, source, target, homes, said)
    before = {post.pk: _place(post) for post in (*moving, *staying.values(), *there.values())}
    for post in moving:
        home = homes[post.pk]
        post.thread, post.number, post.answers = target, home.number, home.answers
        there[post.pk] = post
    names = {post.number: post.author.username for post in there.values()}
    for post in moving:
        post.answers_name = names[post.answers] if post.answers else ""
    for thread, posts in ((source, staying), (target, there)):
        _arrange(thread, list(posts.values()))
    changed = [
        post for post in (*staying.values(), *there.values()) if _place(post) != before[post.pk]
    ]
    Post.objects.bulk_update(changed, [*COLUMNS, *TREE], batch_size=200)
    _count(source, list(staying.values()))
    _count(target, list(there.values()))


def _record(
    moving: Iterable[Post],
    source: Thread,
    target: Thread,
    homes: Mapping[int, Home],
    said: Mapping[str, Any],
) -> None:
    """Where each post stood, and where it goes, in the order of their numbers."""
    moves = [
        PostMove(
            **said,
            post=post,
            thread_from=source,
            number_from=post.number,
            parent_from_id=post.parent_id,
            answers_from=post.answers,
            thread_to=target,
            number_to=homes[post.pk].number,
        )
        for post in sorted(moving, key=lambda post: post.number)
    ]
    PostMove.objects.bulk_create(moves, batch_size=500)


def _place(post: Post) -> tuple[object, ...]:
    return (
        *(post.thread_id, post.number, post.parent_id, post.answers, post.answers_name),
        *(post.tree_id, post.lft, post.rght, post.level),
    )


def _arrange(thread: Thread, posts: list[Post]) -> None:
    """Give the posts of a thread their places in its trees."""
    numbered = {post.number: post for post in posts}
    for number, spot in spots({post.number: post.answers for post in posts}).items():
        post = numbered[number]
        post.parent_id = numbered[spot.parent].pk if spot.parent else None
        post.tree_id = tree_id(thread.pk, spot.root)
        post.lft, post.rght, post.level = spot.lft, spot.rght, spot.level


def _count(thread: Thread, posts: list[Post]) -> None:
    """What a thread says of its posts, and with it what its recommendation does."""
    standing = [post for post in posts if post.removed_at is None]
    replies = sum(post.number > 1 for post in standing)
    about = Recommendation.objects.filter(pk=thread.recommendation_id or 0)
    about.update(replies_about=F("replies_about") + (replies - thread.replies))
    thread.replies = replies
    thread.posts_made = max([thread.posts_made, *(post.number for post in posts)])
    if posts:
        last = max(standing or posts, key=lambda post: (post.created_at, post.number))
        thread.last_post_at, thread.last_post_by_id = last.created_at, last.author_id
    thread.save(update_fields=["replies", "posts_made", "last_post_at", "last_post_by"])
