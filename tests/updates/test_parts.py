"""Editing one section alone, or the title: the rest of the page is never touched."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.elements import Element, read
from updates.editing import Texts
from wiki.models import Changeset, Page

WHY = "# Why\n\nBecause people ring at night."
HOW = "# How\n\nOne bell.\n\n## In short\n\nRing once."
LAST = "# Why\n\nA second heading of that name."
BODY = f"Before all.\n\n{WHY}\n\n{HOW}\n\n{LAST}"
WHERE = "/wiki/night-work/edit/t-how/"


@pytest.fixture
def a_page(make_page: Any) -> Page:
    return make_page("Night work", body=BODY, tags="shifts", parent=make_page("Work"))


def stored() -> Texts:
    return Texts.of(Page.objects.get(tags="shifts"))


def typed(screen: Element, name: str) -> str:
    (found,) = [e for e in screen.inside() if e.get("name") == name]
    return found.raw.removeprefix("\n") if found.tag == "textarea" else found.get("value") or ""


def sent(screen: Element, **changed: str) -> dict[str, str]:
    """What a browser sends from a screen of a section or of a title, saved."""
    names = [
        name for name in ("base", "body", "title", "note") if screen.all(f"main [name={name}]")
    ]
    return {name: typed(screen, name) for name in names} | {"do": "save"} | changed


# The way there --------------------------------------------------------------------------------


def test_each_heading_of_a_page_leads_to_its_section(as_member: Client, a_page: Page) -> None:
    page = read(as_member.get("/wiki/night-work/"))
    links = page.all(".prose .sect a")
    assert [link.text for link in links] == [
        "Edit the section “Why”",
        "Edit the section “How”",
        "Edit the section “In short”",
        "Edit the section “Why”",
    ]
    opened = [typed(read(as_member.get(link["href"])), "body") for link in links]
    assert opened == [WHY, HOW, "## In short\n\nRing once.", LAST]
    assert page.one("header .sect a")["href"] == "/wiki/night-work/title/"


def test_who_may_not_edit_sees_no_such_link(stranger: Client, a_page: Page) -> None:
    page = read(stranger.get("/wiki/night-work/"))
    assert page.all(".sect") == []
    assert [h.text for h in page.all(".prose h2")] == ["Why", "How", "Why"]


def test_the_links_cost_no_query(as_member: Client, a_page: Page, make_page: Any) -> None:
    make_page("Long", body="".join(f"# Part {n}\n\nWords.\n\n" for n in range(40)), tags="long")
    for slug in ("night-work", "long"):  # what is made once is made
        as_member.get(f"/wiki/{slug}/")
    with CaptureQueriesContext(connection) as few:
        as_member.get("/wiki/night-work/")
    with CaptureQueriesContext(connection) as many:
        screen = read(as_member.get("/wiki/long/"))
    assert len(screen.all(".prose .sect a")) == 40
    assert len(many) <= len(few)


# Saving ---------------------------------------------------------------------------------------


def test_a_section_is_saved_and_the_rest_stays_to_the_byte(
    as_member: Client, a_page: Page, latest: Any
) -> None:
    screen = read(as_member.get(WHERE))
    answer = as_member.post(WHERE, sent(screen, body="# How\r\n\r\nTwo bells.\r\n"))
    assert answer["Location"] == "/wiki/night-work/#t-how"
    assert stored() == Texts("Night work", BODY.replace(HOW, "# How\n\nTwo bells."), "shifts")
    assert Page.objects.get(tags="shifts").parent is not None
    assert latest().number == 2


def test_the_note_proposes_the_name_of_the_section(
    as_member: Client, a_page: Page, latest: Any
) -> None:
    screen = read(as_member.get(WHERE))
    assert typed(screen, "note") == "In “How”: "
    as_member.post(WHERE, sent(screen, body="# How\n\nTwo bells."))
    assert latest().note == "In “How”"
    screen = read(as_member.get(WHERE))
    as_member.post(WHERE, sent(screen, body="# How\n\nNone.", note="In “How”: quieter", minor="on"))
    assert (latest().note, latest().minor) == ("In “How”: quieter", True)


def test_a_section_without_text_is_removed(as_member: Client, a_page: Page) -> None:
    answer = as_member.post(WHERE, sent(read(as_member.get(WHERE)), body=" \r\n"))
    assert answer["Location"] == "/wiki/night-work/"
    assert stored().body == f"Before all.\n\n{WHY}\n\n{LAST}"


def test_a_section_saved_as_it_was_saves_nothing(as_member: Client, a_page: Page) -> None:
    answer = as_member.post(WHERE, sent(read(as_member.get(WHERE))), follow=True)
    assert "nothing new was saved" in read(answer).one("p.notice").text
    assert Changeset.objects.filter(page=a_page).count() == 1


def test_a_double_click_saves_a_section_once(as_member: Client, a_page: Page) -> None:
    form = sent(read(as_member.get(WHERE)), body="# How\n\nTwo bells.")
    assert [as_member.post(WHERE, form).status_code for _ in range(2)] == [302, 302]
    assert Changeset.objects.filter(page=a_page).count() == 2


def test_a_section_is_previewed_and_compared_before_it_is_saved(
    as_member: Client, a_page: Page
) -> None:
    form = sent(read(as_member.get(WHERE)), body=HOW.replace("One", "Two"))
    previewed = read(as_member.post(WHERE, form | {"do": "preview"}))
    assert "Two bell." in previewed.one("#preview").text
    compared = read(as_member.post(WHERE, form | {"do": "changes"}))
    assert compared.one("section.diffview").texts("ins") == ["added: Two (end of added)"]
    assert typed(compared, "body") == HOW.replace("One", "Two")
    assert stored().body == BODY


def test_a_refused_section_comes_back_as_it_was_typed(as_member: Client, a_page: Page) -> None:
    form = sent(read(as_member.get(WHERE)), body="> " * 60 + "deep")
    screen = read(as_member.post(WHERE, form), 422)
    assert "20 deep" in screen.one("#body_error").text
    assert typed(screen, "body") == "> " * 60 + "deep"


def test_a_section_typed_before_signing_in_again_comes_back(
    stranger: Client, a_page: Page, signed_in: Any, member: Any
) -> None:
    form = {"body": "# How\n\nMine.", "base": "1", "note": "How: ", "do": "save"}
    assert stranger.post(WHERE, form)["Location"].startswith("/accounts/login/?next=")
    screen = read(signed_in(stranger, member).get(WHERE))
    assert typed(screen, "body") == "# How\n\nMine."
    assert "Your text from before you signed in is back" in screen.one("form.stack").text


# Others meanwhile -----------------------------------------------------------------------------


def test_changes_elsewhere_meanwhile_are_kept(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    screen = read(as_member.get(WHERE))
    edit(1, body=BODY.replace("ring at night", "work at night"), title="Nights", author=author)
    as_member.post(WHERE, sent(screen, body="# How\n\nTwo bells."))
    both = BODY.replace("ring at night", "work at night").replace(HOW, "# How\n\nTwo bells.")
    assert stored() == Texts("Nights", both, "shifts")


def test_two_sections_of_a_name_are_told_apart_when_the_first_goes(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    edit(1, body=BODY.replace(f"{WHY}\n\n", ""), author=author)
    screen = read(as_member.get("/wiki/night-work/edit/t-why-2/?base=1"))
    assert typed(screen, "body") == LAST
    as_member.post("/wiki/night-work/edit/t-why/", sent(screen, body="# Why\n\nSo."))
    assert stored().body == BODY.replace(f"{WHY}\n\n", "").replace(LAST, "# Why\n\nSo.")


def test_a_section_whose_heading_changed_meanwhile_is_found_by_its_text(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    edit(1, body=f"# How\n\nNew.\n\n{BODY}", author=author)
    assert typed(read(as_member.get(f"{WHERE}?base=1")), "body") == HOW


def test_the_same_place_changed_by_two_is_asked_about(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    screen = read(as_member.get(WHERE))
    edit(1, body=BODY.replace("One bell", "Three bells"), author=author)
    answer = as_member.post(WHERE, sent(screen, body=HOW.replace("One bell", "No bell")))
    conflict = read(answer, 409)
    assert "No bell" in conflict.one("main fieldset").text
    assert typed(conflict, "parent") == "Work"
    (name,) = {e["name"] for e in conflict.all("main input[type=radio]")}
    decided = {
        n: typed(conflict, n) for n in ("base", "against", "title", "tags", "parent", "body")
    }
    as_member.post("/wiki/night-work/edit/", decided | {name: "mine", "do": "decide"})
    assert stored().body == BODY.replace("One bell", "No bell")
    assert Page.objects.get(tags="shifts").parent is not None


def test_a_section_removed_meanwhile_is_told_and_nothing_typed_is_lost(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    screen = read(as_member.get(WHERE))
    edit(1, body=BODY.replace(f"{HOW}\n\n", ""), author=author)
    conflict = read(as_member.post(WHERE, sent(screen, body=HOW.replace("One", "Two"))), 409)
    assert "The section “How” is not on the page any more" in conflict.one("#problems").text
    assert "Two bell." in typed(conflict, "body")


def test_a_link_to_a_section_that_is_gone_shows_it_and_ways_on(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    edit(1, body=BODY.replace(f"{HOW}\n\n", ""), author=author)
    screen = read(as_member.get(f"{WHERE}?base=1"), 404)
    assert "The section “How” is not on this page any more" in screen.one("#problems").text
    assert screen.one("#text").raw.strip() == HOW
    ways = [link["href"] for link in screen.all("main a")]
    assert ways == ["/wiki/night-work/edit/", "/wiki/night-work/compare/1/2/", "/wiki/night-work/"]


def test_text_for_a_section_that_never_was_can_go_to_the_end_of_the_page(
    as_member: Client, a_page: Page
) -> None:
    form = {"body": "# Lost\n\nMy words.", "base": "77", "note": "Mine", "do": "save"}
    gone = read(as_member.post("/wiki/night-work/edit/t-lost/", form), 409)
    assert gone.one("#text").raw.strip() == "# Lost\n\nMy words."
    names = ("base", "title", "tags", "parent", "note", "do", "body")
    on = read(as_member.post("/wiki/night-work/edit/", {n: typed(gone, n) for n in names}))
    assert typed(on, "body") == f"{BODY}\n\n# Lost\n\nMy words."
    assert (typed(on, "note"), stored().body) == ("Mine", BODY)


@pytest.mark.parametrize("base", ["", "0", "x", "99999999999999999999"])
def test_an_address_without_an_update_means_the_page_as_it_is(
    as_member: Client, a_page: Page, base: str
) -> None:
    assert typed(read(as_member.get(f"{WHERE}?base={base}")), "body") == HOW


# The title alone ------------------------------------------------------------------------------

TITLE = "/wiki/night-work/title/"


def test_the_title_is_changed_alone(as_member: Client, a_page: Page, latest: Any) -> None:
    screen = read(as_member.get(TITLE))
    assert typed(screen, "title") == "Night work"
    answer = as_member.post(TITLE, sent(screen, title="Nights", note="Shorter"))
    assert answer["Location"] == "/wiki/nights/"
    assert stored() == Texts("Nights", BODY, "shifts")
    assert Page.objects.get(tags="shifts").parent is not None
    assert (latest().note, latest().counts) == ("Shorter", {"title_changed": 1})
    assert as_member.get("/wiki/night-work/").status_code == 301


def test_a_title_changed_by_two_is_asked_about(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    screen = read(as_member.get(TITLE))
    edit(1, title="Nights", author=author)
    conflict = read(as_member.post(TITLE, sent(screen, title="Night shifts")), 409)
    assert typed(conflict, "chosen_title") == "Night shifts"


def test_a_text_changed_meanwhile_does_not_stand_in_the_way_of_a_title(
    as_member: Client, a_page: Page, edit: Any, author: Any
) -> None:
    screen = read(as_member.get(TITLE))
    edit(1, body="All new.", author=author)
    as_member.post(TITLE, sent(screen, title="Nights"))
    assert stored() == Texts("Nights", "All new.", "shifts")


@pytest.mark.parametrize(("given", "said"), [("", "Give the page"), ("Work", "already a page")])
def test_a_title_that_cannot_be_is_refused(
    as_member: Client, a_page: Page, given: str, said: str
) -> None:
    screen = read(as_member.post(TITLE, sent(read(as_member.get(TITLE)), title=given)), 422)
    assert said in screen.one("#title_error").text
    assert stored().title == "Night work"
