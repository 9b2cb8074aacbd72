"""Challenging a statement and answering it, with script and without; and what script adds."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.journeys.journeys import button, link

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_statement_is_challenged_and_answered(script: bool, small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("ben", java_script_enabled=script)
    tab.goto(small_site.page)
    link(tab, "Challenge a statement").click()
    tab.get_by_text("Or choose from the page’s").click()
    tab.get_by_label("See Rota.", exact=True).check()
    tab.get_by_label("What is wrong with it").fill("The [[Rota]] is empty")
    button(tab, "Challenge it").click()
    expect(tab.get_by_text("Your challenge stands.")).to_be_visible()
    tab.goto(small_site.page)
    expect(tab.locator(".doc mark.challenged").first).to_have_text("See ")
    tab.get_by_role("link", name=re.compile("see what is said of “See Rota.”")).click()
    address = tab.url

    other = small_site.tab_of("amara", java_script_enabled=script)
    other.goto(address)
    link(other, "Start a thread about it").click()
    other.get_by_label("Subject").fill("What is on the rota")
    other.locator("#body").fill("It is filled in on Mondays.")
    button(other, "Start the thread").click()
    expect(other.get_by_role("heading", name="What is on the rota", level=1)).to_be_visible()
    link(other, "the challenge of ben").click()
    expect(other.get_by_text("answered it with")).to_be_visible()
    tab.goto(small_site.page)
    expect(tab.locator("mark.challenged")).to_have_count(0)

    tab.goto(address)
    tab.get_by_label("Why it is not answered").fill("It was empty on Tuesday")
    button(tab, "Open it again").click()
    other.goto(small_site.page)
    link(other, "Edit").click()
    other.locator("#body").fill("# Why\n\nSee [[Rota]], which is empty before Monday.")
    other.get_by_label("challenged by ben: The [[Rota]] is empty").check()
    button(other, "Save page").last.click()
    expect(other.locator("mark.challenged")).to_have_count(0)
    other.goto(address)
    expect(other.locator("article ol.lines li").last).to_contain_text(
        re.compile(r"amara answered it with update \d+")
    )


def test_words_chosen_with_the_mouse_are_challenged_by_keyboard(
    small_site: SimpleNamespace,
) -> None:
    tab = small_site.tab_of("ben")
    tab.goto(small_site.page)
    words = tab.locator(".doc .prose p").first
    words.click(click_count=3, position={"x": 5, "y": 5})
    offer = link(tab, "Challenge this")
    expect(offer).to_be_visible()
    tab.keyboard.press("Tab")  # to the link among the words
    tab.keyboard.press("Tab")
    expect(link(tab, "Discuss this")).to_be_focused()
    tab.keyboard.press("Tab")
    expect(offer).to_be_focused()
    tab.keyboard.press("Tab")
    expect(offer).not_to_be_focused()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(r"/challenges/new/\?quote=See"))
    expect(tab.get_by_label("The words that you challenge")).to_have_value("See Rota.")


def test_the_offer_goes_with_the_choice_and_at_escape(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("ben")
    tab.goto(small_site.page)
    offer = link(tab, "Challenge this")
    for end in (lambda: tab.keyboard.press("Escape"), lambda: tab.locator("h1").click()):
        tab.locator(".doc .prose p").first.click(click_count=3, position={"x": 5, "y": 5})
        expect(offer).to_be_visible()
        end()
        expect(offer).to_have_count(0)
