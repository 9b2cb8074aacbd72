"""Watching a tag: news of the pages and threads that carry it, each told once."""

from typing import Any

import pytest
from django.test import Client

from discussions.posting import start_thread
from recommendations import arranging, starring
from tests.elements import read
from watching.models import Notification
from watching.watches import set_watch
from wiki import retagging
from wiki.models import Page, PageWatch, Tag, TagWatch
from wiki.writing import create_page, revise_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rest(make_page: Any, member: Any) -> Tag:
    """A tag that the member watches; a page that carries it."""
    make_page("Night work", tags="rest")
    tag = Tag.objects.get(slug="rest")
    set_watch(TagWatch, member, True, tag=tag)
    return tag


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [f"{news.actor_name} {news.deed} {news.subject}" for news in rows]


def test_who_watches_a_tag_is_told_of_what_gets_it_and_of_updates(
    rest: Tag, author: Any, member: Any
) -> None:
    page = create_page(author=author, title="Beds", body="?", tags="beds, Rest")
    revise_page(page, author=author, body="Two")
    revise_page(page, author=author, tags="beds")
    revise_page(page, author=author, body="Three")
    revise_page(page, author=author, tags="beds, rest")
    start_thread(page, author=author, subject="Where?", body="?", tags="rest")
    start_thread(page, author=author, subject="When?", body="?")
    assert told(member) == [
        "amara wrote a page tagged “rest”: Beds",
        "amara updated a page tagged “rest”: Beds",
        "amara gave the tag “rest” to Beds",
        "amara started a thread tagged “rest”: Where?",
    ]


def test_each_update_is_told_once_however_one_watches(rest: Tag, author: Any, member: Any) -> None:
    page = Page.objects.get()
    revise_page(page, author=author, tags="rest, beds, nights")
    Notification.objects.all().delete()
    for slug in ("beds", "nights"):
        set_watch(TagWatch, member, True, tag=Tag.objects.get(slug=slug))
    revise_page(page, author=author, body="By its tags")
    set_watch(PageWatch, member, True, page=page)
    revise_page(page, author=author, body="By the page")
    start_thread(page, author=author, subject="Where?", body="?", tags="rest, beds")
    assert told(member) == [
        "amara updated a page tagged “beds”: Night work",
        "amara updated Night work",
        "amara started a thread Where?",
    ]


def test_minor_edits_stars_and_ones_own_deeds_are_not_told(
    rest: Tag, author: Any, member: Any
) -> None:
    page = Page.objects.get()
    revise_page(page, author=author, body="A comma", minor=True)
    revise_page(page, author=member, body="Mine")
    area = arranging.add_area(page, "Beds", author=member)
    starring.give(arranging.add(area, "A bed", author=member), person=author)
    assert told(member) == []


def test_watching_goes_on_under_a_new_name_and_is_stopped_there(
    rest: Tag, author: Any, member: Any, moderator: Any, client: Client, signed_in: Any
) -> None:
    page = Page.objects.get()
    retagging.rename(rest, name="Sleep", by=moderator)
    revise_page(page, author=author, body="Two")
    assert told(member) == ["amara updated a page tagged “Sleep”: Night work"]
    reader = signed_in(client, member)
    button = read(reader.get("/tags/sleep/")).one("#watch button")
    assert button["aria-pressed"] == "true"
    answer = reader.post("/tags/sleep/watch/", {"watch": "no", "next": "/tags/sleep/#watch"})
    assert answer["Location"] == "/tags/sleep/#watch"
    revise_page(page, author=author, body="Three")
    assert len(told(member)) == 1


def test_watching_twice_is_watching_once(rest: Tag, client: Client, member: Any, signed_in: Any):
    reader = signed_in(client, member)
    for _ in range(2):
        reader.post("/tags/rest/watch/", {"watch": "yes"})
    assert TagWatch.objects.count() == 1
    assert reader.get("/tags/rest/watch/")["Location"] == "/tags/rest/"


def test_the_inbox_says_which_tag(rest: Tag, author: Any, client: Client, member: Any, signed_in):
    revise_page(Page.objects.get(), author=author, body="Two", note="Counted again")
    line = read(signed_in(client, member).get("/inbox/")).one("li.ev div").text
    assert line == "amara updated a page tagged “rest”: Night work Counted again"


def test_strangers_are_asked_to_sign_in(rest: Tag, stranger: Client) -> None:
    assert "Sign in" in read(stranger.get("/tags/rest/")).one("#watch").text
    answer = stranger.post("/tags/rest/watch/", {"watch": "yes"})
    assert answer["Location"].startswith("/accounts/login/")
