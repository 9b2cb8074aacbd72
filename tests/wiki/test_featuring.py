"""Featuring a page: who, why, and taking it back."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.elements import read
from wiki.models import Changeset, Page
from wiki.writing import feature, revise_page

MARKS = ("It was tried", " Featured</span>", "Featured page", " Featured</span>")


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def chooser(client: Client, moderator: Any, signed_in: Any) -> Client:
    return signed_in(client, moderator)


def test_a_moderator_features_a_page_and_says_why(night: Page, chooser: Client) -> None:
    assert "Feature this page" in chooser.get("/wiki/night-work/").content.decode()
    answer = chooser.post("/wiki/night-work/feature/", {"reason": "It was <tried>"})
    assert answer["Location"] == "/wiki/night-work/"
    html = chooser.get("/wiki/night-work/").content.decode()
    assert "Featured page" in html
    assert "It was &lt;tried&gt;" in html
    assert "/people/mo/" in html
    update = Changeset.objects.filter(page=night).latest("number")
    assert (update.author_name, update.note) == ("mo", "It was <tried>")
    assert update.counts == {"featured": 1}


def test_featured_pages_stand_on_the_home_page(
    night: Page, chooser: Client, moderator: Any
) -> None:
    feature(night, by=moderator, reason="It was tried")
    html = chooser.get("/").content.decode()
    start = html.index("Featured pages")
    assert "Night work" in html[start : html.index("Recent discussion")]
    chooser.post("/wiki/night-work/feature/", {"do": "unfeature"})
    assert "No page is featured yet" in chooser.get("/").content.decode()
    assert "Featured page" not in chooser.get("/wiki/night-work/").content.decode()


@pytest.mark.parametrize(
    ("reason", "message"),
    [("  ", "Say in one sentence why"), ("x" * 501, "use at most 500 characters. Yours has 501")],
)
def test_a_reason_is_needed(reason: str, message: str, night: Page, chooser: Client) -> None:
    answer = chooser.post("/wiki/night-work/feature/", {"reason": reason})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count(message) == 2
    assert reason.strip() in html
    night.refresh_from_db()
    assert night.featured_at is None


def test_a_double_click_is_one_update(night: Page, chooser: Client) -> None:
    for _ in range(2):
        chooser.post("/wiki/night-work/feature/", {"reason": "It was tried"})
    assert Changeset.objects.filter(page=night).count() == 2


def test_members_do_not_feature(night: Page, client: Client, member: Any, signed_in: Any) -> None:
    reader = signed_in(client, member)
    assert "feature/" not in reader.get("/wiki/night-work/").content.decode()
    for do in ("feature", "unfeature"):
        answer = reader.post("/wiki/night-work/feature/", {"reason": "Mine", "do": do})
        assert answer.status_code == 403
    night.refresh_from_db()
    assert night.featured_at is None


def test_a_reason_typed_before_signing_in_comes_back(
    night: Page, stranger: Client, moderator: Any, signed_in: Any
) -> None:
    stranger.post("/wiki/night-work/feature/", {"reason": "It was tried"})
    html = signed_in(stranger, moderator).get("/wiki/night-work/feature/").content.decode()
    assert 'value="It was tried"' in html


def test_a_mark_with_an_end_goes_by_itself(
    night: Page, make_page: Any, chooser: Client, moderator: Any
) -> None:
    make_page("Attic", tags="rest")
    revise_page(night, author=moderator, tags="rest")
    soon = timezone.now() + datetime.timedelta(seconds=20)
    feature(night, by=moderator, reason="It was tried", until=soon)
    updates = night.changesets.count()
    screens = ("/", "/wiki/", "/wiki/night-work/", "/tags/rest/")
    marked = [chooser.get(address).content.decode() for address in screens]
    assert all(mark in html for mark, html in zip(MARKS, marked, strict=True))
    assert marked[3].index("Night work") < marked[3].index("Attic")
    with time_machine.travel(soon):
        later = [chooser.get(address).content.decode() for address in screens]
    assert not any(mark in html for mark, html in zip(MARKS, later, strict=True))
    assert later[3].index("Attic") < later[3].index("Night work")
    assert night.changesets.count() == updates


def test_the_end_is_shown_and_can_be_changed(night: Page, chooser: Client) -> None:
    sent = {"reason": "It was tried", "until": "2099-03-01"}
    chooser.post("/wiki/night-work/feature/", sent)
    assert "until 1 March 2099" in read(chooser.get("/wiki/night-work/")).one(".featured").text
    told = "Featured by mo until 1 March 2099: It was tried"
    assert told in read(chooser.get("/")).one(".feats").texts("p")
    form = read(chooser.get("/wiki/night-work/feature/"))
    assert form.one("#until")["value"] == "2099-03-01"
    assert form.one("#reason")["value"] == "It was tried"
    chooser.post("/wiki/night-work/feature/", {**sent, "until": ""})
    assert "until" not in read(chooser.get("/wiki/night-work/")).one(".featured").text


@pytest.mark.parametrize(
    ("until", "message"),
    [("2020-01-01", "choose a day after today"), ("soon", "enter a day, such as 2027-03-01")],
)
def test_an_end_that_cannot_be_is_refused(
    until: str, message: str, night: Page, chooser: Client
) -> None:
    sent = {"reason": "It was tried", "until": until}
    screen = read(chooser.post("/wiki/night-work/feature/", sent), 422)
    assert message in screen.one("#until_error").text
    assert screen.one("#reason")["value"] == "It was tried"
    assert screen.one("#until")["value"] == until
