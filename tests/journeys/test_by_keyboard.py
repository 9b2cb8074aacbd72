"""The keyboard alone: everything is reached, seen and done by it, and focus is never lost."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.journeys import FIRST, SECOND, star_of
from updates.editing import Texts
from updates.suggesting import suggest

pytestmark = pytest.mark.browser

STOP = """() => {
    const e = document.activeElement, style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return {
        tag: e.tagName, id: e.id, name: e.getAttribute('name') || '', text: e.textContent.trim(),
        value: e.value || '', href: e.getAttribute('href') || '',
        outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        covered: box.width > 1 && over !== null && over !== e && !e.contains(over)
            && !over.contains(e),
    };
}"""


def stop(tab: Tab) -> dict[str, Any]:
    """Where focus stands. It is on something, and it is seen there."""
    found: dict[str, Any] = tab.evaluate(STOP)
    assert found["tag"] != "BODY", "focus is on nothing"
    assert found["outline"] >= 2, f"focus is not seen on {found}"
    assert not found["covered"], f"something lies over {found}"
    return found


def tab_to(tab: Tab, at_most: int = 120, **wanted: str) -> dict[str, Any]:
    """Press Tab until focus stands where every pattern of `wanted` matches."""
    for _ in range(at_most):
        tab.keyboard.press("Tab")
        found = stop(tab)
        if all(re.search(pattern, found[key]) for key, pattern in wanted.items()):
            return found
    raise AssertionError(f"{wanted} is not reached by {at_most} tabs")


@pytest.fixture
def tab(small_site: SimpleNamespace) -> Tab:
    tab: Tab = small_site.tab_of("amara")
    tab.goto(small_site.page)
    return tab


def test_the_first_stop_skips_to_the_main_part(tab: Tab) -> None:
    tab.keyboard.press("Tab")
    assert stop(tab)["text"] == "Skip to main content"
    expect(tab.locator(".skip")).to_be_in_viewport()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    stop(tab)
    assert tab.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_every_stop_of_a_page_is_seen_and_the_end_is_reached(tab: Tab) -> None:
    stops = list[str]()
    for _ in range(150):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement === document.body"):
            break  # the browser's own stop, after the last of the page
        found = stop(tab)
        stops.append(found["text"] or found["name"] or found["id"])
        if found["name"] == "theme":
            break
    assert stops[0] == "Skip to main content"
    assert "Sign out" in stops


def test_a_star_is_given_and_explained(tab: Tab, small_site: SimpleNamespace) -> None:
    tab_to(tab, id=f"^s{small_site.first}$")
    tab.keyboard.press("Space")
    expect(star_of(tab, FIRST)).to_have_attribute("aria-pressed", "true")
    expect(tab.get_by_label("Starred. Say why, if you like")).to_be_visible()
    assert stop(tab)["id"] == f"s{small_site.first}"
    tab_to(tab, 8, id=f"^why{small_site.first}$")
    tab.keyboard.type("I missed a birthday")
    tab.keyboard.press("Enter")
    expect(tab.locator(".rec .mine q")).to_have_text("I missed a birthday")


def test_a_thread_is_opened_and_answered(tab: Tab, small_site: SimpleNamespace) -> None:
    tab_to(tab, name="^open$")
    tab.keyboard.press("Enter")
    expect(tab.locator("tr.inplace .prose").first).to_have_text("Where?")
    assert stop(tab)["name"] == "open"
    tab_to(tab, 15, href="#reply$")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Beds")
    expect(tab.get_by_role("toolbar", name="Formatting")).to_be_visible()
    tab_to(tab, id="^body$")
    tab.keyboard.type("Beside the stairs.")
    tab_to(tab, 3, text="^Post reply$")
    tab.keyboard.press("Enter")
    expect(tab.locator("article.reply")).to_have_count(4)
    expect(tab.get_by_text("Beside the stairs.")).to_be_visible()


def test_a_question_is_asked_and_answered(tab: Tab) -> None:
    tab_to(tab, href="questions/ask/$")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Ask a question")
    tab_to(tab, id="^text$")
    tab.keyboard.type("Who wakes the driver?")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Who wakes the driver?")
    tab_to(tab, href="/answer/$")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Answer a question")
    tab_to(tab, id="^answer$")
    tab.keyboard.type("The porter does")
    tab_to(tab, tag="BUTTON", text="^Answer$")
    tab.keyboard.press("Enter")
    expect(tab.locator(".answer")).to_have_text("The porter does")


def test_a_page_is_edited_and_saved_and_tab_leaves_the_text(tab: Tab) -> None:
    tab_to(tab, text="^Edit$", href="/edit/$")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Edit Night work")
    tab_to(tab, id="^body$")
    tab.keyboard.press("Control+End")
    tab.keyboard.type(" There is tea.")
    tab.keyboard.press("Tab")
    assert stop(tab)["id"] != "body"
    assert "\t" not in tab.locator("#body").input_value()
    tab_to(tab, id="^note$")
    tab.keyboard.type("Tea")
    tab_to(tab, 8, text="^Save page$")
    tab.keyboard.press("Enter")
    expect(tab.locator(".doc .prose").first).to_contain_text("There is tea.")


def test_recommendations_are_put_in_another_order(tab: Tab, small_site: SimpleNamespace) -> None:
    tab_to(tab, href="/recommendations/$", text="^Edit recommendations$")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Edit recommendations")
    tab_to(tab, value=f"^down:{small_site.first}$")
    tab.keyboard.press("Space")
    expect(tab.locator("#voice")).to_have_text("Moved to place 2 of 2.")
    assert stop(tab)["value"] == f"down:{small_site.first}"
    tab_to(tab, 40, text="^Save recommendations$")
    tab.keyboard.press("Enter")
    expect(tab.locator(".rec > p")).to_have_text([SECOND, FIRST])


@pytest.mark.parametrize(
    ("address", "emptied", "save"),
    [
        ("{page}edit/", "#title", "Save page"),
        ("/wiki/new/", "#title", "Create page"),
        ("{page}recommendations/add/", "#wording", "Propose it"),
        ("{page}discussion/new/", "#subject", "Start the thread"),
        ("{thread}?reply=2", "#body", "Post reply"),
        ("/wiki/paste/", "#text", "Show me the page"),
    ],
    ids=lambda value: value.strip("{}").split("}")[-1],
)
def test_what_is_wrong_is_told_first_and_leads_to_its_field(
    tab: Tab, small_site: SimpleNamespace, address: str, emptied: str, save: str
) -> None:
    tab.goto(address.format(page=small_site.page, thread=small_site.thread))
    tab.locator(emptied).fill("")
    tab.get_by_role("button", name=save, exact=True).last.press("Enter")
    expect(tab).to_have_title(re.compile("^Error: "))
    assert stop(tab)["id"] == "problems"
    tab.keyboard.press("Tab")
    stop(tab)
    tab.keyboard.press("Enter")
    assert tab.evaluate("'#' + document.activeElement.id") == emptied
    described = tab.locator(emptied).get_attribute("aria-describedby") or ""
    assert described
    expect(tab.locator(emptied)).to_have_attribute("aria-invalid", "true")
    assert "Error:" in "".join(tab.locator(f"#{id}").inner_text() for id in described.split())


def test_a_suggestion_is_read_declined_and_taken_up_again(
    tab: Tab, a_small_site: SimpleNamespace, member: Any
) -> None:
    page = a_small_site.page
    texts = Texts(page.title, f"{page.body} And sleep.", page.tags)
    suggest(page, texts, base=None, author=member, note="Before the shift")
    tab.reload()
    tab_to(tab, text="^1 suggestion waits$")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_contain_text("Suggestions for")
    tab_to(tab, text="^Suggestion [0-9]")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text(re.compile("^Suggestion [0-9]+$"))
    tab_to(tab, id="^reason$")
    tab.keyboard.type("We sleep after it")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("Declined by amara")
    expect(tab.locator("main")).to_contain_text("We sleep after it")
    tab_to(tab, text="^Take it up again$")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("Taken up again by amara")
    tab_to(tab, text="^Accept it$")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("Accepted by amara")


def test_changes_of_recommendations_are_suggested_and_accepted_in_part(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    theirs = small_site.tab_of("ben")
    theirs.goto(small_site.page)
    tab_to(theirs, text="^Edit recommendations$")
    theirs.keyboard.press("Enter")
    expect(theirs.locator("h1")).to_have_text("Edit recommendations")
    for _ in range(2):
        tab_to(theirs, name="^w-[0-9]")
        theirs.keyboard.press("End")
        theirs.keyboard.type(" at night")
    tab_to(theirs, text="^Suggest instead$")
    theirs.keyboard.press("Enter")
    expect(theirs.locator("main")).to_contain_text("2 recommendations reworded")
    tab.reload()
    tab_to(tab, text="^1 suggestion waits$")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_contain_text("Suggestions for")
    tab_to(tab, text="^Suggestion [0-9]")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text(re.compile("^Suggestion [0-9]+$"))
    tab_to(tab, text="^Accept parts of it, or other words$")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_contain_text("Accept parts of suggestion")
    tab_to(tab, name="^part$")
    tab.keyboard.press("Space")
    tab_to(tab, text="^Accept the ticked parts$")
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_contain_text("Accepted in part by amara")
    tab.goto(small_site.page)
    expect(tab.locator("main")).to_contain_text(f"{SECOND} at night")
    expect(tab.locator("main")).not_to_contain_text(f"{FIRST} at night")
