"""Titles are looked up while a link is written: the nearest first, at one price."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client


@pytest.fixture
def titles(client: Client, signed_in: Any, member: Any) -> Any:
    signed_in(client, member)
    return lambda words: client.get("/wiki/titles/", {"q": words}).json()["titles"]


@pytest.fixture
def _pages(make_page: Any) -> None:
    for title in (
        "Alarms on the ward",
        "Ward rounds",
        "Rewards",
        "Night work",
        "Café & co",
        "Über uns",
    ):
        make_page(title)


@pytest.mark.usefixtures("_pages")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ward", ["Ward rounds", "Alarms on the ward"]),
        ("WARD", ["Ward rounds", "Alarms on the ward"]),
        ("ward al", ["Alarms on the ward"]),
        ("the w", ["Alarms on the ward"]),
        ("café", ["Café & co"]),
        ("ÜB", ["Über uns"]),
        ("%", []),
        ("", []),
        ("nowhere", []),
        ("w " * 100, ["Alarms on the ward", "Night work", "Ward rounds"]),
    ],
)
def test_pages_are_found_by_the_beginnings_of_their_titles_words(
    titles: Any, typed: str, found: list[str]
) -> None:
    assert titles(typed) == found


def test_a_page_is_found_by_its_new_title_alone(titles: Any, make_page: Any, member: Any) -> None:
    from wiki.writing import revise_page

    revise_page(make_page("Night work"), author=member, title="Late shifts")
    assert titles("late") == ["Late shifts"]
    assert titles("night") == []


def test_looking_up_costs_the_same_however_many_pages(
    titles: Any, make_page: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_page(f"Page about beds {number}")
    titles("beds")
    with django_assert_max_num_queries(3):  # the session, the person, the titles
        assert len(titles("beds")) == 8


def test_titles_are_looked_up_by_who_writes_and_not_too_often(
    stranger: Client, titles: Any, settings: Any
) -> None:
    settings.WRITE_RATES = configured.WRITE_RATES | {"lookup": "1/3600"}
    titles("a")
    assert stranger.get("/wiki/titles/?q=a").status_code == 429
    stranger.logout()
    assert stranger.get("/wiki/titles/?q=a")["Location"].startswith("/accounts/login/")


def test_a_page_of_that_name_has_another_address(make_page: Any) -> None:
    assert make_page("Titles").get_absolute_url() == "/wiki/titles-page/"
