"""Quoting part of a post: words that somebody chose, or one of its paragraphs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from discussions.models import Post, Thread
from discussions.removing import take_down
from tests.elements import Element, read

Say = Callable[..., Post]
BODY = "The *first* paragraph is long.\n\n> Not mine.\n\nThe second [links](https://example.org).\n"


@pytest.fixture
def reader(client: Client, signed_in: Any, listener: Any) -> Client:
    return signed_in(client, listener)


@pytest.fixture
def post(say: Say) -> Post:
    return say(body=BODY)


def opened(client: Client, thread: Thread, **query: Any) -> Element:
    return read(client.get(f"/discussion/{thread.pk}/", {"quote": 2, **query}))


def begun(page: Element, post: Post) -> str:
    """What the form holds after the line that says who wrote it."""
    body = page.one("#body").raw.strip("\n")
    head, _, rest = body.partition("\n")
    assert head == f"> [ben wrote:](/posts/{post.pk}/)"
    return rest.removeprefix(">\n")


def test_chosen_words_alone_are_quoted(thread: Thread, reader: Client, post: Post) -> None:
    page = opened(reader, thread, words="first  paragraph")
    assert begun(page, post) == "> first paragraph"
    assert page.one("input[name=to]")["value"] == "2"


def test_words_of_several_paragraphs_stay_paragraphs(
    thread: Thread, reader: Client, post: Post
) -> None:
    page = opened(reader, thread, words="paragraph is long.\nThe second links.")
    assert begun(page, post) == "> paragraph is long.\n>\n> The second links."


def test_words_that_the_post_does_not_say_are_not_put_into_its_mouth(
    thread: Thread, reader: Client, post: Post
) -> None:
    page = opened(reader, thread, words="I was wrong about everything")
    assert "I was wrong" not in page.one("#body").raw
    assert "The *first* paragraph is long." in begun(page, post)
    assert "The words that you chose do not stand in the post, so all of it is quoted." in page.text


def test_marks_in_chosen_words_are_written_so_that_they_show(
    thread: Thread, reader: Client, say: Say
) -> None:
    post = say(body=r"Use 2 \* 3 and \[this\], `a_b`.")
    page = opened(reader, thread, words="2 * 3 and [this], a_b")
    assert begun(page, post) == r"> 2 \* 3 and \[this\], a\_b."


def test_a_paragraph_can_be_quoted_alone_without_script(
    thread: Thread, reader: Client, post: Post
) -> None:
    links = opened(reader, thread).all(".quote-parts a")
    assert [link.text for link in links] == ["The first paragraph is long.", "The second links."]
    assert [link["href"] for link in links] == [
        "?quote=2&part=1#reply",
        "?quote=2&part=2#reply",
    ]
    page = opened(reader, thread, part=2)
    assert begun(page, post) == "> The second [links](https://example.org)."


@pytest.mark.parametrize("part", ["0", "3", "x", "9" * 30])
def test_a_paragraph_that_there_is_not_quotes_all(
    thread: Thread, reader: Client, post: Post, part: str
) -> None:
    quoted = begun(opened(reader, thread, part=part), post)
    assert "first" in quoted
    assert "second" in quoted
    assert "Not mine" not in quoted


def test_nothing_is_quoted_of_what_was_taken_down(
    thread: Thread, reader: Client, post: Post, member: Any
) -> None:
    take_down(post, author=member)
    page = opened(reader, thread, words="first paragraph")
    assert page.one("#body").raw.strip() == ""
    assert "The words that you chose do not stand in the post." in page.text


def test_a_quotation_is_kept_as_a_draft(thread: Thread, reader: Client, post: Post) -> None:
    page = opened(reader, thread, words="first paragraph")
    key = page.one("input[name=draft]")["value"]
    body = page.one("#body").raw.strip("\n") + "\n\nYes, @amara."
    form = {"body": body, "to": "2", "draft": key, "do": "draft"}
    place = reader.post(f"/discussion/{thread.pk}/", form)["Location"]
    again = read(reader.get(place.partition("#")[0]))
    assert again.one("#body").raw.strip("\n") == body
    assert again.one("input[name=to]")["value"] == "2"
