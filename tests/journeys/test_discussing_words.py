"""A thread about words of a page, with script and without: the mark, an edit, the difference."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.journeys.journeys import button, link

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_words_are_discussed_and_found_again(script: bool, small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("ben", java_script_enabled=script)
    tab.goto(small_site.page)
    if script:
        words = tab.locator(".doc .prose p").first
        words.click(click_count=3, position={"x": 5, "y": 5})
        link(tab, "Discuss this").click()
        expect(tab.get_by_label("The words that it is about")).to_have_value("See Rota.")
    else:
        link(tab, "Discuss a passage").click()
        tab.get_by_text("Or choose from the page’s").click()
        tab.get_by_label("See Rota.", exact=True).check()
    tab.get_by_label("Subject").fill("What is on it?")
    tab.locator("#body").fill("I looked and found nothing.")
    button(tab, "Start the thread").click()
    expect(tab.locator(".about blockquote").first).to_have_text("See Rota.")
    address = tab.url

    other = small_site.tab_of("amara", java_script_enabled=script)
    other.goto(small_site.page)
    expect(other.locator(".doc mark.discussed").first).to_have_text("See ")
    link(other, "Edit").click()
    other.locator("#body").fill("# Why\n\nSee [[Rota]], which is empty before Monday.")
    button(other, "Save page").last.click()
    mark = other.get_by_role("link", name=re.compile("1 thread about “See Rota.”"))
    expect(mark).to_be_visible()
    mark.click()
    expect(other).to_have_url(address)
    expect(other.locator(".about")).to_contain_text("The page as it stood then")


def test_an_area_and_an_update_are_discussed_from_where_they_stand(
    small_site: SimpleNamespace,
) -> None:
    tab = small_site.tab_of("ben", java_script_enabled=False)
    tab.goto(f"{small_site.page}history/")
    tab.get_by_role("link", name="Discuss update 1", exact=True).click()
    tab.get_by_label("Subject").fill("The beginning")
    tab.locator("#body").fill("Who wrote it?")
    button(tab, "Start the thread").click()
    expect(tab.locator("main")).to_contain_text("Thread about an update")
    tab.goto(f"{small_site.page}changes/1/")
    expect(link(tab, "The beginning")).to_be_visible()
