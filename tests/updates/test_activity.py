"""Recent activity: updates and posts of the whole site in one stream, and of one person."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.posting import reply, start_thread
from discussions.removing import take_down
from discussions.valuing import answer
from recommendations import arranging, starring
from tests.elements import Element, read
from updates.activity import SHOWN, stream
from watching.watches import set_watch
from wiki.changesets import recording
from wiki.models import Changeset, Page, PageWatch
from wiki.writing import revise_page

DAY = datetime.datetime(2024, 2, 10, 12, 0, tzinfo=datetime.UTC)


def at(days: int, hours: int = 0) -> datetime.datetime:
    return DAY + datetime.timedelta(days=days, hours=hours)


def lines(screen: Element) -> list[str]:
    return screen.texts("li.ev")


@pytest.fixture
def busy(make_page: Any, author: Any, member: Any, listener: Any) -> Page:
    """Seven things on three days, by three people."""
    page = make_page("Night work", body="Some words.", note="It begins", at=at(0))
    revise_page(page, author=member, body="Some more words.", note="More", at=at(1))
    area = arranging.add_area(page, "Before", author=author, at=at(1, 1))
    item = arranging.add(area, "Keep a bed free", author=author, at=at(1, 2))
    starring.give(item, person=listener, at=at(1, 3))
    thread = start_thread(page, author=member, subject="Beds", body="Where *are* they?", at=at(2))
    reply(thread, author=listener, body="On the ground floor.", at=at(2, 1))
    return page


def test_everything_is_told_newest_first_by_day(client: Client, busy: Page) -> None:
    screen = read(client.get("/activity/"))
    assert screen.texts("h2.day") == [
        "Monday, 12 February 2024",
        "Sunday, 11 February 2024",
        "Saturday, 10 February 2024",
    ]
    assert lines(screen) == [
        "13:00 Discussion lena replied in Beds On the ground floor.",
        "12:00 Discussion ben started Beds Where are they?",
        "15:00 Stars lena starred on Night work 1 star given View changes of Night work",
        "14:00 Recommendations amara updated Night work 4 words added; 1 recommendation added "
        "View changes of Night work",
        "13:00 Recommendations amara updated Night work 1 word added; 1 area added "
        "View changes of Night work",
        "12:00 Text ben updated Night work More 1 word added View changes of Night work",
        "12:00 Text amara created Night work It begins 4 words added; page created "
        "View changes of Night work",
    ]


def test_days_and_times_are_the_readers_own(
    client: Client, busy: Page, listener: Any, signed_in: Any
) -> None:
    screen = read(signed_in(client, listener).get("/activity/"))
    assert lines(screen)[0].startswith("08:00 ")


def test_lines_lead_to_pages_threads_changes_and_people(client: Client, busy: Page) -> None:
    first, *_, last = read(client.get("/activity/")).all("li.ev")
    assert [a["href"] for a in last.all("a")] == [
        *("/people/amara/", "/wiki/night-work/"),
        "/wiki/night-work/changes/1/",
    ]
    post = first.all("a")[1]["href"]
    assert client.get(post).status_code == 302


@pytest.mark.parametrize(
    ("kind", "count"),
    [("", 7), ("text", 2), ("recommendations", 2), ("stars", 1), ("discussion", 2), ("odd", 7)],
)
def test_one_kind_can_be_read_alone(client: Client, busy: Page, kind: str, count: int) -> None:
    screen = read(client.get(f"/activity/?kind={kind}"))
    assert len(lines(screen)) == count
    chosen = [
        a.text for a in screen.all("nav[aria-label=Kinds of activity] a") if "aria-current" in a
    ]
    assert len(chosen) == 1


def test_what_was_taken_down_is_not_told(client: Client, busy: Page, member: Any) -> None:
    take_down(busy.threads.get().posts.get(number=1), author=member)
    assert not any("Where are they" in line for line in lines(read(client.get("/activity/"))))


def test_a_site_without_activity_says_so(client: Client, db: None) -> None:
    assert "Nothing of this kind" in read(client.get("/activity/")).one("main").text


def test_a_long_post_is_cut(busy: Page, member: Any) -> None:
    reply(busy.threads.get(), author=member, body="word " * 100)
    note = stream(AnonymousUser())[0].note
    assert (len(note), note[-1]) == (160, "…")


def test_earlier_activity_is_on_further_pages_without_a_gap(
    client: Client, busy: Page, member: Any
) -> None:
    for minutes in range(60):
        moment = at(3) + datetime.timedelta(minutes=minutes)
        revise_page(busy, author=member, tags=f"tag {minutes}", at=moment)
    first = read(client.get("/activity/"))
    second = read(client.get(f"/activity/{first.one('p.pager a')['href']}"))
    assert (len(lines(first)), len(lines(second))) == (SHOWN, 17)
    assert not second.all("p.pager a")
    text = read(client.get("/activity/?kind=text"))
    assert "kind=text" in text.one("p.pager a")["href"]


@pytest.mark.parametrize(
    "before",
    [
        "x",
        "2024",
        "2024-02-11",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9" * 500,
    ],
)
def test_an_absurd_moment_is_answered(client: Client, busy: Page, before: str) -> None:
    assert client.get("/activity/", {"before": before}).status_code == 200


def test_activity_costs_the_same_however_much_happened(
    client: Client, busy: Page, member: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/activity/").status_code == 200
        return len(captured)

    few = queries()
    for number in range(60):
        revise_page(busy, author=member, tags=f"tag {number}")
    assert queries() == few <= 5


# What templates say of updates ----------------------------------------------------------------


def said(template: str, **context: Any) -> str:
    seen_by = {"user": AnonymousUser()}
    return Template("{% load updates %}" + template).render(Context(seen_by | context)).strip()


def test_the_size_of_an_update_is_told_in_words_and_objects(busy: Page) -> None:
    first, second, area = Changeset.objects.order_by("number")[:3]
    assert said("{{ u|size }}", u=first) == "4 words added; page created"
    assert said("{{ u|size }}", u=second) == "1 word added"
    assert said("{{ u|objects }}", u=second) == ""
    assert said("{{ u|objects }}", u=area) == "1 area added"
    assert said("{{ u|size }}", u=Changeset(page=busy)) == "no words changed"


def test_the_kinds_of_an_update_are_told(busy: Page) -> None:
    kinds = [said("{{ u|kinds|join:' ' }}", u=u) for u in Changeset.objects.order_by("number")]
    assert kinds == ["text", "text", "recommendations", "recommendations", "stars"]
    assert said("{{ u|kinds|join:' ' }}", u=Changeset(page=busy)) == "text"


def test_what_one_person_did_is_told(busy: Page, member: Any, listener: Any) -> None:
    each = "{% contributions_of p kind as all %}{% for e in all %}{{ e.said }} {{ e.title }};"
    each += "{% endfor %}"
    assert said(each, p=member, kind="") == "started Beds;updated Night work;"
    assert said(each, p=listener, kind="stars") == "starred on Night work;"


def test_what_one_person_contributed_is_counted(
    busy: Page, author: Any, member: Any, listener: Any
) -> None:
    post = busy.threads.get().posts.get(number=1)
    answer(post, person=author, given=True)
    each = "{% numbers_of p as all %}{% for name, n in all %}{{ n }} {% endfor %}"
    assert said(each, p=author) == "3 9 1 0 0"
    assert said(each, p=member) == "1 1 0 1 1"
    assert said(each, p=listener) == "1 0 0 1 0"


def test_a_person_who_did_nothing_has_zeros(moderator: Any) -> None:
    each = "{% numbers_of p as all %}{% for name, n in all %}{{ n }} {% endfor %}"
    assert said(each, p=moderator) == "0 0 0 0 0"


# A choice of it -------------------------------------------------------------------------------


@pytest.fixture
def two_branches(make_page: Any, author: Any, member: Any, listener: Any) -> Page:
    """Work with Nights beneath it, tagged rest, and Meals apart; a thread beside the last two."""
    work = make_page("Work", at=at(0))
    nights = make_page("Nights", parent=work, tags="rest", at=at(0, 1))
    meals = make_page("Meals", at=at(0, 2))
    revise_page(nights, author=member, body="Sleep well.", minor=True, at=at(1))
    start_thread(nights, author=member, subject="Beds", body="Which?", at=at(1, 1))
    start_thread(meals, author=listener, subject="Soup", body="Hot?", tags="rest", at=at(2))
    return work


def titles(client: Client, query: str) -> list[str]:
    return [
        row.all("a")[1 if "people" in row.all("a")[0]["href"] else 0].text
        for row in read(client.get(f"/activity/{query}")).all("li.ev")
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?on=work", ["Beds", "Nights", "Nights", "Work"]),
        ("?on=Nights", ["Beds", "Nights", "Nights"]),
        ("?tag=rest", ["Soup", "Beds", "Nights", "Nights"]),
        ("?person=ben", ["Beds", "Nights"]),
        ("?minor=no", ["Soup", "Beds", "Meals", "Nights", "Work"]),
        ("?kind=discussion&on=work", ["Beds"]),
        ("?kind=text&tag=rest&minor=no", ["Nights"]),
    ],
)
def test_a_choice_is_kept_in_the_address(
    client: Client, two_branches: Page, query: str, expected: list[str]
) -> None:
    assert titles(client, query) == expected


def test_what_an_address_names_and_is_nowhere_is_said(client: Client, two_branches: Page) -> None:
    screen = read(client.get("/activity/?on=nowhere&person=nobody&tag=nothing"))
    assert screen.texts("p.notice") == [
        "No page is called “nowhere”, so all pages are shown.",
        "Nothing is tagged “nothing”, so everything is shown.",
        "Nobody here is called “nobody”, so everybody’s activity is shown.",
    ]
    assert len(screen.all("li.ev")) == 6


def test_only_what_one_watches_is_shown_to_who_asks(
    client: Client, two_branches: Page, author: Any, member: Any, listener: Any, signed_in: Any
) -> None:
    """Whoever starts a thread watches it."""
    set_watch(PageWatch, member, True, page=Page.objects.get(title="Nights"))
    assert titles(signed_in(client, member), "?watched=yes") == ["Beds", "Nights", "Nights"]
    assert titles(signed_in(Client(), listener), "?watched=yes") == ["Soup"]
    assert len(titles(Client(), "?watched=yes")) == 6


def test_a_day_can_be_read_page_by_page(client: Client, two_branches: Page) -> None:
    screen = read(client.get("/activity/?group=page"))
    assert screen.texts("h3") == [
        "Meals 1 event",
        "Nights 2 events",
        *("Meals 1 event", "Nights 1 event", "Work 1 event"),
    ]


def test_a_page_in_a_circle_is_in_its_branch_once(client: Client, two_branches: Page) -> None:
    """The database cannot forbid it, so that a mistake must not hang the site."""
    nights = Page.objects.get(title="Nights")
    with recording(two_branches, author=None):
        two_branches.parent = nights
        two_branches.save()
    assert titles(client, "?on=work&minor=no") == ["Work", "Beds", "Nights", "Work"]


def test_a_choice_costs_a_few_queries_however_much_there_is(
    client: Client, two_branches: Page, member: Any
) -> None:
    address = "/activity/?on=work&tag=rest&person=ben&minor=no"
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
        for n in range(10):
            revise_page(two_branches, author=member, body=f"Text {number} {n}", tags="rest")
    assert counts[0] == counts[1] <= 11
