"""A long change without a note is asked about once, and never stopped."""

from typing import Any

import pytest
from django.test import Client

from tests.elements import Element, read
from tests.updates.conftest import BODY
from wiki.models import Page

EDIT = "/wiki/night-work/edit/"
LONG = f"{BODY}\n\n" + " ".join(f"word{n}" for n in range(51))
FORM = {"title": "Night work", "tags": "shifts, rest", "base": "1", "do": "save", "body": LONG}


def stored() -> str:
    return Page.objects.get(slug="night-work").body


def sent_again(screen: Element, **changed: str) -> dict[str, str]:
    """What a browser sends when the screen that came back is saved as it is."""
    found = {}
    for element in screen.one("form.stack").inside():
        if element.tag == "textarea" and "name" in element:
            found[element["name"]] = element.raw.removeprefix("\n")
        elif element.tag == "input" and "name" in element and element.get("type") != "checkbox":
            found[element["name"]] = element.get("value") or ""
    return found | {"do": "save"} | changed


def test_a_long_change_without_a_note_is_asked_about_once(
    as_member: Client, a_page: Page, latest: Any
) -> None:
    screen = read(as_member.post(EDIT, FORM), 422)
    assert "You changed 51 words and wrote no note" in screen.one("#problems").text
    assert screen.one("#problems a")["href"] == "#note"
    assert screen.one("title").text.startswith("One question: ")
    assert (screen.one("#body").raw.strip(), stored()) == (LONG, BODY)
    assert [fault for fault in screen.all(".err") if "hidden" not in fault] == []
    assert as_member.post(EDIT, sent_again(screen)).status_code == 302
    assert (stored(), latest().note) == (LONG, "")


def test_the_note_that_was_asked_for_is_kept(as_member: Client, a_page: Page, latest: Any) -> None:
    screen = read(as_member.post(EDIT, FORM), 422)
    as_member.post(EDIT, sent_again(screen, note="More words"))
    assert latest().note == "More words"


def test_a_preview_after_the_question_does_not_bring_it_back(
    as_member: Client, a_page: Page
) -> None:
    screen = read(as_member.post(EDIT, FORM), 422)
    previewed = read(as_member.post(EDIT, sent_again(screen, do="preview")))
    assert previewed.all("#problems") == []
    assert as_member.post(EDIT, sent_again(previewed)).status_code == 302


@pytest.mark.parametrize(
    "changed", [{"note": "Why"}, {"body": LONG.removesuffix(" word50")}, {"body": BODY}]
)
def test_who_says_why_or_changes_little_is_not_asked(
    as_member: Client, a_page: Page, changed: dict[str, str]
) -> None:
    assert as_member.post(EDIT, FORM | changed).status_code == 302


def test_removed_words_count_too_and_markup_does_not(
    as_member: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=LONG)
    sent = FORM | {"base": "2", "body": BODY}
    assert "51 words" in read(as_member.post(EDIT, sent), 422).one("#problems").text
    assert (
        as_member.post(
            EDIT, sent | {"body": LONG.replace(" ", " **").replace("**", "")}
        ).status_code
        == 302
    )
    linked = LONG.replace("word1 ", "[word1](https://example.org/a/b/c) ")
    assert as_member.post(EDIT, sent | {"body": linked}).status_code == 302


def test_what_others_wrote_meanwhile_is_not_asked_about(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    edit(1, body=LONG, author=author)
    assert (
        as_member.post(EDIT, FORM | {"body": BODY.replace("first", "opening")}).status_code == 302
    )
    assert stored() == LONG.replace("first", "opening")


def test_the_name_of_a_section_alone_is_no_note(
    as_member: Client, a_page: Page, edit: Any, latest: Any
) -> None:
    edit(1, body="# Why\n\nBecause.")
    where = "/wiki/night-work/edit/t-why/"
    form = sent_again(read(as_member.get(where)), body=f"# Why\n\n{LONG}")
    screen = read(as_member.post(where, form), 422)
    assert screen.one("#note")["value"] == "In “Why”: "
    assert as_member.post(where, sent_again(screen)).status_code == 302
    assert latest().note == "In “Why”"


def test_whoever_decided_a_conflict_is_not_asked_as_well(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    edit(1, body=BODY.replace("third", "last"), author=author)
    mine = LONG.replace("third", "final")
    conflict = read(as_member.post(EDIT, FORM | {"body": mine, "asked": "1"}), 409)
    (name,) = {e["name"] for e in conflict.all("main input[type=radio]")}
    sent = sent_again(conflict, do="decide", **{name: "mine"})
    assert as_member.post(EDIT, sent).status_code == 302
    assert stored() == mine
