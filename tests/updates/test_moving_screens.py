"""The screen that moves a recommendation to another page, with and without knowing its title."""

from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import add, add_area, remove, remove_area
from recommendations.models import Area, Recommendation
from tests.elements import read
from updates.moving import move_to_page
from wiki.models import Page


@pytest.fixture
def days(make_page: Any) -> Page:
    return make_page("Working by day")


@pytest.fixture
def rooms(days: Page, author: Any) -> Area:
    return add_area(days, "Rooms", author=author)


@pytest.fixture
def bed(make_page: Any, author: Any) -> Recommendation:
    area = add_area(make_page("Nights"), "Beds", author=author)
    return add(area, "Keep a bed free", author=author)


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def address(item: Recommendation) -> str:
    return f"/recommendations/{item.pk}/move/"


def test_a_part_of_a_title_offers_pages_and_one_is_picked(
    reader: Client, bed: Recommendation, rooms: Area, make_page: Any
) -> None:
    make_page("By day and night")
    page = read(reader.post(address(bed), {"do": "find", "page": "by day", "note": "Why"}), 422)
    assert "There is no page called “by day”" in page.one("#problems").text
    picks = page.all("button[name=pick]")
    assert [pick["value"] for pick in picks] == ["Working by day", "By day and night"]
    page = read(reader.post(address(bed), {"pick": "Working by day", "page": "by", "note": "Why"}))
    assert page.one("#page")["value"] == "Working by day"
    assert page.one("#note")["value"] == "Why"
    assert page.texts("#area option") == ["Rooms"]
    assert not page.all("#problems")


def test_an_area_that_was_removed_meanwhile_is_said_and_not_brought_back(
    reader: Client, bed: Recommendation, rooms: Area, author: Any
) -> None:
    remove_area(rooms, author=author)
    form = {"do": "move", "page": "Working by day", "area": rooms.pk}
    page = read(reader.post(address(bed), form), 422)
    assert "“Rooms” was removed from the page meanwhile" in page.one("#new_area_error").text
    bed.refresh_from_db()
    assert bed.page.title == "Nights"
    reader.post(address(bed), form | {"new_area": "Beds by day"})
    bed.refresh_from_db()
    assert (bed.page.title, bed.area.title) == ("Working by day", "Beds by day")


def test_moving_leads_to_its_new_place(reader: Client, bed: Recommendation, rooms: Area) -> None:
    form = {"do": "move", "page": "working by DAY", "area": rooms.pk, "note": "It fits there"}
    answer = reader.post(address(bed), form, follow=True)
    assert answer.redirect_chain == [(f"/wiki/working-by-day/#r{bed.pk}", 302)]
    page = read(answer)
    assert f"{bed.ref} stands on “Working by day” now, in “Rooms”." in page.text
    assert page.one(f"#r{bed.pk} p").text == "Keep a bed free"
    own = read(reader.get(f"/recommendations/{bed.pk}/"))
    (step,) = own.all("#trace li")
    assert step.text.startswith("Moved from Nights to Working by day")
    assert "It fits there" in step.text
    left = read(reader.get("/wiki/nights/changes/4/"))
    line = left.one(".diff .hunk")
    assert line.one(".kind").text == "Moved away"
    assert f"{bed.ref} moved to Working by day" in line.text
    assert line.all("a")[-1]["href"] == "/wiki/working-by-day/"
    came = read(reader.get("/wiki/working-by-day/changes/3/")).one(".diff .hunk")
    assert f"{bed.ref} came from Nights" in came.text


def test_a_new_area_is_made_on_the_way(reader: Client, bed: Recommendation, days: Page) -> None:
    form = {"do": "move", "page": "Working by day", "new_area": " Beds  by day "}
    assert reader.post(address(bed), form).status_code == 302
    bed.refresh_from_db()
    assert (bed.page, bed.area.title) == (days, "Beds  by day")


def test_what_cannot_be_is_refused_with_what_was_typed(
    reader: Client, bed: Recommendation, rooms: Area, author: Any
) -> None:
    there = {"do": "move", "page": "Working by day", "note": "Why", "new_area": ""}
    for form, at, said in [
        ({"page": ""}, "#page", "Enter the title"),
        ({"page": "Nowhere"}, "#page", "There is no page called “Nowhere”"),
        ({"page": "?!"}, "#page", "There is no page called “?!”"),
        ({"page": "x" * 201}, "#page", "Yours has 201"),
        ({"area": str(bed.area_id)}, "#area", "Choose an area of this page"),
        ({"area": "x"}, "#area", "Choose an area of this page"),
        ({"new_area": "x" * 201}, "#new_area", "Yours has 201"),
    ]:
        page = read(reader.post(address(bed), {**there, **form}), 422)
        assert [link["href"] for link in page.all("#problems a")] == [at], form
        assert said in page.one("#problems").text
        assert page.one("#note")["value"] == "Why"
    remove(bed, author=author)
    page = read(reader.post(address(bed), {**there, "area": rooms.pk}), 409)
    assert f"{bed.ref} no longer stands on its page. Bring it back first" in page.text
    bed.refresh_from_db()
    assert bed.page.title == "Nights"


def test_sent_twice_it_moves_once(reader: Client, bed: Recommendation, rooms: Area) -> None:
    form = {"do": "move", "page": "Working by day", "area": rooms.pk}
    assert [reader.post(address(bed), form).status_code for _ in range(2)] == [302, 302]
    assert rooms.page.changesets.filter(counts__has_key="recommendations_came").count() == 1


def test_forms_of_the_page_that_it_left_say_where_it_is(
    reader: Client, bed: Recommendation, rooms: Area, author: Any
) -> None:
    area = bed.area
    move_to_page(bed, area=rooms, author=author)
    stars = read(reader.post("/wiki/nights/recommendations/star/", {"star": bed.pk}), 422)
    assert f"{bed.ref} stands on “Working by day” by now" in stars.one("#problems").text
    form = {"do": "save", "seen": bed.wording, "wording": "Keep two beds free", "position": 1,
            "area": area.pk, "place": f"{area.pk}:1"}  # fmt: skip
    assert reader.post(f"/recommendations/{bed.pk}/edit/", form).status_code == 302
    bed.refresh_from_db()
    assert (bed.wording, bed.page) == ("Keep two beds free", rooms.page)
