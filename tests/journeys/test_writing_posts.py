"""What a browser does for who writes in threads: words are kept, and shown as they will stand."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.journeys import button

pytestmark = pytest.mark.browser

KEPT = re.compile(r"^Draft kept at \d\d:\d\d$")


@pytest.fixture
def tab(small_site: SimpleNamespace) -> Tab:
    """The thread, as somebody who may answer in it has it open."""
    tab: Tab = small_site.tab_of("amara")
    tab.goto(small_site.thread)
    return tab


def type_in(tab: Tab, words: str) -> None:
    tab.locator("#body").fill(words)


def test_a_reply_is_kept_while_typing_and_gone_on_with_on_another_device(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    type_in(tab, "Typed on the train.")
    expect(tab.locator("#draft-line")).to_have_text(KEPT)
    tab.goto("/")  # a question would fail this
    other = small_site.tab_of("amara")
    other.goto(small_site.thread)
    other.get_by_role("link", name="Go on with it").click()
    expect(other.locator("#body")).to_have_value("Typed on the train.")
    type_in(other, "Typed on the train, and at home.")
    button(other, "Post reply").click()
    expect(other.locator(".reply .prose").last).to_have_text("Typed on the train, and at home.")
    expect(other.get_by_role("link", name="Go on with it")).to_have_count(0)


def test_a_reply_waits_in_this_browser_until_the_site_answers(tab: Tab) -> None:
    tab.context.set_offline(True)
    type_in(tab, "Typed in the tunnel.")
    expect(tab.locator("#draft-line")).to_contain_text("No connection: kept in this browser")
    tab.close()
    context = tab.context
    context.set_offline(False)
    again = context.new_page()
    again.goto(tab.url)
    again.get_by_role("link", name="Go on with it").click()
    expect(again.locator("#body")).to_have_value("Typed in the tunnel.")
    button(again, "Post reply").click()
    expect(again.locator(".reply .prose").last).to_have_text("Typed in the tunnel.")
    assert again.evaluate("Object.values(localStorage).join()") == ""


def test_a_new_thread_and_a_change_of_a_post_are_kept_too(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    for address in (
        f"{small_site.page}discussion/new/",
        f"/posts/{small_site.posts[2]}/edit/",
    ):
        tab.goto(address)
        type_in(tab, "Typed so far.")
        expect(tab.locator("#draft-line")).to_have_text(KEPT)
        tab.goto(address)
        tab.get_by_role("link", name="Go on with it").click()
        expect(tab.locator("#body")).to_have_value("Typed so far.")
        button(tab, "Discard it").click()
        expect(tab.get_by_text("The draft is discarded.").first).to_be_visible()
        expect(tab.get_by_role("link", name="Go on with it")).to_have_count(0)


def test_a_post_is_previewed_as_one_types_once_that_is_asked_for(tab: Tab) -> None:
    live, preview = button(tab, "Live preview"), tab.locator("#preview")
    expect(preview).to_be_hidden()
    expect(button(tab, "Preview")).to_have_count(0)
    type_in(tab, "Now *this*.")
    live.focus()
    tab.keyboard.press("Enter")
    expect(preview.locator("em")).to_have_text("this")
    expect(live).to_be_focused()
    type_in(tab, "Now **that**.")
    expect(preview.locator("strong")).to_have_text("that")
    expect(tab.locator("main.split")).not_to_have_class(re.compile("solo"))
    tab.reload()
    expect(live).to_have_attribute("aria-pressed", "true")
    expect(preview).to_be_visible()
    live.click()
    expect(preview).to_be_hidden()


def test_where_the_preview_cannot_be_drawn_its_button_comes_back(tab: Tab) -> None:
    button(tab, "Live preview").click()
    tab.context.clear_cookies(name="sessionid")
    type_in(tab, "Typed after the session ended.")
    expect(button(tab, "Preview")).to_be_visible()


def test_without_script_a_button_keeps_a_reply(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("amara", java_script_enabled=False)
    tab.goto(small_site.thread)
    expect(button(tab, "Live preview")).to_be_hidden()
    expect(tab.locator("#preview")).to_be_hidden()
    type_in(tab, "Typed *without* script.")
    button(tab, "Preview").click()
    expect(tab.locator("#preview em")).to_have_text("without")
    button(tab, "Keep as draft").click()
    expect(tab.get_by_text("Nobody but you sees it.").first).to_be_visible()
    tab.goto(small_site.thread)
    tab.get_by_role("link", name="Go on with it").click()
    expect(tab.locator("#body")).to_have_value("Typed *without* script.")
    button(tab, "Post reply").click()
    expect(tab.locator(".reply .prose").last).to_have_text("Typed without script.")
