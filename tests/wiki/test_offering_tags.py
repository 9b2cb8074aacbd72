"""Tags are offered to whoever types some."""

from typing import Any

import pytest
from django.test import Client

from discussions.posting import start_thread
from recommendations import arranging
from tests.elements import elements, read
from wiki import retagging
from wiki.models import Tag


@pytest.fixture
def used(make_page: Any, author: Any, moderator: Any) -> None:
    """Tags that pages and a thread carry, one with a synonym, and one that nothing carries."""
    page = make_page(tags="rest, night shift")
    make_page(tags="rest, Größe")
    start_thread(page, author=author, subject="Beds", body="?", tags="resting places")
    retagging.add_synonym(Tag.objects.get(slug="night-shift"), name="duty", by=moderator)
    Tag.objects.create(name="restless", slug="restless")


def offered(client: Client, typed: str, name: str = "tags") -> list[str]:
    html = client.get("/tags/", {"part": "offers", name: typed}).content.decode()
    return [option["value"] for option in elements(html).all("option")]


@pytest.mark.usefixtures("used")
@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("re", ["rest", "resting places"]),
        ("RE", ["rest", "resting places"]),
        ("sh", ["night shift"]),
        ("places", ["resting places"]),
        ("du", ["night shift"]),
        ("grö", ["Größe"]),
        ("beds, ni", ["beds, night shift"]),
        ("rest, re", ["rest, resting places"]),
        ("rest, ", ["rest, Größe", "rest, night shift", "rest, resting places"]),
        ("zzz", []),
        ("%", ["Größe", "night shift", "rest", "resting places"]),
    ],
)
def test_what_is_typed_is_completed_with_tags_in_use(
    typed: str, values: list[str], stranger: Client
) -> None:
    assert offered(stranger, typed) == values


@pytest.mark.usefixtures("used")
def test_an_audience_is_completed_too(stranger: Client) -> None:
    assert offered(stranger, "nig", "audience") == ["night shift"]


@pytest.mark.usefixtures("used")
def test_offers_cost_the_same_however_many_tags(
    make_page: Any, stranger: Client, django_assert_max_num_queries: Any
) -> None:
    make_page(tags=", ".join(f"rest {n}" for n in range(50)))
    with django_assert_max_num_queries(1):
        found = offered(stranger, "rest")
    assert len(found) == 30


@pytest.mark.usefixtures("used")
def test_every_form_with_tags_lists_those_most_used(
    make_page: Any, author: Any, client: Client, member: Any, signed_in: Any
) -> None:
    page = make_page("Night work")
    area = arranging.add_area(page, "Beds", author=author)
    item = arranging.add(area, "Keep a bed free", author=author)
    reader = signed_in(client, member)
    for address, name in (
        ("/wiki/new/", "tags"),
        ("/wiki/night-work/edit/", "tags"),
        ("/wiki/night-work/discussion/new/", "tags"),
        (f"/recommendations/{item.pk}/details/", "audience"),
    ):
        screen = read(reader.get(address))
        offers = screen.one(f"#{screen.one(f'#{name}')['list']}")
        assert offers.all("option")[0]["value"] == "rest"
        assert "rest, Größe, night shift, resting places." in screen.one("details.meta p").text
