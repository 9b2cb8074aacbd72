""" "Do you find this valuable?": one answer a person, changed or withdrawn as they like."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from discussions.models import Post, Thread, Valuable
from discussions.removing import take_down
from tests.elements import Element, elements, read

SignedIn = Callable[[Client, Any], Client]


@pytest.fixture
def post(thread: Thread) -> Post:
    found: Post = thread.posts.get()
    return found


@pytest.fixture
def reader(client: Client, signed_in: SignedIn, member: Any) -> Client:
    return signed_in(client, member)


def press(client: Client, post: Post, answer: str, **more: Any) -> Any:
    return client.post(f"/posts/{post.pk}/valuable/", {"answer": answer}, **more)


def counts(post: Post) -> tuple[int, int]:
    post.refresh_from_db()
    return post.valuable, post.not_valuable


def control(client: Client, post: Post) -> Element:
    page = read(client.get(f"/discussion/{post.thread_id}/"))
    return page.one(f"#v{post.pk}")


def test_an_answer_counts_once_and_can_be_changed_and_withdrawn(reader: Client, post: Post) -> None:
    for answer, counted in [
        ("yes", (1, 0)),
        ("yes", (1, 0)),
        ("no", (0, 1)),
        ("withdraw", (0, 0)),
        ("withdraw", (0, 0)),
    ]:
        press(reader, post, answer)
        assert counts(post) == counted
    assert not Valuable.objects.exists()


def test_an_answer_leads_back_to_the_post(reader: Client, post: Post) -> None:
    answer = press(reader, post, "yes")
    assert answer.status_code == 302
    assert answer["Location"] == f"/discussion/{post.thread_id}/#post-{post.pk}"


def test_the_control_says_what_one_answered(reader: Client, post: Post) -> None:
    yes, no = control(reader, post).all("button")
    assert (yes["aria-pressed"], no["aria-pressed"]) == ("false", "false")
    press(reader, post, "yes")
    shown = control(reader, post)
    yes, no = shown.all("button")
    assert (yes["aria-pressed"], yes["value"]) == ("true", "withdraw")
    assert (no["aria-pressed"], no["value"]) == ("false", "no")
    assert "1 person does, you among them" in shown.text


def test_a_script_gets_the_control_alone_and_words_to_say(reader: Client, post: Post) -> None:
    answer = press(reader, post, "no", headers={"HX-Request": "true"})
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {
        "say": "You do not find this valuable. 0 people do."
    }
    part = elements(answer.content.decode())
    assert [child.tag for child in part.children if isinstance(child, Element)] == ["form"]
    assert part.one(f"#v{post.pk}").all("button")[1]["aria-pressed"] == "true"


def test_nobody_values_their_own_post(
    client: Client, signed_in: SignedIn, author: Any, post: Post
) -> None:
    signed_in(client, author)
    assert read(client.get(f"/discussion/{post.thread_id}/")).all(f"#v{post.pk}") == []
    assert press(client, post, "yes").status_code == 403
    assert counts(post) == (0, 0)


def test_what_was_taken_down_cannot_be_valued(reader: Client, post: Post, author: Any) -> None:
    take_down(post, author=author)
    assert press(reader, post, "yes").status_code == 404
    assert counts(post) == (0, 0)


def test_another_answer_is_refused(reader: Client, post: Post) -> None:
    assert press(reader, post, "perhaps").status_code == 400
    assert press(reader, post, "").status_code == 400


def test_a_stranger_is_led_to_the_door_and_reads_the_counts(
    stranger: Client, reader: Client, post: Post
) -> None:
    press(reader, post, "yes")
    reader.logout()
    assert press(stranger, post, "no")["Location"].startswith("/accounts/login/")
    assert counts(post) == (1, 0)
    assert "1 person does" in read(stranger.get(f"/discussion/{post.thread_id}/")).text


def test_its_address_opened_by_hand_leads_to_the_post(reader: Client, post: Post) -> None:
    assert reader.get(f"/posts/{post.pk}/valuable/").status_code == 302
