"""The threads of a page as a table: under the page, and on a screen of their own."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from discussions.acting import feature, lock, resolve
from discussions.listing import THREADS_A_PAGE
from discussions.models import Thread
from discussions.posting import reply, start_thread
from discussions.removing import take_down
from discussions.renaming import retag
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
        ("by", ["Beds", "Ale", "Cots", "Doors"]),
        ("-by", ["Doors", "Cots", "Ale", "Beds"]),
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
    second = read(stranger.get(further["href"]))
    rest = subjects(second)
    before = second.one(".pager a[rel=prev]")["href"]
    assert subjects(read(stranger.get(before))) == subjects(page)
    assert len(set(rest) | set(subjects(page))) == THREADS_A_PAGE + 3


def test_a_page_without_threads_says_what_to_do(wiki_page: Any, stranger: Client) -> None:
    page = read(stranger.get(LIST))
    assert page.one("#discussion .lede").text.startswith("No threads yet.")
    assert page.one("#discussion .btn")["href"] == f"{LIST}new/"


def test_the_table_costs_the_same_for_any_number_of_threads(
    threads: dict[str, Thread], stranger: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):  # the page, the threads
        stranger.get(LIST)


# Choosing -------------------------------------------------------------------------------------


@pytest.fixture
def reader(stranger: Client, signed_in: Any, member: Any) -> Client:
    return signed_in(stranger, member)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"show": "unanswered"}, ["Doors", "Ale", "Cots"]),
        ({"show": "mine"}, ["Doors", "Cots"]),
        ({"show": "replied"}, ["Beds"]),
        ({"show": "unread"}, ["Doors", "Ale", "Cots"]),
        ({"state": "resolved"}, ["Ale"]),
        ({"state": "open"}, ["Beds", "Doors", "Cots"]),
        ({"state": "open", "show": "unanswered"}, ["Doors", "Cots"]),
        ({"tag": "rest"}, ["Cots"]),
        ({"about": "recommendation"}, []),
        ({"tag": "nowhere"}, ["Beds", "Doors", "Ale", "Cots"]),
        ({"show": "nonsense", "state": "x", "about": "y"}, ["Beds", "Doors", "Ale", "Cots"]),
    ],
)
@pytest.mark.parametrize("address", [LIST, "/discussion/"])
def test_threads_are_chosen_by_what_they_are(
    threads: dict[str, Thread],
    reader: Client,
    member: Any,
    moderator: Any,
    address: str,
    query: dict[str, str],
    found: list[str],
) -> None:
    resolve(threads["Ale"], by=moderator, reason="Settled")
    retag(threads["Cots"], by=member, tags="rest")
    reader.get(threads["Beds"].get_absolute_url())
    page = read(reader.get(address, query))
    assert subjects(page) == found
    if not found:
        assert page.one(".lede").text.startswith("No thread is like that.")


def test_what_was_chosen_is_said_and_each_of_it_can_be_dropped(
    threads: dict[str, Thread], reader: Client
) -> None:
    query = {"show": "mine", "state": "open", "sort": "subject"}
    said = read(reader.get(LIST, query)).one(".said")
    assert said.text.startswith("Threads that you started")
    links = [link["href"] for link in said.all("a")]
    assert links == [
        f"{LIST}?state=open&sort=subject",
        f"{LIST}?show=mine&sort=subject",
        f"{LIST}?sort=subject",
    ]


@pytest.mark.parametrize("address", [LIST, PAGE, "/discussion/"])
@pytest.mark.parametrize("sort", ["", "subject", "-replies"])
def test_a_featured_thread_stands_on_top_and_says_so(
    threads: dict[str, Thread], stranger: Client, moderator: Any, address: str, sort: str
) -> None:
    feature(threads["Cots"], by=moderator, reason="Read this first")
    lock(threads["Cots"], by=moderator, reason="For reading")
    page = read(stranger.get(address, {"sort": sort}))
    assert subjects(page.one("#discussion"))[0] == "Cots"
    row = page.one(f"#thread-{threads['Cots'].pk}")
    assert row.texts(".status") == ["Featured", "Locked"]


def test_the_list_of_the_site_says_beside_which_page_each_thread_stands(
    threads: dict[str, Thread], stranger: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        page = read(stranger.get("/discussion/"))
    assert "beside Night work" in page.one(f"#thread-{threads['Beds'].pk}").text


@pytest.mark.parametrize("key", ["x", "5", "5:", "5:x", "9" * 30 + ":1", ":", "1:2020-01-01"])
@pytest.mark.parametrize("sort", ["last", "replies", "subject", "by"])
def test_nonsense_in_a_key_shows_some_page(
    threads: dict[str, Thread], stranger: Client, key: str, sort: str
) -> None:
    for name in ("after", "before"):
        assert stranger.get("/discussion/", {name: key, "sort": sort}).status_code == 200
