"""What pages need: lists for everybody, each in parts and by a constant number of queries."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.posting import start_thread
from tests.elements import read
from wiki.beginning import offer
from wiki.writing import revise_page

LONG_AGO = timezone.now() - datetime.timedelta(days=400)


def titles(client: Client, kind: str) -> list[str]:
    screen = read(client.get(f"/upkeep/?kind={kind}"))
    return [
        "".join(words for words in link.children if isinstance(words, str)).strip()
        for link in screen.all("main .upkeep li a")
        if link.parent and link.parent.tag == "li"
    ]


def test_each_list_names_the_pages_that_need_something(
    make_page: Any, member: Any, stranger: Client
) -> None:
    top = make_page("Top", body="See [[Middle]], [[Wanted]] and [[Wish]].")
    middle = make_page("Middle", body="See [[Wanted]] and [[Top]].", parent=top, at=LONG_AGO)
    alone = make_page("Alone", at=LONG_AGO)
    revise_page(alone, author=member, body="I am [[Alone]].", at=LONG_AGO)
    revise_page(make_page("Mended", at=LONG_AGO), author=member, body="See [[Old name]].")
    revise_page(make_page("Old name"), author=member, title="New name")
    assert titles(stranger, "wanted") == ["Wanted", "Wish"]
    assert "linked from 2 pages" in read(stranger.get("/upkeep/")).one("main").text
    assert titles(stranger, "orphans") == ["Alone", "Mended"]
    assert titles(stranger, "dead-ends") == ["Alone", "New name"]
    assert titles(stranger, "old") == ["Middle", "Alone"]
    revise_page(middle, author=member, parent=None)
    assert titles(stranger, "orphans") == ["Alone", "Mended"]  # for Top links to it
    assert titles(stranger, "old") == ["Alone"]


def test_templates_need_no_links(
    make_page: Any, moderator: Any, member: Any, stranger: Client
) -> None:
    template = make_page("Lesson learned")
    offer(template, by=moderator)
    make_page("Alone")
    for kind in ("orphans", "dead-ends"):
        assert titles(stranger, kind) == ["Alone"]
    offer(template, by=moderator, wanted=False)
    assert titles(stranger, "orphans") == ["Alone", "Lesson learned"]


def test_a_wanted_page_leads_to_the_sentences_that_want_it(
    make_page: Any, member: Any, stranger: Client
) -> None:
    page = make_page("Rest", body="First. We lack [[NHS beds]]. Last.", note="For [[NHS beds]]")
    make_page("Rota", body="As [[nhs beds|they]] are.")
    start_thread(page, author=member, subject="Beds", body="Who writes [[NHS beds]]?")
    wanted = read(stranger.get("/upkeep/")).one("main .lines .meta a")
    assert wanted.text == "linked from 2 pages: NHS beds"
    missing = read(stranger.get(wanted["href"].partition("#")[0]), 404)
    assert missing.one("h1").text == "There is no page called “NHS beds”"
    said = [line.text for line in missing.all("main .lines li")]
    assert said[:2] == ["Rest We lack NHS beds.", "Rota As they are."]
    assert said[2].startswith("Beds post 1 by ben")
    assert said[2].endswith("Who writes NHS beds?")
    assert said[3].startswith("Update 1 of Rest")
    assert len(said) == 4


def test_a_page_that_nobody_wants_says_nothing_of_links(stranger: Client, db: None) -> None:
    missing = read(stranger.get("/wiki/not-there/history/"), 404)
    assert missing.one("h1").text == "There is no page called “Not there”"
    assert not missing.all("#wanted")


def test_many_texts_that_want_a_page_are_named_as_some_of_them(
    make_page: Any, stranger: Client, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr("search.linked.WANTING_SHOWN", 2)
    for number in range(2):
        make_page(f"Page {number}", body="See [[Beds]].")
    with django_assert_num_queries(10):
        few = read(stranger.get("/wiki/beds/"), 404)
    assert "There are more" not in few.text
    make_page("Page 2", body="See [[Beds]].")
    with django_assert_num_queries(10):
        many = read(stranger.get("/wiki/beds/"), 404)
    assert len(many.all("main .lines li")) == 2
    assert "There are more" in many.text


@pytest.mark.parametrize("kind", ["wanted", "orphans", "dead-ends", "old"])
def test_a_list_asks_as_often_for_many_pages_as_for_few(
    kind: str, make_page: Any, stranger: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            stranger.get(f"/upkeep/?kind={kind}")
        return len(queries)

    def write(number: int) -> None:
        make_page(f"Alone {number}", body=f"Wants [[No {number}]].", at=LONG_AGO)

    write(0)
    asked()
    few = asked()
    for number in range(1, 5):
        write(number)
    assert asked() == few <= 2
    assert len(titles(stranger, kind)) == 5


def test_long_lists_come_in_parts(make_page: Any, stranger: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("wiki.views_of_upkeep.PAGE_SIZE", 2)
    for number in range(3):
        make_page(f"Alone {number}")
    assert titles(stranger, "orphans") == ["Alone 0", "Alone 1"]
    assert titles(stranger, "orphans&page=2") == ["Alone 2"]
    assert "Part 1 of 2" in stranger.get("/upkeep/?kind=orphans").content.decode()
