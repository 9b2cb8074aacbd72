"""Drafts of a page's areas and recommendations: kept, offered, compared and ended as texts are."""

from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import remove, reword
from tests.elements import Element, read
from tests.updates.boards import form_of, item, stands
from updates.blanking import hide_words
from updates.models import PageDraft, Suggestion
from wiki.models import Page
from wiki.protecting import protect

EDIT, SUGGEST = "/wiki/night-work/recommendations/", "/wiki/night-work/suggest/recommendations/"
KEEP = "/wiki/night-work/draft/"
TEXT = "/wiki/night-work/edit/"
PASSWORD = "correct horse battery"


def sent_by(screen: Element, **changed: Any) -> dict[str, Any]:
    """What the form of the editor on a screen sends, with some of it changed."""
    form = screen.one("form[data-rows]")
    data: dict[str, Any] = {}
    for field in form.all("input[name]"):
        if field.get("type") != "checkbox" or "checked" in field:
            data.setdefault(field["name"], []).append(field.get("value") or "")
    for field in form.all("textarea"):
        data[field["name"]] = [field.raw.removeprefix("\n")]
    for field in form.all("select"):
        data[field["name"]] = [field.one("option[selected]")["value"]]
    return data | changed


def words(screen: Element) -> list[str]:
    return [field.raw.removeprefix("\n") for field in screen.all("li.row-ed textarea")]


@pytest.fixture
def typed(board: Page, as_member: Client) -> dict[str, Any]:
    """A form in which one was reworded, one moved to the front, and one added."""
    form = sent_by(read(as_member.get(EDIT)))
    air, count = item("Air the rooms"), item("Count the beds at noon")
    return form | {
        f"w-{air.pk}": "Air the rooms daily",
        f"at-{count.pk}": "1",
        "item": [*form["item"], "n1"],
        "w-n1": "Put a lamp at every bed",
        "in-n1": form[f"in-{air.pk}"][0],
        "at-n1": "4",
        "note": "Clearer",
    }


MINE = [
    *("Count the beds at noon", "Keep two beds free", "Air the rooms daily"),
    *("Put a lamp at every bed", "Answer every bell"),
]


@pytest.fixture
def kept(as_member: Client, typed: dict[str, Any]) -> str:
    """The key of a draft that a script kept while its writer typed."""
    assert "Draft kept at" in read(as_member.post(KEEP, typed | {"do": "keep"})).text
    return str(typed["draft"][0])


def test_it_is_offered_on_any_device_and_gone_on_with(
    kept: str, board: Page, member: Any, signed_in: Any
) -> None:
    elsewhere = signed_in(Client(), member)
    assert read(elsewhere.get(TEXT)).all("#offers form") == [], "it is none of the text"
    screen = read(elsewhere.get(EDIT))
    assert "Air the rooms" in words(screen), "the page as it stands"
    offer = screen.one("#offers")
    assert "You began to change these recommendations on" in offer.text
    screen = read(elsewhere.get(offer.all("a")[0]["href"]))
    assert words(screen) == MINE
    assert screen.one("input[name=note]")["value"] == "Clearer"
    assert screen.one("form[data-rows] input[name=draft]")["value"] == kept
    answer = elsewhere.post(EDIT, sent_by(screen, do="save"))
    assert [wording for _, wordings in stands(board) for wording in wordings] == MINE
    assert answer.cookies["saved"].value == kept
    assert not PageDraft.objects.exists()


def test_it_is_compared_with_what_the_page_became_and_merged_on_saving(
    kept: str, board: Page, as_member: Client, author: Any
) -> None:
    reword(item("Keep two beds free"), "Keep four beds free", author=author, note="Two are few")
    assert "They were changed 1 time since" in read(as_member.get(EDIT)).one("#offers").text
    screen = read(as_member.get(f"{EDIT}?draft={kept}&differs"))
    shown = screen.one("section.diffview")
    assert "Put a lamp at every bed" in shown.text
    assert "added: daily" in shown.text
    assert "four" not in shown.text, "that is no change of the draft's"
    assert "Two are few" in shown.text
    assert "Nothing of it touches what you changed" in shown.text
    as_member.post(EDIT, sent_by(screen, do="save"))
    assert stands(board)[0][1] == [MINE[0], "Keep four beds free", *MINE[2:4]]


def test_where_both_changed_the_same_its_writer_sees_both(
    kept: str, as_member: Client, author: Any
) -> None:
    air = item("Air the rooms")
    reword(air, "Air all rooms at noon", author=author)
    remove(item("Answer every bell"), author=author)
    screen = read(as_member.get(f"{EDIT}?draft={kept}&differs"))
    assert "Both touch 1 place" in screen.one("section.diffview").text
    assert "Air the rooms daily" in words(screen)
    assert "Theirs, now on the page: Air all rooms at noon" in screen.one(f"#line-{air.pk}").text
    assert "Somebody saved these recommendations" in screen.text


def test_a_refused_or_conflicting_save_keeps_it(
    typed: dict[str, Any], as_member: Client, author: Any
) -> None:
    air = item("Air the rooms")
    reword(air, "Air all rooms at noon", author=author)
    screen = read(as_member.post(EDIT, typed | {"do": "save"}), 409)
    assert PageDraft.objects.get().fields[f"w-{air.pk}"] == "Air the rooms daily"
    assert screen.one("form[data-rows] input[name=draft]")["value"] == typed["draft"][0]
    assert "data-typed" in screen.one("form[data-rows]")


