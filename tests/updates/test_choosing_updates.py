"""A choice among a page's updates: by person, kind, days, minor edits and words of the note."""

import datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations import arranging, criteria, starring
from tests.elements import Element, read
from wiki.changesets import recording
from wiki.models import Page
from wiki.writing import feature, revise_page

HISTORY = "/wiki/beds/history/"


def at(month: int, day: int, hour: int = 12) -> datetime.datetime:
    return datetime.datetime(2024, month, day, hour, tzinfo=datetime.UTC)


@pytest.fixture
def beds(make_page: Any, author: Any, member: Any, listener: Any, moderator: Any) -> Page:
    """Nine updates of as many kinds, from February to June."""
    page = make_page("Beds", body="One bed.", at=at(2, 1))
    revise_page(page, author=member, body="Two beds.", note="Counted again", at=at(2, 2))
    revise_page(page, author=member, body="Two beds!", minor=True, at=at(2, 3))
    revise_page(page, author=author, tags="beds", note="Findable: 100%", at=at(3, 4))
    with recording(page, author=author, note="From the event", at=at(4, 5)):
        area = arranging.add_area(page, "Night", author=author)
        item = arranging.add(area, "Keep a bed free", author=author)
    starring.give(item, person=listener, note="I count on it", at=at(4, 6))
    feature(page, by=moderator, reason="Everybody needs one", at=at(5, 7))
    revise_page(page, author=author, title="Beds", body="Three beds.", at=at(6, 8))
    revise_page(page, author=author, tags="beds, rooms", note="COUNTED twice", at=at(6, 9, 23))
    return page


def numbers(client: Client, query: str = "") -> list[int]:
    screen = read(client.get(f"{HISTORY}?{query}"))
    return [int(row["id"].removeprefix("update-")) for row in screen.all("tr[id]")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("by=ben", [3, 2]),
        ("by=BEN", [3, 2]),
        ("by=nobody", []),
        ("minor=only", [3]),
        ("minor=without", [9, 8, 7, 6, 5, 4, 2, 1]),
        ("note=counted", [9, 2]),
        ("note=100%25", [4]),
        ("note=_", []),
        ("kind=tags", [9, 4]),
        ("kind=settings", [7]),
        ("kind=recommendations", [5]),
        ("kind=stars", [6]),
        ("kind=title", []),
        ("from=2024-04-05&until=2024-04-06", [6, 5]),
        ("from=2024-06-09", [9]),
        ("until=2024-02-01", [1]),
        ("by=amara&kind=tags&note=count&from=2024-06-01", [9]),
        ("kind=nonsense&minor=perhaps", list(range(9, 0, -1))),
    ],
)
def test_only_those_asked_for_are_shown(
    client: Client, beds: Page, query: str, found: list[int]
) -> None:
    assert numbers(client, query) == found


def test_days_begin_where_the_reader_is(
    client: Client, beds: Page, listener: Any, signed_in: Any
) -> None:
    """23:00 UTC on the 9th is still the 9th in New York; 2:00 on the 10th would be too."""
    revise_page(beds, author=listener, body="Four beds.", at=at(6, 10, 2))
    assert numbers(client, "from=2024-06-10") == [10]
    assert numbers(signed_in(client, listener), "from=2024-06-10") == []


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("from=yesterday", "“yesterday” is no date"),
        ("until=2024-02-30", "“2024-02-30” is no date"),
        ("from=0001-01-01", "is no date"),
        ("until=9999-12-31", "is no date"),
        ("from=2024-06-02&until=2024-06-01", "The last day is before the first one"),
    ],
)
def test_a_day_that_is_none_is_told_at_its_field(
    client: Client, beds: Page, query: str, problem: str
) -> None:
    screen = read(client.get(f"{HISTORY}?{query}"), 422)
    assert screen.one("title").text.startswith("Error: ")
    (field,) = screen.all("input[aria-invalid=true]")
    assert problem in screen.one(f"#{field['aria-describedby']}").text
    assert field["value"] in dict(parse_qsl(query)).values()
    assert field["type"] == "text", "a date field would show nothing of what it cannot hold"


def test_the_choice_stays_in_the_fields_the_words_and_the_links(
    client: Client, beds: Page, author: Any
) -> None:
    for number in range(60):
        revise_page(beds, author=author, tags=f"beds {number}", note=f"a & b {number}")
    screen = read(client.get(f"{HISTORY}?by=amara&note=a+%26+b&kind=tags&minor=without"))
    form = screen.one("form.filters")
    assert {f["name"]: f["value"] for f in form.all("input") if f["value"]} == {
        "by": "amara",
        "note": "a & b",
    }
    chosen = [o["value"] for o in form.all("option[selected]")]
    assert chosen == ["tags", "without", ""]  # whatever led to it
    said = "60 updates: about keyword tags, by amara, without minor edits, with “a & b” in the note"
    assert said in screen.one("#chosen").text
    second = read(client.get(f"{HISTORY}{screen.one('p.pager a')['href']}"))
    assert len(second.all("tr[id]")) == 10
    text = next(
        a["href"] for a in screen.all("nav[aria-label=Kinds of update] a") if a.text == "Text"
    )
    assert dict(parse_qsl(text.partition("?")[2])) == {
        **{"kind": "text", "by": "amara"},
        **{"minor": "without", "note": "a & b"},
    }


