"""Whoever is named with @ is told once per post; thanks are told once a day."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from discussions.models import Post, Thread, ThreadWatch
from discussions.posting import edit_post, start_thread
from discussions.telling import MENTIONS_TOLD
from discussions.valuing import answer
from tests.elements import read
from watching.models import Notification
from wiki.models import PageWatch

Say = Callable[..., Post]


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """Who was told what of a deed: names and deeds."""

    def run(deed: Any) -> list[tuple[str, str]]:
        before = set(Notification.objects.values_list("pk", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        news = Notification.objects.exclude(pk__in=before).order_by("person__username")
        return list(news.values_list("person__username", "deed"))

    return run


# Mentions -------------------------------------------------------------------------------------


def test_whoever_is_named_is_told_with_the_words_and_the_way_there(
    say: Say, told: Any, listener: Any
) -> None:
    assert told(lambda: say(body="Ask @lena and @Lena, @nobody.")) == [
        ("amara", "replied in"),
        ("lena", "mentioned you in"),
    ]
    news = Notification.objects.get(person=listener)
    post = Post.objects.get(number=2)
    assert (news.subject, news.url, news.actor_name) == ("Beds", f"/posts/{post.pk}/", "ben")
    assert news.quote == "Ask @lena and @Lena, @nobody."


def test_nobody_is_told_twice_of_a_post_and_not_of_their_own(
    thread: Thread, say: Say, told: Any, listener: Any
) -> None:
    ThreadWatch.objects.create(thread=thread, person=listener, since=timezone.now())
    assert told(lambda: say(body="@lena, @amara and @ben")) == [
        ("amara", "replied in"),
        ("lena", "replied in"),
    ]


def test_a_new_thread_tells_whom_it_names_but_once(
    wiki_page: Any, told: Any, author: Any, member: Any, listener: Any
) -> None:
    PageWatch.objects.create(page=wiki_page, person=member, since=timezone.now())
    assert told(
        lambda: start_thread(wiki_page, author=author, subject="Ale", body="@ben? @lena? @amara?")
    ) == [("ben", "started a thread"), ("lena", "mentioned you in")]
    assert Notification.objects.get(person=listener).url == Thread.objects.get().get_absolute_url()


def test_names_in_quotations_and_code_tell_nobody(say: Say, told: Any, listener: Any) -> None:
    assert told(lambda: say(body="> Ask @lena\n\nNo: `@lena`.")) == [("amara", "replied in")]


def test_an_edit_tells_only_those_who_were_told_nothing_yet(
    say: Say, told: Any, member: Any, listener: Any, moderator: Any
) -> None:
    posts: list[Post] = []
    told(lambda: posts.append(say(body="Ask @lena.")))

    def edit(body: str) -> list[tuple[str, str]]:
        return told(lambda: edit_post(posts[0], author=member, body=body))

    assert edit("Do ask @lena.") == []
    assert edit("Ask.") == []
    assert edit("Ask @lena, or @mo, or @amara, or @ben.") == [("mo", "mentioned you in")]


def test_a_post_that_names_a_crowd_tells_some_of_them(say: Say, told: Any, new_person: Any) -> None:
    names = [f"@{new_person(f'p{number}').username}" for number in range(MENTIONS_TOLD + 5)]
    news = told(lambda: say(body=" ".join(names)))
    assert [deed for _, deed in news].count("mentioned you in") == MENTIONS_TOLD


# Thanks ---------------------------------------------------------------------------------------

NOON = datetime.datetime(2026, 3, 4, 12, tzinfo=datetime.UTC)


@pytest.fixture
def values(django_capture_on_commit_callbacks: Any) -> Any:
    """`values(person, post, True)`: they answer at noon, or some hours later."""

    def run(person: Any, post: Post, given: bool | None, hours: float = 0) -> None:
        at = NOON + datetime.timedelta(hours=hours)
        with django_capture_on_commit_callbacks(execute=True):
            answer(post, person=person, given=given, at=at)

    return run


def thanks(person: Any) -> list[str]:
    found = Notification.objects.filter(person=person, kind="thanks").order_by("created_at")
    return list(found.values_list("subject", flat=True))


def test_thanks_of_a_day_are_one_line_that_keeps_up(
    thread: Thread, say: Say, values: Any, author: Any, member: Any, listener: Any, moderator: Any
) -> None:
    first = thread.posts.get()
    second = say(author=author)
    values(member, first, True)
    assert thanks(author) == ["1 person finds your post in “Beds” valuable"]
    values(listener, first, True, 1)
    assert thanks(author) == ["2 people find your post in “Beds” valuable"]
    values(listener, second, True, 2)
    values(moderator, second, True, 3)
    assert thanks(author) == ["3 people find 2 of your posts valuable"]
    assert Notification.objects.get(kind="thanks").url == f"/posts/{second.pk}/"


def test_withdrawn_thanks_are_subtracted_and_none_is_told_where_none_is_left(
    thread: Thread, values: Any, author: Any, member: Any, listener: Any
) -> None:
    post = thread.posts.get()
    values(member, post, True)
    values(listener, post, True)
    values(member, post, None)
    assert thanks(author) == ["1 person finds your post in “Beds” valuable"]
    values(listener, post, False)
    assert thanks(author) == []


def test_a_no_is_told_to_nobody(thread: Thread, values: Any, author: Any, member: Any) -> None:
    values(member, thread.posts.get(), False)
    assert not Notification.objects.exists()


def test_the_next_day_has_a_line_of_its_own_and_counts_only_what_is_new(
    thread: Thread, values: Any, author: Any, member: Any, listener: Any
) -> None:
    post = thread.posts.get()
    values(member, post, True)
    values(member, post, True, 24)
    values(listener, post, True, 24)
    assert thanks(author) == ["1 person finds your post in “Beds” valuable"] * 2


def test_the_day_is_that_of_the_authors_zone(
    thread: Thread, values: Any, author: Any, member: Any, listener: Any
) -> None:
    author.zone = "Pacific/Auckland"  # noon in UTC is an hour past midnight there
    author.save()
    post = thread.posts.get()
    values(member, post, True, -2)
    values(listener, post, True)
    assert len(thanks(author)) == 2


def test_a_line_that_was_read_stays_read_while_the_day_lasts(
    thread: Thread, values: Any, author: Any, member: Any, listener: Any
) -> None:
    post = thread.posts.get()
    values(member, post, True)
    Notification.objects.update(read_at=NOON)
    values(listener, post, True, 1)
    line = Notification.objects.get()
    assert (line.subject[:8], line.read_at) == ("2 people", NOON)


def test_the_inbox_shows_both(
    thread: Thread,
    client: Client,
    signed_in: Any,
    author: Any,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer(thread.posts.get(), person=member, given=True)
        other = start_thread(thread.page, author=member, subject="Ale", body="@amara?")
    lines = read(signed_in(client, author).get("/inbox/")).all("li.ev")
    assert sorted(line.one("div").text for line in lines) == [
        "1 person finds your post in “Beds” valuable",
        "ben mentioned you in Ale @amara?",
    ]
    assert {line.all("div a")[-1]["href"] for line in lines} == {
        f"/posts/{thread.posts.get().pk}/",
        other.get_absolute_url(),
    }


# Watching what one takes part in --------------------------------------------------------------


def ticked(client: Client, address: str) -> bool:
    box = next(i for i in read(client.get(address)).all("input") if i.get("name") == "watch")
    return "checked" in box


def test_forms_offer_to_watch_as_the_profile_says(
    thread: Thread, client: Client, signed_in: Any, listener: Any
) -> None:
    signed_in(client, listener)
    forms = [f"/discussion/{thread.pk}/", "/wiki/night-work/discussion/new/"]
    assert [ticked(client, address) for address in forms] == [True, True]
    box = next(
        i
        for i in read(client.get("/profile/")).all("input")
        if i.get("name") == "watches_what_they_join"
    )
    assert "checked" in box
    client.post("/profile/", {"name": "Lena"})
    assert [ticked(client, address) for address in forms] == [False, False]
    client.post("/profile/", {"name": "Lena", "watches_what_they_join": "on"})
    assert [ticked(client, address) for address in forms] == [True, True]


@pytest.mark.parametrize("watch", [True, False])
def test_whoever_takes_part_watches_if_they_leave_the_box_ticked(
    thread: Thread, client: Client, signed_in: Any, listener: Any, watch: bool
) -> None:
    signed_in(client, listener)
    chosen = {"watch": "on"} if watch else {}
    client.post(f"/discussion/{thread.pk}/", {"body": "Here", "to": "1", **chosen})
    started = {"subject": "Ale", "body": "So?", **chosen}
    client.post("/wiki/night-work/discussion/new/", started)
    watched = ThreadWatch.objects.filter(person=listener).values_list("thread__subject", flat=True)
    assert sorted(watched) == (["Ale", "Beds"] if watch else [])
