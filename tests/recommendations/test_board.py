"""The board: what an address chooses, in which order, and that the address says it again."""

import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.models import Post
from discussions.posting import reply, start_thread
from discussions.removing import take_down
from recommendations import arranging
from recommendations.board import Choice
from recommendations.models import Criterion, Recommendation
from recommendations.orders import GROUPINGS, ORDERS
from recommendations.starring import give, take_back
from tests.elements import Element, read
from wiki.changesets import recording
from wiki.tagging import tags_named
from wiki.writing import create_page, revise_page

NOW = timezone.now()
NOBODY = AnonymousUser()


def days_ago(number: int) -> datetime.datetime:
    return NOW - datetime.timedelta(days=number)


def choose(query: str, reader: Any = NOBODY) -> Choice:
    return Choice.from_query(QueryDict(query), reader)


def wordings(query: str, reader: Any = NOBODY) -> list[str]:
    """What the address shows, in its order."""
    return [item.wording for item in choose(query, reader).ordered(reader)]


def kept(query: str, reader: Any = NOBODY) -> set[str]:
    return {item.wording for item in choose(query, reader).rows(reader)}


@pytest.fixture
def two_pages(author: Any, member: Any, listener: Any) -> SimpleNamespace:
    """Beds and a light on one page, food on another; stars of two people, by two meanings."""
    night = create_page(author=author, title="Night work", body="x", tags="rest")
    meals = create_page(author=author, title="Meals", body="x", tags="food")
    beds = arranging.add_area(night, "Beds", author=author)
    kitchen = arranging.add_area(meals, "Kitchen", author=author)
    items = SimpleNamespace(
        bed=arranging.add(beds, "Keep a bed free", author=author),
        light=arranging.add(beds, "A dim light", author=author),
        soup=arranging.add(kitchen, "Warm soup at three", author=author),
        gone=arranging.add(kitchen, "Gone", author=author),
    )
    give(items.bed, person=member)
    give(items.light, person=member)
    arranging.reword(items.light, "A dim red light", author=author)
    with recording(meals, author=author):
        easy = Criterion.objects.create(page=meals, name="Easy to do")
    give(items.soup, person=member, criterion=easy)
    give(items.soup, person=listener, criterion=easy)
    arranging.set_status(items.soup, "agreed", author=author)
    arranging.remove(items.gone, author=author)
    items.bed.audiences.set(tags_named(["nurses", "porters"]))
    return SimpleNamespace(night=night, meals=meals, easy=easy, **vars(items))


# What an address chooses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Keep a bed free", "A dim red light", "Warm soup at three"}),
        ("on=meals", {"Warm soup at three"}),
        ("status=agreed", {"Warm soup at three"}),
        ("q=BED", {"Keep a bed free"}),
        ("q=light+dim", {"A dim red light"}),
        ("q=light+bed", set()),
        ("q=%25", set()),
        ("person=ben", {"Keep a bed free", "Warm soup at three"}),
        ("person=BEN", {"Keep a bed free", "Warm soup at three"}),
        ("person=lena", {"Warm soup at three"}),
        ("criterion=easy+to+do", {"Warm soup at three"}),
        ("criterion=I+support+this", {"Keep a bed free"}),
        ("person=lena&criterion=I+support+this", set()),
        ("tag=nurses", {"Keep a bed free"}),
        ("tag=rest", {"Keep a bed free", "A dim red light"}),
        ("tag=rest&q=red&on=night-work", {"A dim red light"}),
    ],
)
def test_an_address_chooses(query: str, expected: set[str], two_pages: SimpleNamespace) -> None:
    assert kept(query) == expected


def test_a_meaning_is_chosen_by_its_number_too(two_pages: SimpleNamespace) -> None:
    assert kept(f"criterion={two_pages.easy.pk}") == {"Warm soup at three"}
    assert choose(f"criterion={two_pages.easy.pk}").names["criterion"] == "Easy to do"


def test_the_readers_own_stars_choose_three_ways(two_pages: SimpleNamespace, member: Any) -> None:
    """On the wording as it stands, on an earlier one, on none."""
    assert kept("by=me", member) == {"Keep a bed free", "Warm soup at three"}
    assert kept("by=earlier", member) == {"A dim red light"}
    assert kept("by=not-me", member) == set()
    arranging.add(two_pages.bed.area, "A fan", author=member)
    assert kept("by=not-me", member) == {"A fan"}
    assert len(kept("by=me")) == 4  # who is not signed in has no stars to choose by


