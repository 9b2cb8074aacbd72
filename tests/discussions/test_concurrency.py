"""Twenty people at once: nothing is lost, and every tree is valid afterwards."""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from discussions import regrouping
from discussions.checking import faults
from discussions.models import Post, Thread, Valuable
from discussions.posting import edit_post, reply, start_thread
from discussions.removing import put_back, take_down
from discussions.valuing import answer
from watching.models import Notification

AtOnce = Callable[[Any], list[Any]]
PEOPLE = 20

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(new_person: Callable[..., Any]) -> list[Any]:
    return [new_person(f"person{number}") for number in range(PEOPLE)]


def errors(results: list[Any]) -> list[Any]:
    return [result for result in results if isinstance(result, Exception)]


def assert_whole(thread: Thread, posts: int) -> None:
    assert list(faults(thread)) == []
    assert Post.objects.filter(thread=thread).count() == posts


def test_twenty_replies_to_one_post(at_once: AtOnce, thread: Thread, crowd: list[Any]) -> None:
    first = reply(thread, author=crowd[0], body="Who else?")
    results = at_once(
        partial(reply, thread, author=person, to=first.number, body="I do") for person in crowd
    )
    assert errors(results) == []
    assert_whole(thread, 2 + PEOPLE)
    assert Post.objects.filter(thread=thread, answers=2, parent=first).count() == PEOPLE


def test_replies_to_posts_all_over_a_thread(
    at_once: AtOnce, grown: Callable[..., Thread], crowd: list[Any]
) -> None:
    thread, choose = grown(40), random.Random(7)

    def write(person: Any, targets: list[int]) -> list[int]:
        return [
            reply(thread, author=person, to=to, body=f"{person} to {to}").number for to in targets
        ]

    chosen = {person: choose.sample(range(1, 41), 4) for person in crowd}
    results = at_once(partial(write, person, targets) for person, targets in chosen.items())
    assert errors(results) == []
    made = [number for numbers in results for number in numbers]
    assert sorted(made) == list(range(41, 41 + 4 * PEOPLE))
    assert_whole(thread, 40 + 4 * PEOPLE)
    for person, targets in chosen.items():
        said = Post.objects.filter(thread=thread, author=person).values_list("answers", "body")
        assert set(said) == {(to, f"{person} to {to}") for to in targets}


def test_twenty_threads_started_on_one_page(
    at_once: AtOnce, wiki_page: Any, crowd: list[Any]
) -> None:
    results = at_once(
        partial(
            start_thread, wiki_page, author=person, subject=f"By {person}", body="So?", tags="beds"
        )
        for person in crowd
    )
    assert errors(results) == []
    assert {thread.subject for thread in results} == {f"By {person}" for person in crowd}
    assert list(faults()) == []
    assert Post.objects.values("tree_id").distinct().count() == PEOPLE


def test_one_person_pressing_twenty_times_posts_once(
    at_once: AtOnce, thread: Thread, wiki_page: Any, member: Any
) -> None:
    replies = at_once([partial(reply, thread, author=member, body="Once")] * PEOPLE)
    start = partial(start_thread, wiki_page, author=member, subject="Once", body="Only")
    threads = at_once([start] * PEOPLE)
    assert errors(replies + threads) == []
    assert len({post.pk for post in replies}) == len({one.pk for one in threads}) == 1
    assert_whole(thread, 2)


def test_everything_at_once_in_one_thread(
    at_once: AtOnce, grown: Callable[..., Thread], crowd: list[Any], author: Any, member: Any
) -> None:
    """Replying, editing, taking down and valuing the same posts."""
    thread = grown(12)
    posts = {post.number: post for post in Post.objects.filter(thread=thread)}
    owner = {post.number: post.author for post in posts.values()}
    deeds: list[Callable[[], Any]] = []
    for number, person in enumerate(crowd):
        target = 1 + number % 12
        post = posts[target]
        deeds += [
            partial(reply, thread, author=person, to=1 + number % 6, body=f"By {person}"),
            partial(answer, post, person=person, given=number % 3 > 0),
        ]
        if number < 6:
            deeds.append(partial(edit_post, post, author=owner[target], body=f"Anew {number}"))
    deeds += [partial(take_down, posts[number], author=owner[number]) for number in (11, 12)]
    results = at_once(deeds)
    gone = [error for error in errors(results) if "taken down" not in str(error)]
    assert gone == []
    assert_whole(thread, 12 + PEOPLE)
    edited = Post.objects.filter(thread=thread, edited_at__isnull=False)
    assert sorted(edited.values_list("body", flat=True)) == [f"Anew {n}" for n in range(6)]