def test_without_script_a_button_keeps_it_and_goes_on_with_it(
    typed: dict[str, Any], board: Page, as_member: Client
) -> None:
    screen = read(as_member.post(EDIT, typed | {"do": "draft"}, follow=True))
    assert "Draft kept at" in screen.text
    assert words(screen) == MINE
    assert "Air the rooms" in stands(board)[0][1]
    screen = read(as_member.post(f"{KEEP}discard/", {"draft": typed["draft"]}, follow=True))
    assert "The draft is discarded." in screen.text
    assert screen.all("form[data-rows]"), "the same editor, with the page as it stands"


def test_a_sign_of_life_keeps_nothing_and_names_who_else_edits(
    board: Page, as_member: Client, as_author: Client, member: Any
) -> None:
    as_author.get(EDIT)
    told = read(as_member.post(KEEP, {"do": "here", "draft": "a" * 32, "person": member.pk}))
    assert "amara is editing this page too" in told.text
    assert not PageDraft.objects.exists()


def test_a_draft_of_a_suggestion_is_sent_as_one(
    board: Page, as_member: Client, moderator: Any
) -> None:
    form = sent_by(read(as_member.get(SUGGEST)))
    air = item("Air the rooms")
    as_member.post(KEEP, form | {f"w-{air.pk}": "Air the rooms daily", "do": "leave"})
    protect(board, by=moderator, level="moderators", reason="Voted on")
    listed = read(as_member.get("/people/ben/")).one("section[aria-labelledby=drafts]")
    assert "a suggestion for the recommendations" in listed.text
    screen = read(as_member.get(listed.one("li a")["href"]))
    as_member.post(SUGGEST, sent_by(screen, do="send"))
    made = Suggestion.objects.get()
    assert [change["text"] for change in made.changes] == ["Air the rooms daily"]
    assert not PageDraft.objects.exists()


def test_it_can_be_read_where_the_page_was_closed_to_its_writer(
    kept: str, board: Page, as_member: Client, moderator: Any
) -> None:
    protect(board, by=moderator, level="moderators", reason="Voted on")
    refused = read(as_member.get(EDIT), 403)
    assert "Put a lamp at every bed" in refused.one(".kept").text


def test_after_signing_in_again_what_was_typed_is_there_and_its_draft_ends_with_saving(
    kept: str, typed: dict[str, Any], board: Page, client: Client
) -> None:
    client.logout()
    last = typed | {"w-n1": "Put two lamps at every bed", "do": "save"}
    door = client.post(EDIT, last)["Location"]
    screen = read(client.post(door, {"login": "ben", "password": PASSWORD}, follow=True))
    assert "Put two lamps at every bed" in words(screen)
    assert screen.all("#offers form") == [], "what is in the form is later than its draft"
    client.post(EDIT, sent_by(screen, do="save"))
    assert "Put two lamps at every bed" in stands(board)[0][1]
    assert not PageDraft.objects.exists()


def test_nobody_else_sees_or_ends_it(kept: str, as_author: Client) -> None:
    for address in (EDIT, f"{EDIT}?draft={kept}&differs", f"{TEXT}?draft={kept}"):
        assert "lamp" not in as_author.get(address).content.decode()
    as_author.post(f"{KEEP}discard/", {"draft": kept})
    assert PageDraft.objects.filter(key=kept).exists()


def test_words_that_were_hidden_meanwhile_do_not_come_back_with_it(
    board: Page, as_member: Client, author: Any, moderator: Any, latest: Any
) -> None:
    air, keep = item("Air the rooms"), item("Keep two beds free")
    reword(air, "Air the quillwort rooms", author=author)
    told = latest()
    form = sent_by(read(as_member.get(EDIT)))
    as_member.post(KEEP, form | {f"w-{keep.pk}": "Keep some beds free", "do": "keep"})
    reword(air, "Air all rooms", author=author)
    hide_words(told, [f"r{air.pk}"], by=moderator, reason="It told too much")
    answer = as_member.get(f"{EDIT}?draft={form['draft'][0]}&differs")
    assert "quillwort" not in answer.content.decode()
    assert words(read(answer))[:3] == [
        *("Keep some beds free", "Count the beds at noon", "Air all rooms")
    ]


def test_a_draft_costs_the_same_however_much_it_holds(
    board: Page, as_member: Client, member: Any, django_assert_max_num_queries: Any
) -> None:
    form = form_of(board, person=member.pk, draft="a" * 32, section="recommendations", do="keep")

    def costs(number: int) -> list[int]:
        lines = [f"n{n}" for n in range(1, number + 1)]
        new = {f"w-{line}": f"Say {line}" for line in lines}
        new |= {f"in-{line}": form["area"][0] for line in lines}
        with django_assert_max_num_queries(12) as keeping:
            as_member.post(KEEP, form | new | {"item": [*form["item"], *lines]})
        with django_assert_max_num_queries(26) as opening:
            as_member.get(f"{EDIT}?draft={'a' * 32}&differs")
        return [len(keeping), len(opening)]

    as_member.get(EDIT)
    as_member.post(KEEP, form)
    assert costs(1) == costs(30)
