"""The same journeys with script, and what script adds: less loading, and nothing lost by it."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys import journeys
from tests.journeys.journeys import FIRST, SECOND, button, star_of

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(small_site: SimpleNamespace) -> Tab:
    """The page of the small site, as its author has it open."""
    tab: Tab = small_site.tab_of("amara")
    tab.goto(small_site.page)
    tab.evaluate("window.stayed = true")
    return tab


def stayed(tab: Tab) -> Any:
    """Whether the page was not loaded again."""
    return tab.evaluate("window.stayed === true")


def in_focus(tab: Tab) -> Any:
    return tab.evaluate("document.activeElement.id || document.activeElement.tagName")


@pytest.mark.parametrize("journey", journeys.ALL, ids=journeys.called)
def test_everything_is_done_with_script_too(
    journey: journeys.Journey, small_site: SimpleNamespace
) -> None:
    journey(small_site.tab_of("amara"), small_site)


def test_a_star_changes_in_place_keeps_focus_and_is_told_once(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    star = star_of(tab, FIRST)
    star.focus()
    tab.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "true")
    expect(star).to_contain_text("2")
    expect(tab.locator("#voice")).to_have_text("Starred. 2 in all.")
    expect(tab.get_by_label("Starred. Say why, if you like")).to_be_visible()
    assert in_focus(tab) == f"s{small_site.first}"
    tab.keyboard.press("Space")
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(tab.locator("#voice")).to_have_text("Star taken back. 1 in all.")
    assert in_focus(tab) == f"s{small_site.first}"
    assert stayed(tab)
    assert tab.get_by_role("status").count() == 1


def test_a_star_keeps_its_name_whatever_its_state(tab: Tab) -> None:
    star = star_of(tab, FIRST)
    expect(star).to_have_accessible_name(f"1 star. Star: {FIRST}")
    star.click()
    expect(star).to_have_accessible_name(f"2 stars. Star: {FIRST}")


def test_a_thread_opens_and_closes_in_its_row(tab: Tab, small_site: SimpleNamespace) -> None:
    fold = tab.get_by_role("button", name=re.compile("Beds"))
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    row = tab.locator("tr.inplace")
    expect(row.locator(".prose").first).to_have_text("Where?")
    expect(tab.locator("#voice")).to_have_text("Opened below.")
    fold.click()
    expect(row).to_be_hidden()
    expect(tab.locator("#voice")).to_have_text("Closed.")
    assert stayed(tab)


def test_an_answer_in_a_thread_opened_in_place_keeps_focus(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.get_by_role("button", name=re.compile("Beds")).click()
    yes = tab.locator(f"#v{small_site.posts[0]} button").first
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(tab.locator("#voice")).to_have_text("You find this valuable. 1 person does.")
    assert in_focus(tab) == yes.get_attribute("id")


def test_the_preview_follows_typing_and_is_what_is_saved(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.goto(f"{small_site.page}edit/")
    tab.evaluate("window.stayed = true")
    body, preview = tab.locator("#body"), tab.locator("#preview")
    body.fill("Who sleeps where?\n\n## Beds\n\nThere are *two*, see [[Rota]] and [[Nowhere]].")
    expect(preview.locator("em")).to_have_text("two")
    body.press_sequentially(" Or three.")
    expect(preview).to_contain_text("Or three.")
    expect(tab.locator("#words")).to_contain_text("added")
    assert stayed(tab)
    shown = preview.locator("h2, p:not(.lede)").evaluate_all("all => all.map(e => e.outerHTML)")
    lead = preview.locator(".lede").inner_text()
    journeys.save(tab, "Save page")
    expect(tab.locator("h1")).to_have_text("Night work")
    saved = tab.locator(".doc .prose").first
    assert (
        saved.locator("h2, p:not(.lede)").evaluate_all("all => all.map(e => e.outerHTML)") == shown
    )
    assert tab.locator(".lede").inner_text() == lead


def test_a_preview_that_cannot_be_drawn_gives_its_button_back(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.goto(f"{small_site.page}edit/")
    update = button(tab, "Update the preview")
    expect(update).to_be_hidden()
    tab.context.clear_cookies()
    tab.locator("#body").fill("Some *other* words.")
    expect(update).to_be_visible()
    expect(tab.locator("#preview")).to_contain_text("See")


def test_colours_change_at_once_and_are_kept(tab: Tab) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(paper)
    tab.get_by_label("Dark").check()
    assert tab.evaluate(paper) != light
    assert stayed(tab)
    dark = tab.evaluate(paper)
    tab.reload()
    assert tab.evaluate(paper) == dark
    tab.get_by_label("As my device").check()
    tab.reload()
    assert tab.evaluate(paper) == light


def test_a_line_is_dragged_by_its_grip_and_stays_there(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.goto(f"{small_site.page}recommendations/")
    lines = tab.locator(".row-ed")
    lines.nth(1).locator(".grip").drag_to(lines.nth(0), target_position={"x": 200, "y": 3})
    expect(tab.locator("#voice")).to_have_text("Moved to place 1 of 2.")
    expect(lines.first).to_have_id(f"line-{small_site.second}")
    journeys.save(tab, "Save recommendations")
    expect(tab.locator(".rec > p")).to_have_text([SECOND, FIRST])


def test_a_line_moves_under_the_arrow_keys(tab: Tab, small_site: SimpleNamespace) -> None:
    tab.goto(f"{small_site.page}recommendations/")
    tab.locator(f"#w-{small_site.first}").focus()
    tab.keyboard.press("Alt+ArrowDown")
    expect(tab.locator("#voice")).to_have_text("Moved to place 2 of 2.")
    assert in_focus(tab) == f"w-{small_site.first}"
    tab.keyboard.press("Alt+ArrowDown")
    expect(tab.locator("#voice")).to_have_text("Already at the bottom.")
    tab.keyboard.press("Alt+ArrowUp")
    expect(tab.locator("#voice")).to_have_text("Moved to place 1 of 2.")


def add_second_area(tab: Tab, small_site: SimpleNamespace, heading: str) -> None:
    """Open the editor with an empty area of this heading below the others."""
    tab.goto(f"{small_site.page}recommendations/")
    button(tab, "Add an area").click()
    expect(tab.locator(".area-ed .group-head textarea:focus")).to_have_value("")  # the new heading
    tab.keyboard.type(heading)


def test_a_line_moves_on_into_the_next_area_and_back(tab: Tab, small_site: SimpleNamespace) -> None:
    add_second_area(tab, small_site, "At home")
    tab.locator(f"#w-{small_site.second}").focus()
    tab.keyboard.press("Alt+ArrowDown")
    expect(tab.locator("#voice")).to_have_text("Moved to “At home”, place 1 of 1.")
    assert in_focus(tab) == f"w-{small_site.second}"
    tab.keyboard.press("Alt+ArrowUp")
    expect(tab.locator("#voice")).to_have_text("Moved to “Before the shift”, place 2 of 2.")
    tab.keyboard.press("Alt+ArrowDown")
    journeys.save(tab, "Save recommendations")
    expect(tab.locator(".group h3")).to_have_text(["Before the shift", "At home"])
    expect(tab.locator(".group").last.locator(".rec > p")).to_have_text([SECOND])


def test_what_is_told_by_itself_waits_until_what_a_key_did_was_heard(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.goto(f"{small_site.page}recommendations/")
    tab.evaluate(
        """() => {
            const say = detail => document.body.dispatchEvent(new CustomEvent('say', { detail }));
            say({ value: 'Moved to place 2 of 2.' });
            say({ value: 'Draft kept', waits: true });
            say({ value: 'Somebody else is editing', waits: true });
        }"""
    )
    for words in ("Moved to place 2 of 2.", "Draft kept", "Somebody else is editing"):
        expect(tab.locator("#voice")).to_have_text(words)


def test_enter_goes_to_the_next_line_and_then_to_a_new_one(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.goto(f"{small_site.page}recommendations/")
    tab.locator(f"#w-{small_site.first}").focus()
    tab.keyboard.press("Enter")
    assert in_focus(tab) == f"w-{small_site.second}"
    tab.keyboard.press("End")
    tab.keyboard.type(", or wait")
    tab.keyboard.press("Enter")
    expect(tab.locator(".row-ed")).to_have_count(3)
    expect(tab.locator("#said")).to_have_text("A new line stands at the end of the area")
    tab.keyboard.type("Put a lamp at every bed")  # focus stands in the new line
    tab.keyboard.press("Control+Enter")
    expect(tab.locator(".rec > p")).to_have_text(
        [FIRST, f"{SECOND}, or wait", "Put a lamp at every bed"]
    )


def test_escape_puts_a_line_back_and_gives_the_words_back_too(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.goto(f"{small_site.page}recommendations/")
    line = tab.locator(f"#w-{small_site.first}")
    line.fill("Something else")
    tab.keyboard.press("Escape")
    expect(line).to_have_value(FIRST)
    expect(tab.locator("#voice")).to_have_text("As it was. Press Escape again for your words.")
    tab.keyboard.press("Escape")
    expect(line).to_have_value("Something else")
    expect(tab.locator("#voice")).to_have_text("Your words are back.")
    assert in_focus(tab) == f"w-{small_site.first}"


def test_escape_closes_what_was_opened_beside_a_line(tab: Tab, small_site: SimpleNamespace) -> None:
    tab.goto(f"{small_site.page}recommendations/")
    menu = tab.locator(f"#line-{small_site.first} .move-to")
    menu.locator("summary").focus()
    tab.keyboard.press("Enter")
    field = menu.get_by_label("Position")
    expect(field).to_be_visible()
    field.focus()
    tab.keyboard.press("Escape")
    expect(field).to_be_hidden()
    assert in_focus(tab) == "SUMMARY"


def test_the_keys_are_named_where_they_work(tab: Tab, small_site: SimpleNamespace) -> None:
    tab.goto(f"{small_site.page}recommendations/")
    expect(tab.get_by_role("region", name="Keys")).to_contain_text("Enter goes to the next line")


def test_similar_recommendations_are_offered_while_one_is_typed(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.goto(f"{small_site.page}recommendations/add/")
    tab.evaluate("window.stayed = true")
    expect(button(tab, "Look for similar ones")).to_be_hidden()
    said = tab.locator("#similar [role=status]")
    field = tab.locator("#wording")
    field.press_sequentially("Two beds free to drive home")
    expect(said).to_have_text("1 similar recommendation")
    expect(tab.locator("#similar li")).to_contain_text(SECOND)
    tab.evaluate("window.said = document.querySelector('#similar [role=status]')")
    tab.evaluate(
        "window.told = 0; new MutationObserver(() => window.told++)"
        ".observe(window.said, {childList: true, characterData: true, subtree: true})"
    )
    with tab.expect_response(lambda answer: "/similar/" in answer.url):
        field.press_sequentially("!")
    expect(said).to_have_text("1 similar recommendation")
    assert tab.evaluate("window.said.isConnected && window.told") == 0  # heard once
    assert in_focus(tab) == "wording"
    field.fill("Knock")
    expect(said).to_have_text("")
    expect(tab.locator("#similar li")).to_have_count(0)
    assert stayed(tab)


def test_leaving_with_words_that_are_not_saved_asks_first(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    asked = list[str]()
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.goto(f"{small_site.page}edit/")
    tab.locator("#body").click()
    tab.keyboard.type("More words. ")
    tab.get_by_role("link", name="Home").first.click()
    expect(tab).to_have_url(re.compile("/$"))
    assert asked == ["beforeunload"]


def test_nothing_is_lost_when_the_session_ended_meanwhile(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("amara")
    tab.goto(f"{small_site.page}edit/")
    tab.locator("#body").fill("Words written before the session ended.")
    session = [c for c in tab.context.cookies() if c["name"] == "sessionid"]
    tab.context.clear_cookies(name=session[0]["name"])
    journeys.save(tab, "Save page")
    tab.locator("#login").fill("amara")
    tab.locator("#password").fill(journeys.PASSWORD)
    button(tab, "Sign in").click()
    expect(tab.locator("#body")).to_have_value("Words written before the session ended.")
    expect(tab.get_by_text("Your text from before you signed in is back.")).to_be_visible()
