"""Whether threads are whole: their trees valid, their numbers gapless, their counts the rows'."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q

from discussions.models import MAX_DEPTH, Post, PostMove, Thread, Valuable, tree_id

COLUMNS = (
    *("pk", "thread_id", "number", "tree_id", "lft", "rght", "level", "parent_id"),
    *("answers", "author_id", "created_at", "removed_at", "valuable", "not_valuable"),
)


@dataclass(slots=True)
class Node:
    """A post with the columns that must agree with others'."""

    pk: int
    thread_id: int
    number: int
    tree_id: int
    lft: int
    rght: int
    level: int
    parent_id: int | None
    answers: int | None
    author_id: int
    created_at: Any
    removed_at: Any
    valuable: int
    not_valuable: int


def faults(thread: Thread | None = None) -> Iterator[str]:
    """What is wrong with one thread, or with any: one sentence each, none where all is well."""
    posts = Post.objects.order_by("thread_id", "tree_id", "lft")
    threads = Thread.objects.order_by("pk")
    if thread is not None:
        posts, threads = posts.filter(thread=thread), threads.filter(pk=thread.pk)
    rows = (Node(*row) for row in posts.values_list(*COLUMNS).iterator(chunk_size=2000))
    by_thread = groupby(rows, attrgetter("thread_id"))
    at, nodes = next(by_thread, (None, iter(())))
    for one in threads.iterator(chunk_size=500):
        mine = []
        if at == one.pk:
            mine = list(nodes)
            at, nodes = next(by_thread, (None, iter(())))
        yield from _of_thread(one, mine)


def _of_thread(thread: Thread, nodes: list[Node]) -> Iterator[str]:
    here = f"Thread {thread.pk}"
    for tree, group in groupby(nodes, attrgetter("tree_id")):
        for fault in _of_tree(thread, tree, list(group)):
            yield f"{here}, tree {tree}: {fault}"
    for fault in (*_of_numbers(thread, nodes), *_of_values(thread, nodes)):
        yield f"{here}: {fault}"


def _of_tree(thread: Thread, tree: int, nodes: list[Node]) -> Iterator[str]:
    """The edges of a valid tree are 1 to 2n, and every node lies inside its parent."""
    edges = sorted(edge for node in nodes for edge in (node.lft, node.rght))
    if edges != list(range(1, 2 * len(nodes) + 1)):
        yield "its edges are not 1 to twice its posts"
    roots = [node for node in nodes if node.parent_id is None]
    if len(roots) != 1:
        yield f"it has {len(roots)} roots"
    elif tree != tree_id(thread.pk, roots[0].number):
        yield "its id does not say where it begins"
    by_pk = {node.pk: node for node in nodes}
    for node in nodes:
        parent = by_pk.get(node.parent_id or 0)
        if node.level >= MAX_DEPTH:
            yield f"post {node.pk} is too deep"
        if node.parent_id is None:
            if node.level != 0:
                yield f"post {node.pk} is a root on level {node.level}"
        elif parent is None:
            yield f"post {node.pk} is not in its parent's tree"
        elif not parent.lft < node.lft < node.rght < parent.rght:
            yield f"post {node.pk} lies outside its parent"
        elif node.level != parent.level + 1:
            yield f"post {node.pk} is not one level below its parent"


def _of_numbers(thread: Thread, nodes: list[Node]) -> Iterator[str]:
    numbers = sorted(node.number for node in nodes)
    if numbers != list(range(1, thread.posts_made + 1)):
        yield from _of_gaps(thread, numbers)
    replies = sum(node.number > 1 and node.removed_at is None for node in nodes)
    if thread.replies != replies:
        yield f"it counts {thread.replies} replies and has {replies}"
    for node in nodes:
        if (node.answers is None) != (node.number == 1) or (node.answers or 0) >= node.number:
            yield f"post {node.pk} answers no earlier post"
    if nodes and not any(
        (node.created_at, node.author_id) == (thread.last_post_at, thread.last_post_by_id)
        for node in nodes
    ):
        yield "its last post is none of its posts"


def _of_gaps(thread: Thread, numbers: list[int]) -> Iterator[str]:
    """A number is missing only where its post went to another thread."""
    left = PostMove.objects.filter(thread_from=thread).values_list("number_from", flat=True)
    made = set(numbers) | set(left)
    if made != set(range(1, len(made) + 1)):
        yield "its posts are not numbered without a gap"
    if thread.posts_made != len(made):
        yield f"it counts {thread.posts_made} posts made and has had {len(made)}"
    if not numbers and thread.merged_into_id is None:
        yield "it has no post and went into no other thread"


def _of_values(thread: Thread, nodes: list[Node]) -> Iterator[str]:
    counts = Count("pk", filter=Q(yes=True)), Count("pk", filter=Q(yes=False))
    answers = Valuable.objects.filter(post__thread=thread)
    found = {
        pk: (yes, no)
        for pk, yes, no in answers.values_list("post").annotate(yes_n=counts[0], no_n=counts[1])
    }
    for node in nodes:
        if (node.valuable, node.not_valuable) != found.get(node.pk, (0, 0)):
            yield f"the answers to post {node.pk} are counted wrongly"
