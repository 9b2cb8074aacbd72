"""Complete history: every update of a page, in pages and by kind, and any two compared."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations import arranging, starring
from tests.elements import Element, read
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.writing import feature, revise_page

HISTORY = "/wiki/night-work/history/"


def rows(screen: Element) -> list[str]:
    return [row["id"] for row in screen.all("tbody tr")]


def cells(screen: Element, number: int) -> dict[str, str]:
    """What the row of an update says, by its heading."""
    row = screen.one(f"#update-{number}")
    names = ("when", "who", "size", "changes")
    found = dict(zip(names, [cell.text for cell in row.all("td")][1:], strict=True))
    return found | {"about": row.one("th").text}


def many_updates(page: Page, author: Any, count: int) -> None:
    for number in range(count):
        revise_page(page, author=author, tags=f"tag {number}", note=f"Note {number}")


@pytest.fixture
def told(a_page: Page, author: Any, member: Any, listener: Any) -> Page:
    """Six updates of every kind by three people."""
    revise_page(a_page, author=member, body="A few words of text.", note="Shorter")
    area = arranging.add_area(a_page, "Before", author=author, note="A place for them")
    with recording(a_page, author=author, note="From the event"):
        items = [arranging.add(area, words, author=author) for words in ("Eat", "Sleep")]
    starring.give_all(a_page, items, person=listener, note="Both at once")
    revise_page(a_page, author=member, title="Night work!", minor=True)
    return a_page


def test_every_update_stands_with_who_when_why_and_how_much(client: Client, told: Page) -> None:
    screen = read(client.get(HISTORY))
    assert rows(screen) == [f"update-{n}" for n in range(6, 0, -1)]
    two = cells(screen, 2)
    assert (two["who"], two["about"]) == ("ben", "Shorter Text")
    assert two["size"] == "+5 words added −15 words removed"
    assert screen.one("#update-2 time")["datetime"]
    assert "6 updates by 3 people" in screen.one("main").text


def test_the_kinds_and_objects_of_an_update_are_told(client: Client, told: Page) -> None:
    screen = read(client.get(HISTORY))
    assert cells(screen, 1)["about"] == "No note Text page created"
    assert cells(screen, 3)["about"] == "A place for them Recommendations 1 area added"
    assert cells(screen, 4)["about"] == "From the event Recommendations 2 recommendations added"
    assert cells(screen, 5)["about"] == "Both at once Stars 2 stars given"
    assert cells(screen, 6)["about"] == "No note minor Text title changed"


def test_each_update_leads_to_its_changes_and_to_the_page_of_then(
    client: Client, told: Page
) -> None:
    links = [a["href"] for a in read(client.get(HISTORY)).all("#update-4 a")]
    changes, discuss = "/wiki/night-work/changes/4/", "/wiki/night-work/discussion/new/?update=4"
    assert links == ["/wiki/night-work/at/4/", "/people/amara/", changes, discuss]


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("text", [6, 2, 1]),
        ("recommendations", [4, 3]),
        ("stars", [5]),
        ("nonsense", range(6, 0, -1)),
    ],
)
def test_one_kind_can_be_read_alone(
    client: Client, told: Page, kind: str, numbers: list[int]
) -> None:
    screen = read(client.get(f"{HISTORY}?kind={kind}"))
    assert rows(screen) == [f"update-{n}" for n in numbers]
    chosen = [
        a.text for a in screen.all("nav[aria-label=Kinds of update] a") if "aria-current" in a
    ]
    names = {"text": "Text", "recommendations": "Recommendations", "stars": "Stars"}
    assert chosen == [names.get(kind, "Everything")]


def test_a_kind_that_never_was_says_so(client: Client, a_page: Page) -> None:
    assert (
        "No update of this kind yet" in read(client.get(f"{HISTORY}?kind=stars")).one("main").text
    )


def test_featuring_a_page_is_in_its_history(client: Client, a_page: Page, moderator: Any) -> None:
    feature(a_page, by=moderator, reason="Everybody works at night")
    said = cells(read(client.get(HISTORY)), 2)
    assert said["about"] == "Everybody works at night Text page featured"
    assert said["who"] == "mo"


# Pages ----------------------------------------------------------------------------------------


def test_120_updates_come_in_three_pages_by_key(
    client: Client, a_page: Page, author: Any, member: Any
) -> None:
    many_updates(a_page, author, 119)
    screen, seen = read(client.get(HISTORY)), []
    for size in (50, 50, 20):
        assert len(rows(screen)) == size
        seen += rows(screen)
        links = screen.all("p.pager a")
        if links:
            many_updates(a_page, member, 1)  # what is saved meanwhile shifts no later page
            screen = read(client.get(f"{HISTORY}{links[0]['href']}"))
    assert seen == [f"update-{number}" for number in range(120, 0, -1)]
    assert "That is all of it" in screen.one("p.pager").text
    assert not screen.all("p.pager a")


def test_pages_of_one_kind_stay_with_that_kind(client: Client, a_page: Page, author: Any) -> None:
    with recording(a_page, author=author):
        area = arranging.add_area(a_page, "Before", author=author)
        items = [arranging.add(area, f"Words {n}", author=author) for n in range(60)]
    for item in items:
        starring.give(item, person=author)
    first = read(client.get(f"{HISTORY}?kind=stars"))
    second = read(client.get(f"{HISTORY}{first.one('p.pager a')['href']}"))
    assert (len(rows(first)), len(rows(second))) == (50, 10)


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1", "", "2.5"])
def test_an_absurd_page_is_answered(client: Client, a_page: Page, before: str) -> None:
    assert client.get(f"{HISTORY}?before={before}").status_code == 200


def test_the_history_costs_the_same_with_5_and_with_100_updates(
    client: Client, as_author: Client, a_page: Page, author: Any
) -> None:
    def queries(reader: Client) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert reader.get(HISTORY).status_code == 200
        return len(captured)

    many_updates(a_page, author, 4)
    few = queries(client), queries(as_author)
    many_updates(a_page, author, 95)
    assert (queries(client), queries(as_author)) == few
    assert max(few) <= 12


# Comparing ------------------------------------------------------------------------------------


def test_the_newest_two_are_chosen_at_first(client: Client, told: Page) -> None:
    screen = read(client.get(HISTORY))
    chosen = {e["name"]: e["value"] for e in screen.all("tbody input") if "checked" in e}
    assert chosen == {"from": "5", "to": "6"}


def test_each_choice_says_what_it_is(client: Client, told: Page) -> None:
    labels = read(client.get(HISTORY)).texts("#update-2 label")
    update = Changeset.objects.get(page=told, number=2)
    day = f"{update.created_at:%-d %b %Y}"
    assert labels == [
        f"Compare from update 2, {day} by ben",
        f"Compare to update 2, {day} by ben",
    ]


@pytest.mark.parametrize(
    ("query", "leads"),
    [
        ("from=2&to=5", "/wiki/night-work/compare/2/5/"),
        ("from=5&to=2", "/wiki/night-work/compare/2/5/"),
        ("from=3&to=3", "/wiki/night-work/compare/3/3/"),
        ("from=x&to=3", HISTORY),
        ("to=3", HISTORY),
        ("", HISTORY),
        ("from=" + "9" * 400 + "&to=1", HISTORY),
    ],
)
def test_the_two_chosen_lead_to_their_comparison(
    client: Client, told: Page, query: str, leads: str
) -> None:
    answer = client.get(f"/wiki/night-work/compare/?{query}")
    assert (answer.status_code, answer["Location"]) == (302, leads)


def test_any_two_updates_can_be_compared(client: Client, told: Page) -> None:
    screen = read(client.get("/wiki/night-work/compare/2/5/"))
    assert screen.one("h1").text == "Changes, update 2 to 5"
    assert screen.texts(".updates li b") == ["3", "4", "5"]
    said = screen.one(".diffs").text
    assert "added: Before (end of added)" in said
    assert "Star given" in said
    assert not screen.all("#text")


def test_two_updates_the_wrong_way_round_are_put_right(client: Client, told: Page) -> None:
    answer = client.get("/wiki/night-work/compare/5/2/")
    assert answer["Location"] == "/wiki/night-work/compare/2/5/"


def test_from_0_is_from_before_there_was_a_page(client: Client, told: Page) -> None:
    screen = read(client.get("/wiki/night-work/compare/0/6/"))
    said = screen.one(".diffs").text
    assert "added: A few words of text." in said
    assert "added: Night work! (end of added)" in said
    assert not screen.all(".hunk del")
    links = [a["href"] for a in screen.all("aside a")]
    assert "/wiki/night-work/at/0/" not in links


def test_an_update_compared_with_itself_shows_nothing(client: Client, told: Page) -> None:
    screen = read(client.get("/wiki/night-work/compare/3/3/"))
    assert "Nothing on the page differs" in screen.one(".diffs").text


@pytest.mark.parametrize(
    "address", ["changes/0/", "changes/7/", "compare/0/0/", "compare/1/7/", "compare/7/8/"]
)
def test_updates_that_never_were_are_not_found(client: Client, told: Page, address: str) -> None:
    assert client.get(f"/wiki/night-work/{address}").status_code == 404


def test_the_layout_and_context_that_were_chosen_stay_in_the_links(
    client: Client, told: Page
) -> None:
    screen = read(client.get("/wiki/night-work/compare/1/2/?view=side"))
    chosen = [a.text for a in screen.all("nav[aria-label=Layout] a") if "aria-current" in a]
    assert chosen == ["Side by side"]


def test_comparing_costs_the_same_however_many_updates_lie_between(
    client: Client, a_page: Page, author: Any
) -> None:
    def queries(last: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/wiki/night-work/compare/1/{last}/").status_code == 200
        return len(captured)

    many_updates(a_page, author, 110)
    assert queries(5) == queries(100) <= 24