def test_people_who_wrote_there_are_offered(client: Client, beds: Page) -> None:
    offered = read(client.get(HISTORY)).all("#history-people option")
    assert [o["value"] for o in offered] == ["amara", "ben", "lena", "mo"]


def test_somebody_who_left_is_still_found_by_name(client: Client, beds: Page, member: Any) -> None:
    beds.changesets.filter(author=member).update(author=None)
    assert numbers(client, "by=ben") == [3, 2]


# The picture ----------------------------------------------------------------------------------


def table(screen: Element) -> dict[str, list[int]]:
    rows = screen.all(".timeline tbody tr")
    return {row.one("th").text: [int(cell.text) for cell in row.all("td")] for row in rows}


def test_a_picture_tells_when_the_page_was_worked_on(client: Client, beds: Page) -> None:
    screen = read(client.get(HISTORY))
    assert screen.texts(".timeline thead th") == [
        *("Week", "Text", "Recommendations", "Stars", "All updates"),
    ]
    found = table(screen)
    assert found["Week of 29 January 2024"] == [3, 0, 0, 3]
    assert found["Week of 1 April 2024"] == [0, 1, 1, 2]
    assert found["Week of 8 April 2024"] == [0, 0, 0, 0]
    assert sum(row[-1] for row in found.values()) == 9
    assert "Text: 7 updates, at most 3 in one week" in screen.one(".timeline svg desc").text


def test_the_picture_is_of_what_was_chosen_and_leads_to_its_days(
    client: Client, beds: Page
) -> None:
    screen = read(client.get(f"{HISTORY}?by=ben"))
    assert table(screen) == {"2 February 2024": [1, 0, 0, 1], "3 February 2024": [1, 0, 0, 1]}
    link = screen.all(".timeline tbody a")[1]["href"]
    assert numbers(client, link.partition("?")[2]) == [3]


def test_updates_of_one_day_need_no_picture(client: Client, beds: Page) -> None:
    assert not read(client.get(f"{HISTORY}?from=2024-06-09")).all(".timeline")


def test_decades_fit_into_the_picture(client: Client, make_page: Any, author: Any) -> None:
    page = make_page("Beds", at=datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC))
    revise_page(page, author=author, body="New.", at=at(1, 1))
    found = table(read(client.get(HISTORY)))
    assert list(found)[:2] == ["1970", "1971"]
    assert len(found) == 55


def test_the_picture_costs_the_same_for_one_page_and_for_many(
    client: Client, beds: Page, author: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{HISTORY}?note=e&minor=without").status_code == 200
        return len(captured)

    few = queries()
    for number in range(100):
        revise_page(beds, author=author, tags=f"tag {number}", note="once more", at=at(7, 1))
    assert queries() == few <= 12


# A hidden tally -------------------------------------------------------------------------------


@pytest.fixture
def sealed(beds: Page, author: Any, listener: Any, new_person: Any) -> Page:
    """The page hides its tally; update 10 reworded a recommendation and starred it too."""
    item = beds.recommendations.get()
    with recording(beds, author=listener, note="Both at once", at=at(6, 20)):
        arranging.reword(item, "Keep every bed free", author=listener)
        starring.give(item, person=listener)
    starring.give(item, person=new_person("quill"), note="Secretly", at=at(6, 21))
    criteria.define(beds, [], author=author, hide_tally=True, at=at(6, 22))
    return beds


def test_choices_and_pictures_tell_nothing_of_a_hidden_tally(
    client: Client, sealed: Page, member: Any, signed_in: Any
) -> None:
    for reader in (client, signed_in(Client(), member)):
        assert numbers(reader, "kind=stars") == []
        assert numbers(reader, "by=quill") == numbers(reader, "note=Secretly") == []
        screen = read(reader.get(HISTORY))
        assert {row[2] for row in table(screen).values()} == {0}
        assert "quill" not in screen.text
        assert sum(row[3] for row in table(screen).values()) == 10  # of 12, two of stars alone


def test_whoever_starred_there_is_told(
    client: Client, sealed: Page, listener: Any, signed_in: Any
) -> None:
    reader = signed_in(client, listener)
    assert numbers(reader, "kind=stars") == [11, 6]
    assert numbers(reader, "note=secretly") == [11]
    assert sum(row[2] for row in table(read(reader.get(HISTORY))).values()) == 2
