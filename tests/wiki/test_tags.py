"""Keyword tags."""

from typing import Any

import pytest
from django.test import Client

from discussions.posting import start_thread
from recommendations import arranging
from recommendations.detailing import Details, set_details
from tests.elements import read
from wiki.models import Page, Tag
from wiki.tagging import tidy_tags
from wiki.writing import feature, revise_page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("shifts, rest", "shifts, rest"),
        (" shifts ,, Shifts,SHIFTS , night   work ", "shifts, night work"),
        ("", ""),
        (",, ?, -", ""),
        (["b", "a", "b"], "b, a"),
        ("Größe, 夜勤", "Größe, 夜勤"),
        ("x" * 90, "x" * 60),
    ],
)
def test_tags_are_kept_once_in_the_order_given(typed: Any, kept: str) -> None:
    assert tidy_tags(typed) == kept
    assert tidy_tags(kept) == kept


@pytest.mark.parametrize("name", ["new", "paste", "Größe", "夜勤", "R&D", "½" * 60, "a_b", "K.I."])
def test_each_tag_of_a_page_leads_to_the_pages_that_carry_it(
    name: str, make_page: Any, stranger: Client
) -> None:
    page = make_page("Night work", tags=name)
    tag = Tag.objects.get(pages=page)
    html = stranger.get("/wiki/night-work/").content.decode()
    assert f'<a class="tag" href="{tag.get_absolute_url()}">' in html
    answer = stranger.get(tag.get_absolute_url())
    assert answer.status_code == 200
    assert 'href="/wiki/night-work/"' in answer.content.decode()


def test_a_tag_that_is_taken_off_leads_nowhere(
    make_page: Any, author: Any, stranger: Client
) -> None:
    page = make_page("Night work", tags="shifts, rest")
    revise_page(page, author=author, tags="rest")
    assert 'href="/wiki/night-work/"' not in stranger.get("/tags/shifts/").content.decode()
    html = stranger.get("/tags/").content.decode()
    assert "/tags/rest/" in html
    assert "/tags/shifts/" not in html
    assert page.changesets.latest("number").counts == {"tags_changed": 1}


def test_pages_of_one_tag_share_it_however_it_is_written(make_page: Any) -> None:
    make_page("Night work", tags="Shift work")
    make_page("Day work", tags="shift work")
    assert Tag.objects.get().pages.count() == 2


def test_featured_pages_come_first_under_a_tag(
    make_page: Any, moderator: Any, stranger: Client
) -> None:
    make_page("A page", tags="rest")
    feature(make_page("Z page", tags="rest"), by=moderator, reason="Short")
    html = stranger.get("/tags/rest/").content.decode()
    assert html.index("Z page") < html.index("A page")


@pytest.mark.usefixtures("db")
def test_a_tag_that_nobody_gave_is_404(stranger: Client) -> None:
    assert stranger.get("/tags/nothing/").status_code == 404
    assert (
        "No page, thread or recommendation carries a tag yet"
        in stranger.get("/tags/").content.decode()
    )


def test_the_list_of_tags_costs_the_same_however_many(
    make_page: Any, stranger: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        make_page(tags=f"tag {n}, shared")
    for address, queries in (("/tags/", 5), ("/tags/shared/", 8)):
        with django_assert_max_num_queries(queries):
            stranger.get(address)
    assert Page.objects.count() == 12


def test_the_audience_of_recommendations_is_listed_and_counted(
    make_page: Any, author: Any, stranger: Client
) -> None:
    page = make_page("Night work")
    area = arranging.add_area(page, "Beds", author=author)
    items = [arranging.add(area, f"Keep bed {n} free", author=author) for n in range(3)]
    for item in items:
        set_details(item, Details(audience="night staff"), author=author)
    arranging.remove(items[2], author=author)
    line = read(stranger.get("/tags/")).one("#main li")
    assert line.text == "night staff 2 recommendations"
    screen = read(stranger.get("/tags/night-staff/"))
    assert [
        link.text for link in screen.all("#main li a") if "/recommendations/" in link["href"]
    ] == ["Keep bed 0 free", "Keep bed 1 free"]
    for item in items[:2]:
        set_details(item, Details(), author=author)
    assert not read(stranger.get("/tags/")).all("#main li")


def test_numbers_of_pages_threads_and_recommendations_do_not_multiply(
    make_page: Any, author: Any, stranger: Client
) -> None:
    pages = [make_page(tags="rest") for _ in range(2)]
    for subject in ("One", "Two", "Three"):
        start_thread(pages[0], author=author, subject=subject, body="?", tags="rest")
    area = arranging.add_area(pages[0], "Beds", author=author)
    item = arranging.add(area, "Keep a bed free", author=author)
    set_details(item, Details(audience="rest"), author=author)
    line = read(stranger.get("/tags/")).one("#main li")
    assert line.text == "rest 2 pages, 3 threads, 1 recommendation"
