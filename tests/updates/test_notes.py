"""The note of an update can be corrected by its author, in the open."""

from typing import Any

import pytest
from django.test import Client

from tests.elements import read
from wiki.models import Changeset, Page
from wiki.noting import NotTheAuthor, correct_note

NOTE = "/wiki/night-work/changes/2/note/"


@pytest.fixture
def update(a_page: Page, edit: Any) -> Changeset:
    """The second update of the page, by the member."""
    edit(1, body="All new.", note="Wrote it aknew")
    return Changeset.objects.get(page=a_page, number=2)


def note() -> str:
    return Changeset.objects.get(number=2).note


def test_an_author_corrects_their_note(as_member: Client, update: Changeset) -> None:
    assert read(as_member.get(NOTE)).one("#note")["value"] == "Wrote it aknew"
    answer = as_member.post(NOTE, {"note": " Wrote it anew "}, follow=True)
    assert note() == "Wrote it anew"
    screen = read(answer)
    assert screen.one("p.notice").text.startswith("The note is corrected")
    assert "Wrote it anew" in screen.one(".updates blockquote").text


def test_everybody_sees_who_corrected_it_when_and_what_it_said(
    stranger: Client, update: Changeset, member: Any
) -> None:
    correct_note(update, by=member, note="Wrote it anew")
    correct_note(update, by=member, note="")
    screen = read(stranger.get(NOTE))
    latest, first = screen.all("ol.lines li")
    assert "ben" in latest.text
    assert latest.all("time")
    assert first.texts("del") == ["removed: aknew (end of removed)"]
    assert first.texts("ins") == ["added: anew (end of added)"]
    assert "It had no note after this" in latest.text
    assert screen.all("main form") == []


def test_a_corrected_note_says_so_wherever_it_stands(
    stranger: Client, update: Changeset, member: Any
) -> None:
    places = ["/wiki/night-work/history/", "/wiki/night-work/changes/2/", "/wiki/night-work/"]
    for place in places:
        assert read(stranger.get(place)).all("a.note-act") == []
    correct_note(update, by=member, note="Wrote it anew")
    for place in places:
        assert read(stranger.get(place)).one("a.note-act")["href"] == NOTE


def test_only_its_author_is_led_to_correcting_a_note(
    as_member: Client, as_author: Client, update: Changeset
) -> None:
    history = "/wiki/night-work/history/"
    assert [a["href"] for a in read(as_member.get(history)).all("a.note-act")] == [NOTE]
    others = [a["href"] for a in read(as_author.get(history)).all("a.note-act")]
    assert others == ["/wiki/night-work/changes/1/note/"]


def test_nobody_else_corrects_it_moderators_neither(
    as_author: Client, update: Changeset, moderator: Any, signed_in: Any
) -> None:
    for client in (as_author, signed_in(Client(), moderator)):
        assert client.post(NOTE, {"note": "Not yours"}).status_code == 403
    with pytest.raises(NotTheAuthor):
        correct_note(update, by=moderator, note="Not yours")
    assert note() == "Wrote it aknew"


def test_search_finds_the_new_note_only(update: Changeset, member: Any, stranger: Client) -> None:
    correct_note(update, by=member, note="Afresh")
    found = stranger.get("/search/?q=afresh&type=notes").content.decode()
    assert "Night work" in found
    assert "<mark>" in found
    assert "<mark>" not in stranger.get("/search/?q=aknew&type=notes").content.decode()


def test_a_double_click_corrects_once(as_member: Client, update: Changeset) -> None:
    for _ in range(2):
        as_member.post(NOTE, {"note": "Wrote it anew"})
    assert update.corrections.count() == 1


def test_the_page_and_its_history_stay_as_they_are(
    as_member: Client, update: Changeset, a_page: Page
) -> None:
    as_member.post(NOTE, {"note": "Wrote it anew"})
    a_page.refresh_from_db()
    assert (a_page.body, a_page.changesets.count()) == ("All new.", 2)
    assert Changeset.objects.get(number=2).created_at == update.created_at


def test_a_note_that_is_too_long_comes_back(as_member: Client, update: Changeset) -> None:
    screen = read(as_member.post(NOTE, {"note": "x" * 501}), 422)
    assert "at most 500" in screen.one("#note_error").text
    assert screen.one("#note")["value"] == "x" * 501


def test_a_note_typed_before_signing_in_again_comes_back(
    stranger: Client, update: Changeset, signed_in: Any, member: Any
) -> None:
    assert stranger.post(NOTE, {"note": "Typed before"})["Location"].startswith("/accounts/login/")
    screen = read(signed_in(stranger, member).get(NOTE))
    assert screen.one("#note")["value"] == "Typed before"


def test_many_corrections_cost_no_more_queries(
    stranger: Client, update: Changeset, member: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        correct_note(update, by=member, note=f"Try {number}")
    with django_assert_max_num_queries(8):
        screen = read(stranger.get(NOTE))
    assert len(screen.all("ol.lines li")) == 50
    assert len(read(stranger.get(NOTE + screen.one("p.pager a")["href"])).all("ol.lines li")) == 10


def test_the_links_of_a_note_are_those_of_its_new_words(
    stranger: Client, update: Changeset, member: Any, make_page: Any
) -> None:
    make_page("Rota")
    correct_note(update, by=member, note="As [[Rota]] has it")
    assert "As Rota has it" in read(stranger.get("/wiki/rota/links/")).one("main").text
    correct_note(update, by=member, note="As the rota has it")
    assert "has it" not in read(stranger.get("/wiki/rota/links/")).one("main").text
