"""Starting threads, replying, editing, taking down: the trees stay valid and nothing is lost."""

import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from discussions.checking import faults
from discussions.models import MAX_DEPTH, Post, Thread, ThreadWatch
from discussions.posting import Changed, Removed, edit_post, render, reply, start_thread, version
from discussions.removing import take_down
from discussions.valuing import answer
from markup.render import Refused
from watching.models import Notification

LATER = datetime.timedelta(minutes=11)


def depth(post: Post) -> int:
    return 0 if post.number == 1 else post.level + 1


def numbers(thread: Thread) -> list[int]:
    return list(Post.objects.filter(thread=thread).values_list("number", flat=True))


# Replying -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_a_thread_is_whole_after_any_replies(
    thread: Thread, say: Callable[..., Post], seed: int
) -> None:
    """Random ones, with a bias to the latest, which makes branches of every depth."""
    choose = random.Random(seed)
    for made in range(1, 90):
        say(choose.choice([choose.randint(1, made), made, made]))
    assert list(faults(thread)) == []
    assert sorted(numbers(thread)) == list(range(1, 91))


def test_a_reply_below_the_deepest_level_stands_on_it_and_says_whom_it_answers(
    thread: Thread, say: Callable[..., Post], author: Any
) -> None:
    for number in range(1, MAX_DEPTH + 1):
        last = say(number)
    assert depth(last) == MAX_DEPTH
    for number in range(MAX_DEPTH + 1, MAX_DEPTH + 6):
        last = say(number, author=author)
        assert depth(last) == MAX_DEPTH
        assert last.answers == number
    assert last.answers_name == "amara"
    assert list(faults(thread)) == []


def test_replies_to_the_opening_post_rewrite_no_other_branch(
    thread: Thread, say: Callable[..., Post]
) -> None:
    trees = {say(1).tree_id for _ in range(5)}
    assert len(trees) == 5
    assert thread.posts.get(number=1).tree_id not in trees


def test_a_reply_counts_and_becomes_the_last_post(thread: Thread, say: Callable[..., Post]) -> None:
    post = say()
    thread.refresh_from_db()
    assert (thread.replies, thread.posts_made) == (1, 2)
    assert (thread.last_post_at, thread.last_post_by) == (post.created_at, post.author)


def test_an_old_reply_read_in_later_is_not_the_last_post(
    thread: Thread, say: Callable[..., Post], author: Any
) -> None:
    say(at=timezone.now() - datetime.timedelta(days=1))
    thread.refresh_from_db()
    assert thread.last_post_by == author
    assert list(faults(thread)) == []


def test_the_same_reply_sent_twice_is_one(thread: Thread, say: Callable[..., Post]) -> None:
    assert say(body="On the ground floor.") == say(body="On the ground floor.  \r\n")
    assert numbers(thread) == [1, 2]


def test_the_same_words_to_another_post_are_another_reply(
    thread: Thread, say: Callable[..., Post]
) -> None:
    assert say(1, "I agree.") != say(2, "I agree.")


def test_the_same_words_can_be_said_again_later_and_after_they_were_taken_down(
    thread: Thread, say: Callable[..., Post], member: Any
) -> None:
    first = say(body="Me too.")
    assert say(body="Me too.", at=timezone.now() + LATER) != first
    take_down(first, author=member)
    assert say(body="Me too.", at=timezone.now() - LATER).number == 4


def test_a_reply_to_what_was_taken_down_is_refused(
    thread: Thread, say: Callable[..., Post], member: Any
) -> None:
    take_down(say(), author=member)
    with pytest.raises(Removed):
        say(2)
    assert numbers(thread) == [1, 2]


def test_a_thread_can_be_answered_when_its_opening_post_was_taken_down(
    thread: Thread, say: Callable[..., Post], author: Any
) -> None:
    take_down(thread.posts.get(number=1), author=author)
    assert say(1).answers == 1
    assert list(faults(thread)) == []


def test_a_refused_text_leaves_nothing_behind(
    thread: Thread, wiki_page: Any, author: Any, say: Callable[..., Post]
) -> None:
    deep = "> " * 25 + "too deep"
    with pytest.raises(Refused):
        say(body=deep)
    with pytest.raises(Refused):
        start_thread(wiki_page, author=author, subject="Quotes", body=deep)
    thread.refresh_from_db()
    assert (thread.posts_made, Thread.objects.count()) == (1, 1)


def test_a_preview_is_the_saved_text_to_the_byte(
    thread: Thread, say: Callable[..., Post], member: Any
) -> None:
    body = "# Beds\n\nTwo.[^1] See [[Night work]] and [[Sleep]].\n\n[^1]: On the ground floor.\n"
    preview = render(body, author=member, to=1).html
    say(body="Something that came in between")
    assert say(1, body).html == preview
    assert 'href="/wiki/night-work/"' in preview


def test_two_posts_of_a_thread_share_no_ids(thread: Thread, say: Callable[..., Post]) -> None:
    heading = "# Beds"
    ids = {say(1, heading).html, say(2, heading).html, say(3, heading).html}
    assert len(ids) == 3


# Starting -------------------------------------------------------------------------------------


