"""Hiding the text of an update: who may, what it takes with it, what others see instead."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from tests.wiki.test_deleting import words
from updates import moments
from updates.editing import Conflict, Texts, save
from updates.feeding import differences
from updates.restoring import restore
from watching.models import Notification
from watching.watches import set_watch
from wiki.hiding import StillStands, hide, readable_around, show
from wiki.models import Changeset, NoteLink, Page, PageWatch
from wiki.noting import correct_note
from wiki.pasts import Hidden, text_at
from wiki.writing import feature, revise_page

WHY = "It told where a key lies"
ONE, TWO = "One.\n\nEnd.", "One. Secret.\n\nEnd."
THREE, FOUR = "One. Secret.\n\nEnds.", "One.\n\nE."


@pytest.fixture
def keys(
    make_page: Any,
    author: Any,
    member: Any,
    listener: Any,
    django_capture_on_commit_callbacks: Any,
) -> Page:
    """Four texts; words to hide came with the second, and went with the fourth."""
    keys: Page = make_page("Keys", body=ONE)
    set_watch(PageWatch, listener, True, page=keys)
    with django_capture_on_commit_callbacks(execute=True):
        revise_page(keys, author=member, body=TWO, note="Secret [[Rota]]")
    revise_page(keys, author=author, body=THREE, note="Ending")
    revise_page(keys, author=author, body=FOUR, note="Put right")
    keys.refresh_from_db()
    return keys


def update(keys: Page, number: int) -> Changeset:
    found: Changeset = keys.changesets.select_related("page").get(number=number)
    return found


def unread(keys: Page) -> list[int]:
    """The numbers of the updates whose texts cannot be read."""
    found = []
    for one in keys.changesets.order_by("number"):
        try:
            moments.at(keys, one)
        except Hidden:
            found.append(one.number)
    return found


def test_one_text_is_hidden_and_shown_again(keys: Page, moderator: Any) -> None:
    assert hide(update(keys, 2), by=moderator, reason=WHY)
    assert hide(update(keys, 2), by=moderator, reason=WHY) is None
    assert unread(keys) == [2]
    assert update(keys, 2).note == "Secret [[Rota]]"
    assert show(update(keys, 2), by=moderator)
    assert show(update(keys, 2), by=moderator) is None
    assert unread(keys) == []
    assert text_at(keys, update(keys, 2)) == TWO


def test_texts_up_to_a_later_update_are_hidden_together(keys: Page, moderator: Any) -> None:
    made = hide(update(keys, 2), by=moderator, reason=WHY, until=3)
    assert unread(keys) == [2, 3]
    assert made
    assert made.counts == {"texts_hidden": 2}
    assert made.note == f"Hidden of updates 2 to 3: {WHY}"


def test_an_update_that_left_the_text_as_it_was_hides_it_too(
    make_page: Any, author: Any, moderator: Any
) -> None:
    keys = make_page("Doors", body=TWO)
    feature(keys, by=moderator, reason="Read it")
    revise_page(keys, author=author, body=FOUR)
    hide(update(keys, 2), by=moderator, reason=WHY)
    assert unread(keys) == [1, 2]


def test_the_text_that_stands_is_not_hidden(
    keys: Page, client: Client, author: Any, moderator: Any, signed_in: Any
) -> None:
    for number, until in ((4, None), (2, 4)):
        with pytest.raises(StillStands):
            hide(update(keys, number), by=moderator, reason=WHY, until=until)
    form = {"text": "on", "reason": WHY}
    answer = signed_in(client, moderator).post("/wiki/keys/changes/4/hide/", form)
    assert answer.status_code == 422
    assert "The page has this text now." in words(answer)
    restore(keys, update(keys, 1), author=author)
    assert hide(update(keys, 4), by=moderator, reason=WHY)


def test_moderators_alone_hide(keys: Page, client: Client, author: Any, signed_in: Any) -> None:
    with pytest.raises(PermissionDenied):
        hide(update(keys, 2), by=author, reason=WHY)
    signed_in(client, author)
    assert "hide/" not in client.get("/wiki/keys/history/").content.decode()
    assert client.get("/wiki/keys/changes/2/hide/").status_code == 403
    assert client.post("/wiki/keys/changes/2/hide/", {"do": "restore"}).status_code == 403


def test_a_moderator_hides_and_shows_on_a_screen(
    keys: Page, client: Client, moderator: Any, signed_in: Any
) -> None:
    signed_in(client, moderator)
    at = "/wiki/keys/changes/2/hide/"
    assert at in client.get("/wiki/keys/history/").content.decode()
    assert at in client.get("/wiki/keys/changes/2/").content.decode()
    assert client.get(at).status_code == 200
    answer = client.post(at, {"reason": " "})
    assert answer.status_code == 422
    assert "Say in one sentence why it is hidden" in words(answer)
    assert "Choose what to hide" in words(answer)
    told = words(client.post(at, {"text": "on", "note": "on", "reason": WHY}, follow=True))
    assert f"text hidden by mo : {WHY}" in told
    assert "Note hidden" in told
    assert unread(keys) == [2]
    told = words(client.get("/wiki/keys/at/2/"))
    assert "The text of update 2 is hidden" in told
    assert WHY in told
    client.post(at, {"do": "restore"})
    assert unread(keys) == []
    assert update(keys, 2).note == "Secret [[Rota]]"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("at/2/", 410),
        ("changes/2/", 410),
        ("changes/3/", 410),
        ("changes/4/", 200),
        ("compare/1/2/", 410),
        ("compare/2/4/?view=side", 410),
        ("compare/1/3/", 200),
        ("compare/1/4/", 200),
        ("changes/2/restore/", 410),
        ("changes/2/restore/parts/", 410),
        ("changes/2/undo/", 410),
        ("changes/3/undo/", 410),
        ("authors/", 200),
        ("history/", 200),
    ],
)
def test_neither_it_nor_what_would_tell_it_is_shown(
    address: str,
    status: int,
    keys: Page,
    client: Client,
    moderator: Any,
    signed_in: Any,
) -> None:
    hide(update(keys, 2), by=moderator, reason=WHY)
    answer = signed_in(client, moderator).get(f"/wiki/keys/{address}")
    assert answer.status_code == status
    if status == 410:
        assert "The text of update 2 is hidden" in words(answer)
        assert "Compare update 1 with 3" in words(answer)
        assert "Secret." not in words(answer)


def test_the_way_leads_past_all_that_is_hidden(keys: Page, moderator: Any) -> None:
    hide(update(keys, 2), by=moderator, reason=WHY, until=3)
    assert readable_around(update(keys, 2)) == (1, 4)
    assert readable_around(update(keys, 3)) == (1, 4)
    hide(update(keys, 1), by=moderator, reason=WHY)
    assert readable_around(update(keys, 2)) == (None, 4)


def test_a_feed_tells_of_it_without_words(keys: Page, moderator: Any) -> None:
    hide(update(keys, 2), by=moderator, reason=WHY)
    found = differences(keys.changesets.all())
    told = {one.number: bool(found[one.pk].paragraphs) for one in keys.changesets.all()}
    assert told == {1: True, 2: False, 3: False, 4: True, 5: False}


def test_a_hidden_note_is_told_nobody(
    keys: Page, client: Client, member: Any, listener: Any, moderator: Any, signed_in: Any
) -> None:
    assert Notification.objects.get(person=listener).quote == "Secret [[Rota]]"
    revise_page(keys, author=member, title="Locks", minor=True)  # its old address leads there
    correct_note(update(keys, 2), by=member, note="Secret, see [[Rota]]")
    assert NoteLink.objects.filter(source__page=keys).exists()
    assert hide(update(keys, 2), by=moderator, reason=WHY, text=False, note=True)
    assert unread(keys) == []
    told = Notification.objects.filter(person=listener, deed="updated")
    assert [one.quote for one in told] == [""]
    assert not NoteLink.objects.filter(source__page=keys).exists()
    answer = signed_in(client, member).get("/wiki/locks/changes/2/note/")
    assert "Its note is hidden" in words(answer)
    assert "Secret" not in words(answer)
    assert client.post("/wiki/locks/changes/2/note/", {"note": "Again"}).status_code == 403
    show(update(keys, 2), by=moderator)
    assert NoteLink.objects.filter(source__page=keys).exists()


def test_it_is_on_record(keys: Page, client: Client, moderator: Any) -> None:
    hide(update(keys, 2), by=moderator, reason=WHY)
    show(update(keys, 2), by=moderator)
    for where in ("/wiki/keys/history/?kind=moderation", "/activity/?kind=moderation"):
        told = words(client.get(where))
        assert f"Hidden of update 2: {WHY}" in told, where
        assert "Shown again of update 2" in told, where
        assert "Put right" not in told, where


# Whoever was writing meanwhile ----------------------------------------------------------------


def test_who_began_with_a_hidden_text_saves_all_the_same(
    keys: Page, author: Any, moderator: Any
) -> None:
    hide(update(keys, 2), by=moderator, reason=WHY)
    mine = Texts("Keys", TWO + "\n\nNew.", "")
    saved = save(keys, mine, base=2, author=author)
    assert saved.merged
    keys.refresh_from_db()
    assert keys.body == FOUR + "\n\nNew."


def test_where_both_wrote_the_hidden_words_are_not_shown(
    keys: Page, client: Client, author: Any, moderator: Any, signed_in: Any
) -> None:
    hide(update(keys, 2), by=moderator, reason=WHY)
    mine = {"title": "Keys", "body": "Uno.\n\nEnd.", "tags": "", "base": "2", "do": "save"}
    with pytest.raises(Conflict):
        save(keys, Texts("Keys", mine["body"], ""), base=2, author=author)
    answer = signed_in(client, author).post("/wiki/keys/edit/", mine | {"asked": "1"})
    assert answer.status_code == 409
    assert "Secret" not in answer.content.decode()
    shown = unescape(re.sub(r"<[^>]*>", "", answer.content.decode()))
    assert "Uno." in shown
    form = {"p0": "mine", "title": "Keys", "tags": "", "body": mine["body"], "base": "2"}
    form |= {"against": str(keys.changesets.latest("number").number), "do": "decide"}
    answer = client.post("/wiki/keys/edit/", form)
    assert answer.status_code == 302
    keys.refresh_from_db()
    assert keys.body == mine["body"]


def test_rows_of_history_ask_nothing_more_where_texts_are_hidden(
    keys: Page, client: Client, moderator: Any, django_assert_max_num_queries: Any
) -> None:
    def queries() -> int:
        with django_assert_max_num_queries(40) as asked:
            client.get("/wiki/keys/history/")
        return len(asked)

    before = queries()
    hide(update(keys, 2), by=moderator, reason=WHY, until=3)
    assert queries() == before


def test_a_site_with_nothing_hidden_reads_as_before(keys: Page) -> None:
    texts = {one.number: text_at(keys, one) for one in keys.changesets.all()}
    assert texts == {1: ONE, 2: TWO, 3: THREE, 4: FOUR}
