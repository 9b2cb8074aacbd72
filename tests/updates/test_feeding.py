"""Activity as an Atom feed: valid, with the words that changed, and for everybody alike."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.posting import start_thread
from recommendations import arranging, criteria, starring
from wiki.models import Page
from wiki.writing import revise_page

ATOM = "{http://www.w3.org/2005/Atom}"
NEEDED = ("id", "title", "updated", "link")


@pytest.fixture
def page(make_page: Any, author: Any, member: Any) -> Page:
    page = make_page("Night work", body="We sleep <b> by day.\n\nWe eat at night.")
    revise_page(page, author=member, body="We rest by day.\n\nWe eat at night.", note="Rest & more")
    area = arranging.add_area(page, "Beds", author=author)
    item = arranging.add(area, "Keep a bed free", author=author)
    arranging.reword(item, "Keep two beds free", author=author)
    arranging.remove(item, author=author)
    return page


def entries(client: Client, query: str = "") -> list[ElementTree.Element]:
    answer = client.get(f"/activity/feed/{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    assert feed.tag == f"{ATOM}feed"
    for one in (feed, *feed.findall(f"{ATOM}entry")):
        assert [one.findtext(f"{ATOM}{name}") is not None for name in NEEDED] == [True] * 4
        assert one.findtext(f"{ATOM}author/{ATOM}name")
    itself = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert itself == [f"{settings.SITE_URL}/activity/feed/{query}"]
    found = feed.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") for one in found]
    assert len(set(ids)) == len(ids)
    return found


def said(entry: ElementTree.Element) -> str:
    return entry.findtext(f"{ATOM}summary") or ""


def test_an_update_is_told_with_the_words_that_changed(client: Client, page: Page) -> None:
    removed, reworded, added, _, revised, created = map(said, entries(client))
    assert "Added: " not in reworded
    assert "<ins>Keep a bed free</ins>" in added
    assert "Keep <del>a bed</del><ins>two beds</ins> free" in reworded
    assert "<del>Keep two beds free</del>" in removed
    assert "<p>Rest &amp; more</p>" in revised
    assert "We <del>sleep &lt;b&gt;</del><ins>rest</ins> by day." in revised
    assert "We eat" not in revised
    assert f'href="{settings.SITE_URL}/wiki/night-work/changes/2/"' in revised
    assert "<ins>We eat at night.</ins>" in created


def test_a_feed_is_narrowed_as_its_screen_is(client: Client, page: Page, member: Any) -> None:
    start_thread(page, author=member, subject="Beds", body="Which?")
    titles = [one.findtext(f"{ATOM}title") for one in entries(client, "?person=ben")]
    assert titles == ["ben started Beds", "ben updated Night work"]
    assert len(entries(client, "?kind=recommendations&on=night-work")) == 4
    screen = client.get("/activity/?kind=discussion").content.decode()
    assert 'type="application/atom+xml"' in screen
    assert screen.count('href="/activity/feed/?kind=discussion"') == 2


def test_a_feed_tells_of_no_hidden_star_even_to_who_may_know(
    client: Client, page: Page, author: Any, member: Any, signed_in: Any
) -> None:
    area = arranging.add_area(page, "Rooms", author=author)
    item = arranging.add(area, "Keep a room", author=author)
    criteria.define(page, [], author=author, hide_tally=True)
    starring.give(item, person=member, note="Quiet please")
    assert not any("Quiet please" in said(one) for one in entries(signed_in(client, member)))


def test_a_reader_that_has_it_is_not_sent_it_again(client: Client, page: Page, member: Any) -> None:
    tag = client.get("/activity/feed/")["ETag"]
    assert client.get("/activity/feed/", headers={"If-None-Match": tag}).status_code == 304
    revise_page(page, author=member, body="Anew")
    assert client.get("/activity/feed/", headers={"If-None-Match": tag}).status_code == 200


def test_control_characters_do_not_spoil_the_feed(client: Client, page: Page, member: Any) -> None:
    revise_page(page, author=member, body="A bell \x07 rings")
    assert "A bell  rings" in said(entries(client)[0])


def test_a_longer_feed_costs_no_more_queries(client: Client, page: Page, member: Any) -> None:
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get("/activity/feed/")
        counts.append(len(seen))
        for n in range(10):
            revise_page(page, author=member, body=f"Text {number} {n}")
    assert counts[0] == counts[1] <= 6