@pytest.mark.parametrize(
    ("query", "sorry"),
    [
        ("on=nowhere", "No page is called “nowhere”"),
        ("person=nobody", "Nobody here is called “nobody”"),
        ("criterion=cheap", "No star means “cheap”"),
        ("criterion=999999", "No star means “999999”"),
        ("tag=cooks", "Nothing is tagged “cooks”"),
        ("status=absurd&group=absurd&sort=absurd&by=absurd", ""),
    ],
)
def test_what_is_nowhere_is_left_out_and_said(
    query: str, sorry: str, two_pages: SimpleNamespace
) -> None:
    choice = choose(query)
    assert choice == Choice()
    assert not choice.is_filtered
    assert [line.startswith(sorry) for line in choice.unknown] == ([True] if sorry else [])
    assert len(choice.rows(NOBODY)) == 3


def test_a_page_is_found_by_its_former_name(two_pages: SimpleNamespace, author: Any) -> None:
    revise_page(two_pages.night, author=author, title="Nights")
    choice = choose("on=night-work")
    assert (choice.on, choice.names["on"]) == ("nights", "Nights")
    assert kept("on=night-work") == {"Keep a bed free", "A dim red light"}


# The address ----------------------------------------------------------------------------------


def test_a_choice_says_its_address_without_what_is_usual(two_pages: SimpleNamespace) -> None:
    assert choose("sort=stars&q=&by=me").query() == "?"
    assert choose("sort=stars").address == "/recommendations/"
    choice = choose("sort=new&on=meals&q=warm+%26+soup&page=2")
    assert choice.query() == "?on=meals&q=warm+%26+soup&sort=new"
    assert choice.query(sort="stars", group="area") == "?on=meals&q=warm+%26+soup&group=area"
    assert choice.query(page=3) == "?on=meals&q=warm+%26+soup&sort=new&page=3"
    assert choose(choice.query()[1:]) == choice
    assert choice.is_filtered
    assert choice.without_filter() == choose("sort=new")


# The order ------------------------------------------------------------------------------------


def test_the_most_discussed_have_the_most_replies(
    two_pages: SimpleNamespace, author: Any, member: Any
) -> None:
    def thread(item: Recommendation, replies: int) -> list[Post]:
        about = start_thread(item.page, author=author, subject=f"{item.pk}", body="?",
                             recommendation=item)  # fmt: skip
        return [reply(about, author=member, body=f"Reply {n}") for n in range(replies)]

    thread(two_pages.bed, 1)
    thread(two_pages.bed, 0)
    posts = thread(two_pages.light, 3)
    order = ["A dim red light", "Keep a bed free", "Warm soup at three"]
    assert wordings("sort=discussed") == order
    for post in posts[:2]:
        take_down(post, author=member)
    two_pages.light.refresh_from_db()
    assert two_pages.light.replies_about == 1
    assert wordings("sort=discussed") == ["Keep a bed free", "A dim red light", order[2]]
    assert wordings("sort=threads") == wordings("sort=discussed")  # as links once said


def test_the_change_of_the_month_is_what_the_wording_gained_and_lost(
    author: Any, make_page: Any, new_person: Any
) -> None:
    people = [new_person(f"person{n}") for n in range(5)]
    page = make_page(at=days_ago(90))
    area = arranging.add_area(page, "Beds", author=author, at=days_ago(90))
    items = {
        name: arranging.add(area, name, author=author, at=days_ago(90))
        for name in ("old", "more", "less", "fickle", "again", "reworded")
    }

    def star(name: str, who: list[int], ago: int) -> None:
        for n in who:
            give(items[name], person=people[n], at=days_ago(ago))

    def unstar(name: str, who: list[int], ago: int) -> None:
        for n in who:
            take_back(items[name], person=people[n], at=days_ago(ago))

    star("old", [0, 1, 2, 3, 4], 60)
    star("more", [0], 60)
    star("more", [1, 2, 3], 10)
    star("less", [0, 1, 2], 60)
    unstar("less", [0, 1], 5)
    star("fickle", [0], 20)  # given and taken back within the month: no change
    unstar("fickle", [0], 10)
    star("again", [0], 60)  # taken back and given again: no change
    unstar("again", [0], 20)
    star("again", [0], 10)
    star("again", [1], 2)
    star("reworded", [0, 1, 2], 20)  # before the words changed: of another wording
    arranging.reword(items["reworded"], "quite another sentence", author=author, at=days_ago(10))
    star("reworded", [0, 1], 5)

    found = choose("sort=month").ordered(NOBODY)
    assert [(item.wording, item.change) for item in found] == [
        ("more", 3),
        ("quite another sentence", 2),
        ("again", 1),
        ("old", 0),
        ("fickle", 0),
        ("less", -2),
    ]


