"""A script asks whether new replies have come: cheaply, and told nothing of anybody."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from discussions.models import Post, Thread
from discussions.ordering import PAGE_SIZE
from discussions.removing import take_down
from tests.elements import read
from wiki.deleting import delete

Say = Callable[..., Post]


def asked(client: Client, thread: Thread, after: Any, **more: Any) -> Any:
    return client.get(f"/discussion/{thread.pk}/news/", {"after": after, **more})


def test_without_news_the_answer_is_empty_and_costs_one_query(
    thread: Thread, say: Say, client: Client, django_assert_num_queries: Any
) -> None:
    say()
    with django_assert_num_queries(1):
        answer = asked(client, thread, 2)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.cookies == {}


def test_it_says_how_many_came_and_leads_to_the_first(
    thread: Thread, say: Say, client: Client
) -> None:
    first = say()
    say()
    answer = asked(client, thread, 1)
    assert json.loads(answer.content) == {
        "count": 2,
        "url": f"/discussion/{thread.pk}/#post-{first.pk}",
    }


def test_it_leads_to_the_right_page_of_a_long_thread(
    grown: Callable[..., Thread], say: Say, client: Client
) -> None:
    thread = grown(PAGE_SIZE + 5, answers=lambda number: 1)
    post = say()
    url = json.loads(asked(client, thread, PAGE_SIZE + 5).content)["url"]
    assert f'id="post-{post.pk}"' in client.get(url).content.decode()


def test_ones_own_and_what_was_taken_down_are_no_news(
    thread: Thread, say: Say, client: Client, member: Any, author: Any
) -> None:
    say()
    assert asked(client, thread, 1, but=member.pk).status_code == 204
    take_down(say(author=author), author=author)
    assert asked(client, thread, 1, but=member.pk).status_code == 204


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30])
def test_nonsense_is_no_news(thread: Thread, say: Say, client: Client, after: str) -> None:
    say()
    assert asked(client, thread, after, but=after).status_code == 204


def test_there_is_none_of_a_thread_that_is_not_there(
    thread: Thread, client: Client, moderator: Any
) -> None:
    assert client.get("/discussion/999/news/?after=1").status_code == 404
    delete(thread.page, by=moderator, reason="Elsewhere")
    assert asked(client, thread, 0).status_code == 410


def test_the_thread_says_after_which_post_to_ask(thread: Thread, say: Say, client: Client) -> None:
    say()
    box = read(client.get(f"/discussion/{thread.pk}/")).one(".came")
    assert (box["data-news"], box["data-after"]) == (f"/discussion/{thread.pk}/news/", "2")
    assert "hidden" in box
