"""The page at a moment: its address, its citation, its threads, and two moments compared."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions import posting, removing
from discussions.models import Post, Thread
from recommendations import arranging
from tests.elements import read
from updates.moving import move_to_page
from wiki.models import Page
from wiki.writing import revise_page

AT = "/wiki/dated/at/"


def at(day: int, hour: int = 12, minute: int = 0, second: int = 0) -> datetime.datetime:
    return datetime.datetime(2024, 2, day, hour, minute, second, tzinfo=datetime.UTC)


@pytest.fixture
def dated(make_page: Any, author: Any) -> Page:
    page: Page = make_page("Dated", body="One.", at=at(10))
    revise_page(page, author=author, body="Two.", at=at(12, 9, 30, 20))
    revise_page(page, author=author, body="Three.", at=at(12, 9, 31))
    return page


@pytest.fixture
def thread(dated: Page, author: Any, member: Any) -> Thread:
    """Started on the 13th, answered twice, edited on the 15th, taken down on the 16th."""
    found = posting.start_thread(
        dated, author=author, subject="Beds", body="First words", at=at(13)
    )
    posting.reply(found, author=member, body="Second words", at=at(13, 13))
    third = posting.reply(found, author=author, body="Third words", to=2, at=at(14))
    first = Post.objects.get(thread=found, number=1)
    posting.edit_post(first, author=author, body="Other words", at=at(15))
    removing.take_down(third, author=author, at=at(16))
    return found


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        ("2024-02-10T12:00Z", 1),
        ("2024-02-12T09:29Z", 1),
        ("2024-02-12T09:30Z", 2),
        ("2024-02-12T09:30:19Z", 1),
        ("2024-02-12T09:30:20Z", 2),
        ("2024-02-12T09:31Z", 3),
        ("2031-01-01T00:00Z", 3),
    ],
)
def test_a_moment_shows_the_last_update_up_to_its_end(
    client: Client, dated: Page, moment: str, number: int
) -> None:
    said = read(client.get(f"{AT}{moment}/")).one("[role=note]").text
    assert f"at update {number}, the last one up to" in said


def test_its_citation_holds_its_own_address(client: Client, dated: Page) -> None:
    cited = read(client.get(f"{AT}2024-02-12T09:30Z/")).one("#cite").text
    assert "as it stood on 12 February 2024, 09:30 UTC (update 2)" in cited
    assert cited.endswith(f"{AT}2024-02-12T09:30Z/")


def test_everybody_is_shown_the_same(
    client: Client, dated: Page, listener: Any, signed_in: Any
) -> None:
    cited = [
        read(reader.get(f"{AT}2024-02-12T09:30Z/")).one("#cite").text
        for reader in (client, signed_in(Client(), listener))
    ]
    assert cited[0] == cited[1]


def test_before_it_was_written_the_page_says_so(client: Client, dated: Page) -> None:
    screen = read(client.get(f"{AT}2024-02-10T11:58Z/"), 404)
    assert "was not written yet on 10 February 2024, 11:58" in screen.one("h1").text


@pytest.mark.parametrize("moment", ["2024-02-30T10:00Z", "2024-02-10T24:00Z", "2024-02-10T10:00"])
def test_no_moment_is_not_found(client: Client, dated: Page, moment: str) -> None:
    assert client.get(f"{AT}{moment}/").status_code == 404


@pytest.mark.parametrize("moment", ["0001-01-01T00:00Z", "9999-12-31T23:59Z"])
def test_the_ends_of_the_calendar_are_moments_too(client: Client, dated: Page, moment: str) -> None:
    assert client.get(f"{AT}{moment}/").status_code in (200, 404)


# Choosing one ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "leads"),
    [
        ("when=2024-02-12T09:30", "at/2024-02-12T09:30Z/"),
        ("when=2024-02-12+09:30", "at/2024-02-12T09:30Z/"),
        ("when=2024-02-12", "at/2024-02-12T23:59Z/"),
        (
            "when=2024-02-10T12:00&and=2024-02-12T09:30",
            "compare/2024-02-10T12:00Z/2024-02-12T09:30Z/",
        ),
    ],
)
def test_the_form_leads_to_the_permanent_address(
    client: Client, dated: Page, query: str, leads: str
) -> None:
    assert client.get(f"{AT}?{query}")["Location"] == f"/wiki/dated/{leads}"


def test_what_is_typed_is_of_the_readers_zone(
    client: Client, dated: Page, listener: Any, signed_in: Any
) -> None:
    """She lives in New York."""
    answer = signed_in(client, listener).get(f"{AT}?when=2024-02-12T04:30")
    assert answer["Location"] == f"{AT}2024-02-12T09:30Z/"


@pytest.mark.parametrize(
    ("query", "field", "problem"),
    [
        ("when=", "when", "Say which day and time you mean"),
        ("when=soon", "when", "“soon” is no date and time"),
        ("when=2024-02-12&and=later", "and", "“later” is no date and time"),
        ("when=0001-01-01T00:00&and=9999-12-31x", "and", "is no date and time"),
    ],
)
def test_what_is_no_moment_is_told_at_its_field(
    client: Client, dated: Page, query: str, field: str, problem: str
) -> None:
    screen = read(client.get(f"{AT}?{query}"), 422)
    assert problem in screen.one(f"#{field}-problem").text
    assert f"{field}-problem" in screen.one(f"#{field}")["aria-describedby"]


# Two compared ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "leads"),
    [
        ("2024-02-10T12:00Z", "2024-02-12T09:30Z", "1/2"),
        ("2024-02-12T09:30Z", "2024-02-10T12:00Z", "1/2"),
        ("2024-02-01T00:00Z", "2024-03-01T00:00Z", "0/3"),
        ("2024-02-11T00:00Z", "2024-02-11T10:00Z", "1/1"),
    ],
)
def test_two_moments_are_compared(
    client: Client, dated: Page, old: str, new: str, leads: str
) -> None:
    answer = client.get(f"/wiki/dated/compare/{old}/{new}/")
    assert answer["Location"] == f"/wiki/dated/compare/{leads}/"
    assert client.get(answer["Location"]).status_code == 200


def test_two_moments_before_there_was_a_page_are_not_found(client: Client, dated: Page) -> None:
    address = "/wiki/dated/compare/2024-02-01T00:00Z/2024-02-02T00:00Z/"
    assert client.get(address).status_code == 404


# Threads --------------------------------------------------------------------------------------


def test_threads_stand_with_the_replies_of_then(client: Client, thread: Thread) -> None:
    def told(moment: str) -> list[str]:
        return read(client.get(f"{AT}{moment}/")).texts("section tbody tr")

    assert told("2024-02-12T23:59Z") == []
    assert told("2024-02-13T12:30Z") == ["Beds amara 0 replies 13 Feb 2024, 12:00, amara"]
    assert told("2024-02-15T12:30Z") == ["Beds amara 2 replies 14 Feb 2024, 12:00, amara"]
    assert told("2024-02-17T12:30Z") == ["Beds amara 1 reply 13 Feb 2024, 13:00, ben"]


def test_a_thread_is_read_with_the_words_of_then(client: Client, thread: Thread) -> None:
    def told(moment: str) -> list[str]:
        screen = read(client.get(f"{thread.get_absolute_url()}at/{moment}/"))
        return screen.texts("article .prose")

    assert told("2024-02-13T12:30Z") == ["First words"]
    assert told("2024-02-14T11:00Z") == ["First words", "Second words"]
    assert told("2024-02-15T12:30Z") == ["Other words", "Second words"]


def test_what_its_author_took_down_since_stays_unread(client: Client, thread: Thread) -> None:
    screen = read(client.get(f"{thread.get_absolute_url()}at/2024-02-14T13:00Z/"))
    assert "Third words" not in screen.text
    assert "Taken down by its author since" in screen.text


def test_a_thread_goes_where_its_recommendation_went(
    client: Client, dated: Page, make_page: Any, author: Any
) -> None:
    other = make_page("Other", at=at(10))
    area = arranging.add_area(dated, "Night", author=author, at=at(13))
    item = arranging.add(area, "Sleep", author=author, at=at(13))
    posting.start_thread(
        dated, author=author, subject="Naps", body="Ok?", recommendation=item, at=at(14)
    )
    move_to_page(item, page=other, title="Here", author=author, at=at(15))
    for page, there in ((dated, [1, 0]), (other, [0, 1])):
        found = [
            len(read(client.get(f"{page.get_absolute_url()}at/{m}/")).all("section tbody tr"))
            for m in ("2024-02-14T13:00Z", "2024-02-16T00:00Z")
        ]
        assert found == there


def test_before_it_was_started_a_thread_is_not_found(client: Client, thread: Thread) -> None:
    assert client.get(f"{thread.get_absolute_url()}at/2024-02-12T00:00Z/").status_code == 404
    assert client.get(f"{thread.get_absolute_url()}at/2024-02-31T00:00Z/").status_code == 404


def test_long_threads_come_in_pages_of_then(client: Client, thread: Thread, member: Any) -> None:
    for number in range(210):
        posting.reply(thread, author=member, body=f"Reply {number}", at=at(14, 14))
    posting.reply(thread, author=member, body="Much later", at=at(20))
    address = f"{thread.get_absolute_url()}at/2024-02-14T15:00Z/"
    screen = read(client.get(address))
    seen = screen.texts("article .prose")
    screen = read(client.get(address + screen.one("a[rel=next]")["href"].partition("#")[0]))
    seen += screen.texts("article .prose")
    assert not screen.all("a[rel=next]")
    assert seen == ["First words", "Second words", *(f"Reply {n}" for n in range(210))]


def test_many_edited_posts_cost_no_more_queries(
    client: Client, thread: Thread, member: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert (
                client.get(f"{thread.get_absolute_url()}at/2024-02-14T15:00Z/").status_code == 200
            )
        return len(captured)

    few = queries()
    for number in range(20):
        post = posting.reply(thread, author=member, body=f"Reply {number}", at=at(14, 14))
        posting.edit_post(post, author=member, body=f"Edited {number}", at=at(17))
    assert queries() == few <= 14


def test_the_history_leads_to_a_moment(client: Client, dated: Page) -> None:
    links = [a["href"] for a in read(client.get("/wiki/dated/history/")).all("main a")]
    assert AT in links