def test_the_same_thread_started_twice_is_one(wiki_page: Any, author: Any, thread: Thread) -> None:
    again = start_thread(
        wiki_page, author=author, subject=" Beds ", body="Where should they stand?\n"
    )
    assert again == thread
    assert Thread.objects.count() == 1


def test_whoever_starts_a_thread_watches_it(thread: Thread, author: Any) -> None:
    assert ThreadWatch.objects.filter(thread=thread, person=author).exists()


def test_those_who_watch_and_whoever_is_answered_are_told_once(
    thread: Thread,
    say: Callable[..., Post],
    author: Any,
    member: Any,
    listener: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        say(1)
    with django_capture_on_commit_callbacks(execute=True):
        post = say(2, author=listener)
    told = Notification.objects.filter(url=f"/posts/{post.pk}/")
    assert sorted(told.values_list("person__username", flat=True)) == ["amara", "ben"]
    assert not Notification.objects.filter(person=listener).exists()


# Editing and taking down ----------------------------------------------------------------------


def test_earlier_words_stay_in_the_history(
    thread: Thread, say: Callable[..., Post], member: Any
) -> None:
    post = say(body="Two")
    edit_post(post, author=member, body="Two beds")
    post.refresh_from_db()
    assert (post.body, post.html) == ("Two beds", "<p>Two beds</p>")
    assert post.edited_at is not None
    bodies = post.history.order_by("history_id").values_list("body", "history_user__username")
    assert list(bodies) == [("Two", "ben"), ("Two beds", "ben")]


def test_an_edit_that_changes_nothing_leaves_no_trace(
    thread: Thread, say: Callable[..., Post], member: Any
) -> None:
    post = say(body="Two")
    assert edit_post(post, author=member, body="Two \r\n") is False
    post.refresh_from_db()
    assert (post.edited_at, post.history.count()) == (None, 1)


def test_an_edit_that_began_from_other_words_is_refused(
    thread: Thread, say: Callable[..., Post], member: Any
) -> None:
    post = say(body="Two")
    seen = version(post.body)
    edit_post(post, author=member, body="Two beds", seen=seen)
    with pytest.raises(Changed) as refused:
        edit_post(post, author=member, body="Three", seen=seen)
    assert refused.value.body == "Two beds"


def test_an_edit_by_somebody_who_read_an_old_copy_keeps_place_and_counts(
    thread: Thread, say: Callable[..., Post], member: Any, author: Any
) -> None:
    post = say()
    old_copy = Post.objects.get(pk=post.pk)
    say(2)
    answer(post, person=author, given=True)
    edit_post(old_copy, author=member, body="Other words")
    assert Post.objects.get(pk=post.pk).valuable == 1
    assert list(faults(thread)) == []


def test_taking_down_leaves_the_post_its_answers_and_a_count_less(
    thread: Thread, say: Callable[..., Post], member: Any, author: Any
) -> None:
    post, below = say(), say(2, author=author)
    assert take_down(post, author=member) is True
    assert take_down(post, author=member) is False
    thread.refresh_from_db()
    assert thread.replies == 1
    assert Post.objects.get(pk=below.pk).parent_id == post.pk
    assert list(faults(thread)) == []


def test_taking_the_last_post_down_makes_the_one_before_the_last(
    thread: Thread, say: Callable[..., Post], member: Any
) -> None:
    before, last = say(), say()
    take_down(last, author=member)
    thread.refresh_from_db()
    assert thread.last_post_at == before.created_at


def test_what_was_taken_down_cannot_be_edited(
    thread: Thread, say: Callable[..., Post], member: Any
) -> None:
    post = say()
    take_down(post, author=member)
    with pytest.raises(Removed):
        edit_post(post, author=member, body="Back again")


# Checking -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lft": 5, "rght": 6}, "edges"),
        ({"level": 3}, "level"),
        ({"tree_id": 7}, "roots"),
        ({"number": 9}, "gap"),
        ({"valuable": 1}, "counted wrongly"),
        ({"removed_at": timezone.now()}, "replies"),
        ({"answers": 3}, "no earlier post"),
    ],
)
def test_the_check_finds_what_is_wrong(
    thread: Thread, say: Callable[..., Post], wrong: dict[str, Any], said: str
) -> None:
    say()
    below = say(2)
    Post.objects.filter(pk=below.pk).update(**wrong)
    assert said in " ".join(faults(thread))
    with pytest.raises(CommandError):
        call_command("check_trees", verbosity=0)


def test_the_check_says_that_all_is_well(
    thread: Thread, say: Callable[..., Post], capsys: pytest.CaptureFixture[str]
) -> None:
    say()
    call_command("check_trees")
    assert capsys.readouterr().out == "Threads: 1. Posts: 2. All are whole.\n"


def test_threads_grown_for_these_tests_are_whole(grown: Callable[..., Thread]) -> None:
    assert list(faults(grown(400))) == []


def test_replying_in_a_grown_thread_keeps_it_whole(
    grown: Callable[..., Thread], author: Any
) -> None:
    thread = grown(120, answers=lambda number: number - 1)
    for to in (60, 51, 50, 120, 1):
        reply(thread, author=author, to=to, body=f"To {to}")
    assert list(faults(thread)) == []
