"""Drafts of pages: kept while somebody types, offered back, private, gone once saved."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from drafts import keeping
from tests.elements import Element, read
from tests.updates.conftest import BODY
from updates.models import PageDraft
from wiki.models import Page
from wiki.writing import revise_page

MINE = BODY.replace("second one", "middle one")
EDIT, KEEP = "/wiki/night-work/edit/", "/wiki/night-work/draft/"
DISCARD, NEW = "/wiki/night-work/draft/discard/", "/wiki/new/"
PASSWORD = "correct horse battery"


def key_of(screen: Element) -> str:
    """The key of the form of writing on a screen."""
    return screen.one("form[data-draft] input[name=draft]")["value"]


@pytest.fixture
def form(member: Any) -> Callable[..., dict[str, Any]]:
    """What a script sends of the edit form."""
    sent = {"title": "Night work", "body": MINE, "tags": "shifts, rest", "base": "1"}

    def fill(**changed: Any) -> dict[str, Any]:
        more = {"person": member.pk, "do": "keep", "draft": "a" * 32}
        return sent | more | changed

    return fill


@pytest.fixture
def kept(as_member: Client, a_page: Page, form: Any) -> str:
    """The key of a draft that its writer left for another day."""
    key = key_of(read(as_member.get(EDIT)))
    assert as_member.post(KEEP, form(draft=key, note="Plainer")).status_code == 200
    return key


def body_of(screen: Element) -> str:
    return screen.one("textarea[name=body]").raw.removeprefix("\n")


# Kept -----------------------------------------------------------------------------------------


def test_a_script_is_told_when_the_draft_was_kept(
    as_member: Client, a_page: Page, form: Any
) -> None:
    told = read(as_member.post(KEEP, form())).text
    draft = PageDraft.objects.get()
    assert f"Draft kept at {timezone.localtime(draft.kept_at):%H:%M}" in told
    assert Page.objects.get(pk=a_page.pk).body == BODY


def test_typing_on_keeps_one_draft_of_a_form(as_member: Client, a_page: Page, form: Any) -> None:
    for number in range(3):
        as_member.post(KEEP, form(body=f"Draft {number}"))
    assert [draft.fields["body"] for draft in PageDraft.objects.all()] == ["Draft 2"]


def test_two_forms_never_write_over_each_other(as_member: Client, a_page: Page, form: Any) -> None:
    keys = [key_of(read(as_member.get(EDIT))) for _ in range(2)]
    for key in keys:
        as_member.post(KEEP, form(draft=key, body=f"Typed in {key}"))
    assert {draft.fields["body"] for draft in PageDraft.objects.all()} == {
        f"Typed in {key}" for key in keys
    }


def test_words_that_were_taken_back_leave_no_draft(as_member: Client, kept: str, form: Any) -> None:
    as_member.post(KEEP, form(draft=kept, do="drop"))
    assert not PageDraft.objects.exists()
    as_member.post(KEEP, form(draft=kept, body="And typed again"))
    assert PageDraft.objects.get().fields["body"] == "And typed again"


def test_without_script_a_button_keeps_the_draft_and_goes_on_with_it(
    as_member: Client, a_page: Page
) -> None:
    key = key_of(read(as_member.get(EDIT)))
    sent = {"title": "Night work", "body": MINE, "tags": "", "base": "1", "draft": key}
    answer = as_member.post(EDIT, sent | {"do": "draft"}, follow=True)
    screen = read(answer)
    assert "Draft kept at" in screen.one("p.notice").text
    assert (body_of(screen), key_of(screen)) == (MINE, key)
    assert Page.objects.get(pk=a_page.pk).body == BODY


@pytest.mark.usefixtures("db")
def test_a_new_page_is_kept_and_gone_on_with(as_member: Client, form: Any) -> None:
    key = key_of(read(as_member.get(NEW)))
    as_member.post("/wiki/new/draft/", form(draft=key, title="Beds", body="Where are they?"))
    offer = read(as_member.get(NEW)).one("#offers")
    assert "You began to write “Beds”" in offer.text
    screen = read(as_member.get(offer.all("a")[0]["href"]))
    assert body_of(screen) == "Where are they?"
    sent = {"title": "Beds", "body": "Here.", "draft": key_of(screen), "do": "save"}
    assert as_member.post(NEW, sent).status_code == 302
    assert not PageDraft.objects.exists()


# Offered --------------------------------------------------------------------------------------


def test_a_draft_is_offered_on_any_device_and_gone_on_with(
    kept: str, member: Any, signed_in: Any
) -> None:
    elsewhere = signed_in(Client(), member)
    screen = read(elsewhere.get(EDIT))
    assert body_of(screen) == BODY
    offer = screen.one("#offers")
    assert "You began to change this page on" in offer.text
    assert key_of(screen) != kept
    screen = read(elsewhere.get(offer.all("a")[0]["href"]))
    assert body_of(screen) == MINE
    assert screen.one("input[name=note]")["value"] == "Plainer"
    assert key_of(screen) == kept
    assert screen.all("#offers form") == []


def test_an_offer_says_how_often_the_page_changed_since(
    as_member: Client, kept: str, edit: Any, author: Any
) -> None:
    edit(1, body=BODY.replace("first", "opening"), author=author)
    assert "changed 1 time since" in read(as_member.get(EDIT)).one("#offers").text


def test_a_draft_is_compared_with_what_the_page_became(
    as_member: Client, kept: str, edit: Any, author: Any
) -> None:
    edit(1, body=BODY.replace("first", "opening"), author=author, note="Say it plainly")
    screen = read(as_member.get(f"{EDIT}?draft={kept}&differs"))
    shown = screen.one("section.diffview")
    assert shown.texts("ins") == [
        "added: middle (end of added)",
        "added: opening (end of added)",
    ]
    assert "Update 2 by amara" in shown.text
    assert "Nothing of it touches your words" in shown.text
    assert body_of(screen) == MINE


def test_a_comparison_says_where_both_touch(
    as_member: Client, kept: str, edit: Any, author: Any
) -> None:
    edit(1, body=BODY.replace("second one is", "second paragraph became"), author=author)
    shown = read(as_member.get(f"{EDIT}?draft={kept}&differs")).one("section.diffview")
    assert "Both touch 1 place" in shown.text


def test_a_draft_is_merged_on_saving_as_an_edit_from_its_base(
    as_member: Client, kept: str, edit: Any, author: Any
) -> None:
    edit(1, body=BODY.replace("first", "opening"), author=author)
    screen = read(as_member.get(f"{EDIT}?draft={kept}"))
    base = screen.one("form[data-draft] input[name=base]")["value"]
    sent = {"title": "Night work", "body": body_of(screen), "tags": "shifts, rest"}
    as_member.post(EDIT, sent | {"base": base, "draft": kept, "do": "save"})
    assert Page.objects.get(slug="night-work").body == MINE.replace("first", "opening")


def test_a_draft_that_says_what_the_page_says_is_not_offered(
    as_member: Client, kept: str, edit: Any, author: Any
) -> None:
    edit(1, body=MINE, author=author)
    assert read(as_member.get(EDIT)).all("#offers form") == []


# Gone -----------------------------------------------------------------------------------------


def test_saving_ends_the_draft_and_tells_the_browser(as_member: Client, kept: str) -> None:
    sent = {"title": "Night work", "body": MINE, "tags": "", "base": "1", "draft": kept}
    answer = as_member.post(EDIT, sent | {"do": "save"})
    assert answer.cookies["saved"].value == kept
    assert not PageDraft.objects.exists()


def test_what_was_still_on_its_way_when_it_was_saved_makes_no_new_draft(
    as_member: Client, kept: str, form: Any
) -> None:
    sent = {"title": "Night work", "body": MINE, "tags": "", "base": "1", "draft": kept}
    as_member.post(EDIT, sent | {"do": "save"})
    told = read(as_member.post(KEEP, form(draft=kept)))
    assert not PageDraft.objects.exists()
    another = told.one("[data-key]")["data-key"]  # for whoever goes back and types on
    as_member.post(KEEP, form(draft=another, body="Typed after going back"))
    assert PageDraft.objects.get().fields["body"] == "Typed after going back"


def test_a_refused_or_conflicting_save_keeps_the_draft(
    as_member: Client, kept: str, edit: Any, author: Any
) -> None:
    sent = {"title": "", "body": MINE, "tags": "", "base": "1", "draft": kept, "do": "save"}
    screen = read(as_member.post(EDIT, sent), 422)
    assert key_of(screen) == kept
    edit(1, body=BODY.replace("second one is", "second paragraph became"), author=author)
    last = MINE.replace("short too", "brief too")
    screen = read(as_member.post(EDIT, sent | {"title": "Night work", "body": last}), 409)
    assert screen.one("main input[name=draft]")["value"] == kept
    assert PageDraft.objects.get().fields["body"] == last, "what was sent outlives a closed window"


def test_discarding_is_a_button(as_member: Client, kept: str) -> None:
    answer = as_member.post(DISCARD, {"draft": kept}, follow=True)
    assert "The draft is discarded." in read(answer).text
    assert not PageDraft.objects.exists()


def test_old_drafts_vanish_after_the_time_that_the_privacy_page_states(
    as_member: Client, kept: str, form: Any
) -> None:
    assert "leave for 60 days is deleted" in read(as_member.get("/privacy/")).text
    PageDraft.objects.update(kept_at=timezone.now() - datetime.timedelta(days=61))
    assert read(as_member.get(EDIT)).all("#offers form") == []
    as_member.post(KEEP, form(draft="b" * 32))
    assert [draft.key for draft in PageDraft.objects.all()] == ["b" * 32]


# Private --------------------------------------------------------------------------------------


def test_nobody_else_sees_changes_or_ends_a_draft(
    kept: str, as_author: Client, author: Any, moderator: Any, signed_in: Any, form: Any
) -> None:
    for client in (as_author, signed_in(Client(), moderator)):
        assert "middle one" not in client.get(EDIT).content.decode()
        assert "middle one" not in client.get(f"{EDIT}?draft={kept}&differs").content.decode()
        assert "middle one" not in client.get("/people/ben/").content.decode()
        assert "middle one" not in client.get("/search/?q=middle").content.decode()
        client.post(DISCARD, {"draft": kept})
    as_author.post(KEEP, form(draft=kept, person=author.pk, body="Mine now"))
    assert PageDraft.objects.get(person__username="ben").fields["body"] == MINE


def test_no_export_holds_a_draft(kept: str, tmp_path: Any) -> None:
    file = tmp_path / "site.jsonl"
    call_command("export_site", str(file), verbosity=0)
    assert "first paragraph" in file.read_text()
    assert "middle one" not in file.read_text()


def test_a_profile_lists_ones_own_drafts_for_oneself(as_member: Client, kept: str) -> None:
    listed = read(as_member.get("/people/ben/")).one("section[aria-labelledby=drafts]")
    assert listed.one("li a")["href"] == f"{EDIT}?draft={kept}"
    assert "a change of the page" in listed.text


# Limits ---------------------------------------------------------------------------------------


def test_more_than_a_draft_holds_is_refused_and_said(
    as_member: Client, a_page: Page, form: Any
) -> None:
    told = read(as_member.post(KEEP, form(body="x" * (keeping.LENGTH_LIMIT + 1))), 422)
    assert "at most 400,000 characters" in told.text
    assert not PageDraft.objects.exists()


def test_a_text_that_is_too_long_for_a_page_is_kept_all_the_same(
    as_member: Client, a_page: Page, form: Any
) -> None:
    as_member.post(KEEP, form(body="x" * 200_001))
    assert len(PageDraft.objects.get().fields["body"]) == 200_001


def test_a_person_has_so_many_drafts_and_no_more(
    as_member: Client, a_page: Page, form: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "DRAFTS_LIMIT", 2)
    for key in "abc":
        answer = as_member.post(KEEP, form(draft=key * 32))
    assert answer.status_code == 422
    assert "discard one on your profile first" in read(answer, 422).text
    assert PageDraft.objects.count() == 2


def test_keeping_too_fast_is_asked_to_wait(
    as_member: Client, a_page: Page, form: Any, settings: Any
) -> None:
    settings.WRITE_RATES = settings.WRITE_RATES | {"draft": "2/60"}
    statuses = [as_member.post(KEEP, form()).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


@pytest.mark.parametrize("key", ["", "x" * 32, "a" * 31, "../" * 11])
def test_a_key_that_no_form_has_keeps_nothing(
    as_member: Client, a_page: Page, form: Any, key: str
) -> None:
    assert as_member.post(KEEP, form(draft=key)).status_code == 422
    assert not PageDraft.objects.exists()


def test_a_draft_holds_the_fields_of_its_form_alone(
    as_member: Client, a_page: Page, form: Any
) -> None:
    as_member.post(KEEP, form(is_moderator="on", password="secret"))
    assert set(PageDraft.objects.get().fields) == {"title", "body", "tags"}


# Signed out -----------------------------------------------------------------------------------


def test_a_script_is_told_that_its_person_is_signed_out(
    client: Client, a_page: Page, form: Any
) -> None:
    assert client.post(KEEP, form()).status_code == 401
    assert not PageDraft.objects.exists()


def test_words_are_not_kept_for_whoever_signed_in_since(
    as_author: Client, a_page: Page, form: Any
) -> None:
    assert as_author.post(KEEP, form()).status_code == 401
    assert not PageDraft.objects.exists()


def test_a_keeping_without_the_forms_token_is_refused(
    a_page: Page, member: Any, form: Any, signed_in: Any
) -> None:
    strict = signed_in(Client(enforce_csrf_checks=True), member)
    assert strict.post(KEEP, form()).status_code == 403
    assert not PageDraft.objects.exists()


def test_after_signing_in_again_the_text_is_there_and_its_draft_ends_with_saving(
    client: Client, kept: str, a_page: Page
) -> None:
    client.logout()
    typed = MINE.replace("third", "last")
    sent = {"title": "Night work", "body": typed, "tags": "", "base": "1", "draft": kept}
    door = client.post(EDIT, sent | {"do": "save"})["Location"]
    back = client.post(door, {"login": "ben", "password": PASSWORD}, follow=True)
    screen = read(back)
    assert (body_of(screen), key_of(screen)) == (typed, kept)
    assert screen.all("#offers form") == [], "the text in the form is later than its draft"
    client.post(EDIT, sent | {"do": "save"})
    assert not PageDraft.objects.exists()


# Quiet ----------------------------------------------------------------------------------------


def test_reading_a_page_asks_for_no_draft(
    as_member: Client, kept: str, django_assert_num_queries: Any
) -> None:
    as_member.get("/wiki/night-work/")
    with django_assert_num_queries(1000, exact=False) as asked:
        as_member.get("/wiki/night-work/")
    assert not [q for q in asked.captured_queries if "updates_" in q["sql"]]


def test_drafts_cost_the_same_however_many_there_are(
    as_member: Client, a_page: Page, form: Any, django_assert_max_num_queries: Any
) -> None:
    def costs() -> list[int]:
        with django_assert_max_num_queries(9) as keeping_one:
            as_member.post(KEEP, form(draft=f"{0:032x}", body="Typed on"))
        with django_assert_max_num_queries(14) as opening:
            as_member.get(EDIT)
        return [len(keeping_one), len(opening)]

    as_member.get(EDIT)
    as_member.post(KEEP, form(draft=f"{0:032x}"))
    with_one = costs()
    for n in range(1, 20):
        as_member.post(KEEP, form(draft=f"{n:032x}"))
    assert costs() == with_one


# A section ------------------------------------------------------------------------------------

PARTS = "What is it?\n\n## Beds\n\nThere are two.\n\n## Tea\n\nAt four."
BEDS = "/wiki/night-shift/edit/t-beds/"


@pytest.fixture
def of_a_section(make_page: Any, as_member: Client, form: Any) -> str:
    """The key of a draft of one section of a page."""
    make_page("Night shift", body=PARTS)
    key = key_of(read(as_member.get(BEDS)))
    sent = form(draft=key, section="t-beds", body="## Beds\n\nThere are three.")
    del sent["title"], sent["tags"]
    as_member.post("/wiki/night-shift/draft/", sent)
    return key


def test_a_draft_of_a_section_is_offered_with_that_section(
    as_member: Client, of_a_section: str
) -> None:
    assert read(as_member.get("/wiki/night-shift/edit/")).all("#offers form") == []
    assert read(as_member.get("/wiki/night-shift/edit/t-tea/")).all("#offers form") == []
    offer = read(as_member.get(BEDS)).one("#offers")
    screen = read(as_member.get(offer.all("a")[1]["href"]))
    assert body_of(screen) == "## Beds\n\nThere are three."
    assert screen.one("section.diffview").texts("ins") == ["added: three (end of added)"]


def test_a_draft_of_a_section_is_saved_beside_what_others_changed(
    as_member: Client, of_a_section: str, author: Any
) -> None:
    page = Page.objects.get(slug="night-shift")
    revise_page(page, author=author, body=PARTS.replace("At four", "At five"))
    screen = read(as_member.get(f"{BEDS}?draft={of_a_section}"))
    sent = {e["name"]: e["value"] for e in screen.all("form[data-draft] input[type=hidden]")}
    answer = as_member.post(BEDS, sent | {"body": body_of(screen), "do": "save"})
    assert answer.cookies["saved"].value == of_a_section
    page.refresh_from_db()
    assert page.body == PARTS.replace("two", "three").replace("At four", "At five")
    assert not PageDraft.objects.exists()
