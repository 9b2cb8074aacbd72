"""Activity as an Atom feed: valid, with the words that changed, and for everybody alike."""

from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.posting import edit_post, reply, start_thread
from discussions.removing import take_down
from recommendations import arranging, criteria, starring
from tests.elements import read
from tests.updates import atom
from tests.updates.atom import ATOM, said
from wiki.deleting import delete
from wiki.hiding import hide
from wiki.models import Page
from wiki.noting import correct_note
from wiki.writing import revise_page


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
    return atom.entries(client, f"/activity/feed/{query}")


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
    assert atom.titles(entries(client, "?person=ben")) == [
        "ben started Beds",
        "ben updated Night work",
    ]
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
    assert counts[0] == counts[1] <= 9


# Of everything -------------------------------------------------------------------------------


def announced(client: Client, address: str) -> list[ElementTree.Element]:
    """The entries of the feed that a screen announces to feed readers."""
    (link,) = read(client.get(address)).all("link[rel=alternate]")
    assert link["type"] == "application/atom+xml"
    assert link["title"]
    return atom.entries(client, link["href"])


def test_every_kind_of_thing_has_a_feed_of_its_own(
    a_small_site: SimpleNamespace, client: Client
) -> None:
    site = a_small_site
    night, item = site.page.get_absolute_url(), site.reworded
    everything = atom.titles(announced(client, "/"))
    assert atom.titles(announced(client, "/activity/")) == everything
    of_page = [title for title in everything if not title.endswith(" Rota")]
    assert atom.titles(announced(client, night)) == of_page
    assert atom.titles(announced(client, f"{night}history/")) == of_page
    assert atom.titles(announced(client, "/tags/rest/")) == of_page
    talk = ["amara replied in Beds", "lena replied in Beds", "ben started Beds"]
    assert atom.titles(announced(client, site.thread.get_absolute_url())) == talk
    assert atom.titles(announced(client, f"{night}discussion/")) == talk
    of_item = announced(client, item.get_absolute_url())
    updates = ["amara updated Night work", "amara updated Night work"]
    assert sorted(atom.titles(of_item)) == sorted([*talk, *updates])
    assert any("<ins>Keep a bed free</ins>" in said(one) for one in of_item)
    by_lena = {"lena replied in Beds", "lena starred on Night work"}
    assert set(atom.titles(announced(client, "/people/lena/"))) == by_lena
    assert set(atom.titles(announced(client, "/recommendations/"))) == set(updates)


def test_an_entry_keeps_its_identity_when_its_page_is_renamed(
    client: Client, page: Page, member: Any
) -> None:
    start_thread(page, author=member, subject="Beds", body="Which?")
    before = [one.findtext(f"{ATOM}id") for one in entries(client)]
    revise_page(page, author=member, title="Nights")
    assert [one.findtext(f"{ATOM}id") for one in entries(client)][1:] == before


def test_a_feed_of_what_is_gone_ends_and_tells_nothing_else(
    client: Client, a_small_site: SimpleNamespace, moderator: Any
) -> None:
    site = a_small_site
    night = (
        *("?on=night-work", f"?thread={site.thread.pk}", f"?recommendation={site.reworded.pk}"),
    )
    assert all(entries(client, query) for query in night)
    delete(site.page, by=moderator, reason="They asked us to")
    for query in (*night, "?thread=999", "?recommendation=R1", "?thread=1e3", "?person=nobody"):
        assert client.get(f"/activity/feed/{query}").status_code in (404, 410), query
    assert atom.titles(entries(client)) == ["amara created Rota"]


def test_a_reply_that_was_taken_down_leaves_the_feed_of_its_thread(
    client: Client, page: Page, member: Any
) -> None:
    thread = start_thread(page, author=member, subject="Beds", body="Which?")
    post = reply(thread, author=member, body="This one, by the door.")
    assert "by the door" in said(entries(client, f"?thread={thread.pk}")[0])
    take_down(post, author=member)
    assert len(entries(client, f"?thread={thread.pk}")) == 1


def test_a_feed_of_a_recommendation_tells_no_hidden_star(
    client: Client, page: Page, author: Any, member: Any
) -> None:
    item = arranging.add(arranging.add_area(page, "Rooms", author=author), "A room", author=author)
    criteria.define(page, [], author=author, hide_tally=True)
    starring.give(item, person=member, note="Quiet please")
    (added,) = entries(client, f"?recommendation={item.pk}")
    assert "Quiet please" not in said(added)


def moments(entry: ElementTree.Element) -> tuple[str, str, str]:
    """Its id, when it was published, and when it was last changed."""
    id_, published, updated = (
        entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "published", "updated")
    )
    return id_, published, updated


def test_an_entry_whose_note_was_corrected_is_the_same_one_at_a_later_moment(
    client: Client, page: Page, member: Any
) -> None:
    before = next(one for one in entries(client) if "Rest &amp; more" in said(one))
    correct_note(page.changesets.get(number=2), by=member, note="Rest and more")
    now = entries(client)[0]
    assert "<p>Rest and more</p>" in said(now)
    assert moments(now)[:2] == moments(before)[:2]
    assert moments(now)[2] > moments(before)[2]


def test_so_is_an_entry_whose_text_was_hidden_or_whose_post_was_edited(
    client: Client, page: Page, member: Any, moderator: Any
) -> None:
    thread = start_thread(page, author=member, subject="Beds", body="Which?")
    before = {moments(one)[0]: moments(one) for one in entries(client)}
    edit_post(thread.posts.get(), author=member, body="Which beds?")
    hide(page.changesets.get(number=1), by=moderator, reason="It told too much")
    hidden, edited = entries(client)[1], entries(client)[2]
    for one in (hidden, edited):
        assert moments(one)[1] == before[moments(one)[0]][1]
        assert moments(one)[2] > before[moments(one)[0]][2]
    assert "Which beds?" in said(edited)
    assert "We eat" not in said(hidden)


def test_the_feed_of_the_board_is_narrowed_as_the_board_is(
    client: Client, page: Page, author: Any, member: Any, signed_in: Any
) -> None:
    area = arranging.add_area(page, "Rooms", author=author)
    item = arranging.add(area, "Keep a room", author=author, note="A room")
    arranging.set_status(item, "agreed", author=author, note="All said so")
    arranging.add(area, "Keep a light on", author=author, note="A light")
    starring.give(item, person=member, note="Quiet please")
    for query in (
        "?on=night-work&status=agreed",
        "?q=room",
        "?person=ben",
        "?q=keep&status=agreed",
    ):
        notes = [said(one) for one in atom.entries(client, f"/recommendations/feed/{query}")]
        assert len(notes) == 2
        assert "Keep a room" in notes[1]
        assert not any("A light" in note or "Quiet please" in note for note in notes)
    assert len(atom.entries(client, "/recommendations/feed/")) == 3
    assert client.get("/recommendations/feed/?person=nobody").status_code == 404
    screen = signed_in(client, member).get("/recommendations/?q=room&by=me&sort=new&group=page")
    assert screen.content.decode().count('href="/recommendations/feed/?q=room"') == 2