# Groups ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("page", ["Warm soup at three", "Keep a bed free", "A dim red light"]),
        ("area", ["Warm soup at three", "Keep a bed free", "A dim red light"]),
        ("status", ["Warm soup at three", "Keep a bed free", "A dim red light"]),
        # It stands under nurses and under porters; what is for nobody in particular comes last.
        ("audience", ["Keep a bed free"] * 2 + ["Warm soup at three", "A dim red light"]),
    ],
)
def test_groups_come_before_the_order(
    group: str, expected: list[str], two_pages: SimpleNamespace
) -> None:
    assert wordings(f"group={group}") == expected


# The screen -----------------------------------------------------------------------------------


def show(client: Client, query: str = "") -> Element:
    return read(client.get(f"/recommendations/{query}"))


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("", "3 recommendations, most starred first."),
        ("?status=agreed&sort=new", "1 recommendation, agreed, newest first."),
        ("?group=status&sort=status", "3 recommendations, by where they stand."),
        (
            "?tag=nurses&person=ben",
            "1 recommendation, tagged nurses, starred by ben, most starred first.",
        ),
        (
            "?criterion=easy+to+do&group=area",
            "1 recommendation, starred for “Easy to do”, by area, most starred first.",
        ),
        (
            "?on=night-work&q=light&by=earlier",
            "1 recommendation on “Night work”, with “light”, starred by ben in an earlier wording, "
            "most starred first.",
        ),
        (
            "?by=not-me&sort=month",
            "0 recommendations, not starred by ben, largest change of the last 30 days first.",
        ),
    ],
)
def test_the_board_says_in_words_what_it_shows(
    query: str, line: str, two_pages: SimpleNamespace, client: Client, member: Any, signed_in: Any
) -> None:
    page = show(signed_in(client, member), query)
    said = page.one("p.said")
    assert said.text.removesuffix(" Show all recommendations") == line
    links = said.all("a")
    assert bool(links) == choose(query[1:], member).is_filtered
    if links:
        everything = show(client, links[0]["href"])
        assert everything.one("p.said").text.startswith("3 recommendations, ")


def test_what_is_nowhere_is_told_on_the_board(two_pages: SimpleNamespace, client: Client) -> None:
    page = show(client, "?on=nowhere&person=nobody")
    assert page.texts("p.notice") == [
        "No page is called “nowhere”, so all pages are shown.",
        "Nobody here is called “nobody”, so everybody’s stars count.",
    ]
    assert len(page.all("tr[id]")) == 3


def test_both_counts_are_told_in_all_and_beside_each(
    two_pages: SimpleNamespace, client: Client
) -> None:
    page = show(client, "?group=page")
    assert (
        page.one("p.meta.sep").text
        == "3 stars on these wordings, 1 on earlier ones 1 agreed 2 proposed"
    )
    assert page.texts("tr.group-row") == [
        "Meals 1 recommendation, 2 stars",
        "Night work 2 recommendations, 1 star, 1 on earlier wordings",
    ]
    row = page.one(f"tr#r{two_pages.light.pk}")
    assert row.one("td.starcell").text == "0 stars"
    assert "1 star on an earlier wording" in row.text


def test_what_has_several_audiences_stands_under_each(
    two_pages: SimpleNamespace, client: Client, member: Any, signed_in: Any
) -> None:
    page = show(signed_in(client, member), "?group=audience")
    assert page.one("p.said").text.startswith("3 recommendations, by audience")
    assert "stands under each of them" in page.one("main").text
    groups = [(body.one("h2").text, len(body.all("tr")) - 1) for body in page.all("tbody")]
    assert groups == [("nurses", 1), ("porters", 1), ("For nobody in particular", 2)]
    ids = [element["id"] for element in page.inside() if "id" in element]
    assert len(ids) == len(set(ids))
    assert len(page.all("button.star")) == 3  # one star each, wherever it stands
    for query in ("?group=area", "?tag=nurses"):
        assert "stands under each" not in show(client, query).one("main").text