def test_one_persons_answers_at_once_are_one_answer(
    at_once: AtOnce, thread: Thread, member: Any
) -> None:
    post = thread.posts.get()
    results = at_once([partial(answer, post, person=member, given=True)] * PEOPLE)
    assert errors(results) == []
    assert Valuable.objects.count() == 1
    assert list(faults(thread)) == []


def test_answers_given_while_their_post_is_edited_are_counted(
    at_once: AtOnce, thread: Thread, author: Any, crowd: list[Any]
) -> None:
    post = thread.posts.get()
    edits = [partial(edit_post, post, author=author, body=f"Anew {n}") for n in range(PEOPLE)]
    answers = [partial(answer, post, person=person, given=True) for person in crowd]
    results = at_once(deed for pair in zip(edits, answers, strict=True) for deed in pair)
    assert errors(results) == []
    assert list(faults(thread)) == []
    assert post.history.count() == 1 + PEOPLE


def test_thanks_of_many_at_once_are_one_line_that_counts_them_all(
    at_once: AtOnce, thread: Thread, author: Any, crowd: list[Any]
) -> None:
    posts = [thread.posts.get(), reply(thread, author=author, body="And mine")]
    results = at_once(
        partial(answer, posts[number % 2], person=person, given=True)
        for number, person in enumerate(crowd)
    )
    assert errors(results) == []
    assert list(faults(thread)) == []
    line = Notification.objects.get(person=author, kind=Notification.Kind.THANKS)
    assert line.subject == "20 people find 2 of your posts valuable"
    results = at_once(
        partial(answer, posts[number % 2], person=person, given=None)
        for number, person in enumerate(crowd)
    )
    assert errors(results) == []
    assert not Notification.objects.filter(kind=Notification.Kind.THANKS).exists()


def test_a_post_taken_down_and_put_back_by_many_at_once_is_counted_once(
    at_once: AtOnce, thread: Thread, member: Any
) -> None:
    post = reply(thread, author=member, body="Back and forth")
    for deed, left in ((take_down, 0), (put_back, 1)):
        fresh = Post.objects.get(pk=post.pk)
        results = at_once([partial(deed, fresh, author=member)] * PEOPLE)
        assert errors(results) == []
        assert results.count(True) == 1
        assert Thread.objects.get(pk=thread.pk).replies == left
        assert list(faults(thread)) == []


def test_replies_while_branches_are_split_off_and_threads_merged(
    at_once: AtOnce,
    grown: Callable[..., Thread],
    wiki_page: Any,
    crowd: list[Any],
    author: Any,
    moderator: Any,
) -> None:
    """Each reply stands in the end below the post that it answered, wherever that went."""
    thread, choose = grown(30), random.Random(5)
    others = [
        start_thread(wiki_page, author=author, subject=f"Other {n}", body="So?") for n in range(4)
    ]
    posts = {post.number: post for post in Post.objects.filter(thread=thread)}

    def write(person: Any, target: int) -> tuple[int, int]:
        return posts[target].pk, reply(thread, author=person, to=target, body=f"By {person}").pk

    def split(number: int) -> None:
        regrouping.split_off(posts[number], by=moderator, subject=f"From {number}", reason="So")

    targets = [choose.randint(1, 30) for _ in crowd]
    deeds: list[Callable[[], Any]] = [
        partial(write, person, target) for person, target in zip(crowd, targets, strict=True)
    ]
    deeds += [partial(split, number) for number in (7, 12, 20)]
    deeds += [
        partial(regrouping.merge, one, into=into, by=moderator, reason="So")
        for one, into in ((others[0], thread), (thread, others[1]), (others[2], others[3]))
    ]
    choose.shuffle(deeds)
    results = at_once(deeds)
    refused = [error for error in errors(results) if isinstance(error, regrouping.Overtaken)]
    assert [error for error in errors(results) if error not in refused] == []
    assert list(faults()) == []
    for answered, made in (pair for pair in results if isinstance(pair, tuple)):
        target, post = Post.objects.get(pk=answered), Post.objects.get(pk=made)
        assert (post.thread_id, post.answers) == (target.thread_id, target.number)
