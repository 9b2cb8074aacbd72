"""Who else is editing a page: named before one starts and while one writes, and never a lock."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.elements import read
from tests.updates.conftest import BODY
from updates.models import Writer
from wiki.models import Page

EDIT, KEEP = "/wiki/night-work/edit/", "/wiki/night-work/draft/"
TAB, OTHER_TAB = "1" * 32, "2" * 32


def told(answer: Any) -> str:
    return read(answer).one("#writers").text.strip()


def beat(client: Client, person: Any, tab: str, do: str = "here") -> Any:
    return client.post(KEEP, {"person": person.pk, "tab": tab, "do": do})


def test_who_edits_is_named_to_who_begins(
    as_member: Client, as_author: Client, a_page: Page
) -> None:
    assert told(as_author.get(EDIT)) == ""
    assert "amara is editing this page too" in told(as_member.get(EDIT))


def test_several_are_named_and_more_are_counted(
    as_member: Client, a_page: Page, new_person: Any, signed_in: Any
) -> None:
    for name in ("ada", "cleo"):
        signed_in(Client(), new_person(name)).get(EDIT)
    assert "ada and cleo are editing this page too" in told(as_member.get(EDIT))
    for name in ("dora", "ed", "fay"):
        signed_in(Client(), new_person(name)).get(EDIT)
    assert "ada, cleo, dora and 2 others are editing" in told(as_member.get(EDIT))


def test_who_comes_while_one_writes_is_told_with_the_draft(
    as_member: Client, as_author: Client, a_page: Page, member: Any
) -> None:
    as_member.get(EDIT)
    assert told(beat(as_member, member, TAB)) == ""
    as_author.get(EDIT)
    sent = {"person": member.pk, "tab": TAB, "draft": "a" * 32, "body": "x", "do": "keep"}
    answer = as_member.post(KEEP, sent)
    assert "Draft kept" in read(answer).text
    assert "amara is editing this page too" in told(answer)


def test_nobody_is_kept_from_saving(as_member: Client, as_author: Client, a_page: Page) -> None:
    as_author.get(EDIT)
    as_member.get(EDIT)
    sent = {"title": "Night work", "body": f"{BODY}\n\nMore.", "tags": "", "base": "1"}
    assert as_member.post(EDIT, sent).status_code == 302


def test_who_is_silent_for_two_minutes_is_forgotten(
    as_member: Client, as_author: Client, a_page: Page
) -> None:
    as_author.get(EDIT)
    Writer.objects.update(heard_at=timezone.now() - datetime.timedelta(seconds=121))
    assert told(as_member.get(EDIT)) == ""


def test_who_goes_on_is_still_there(
    as_member: Client, as_author: Client, a_page: Page, author: Any
) -> None:
    beat(as_author, author, TAB)
    Writer.objects.update(heard_at=timezone.now() - datetime.timedelta(seconds=90))
    beat(as_author, author, TAB)
    Writer.objects.filter(heard_at__lt=timezone.now() - datetime.timedelta(seconds=80)).delete()
    assert "amara is editing" in told(as_member.get(EDIT))


@pytest.mark.parametrize("way", ["leaves", "saves"])
def test_who_is_done_is_gone_at_once(
    as_member: Client, as_author: Client, a_page: Page, author: Any, way: str
) -> None:
    as_author.get(EDIT)
    beat(as_author, author, TAB)
    if way == "leaves":
        beat(as_author, author, TAB, "leave")
    else:
        sent = {"title": "Night work", "body": "Short.", "tags": "", "base": "1", "tab": TAB}
        as_author.post(EDIT, sent)
    assert told(as_member.get(EDIT)) == ""


def test_ones_own_second_tab_is_called_that(as_member: Client, a_page: Page, member: Any) -> None:
    as_member.get(EDIT)
    assert told(beat(as_member, member, TAB)) == ""
    assert "another tab, or on another device" in told(beat(as_member, member, OTHER_TAB))
    beat(as_member, member, TAB, "leave")
    assert told(beat(as_member, member, OTHER_TAB)) == ""


def test_opening_the_screen_again_without_script_is_no_second_tab(
    as_member: Client, a_page: Page
) -> None:
    as_member.get(EDIT)
    assert told(as_member.get(EDIT)) == ""


def test_readers_are_not_told(as_author: Client, as_member: Client, a_page: Page) -> None:
    as_author.get(EDIT)
    assert "editing this page" not in read(as_member.get("/wiki/night-work/")).text


def test_a_stranger_is_told_nothing(as_author: Client, client: Client, a_page: Page) -> None:
    as_author.get(EDIT)
    answer = client.post(KEEP, {"person": "", "tab": TAB, "do": "here"})
    assert (answer.status_code, answer.content) == (401, b"")