def test_the_change_of_the_month_is_shown_where_it_sorts(
    two_pages: SimpleNamespace, client: Client, author: Any
) -> None:
    assert show(client, "?sort=month").texts("td.starcell") == [
        "2 stars +2 this month", "1 star +1 this month", "0 stars"
    ]  # fmt: skip
    assert "this month" not in show(client).one("table").text


def test_every_control_keeps_the_rest_of_the_choice(
    two_pages: SimpleNamespace, client: Client
) -> None:
    query = "?on=night-work&q=e&group=status&sort=new"
    page = show(client, query)
    for head in page.all("thead a"):
        assert head["href"].startswith("?on=night-work&q=e&group=status")
    assert page.all("th[aria-sort]") == []  # no column is what it is sorted by
    assert [link["href"] for link in page.all("p.exports a")] == [
        f"/recommendations/export.{form}{query}" for form in ("csv", "md", "json")
    ]
    form = page.one("main form.filters")
    selects = [select for select in form.all("select") if select.all("option[selected]")]
    chosen = {select["name"]: select.one("option[selected]")["value"] for select in selects}
    typed = {field["name"]: field["value"] for field in form.all("input")}
    sent = urlencode({**chosen, **typed})
    assert choose(sent) == choose(query[1:])


def test_a_long_list_goes_on_where_it_stopped(client: Client, author: Any, make_page: Any) -> None:
    area = arranging.add_area(make_page("Beds"), "Rooms", author=author)
    other = arranging.add_area(area.page, "Halls", author=author)
    with recording(area.page, author=author):  # one update: it is quicker
        for number in range(101):
            arranging.add(area, f"Bed {number:03}", author=author)
        arranging.add(other, "A lamp", author=author)
    first = show(client, "?group=area&sort=words")
    assert first.texts("th a[id]") == [f"Bed {number:03}" for number in range(100)]
    assert first.one("p.pager span").text == "1 to 100 of 102"
    more = first.all("p.pager a")[-1]
    assert more.text == "More"
    second = show(client, more["href"])
    assert second.texts("th a[id]") == ["Bed 100", "A lamp"]
    assert second.texts("table h2") == ["Rooms on Beds continued", "Halls on Beds"]
    assert second.texts("tr.group-row .meta") == [
        "101 recommendations, 0 stars", "1 recommendation, 0 stars"
    ]  # fmt: skip
    links = {link.text: link["href"] for link in second.all("p.pager a")}
    assert links["Back"] == "?group=area&sort=words&page=1"
    whole = show(client, links["All on one page"])
    assert len(whole.all("tr[id]")) == 102
    assert whole.all("p.pager") == []


GROUPS = ["", "", "", *GROUPINGS]
STATES = [f"?group={group}&sort={sort}" for group, sort in zip(GROUPS, ORDERS, strict=True)]
FULL = "?on=meals&tag=food&person=ben&criterion=easy+to+do&by=me&q=w&group=audience&sort=month"


@pytest.mark.parametrize("query", [*STATES, FULL])
def test_the_board_costs_the_same_however_long(
    query: str, two_pages: SimpleNamespace, client: Client, member: Any, signed_in: Any
) -> None:
    signed_in(client, member)

    def asked(more: int) -> int:
        for number in range(more):
            page = two_pages.meals if number % 2 else two_pages.night
            area = arranging.add_area(page, f"Area {more} {number}", author=member)
            item = arranging.add(area, f"Wash {more} {number}", author=member)
            give(item, person=member, criterion=two_pages.easy if number % 2 else None)
            item.audiences.set(tags_named(["nurses", f"group {number}"]))
            start_thread(page, author=member, subject="?", body="?", recommendation=item)
        with CaptureQueriesContext(connection) as queries:
            show(client, query)
        return len(queries)

    few = asked(2)
    assert asked(9) == few
    assert few <= 19


def test_a_page_leads_to_its_own_recommendations_on_the_board(
    two_pages: SimpleNamespace, client: Client
) -> None:
    page = read(client.get(two_pages.night.get_absolute_url()))
    (link,) = [a for a in page.all("main .rulehead a") if a.text == "On the board"]
    board = read(client.get(link["href"]))
    assert board.texts("tr[id] th a[id]") == ["Keep a bed free", "A dim red light"]
