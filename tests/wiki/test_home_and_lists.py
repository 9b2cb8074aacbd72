"""The home page and the lists of pages."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.posting import start_thread
from recommendations.arranging import add, add_area, remove
from recommendations.starring import give
from wiki.writing import feature


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def html_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("db")
def test_an_empty_site_says_where_to_begin(stranger: Client) -> None:
    html = html_of(stranger, "/")
    assert "Nothing is written yet" in html
    assert 'href="/wiki/new/"' in html
    assert 'href="/wiki/paste/"' in html
    assert "No page is written yet" in html_of(stranger, "/wiki/")


def test_home_shows_what_is_featured_starred_said_and_done(
    make_page: Any, author: Any, member: Any, moderator: Any, stranger: Client
) -> None:
    page = make_page("Night work", body="What is done at night.")
    area = add_area(page, "Beds", author=author)
    items = [add(area, f"Bed {n}", author=author) for n in range(3)]
    give(items[1], person=member)
    give(items[2], person=member)
    give(items[2], person=author)
    start_thread(page, author=author, subject="Where are they?", body="?")
    feature(page, by=moderator, reason="It was tried")
    html = html_of(stranger, "/")
    assert "What is done at night." in html
    assert "It was tried" in html
    assert re.findall(r'id="t(\d+)"', html) == [str(items[2].pk), str(items[1].pk)]
    assert "Where are they?" in html
    assert "page featured" in html
    assert 'href="/wiki/night-work/changes/8/"' in html
    remove(items[2], author=author)
    assert re.findall(r'id="t(\d+)"', html_of(stranger, "/")) == [str(items[1].pk)]


def test_a_star_on_the_home_page_comes_back_to_it(
    make_page: Any, author: Any, reader: Client
) -> None:
    item = add(add_area(make_page(), "Beds", author=author), "Bed", author=author)
    give(item, person=author)
    assert f'formaction="/recommendations/{item.pk}/star/"' in html_of(reader, "/")
    answer = reader.post(f"/recommendations/{item.pk}/star/", {"do": "give", "next": "/"})
    assert answer["Location"] == f"/?starred={item.pk}#r{item.pk}"


def test_all_pages_stand_in_alphabetical_order_with_what_is_on_them(
    make_page: Any, author: Any, stranger: Client
) -> None:
    for title in ("Rota", "Night work", "Day work"):
        page = make_page(title, body=f"All about {title}.")
    area = add_area(page, "Beds", author=author)
    for n in range(3):
        item = add(area, f"Bed {n}", author=author)
    remove(item, author=author)
    html = html_of(stranger, "/wiki/")
    main = html[html.index("<main") : html.index("</main>")]
    assert re.findall(r"<h2[^>]*><a [^>]*>([^<]*)</a>", main) == ["Day work", "Night work", "Rota"]
    assert "All about Rota." in main
    assert "2 recommendations" in main


def test_wanted_pages_are_those_linked_and_not_written(make_page: Any, stranger: Client) -> None:
    make_page("Rota", body="See [[Sleep]], [[Food & drink]] and [[Night work]].")
    make_page("Night work", body="See [[Sleep]] and [[Sleep|again]].")
    html = html_of(stranger, "/wiki/")
    wanted = html[html.index("<h2>Wanted pages</h2>") :]
    wanted = wanted[: wanted.index("</section>")]
    assert re.findall(r'title=([^"]*)"', wanted) == ["Sleep", "Food%20%26%20drink"]
    assert "linked from 2 pages" in wanted
    make_page("Sleep")
    assert "?title=Sleep" not in html_of(stranger, "/wiki/")


@pytest.mark.parametrize("address", ["/", "/wiki/"])
def test_a_list_costs_the_same_however_long(
    address: str, make_page: Any, author: Any, member: Any, reader: Client
) -> None:
    def fill(count: int) -> None:
        for n in range(count):
            page = make_page(body=f"See [[Wanted {n}]].", tags="shared")
            item = add(add_area(page, "Beds", author=author), f"Bed {n}", author=author)
            give(item, person=member)
            start_thread(page, author=author, subject="Beds", body="?", recommendation=item)
            feature(page, by=author, reason="It was tried")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            html_of(reader, address)
        return len(asked)

    fill(2)
    few = queries()
    fill(8)
    assert queries() == few
    assert few <= 12
