"""The threads of a page as a table: under the page, and on a screen of their own."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from discussions.models import Thread
from discussions.panels import THREADS_A_PAGE
from discussions.posting import reply, start_thread
from discussions.removing import take_down
from tests.elements import Element, read

LIST = "/wiki/night-work/discussion/"
PAGE = "/wiki/night-work/"


@pytest.fixture
def threads(wiki_page: Any, author: Any, member: Any) -> dict[str, Thread]:
    """Four threads: the latest post is in the one begun second."""
    start = timezone.now() - datetime.timedelta(days=4)
    made = {}
    for days, (subject, person) in enumerate(
        [("Cots", member), ("Beds", author), ("Ale", author), ("Doors", member)]
    ):
        at = start + datetime.timedelta(days=days)
        made[subject] = start_thread(
            wiki_page, author=person, subject=subject, body=f"About {subject}", at=at
        )
    reply(made["Beds"], author=member, body="The last word")
    return made


def subjects(page: Element) -> list[str]:
    return page.texts("tbody th a")


def test_the_latest_post_comes_first(threads: dict[str, Thread], stranger: Client) -> None:
    page = read(stranger.get(LIST))
    assert subjects(page) == ["Beds", "Doors", "Ale", "Cots"]
    beds = page.one(f"#thread-{threads['Beds'].pk}")
    assert beds.texts("td")[:2] == ["amara", "1"]
    assert beds.texts("td")[2].endswith("by ben")


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("subject", ["Ale", "Beds", "Cots", "Doors"]),
        ("-subject", ["Doors", "Cots", "Beds", "Ale"]),
        ("by", ["Ale", "Beds", "Doors", "Cots"]),
        ("-replies", ["Beds", "Doors", "Ale", "Cots"]),
        ("last", ["Cots", "Ale", "Doors", "Beds"]),
        ("nonsense", ["Beds", "Doors", "Ale", "Cots"]),
    ],
)
def test_every_column_sorts(
    threads: dict[str, Thread], stranger: Client, sort: str, order: list[str]
) -> None:
    assert subjects(read(stranger.get(LIST, {"sort": sort}))) == order


@pytest.mark.parametrize("address", [LIST, PAGE])
def test_headings_are_links_that_sort_and_one_says_how_it_is_sorted(
    threads: dict[str, Thread], stranger: Client, address: str
) -> None:
    heads = read(stranger.get(address)).all("thead th")
    links = [head.one("a")["href"] for head in heads]
    assert links == [f"?sort={s}#discussion" for s in ("subject", "by", "-replies", "last")]
    assert [head.get("aria-sort") for head in heads] == [None, None, None, "descending"]
    heads = read(stranger.get(address, {"sort": "subject"})).all("thead th")
    assert [head.get("aria-sort") for head in heads] == ["ascending", None, None, None]
    assert heads[0].one("a")["href"] == "?sort=-subject#discussion"


def test_a_page_shows_three_and_the_way_to_all(
    threads: dict[str, Thread], stranger: Client
) -> None:
    page = read(stranger.get(PAGE))
    assert subjects(page.one("#discussion")) == ["Beds", "Doors", "Ale"]
    pager = page.one("#discussion .pager")
    assert pager.text.startswith("Showing 3 of 4 threads for this page View all")
    assert pager.one("a")["href"] == LIST
    assert len(subjects(read(stranger.get(PAGE, {"threads": "all"})).one("#discussion"))) == 4


@pytest.mark.parametrize("address", [LIST, PAGE])
def test_a_thread_opens_in_place(
    threads: dict[str, Thread], stranger: Client, address: str
) -> None:
    cots = threads["Cots"]
    opened = read(stranger.get(address, {"open": cots.pk})).one(f"#opened-{cots.pk}")
    assert opened.text.startswith("Thread started:")
    assert "About Cots" in opened.text
    assert "Do you find this valuable?" in opened.text
    assert "Keyword tags: none" in opened.text


def test_the_last_reply_is_offered_only_where_there_is_one(
    threads: dict[str, Thread], stranger: Client, member: Any
) -> None:
    def offered(subject: str) -> list[str]:
        return read(stranger.get(LIST, {"open": threads[subject].pk})).texts("details.last-reply p")

    assert offered("Cots") == []
    assert offered("Beds") == ["The last word"]
    take_down(threads["Beds"].posts.get(number=2), author=member)
    assert offered("Beds") == []


@pytest.mark.parametrize("chosen", ["abc", "-1", "9" * 30, "0", ""])
def test_nonsense_opens_nothing(threads: dict[str, Thread], stranger: Client, chosen: str) -> None:
    for address in (LIST, PAGE):
        page = read(stranger.get(address, {"open": chosen, "page": chosen, "sort": chosen}))
        assert page.all(".last-reply") == []


def test_many_threads_come_in_pages(
    wiki_page: Any, author: Any, stranger: Client, django_assert_max_num_queries: Any
) -> None:
    first = start_thread(wiki_page, author=author, subject="A0", body="So?")
    for number in range(1, THREADS_A_PAGE + 3):
        first.pk = None
        first.subject = f"A{number}"
        first.save()
    with django_assert_max_num_queries(4):
        page = read(stranger.get(LIST, {"sort": "subject"}))
    assert len(subjects(page)) == THREADS_A_PAGE
    further = page.all(".pager a")[-1]
    assert further["href"] == "?sort=subject&page=2#discussion"
    rest = subjects(read(stranger.get(LIST + "?sort=subject&page=2")))
    assert len(set(rest) | set(subjects(page))) == THREADS_A_PAGE + 3


def test_a_page_without_threads_says_what_to_do(wiki_page: Any, stranger: Client) -> None:
    page = read(stranger.get(LIST))
    assert page.one("#discussion .lede").text.startswith("No threads yet.")
    assert page.one("#discussion .btn")["href"] == f"{LIST}new/"


def test_the_table_costs_the_same_for_any_number_of_threads(
    threads: dict[str, Thread], stranger: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):  # the page, the number of threads, the threads
        stranger.get(LIST)
