"""Comparing the page as readers see it, stepping from change to change, links and images."""

from typing import Any

import pytest
from django.test import Client

from tests.elements import Element, read
from tests.updates.conftest import BODY
from wiki.models import Page

CHANGES = "/wiki/night-work/changes/2/"


@pytest.fixture
def written_anew(a_page: Page, edit: Any) -> Page:
    """Update 2: a list came, a word became bold, a link leads elsewhere, a paragraph went."""
    edit(1, body="The [first](/old/) paragraph is **short**.\n\nThe *second* one is short too.")
    edit(
        2,
        body="The [first](/new/) paragraph is short.\n\nThe *middle* one is short too.\n\n* a\n* b",
    )
    return a_page


def hunks(screen: Element) -> list[str]:
    return [" ".join(hunk.text.split()) for hunk in screen.all(".diffs .hunk")]


def test_the_page_as_read_shows_no_markup(client: Client, written_anew: Page) -> None:
    screen = read(client.get("/wiki/night-work/changes/3/?show=page"))
    assert [e.text for e in screen.all(".hunk .prose em del")] == [
        "removed: second (end of removed)"
    ]
    assert [e.text for e in screen.all(".hunk ul ins")] == [
        "added: a (end of added)",
        "added: b (end of added)",
    ]
    said = screen.one(".diffs").text
    assert "(link changed)" in said
    assert "(link added)" not in said
    assert "*" not in said


def test_the_source_shows_it(client: Client, written_anew: Page) -> None:
    said = read(client.get("/wiki/night-work/changes/3/")).one(".diffs").text
    assert "removed: /old/ (end of removed) added: /new/ (end of added)" in said
    assert "removed: ** (end of removed)" in said


def test_as_read_the_two_stand_side_by_side(client: Client, written_anew: Page) -> None:
    screen = read(client.get("/wiki/night-work/changes/3/?show=page&view=side"))
    (pair,) = [p for p in screen.all(".pair-shown") if p.all(".old em")]
    assert pair.one(".old em").text == "removed: second (end of removed)"
    assert pair.one(".new em").text == "added: middle (end of added)"


def test_the_choice_of_view_stays_in_every_link(client: Client, written_anew: Page) -> None:
    screen = read(client.get("/wiki/night-work/changes/2/?show=page&view=side&context=all"))
    links = {a.text: a["href"] for a in screen.all("aside nav a")}
    assert links == {
        "One column": "?show=page&context=all",
        "Side by side": "?view=side&show=page&context=all",
        "As written": "?view=side&context=all",
        "As read": "?view=side&show=page&context=all",
    }
    around = [a["href"] for a in screen.all("nav[aria-label=Other changes] a")]
    assert around == [
        "/wiki/night-work/changes/1/?view=side&show=page&context=all",
        "/wiki/night-work/changes/3/?view=side&show=page&context=all",
    ]


def test_a_comparison_of_two_leads_to_the_changes_around_it(
    client: Client, written_anew: Page
) -> None:
    screen = read(client.get("/wiki/night-work/compare/1/2/"))
    around = [a["href"] for a in screen.all("nav[aria-label=Other changes] a")]
    assert around == ["/wiki/night-work/changes/1/", "/wiki/night-work/changes/3/"]


def test_each_change_leads_to_the_next_and_the_previous(
    client: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=BODY.replace("short", "long"))
    screen = read(client.get(CHANGES))
    assert [h["id"] for h in screen.all(".hunk[id]")] == ["change-1", "change-2"]
    assert [a["href"] for a in screen.all(".hunk .steps a")] == ["#change-2", "#change-1"]


def test_links_and_images_that_changed_are_listed(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, body="![Bed](/media/1.png) and [rota](/a/)")
    edit(2, body="![Bed](/media/2.png) and [rota](/b/) [[Sleep]]\n\n[[recommendations]]")
    found = hunks(read(client.get("/wiki/night-work/changes/3/")))
    assert found[2:] == [
        "Image changed Bed removed: /media/1.png (end of removed) "
        "added: /media/2.png (end of added)",
        "Link changed rota removed: /a/ (end of removed) added: /b/ (end of added)",
    ]


def test_a_text_that_was_moved_is_said_so_as_read(client: Client, a_page: Page, edit: Any) -> None:
    one, two, three = BODY.split("\n\n")
    edit(1, body=f"{two}\n\n{three}\n\n{one}")
    screen = read(client.get(f"{CHANGES}?show=page"))
    assert screen.texts(".hunk .kind") == ["", "Moved"]
    assert not screen.all(".hunk ins")
