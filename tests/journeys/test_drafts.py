"""What a browser does for who writes: nothing typed is lost, and nobody writes alone unawares."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys import journeys
from tests.journeys.journeys import button

pytestmark = pytest.mark.browser

KEPT = re.compile(r"^Draft kept at \d\d:\d\d$")


@pytest.fixture
def tab(small_site: SimpleNamespace) -> Tab:
    """The edit screen, as the page's author has it open."""
    tab: Tab = small_site.tab_of("amara")
    tab.goto(f"{small_site.page}edit/")
    return tab


def type_in(tab: Tab, words: str) -> None:
    tab.locator("#body").fill(words)


def line(tab: Tab) -> Any:
    return tab.locator("#draft-line")


def copies(tab: Tab) -> Any:
    """What this browser keeps of drafts."""
    return tab.evaluate("Object.values(localStorage).join()")


def sign_in_elsewhere(tab: Tab, name: str = "amara") -> None:
    other = tab.context.new_page()
    other.goto("/accounts/login/")
    other.locator("#login").fill(name)
    other.locator("#password").fill(journeys.PASSWORD)
    button(other, "Sign in").click()
    other.wait_for_url(lambda url: "/accounts/" not in url)
    other.close()


def test_a_draft_is_kept_while_typing_and_gone_on_with_on_another_device(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    type_in(tab, "Typed on the train.")
    expect(line(tab)).to_have_text(KEPT)
    other = small_site.tab_of("amara")
    other.goto(f"{small_site.page}edit/")
    other.get_by_role("link", name="Go on with it").click()
    expect(other.locator("#body")).to_have_value("Typed on the train.")
    type_in(other, "Typed on the train, and at home.")
    journeys.save(other, "Save page")
    expect(other.locator(".doc")).to_contain_text("and at home.")
    other.goto(f"{small_site.page}edit/")
    expect(other.get_by_role("link", name="Go on with it")).to_have_count(0)


def test_leaving_keeps_the_last_words_and_asks_nothing_where_all_are_kept(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    type_in(tab, "Kept before leaving.")
    expect(line(tab)).to_have_text(KEPT)
    tab.goto("/")  # a question would fail this
    tab.goto(f"{small_site.page}edit/")
    expect(tab.locator("#offers")).to_contain_text("You began to change this page on")
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("link", name="Go on with it").click()
    type_in(tab, "Kept while leaving.")
    tab.goto("/")
    tab.goto(f"{small_site.page}edit/")
    tab.get_by_role("link", name="Go on with it").click()
    expect(tab.locator("#body")).to_have_value("Kept while leaving.")


def test_without_a_connection_this_browser_keeps_it_until_the_site_has_it(tab: Tab) -> None:
    tab.context.set_offline(True)
    type_in(tab, "Typed in the tunnel.")
    expect(line(tab)).to_have_text(re.compile("^No connection: kept in this browser at"))
    expect(tab.locator("#voice")).to_contain_text("No connection")
    assert "Typed in the tunnel." in copies(tab)
    tab.context.set_offline(False)
    expect(line(tab)).to_have_text(KEPT)
    assert copies(tab) == ""


def test_what_a_closed_tab_left_in_this_browser_is_offered_on_return(
    tab: Tab, small_site: SimpleNamespace
) -> None:
    tab.context.set_offline(True)
    type_in(tab, "Typed before the battery died.")
    expect(line(tab)).to_contain_text("kept in this browser")
    tab.close()
    context = tab.context
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{small_site.page}edit/")
    again.get_by_role("link", name="Go on with it").click()
    expect(again.locator("#body")).to_have_value("Typed before the battery died.")
    assert copies(again) == ""


def test_saving_clears_what_this_browser_kept(tab: Tab) -> None:
    tab.context.set_offline(True)
    type_in(tab, "Typed in the tunnel, saved in the light.")
    expect(line(tab)).to_contain_text("kept in this browser")
    tab.context.set_offline(False)
    journeys.save(tab, "Save page")
    expect(tab.locator(".doc")).to_contain_text("saved in the light.")
    assert copies(tab) == ""


def test_signing_out_clears_what_this_browser_kept(tab: Tab) -> None:
    tab.context.set_offline(True)
    type_in(tab, "Typed on a shared computer.")
    expect(line(tab)).to_contain_text("kept in this browser")
    tab.close()
    context = tab.context
    context.set_offline(False)
    other = context.new_page()
    other.goto("/accounts/logout/")
    assert "shared computer" in copies(other)
    button(other.locator("main"), "Sign out").click()
    expect(other.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert copies(other) == ""


def test_who_is_signed_out_while_writing_is_told_and_loses_nothing(tab: Tab) -> None:
    tab.context.clear_cookies(name="sessionid")
    type_in(tab, "Typed after the session ended.")
    expect(line(tab)).to_contain_text(
        "You are signed out: sign in in another tab, your text stays here."
    )
    expect(tab.get_by_role("link", name="Sign in (opens another tab)")).to_be_visible()
    assert "Typed after the session ended." in copies(tab)
    sign_in_elsewhere(tab)
    type_in(tab, "Typed after signing in again.")
    tab.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(line(tab)).to_have_text(KEPT)
    journeys.save(tab, "Save page")  # its form has the token of before
    expect(tab.locator(".doc")).to_contain_text("Typed after signing in again.")


def test_words_are_not_given_to_whoever_signs_in_next(tab: Tab) -> None:
    tab.context.clear_cookies(name="sessionid")
    type_in(tab, "For amara alone.")
    expect(line(tab)).to_contain_text("You are signed out")
    sign_in_elsewhere(tab, "ben")
    tab.evaluate("window.dispatchEvent(new Event('focus'))")
    other = tab.context.new_page()
    other.goto(tab.url)
    expect(other.locator("#offers form")).to_have_count(0)
    expect(line(tab)).to_contain_text("You are signed out")


def test_who_comes_to_edit_is_named_while_one_writes(tab: Tab, small_site: SimpleNamespace) -> None:
    expect(tab.locator("#writers")).to_have_text("")
    other = small_site.tab_of("ben")
    other.goto(f"{small_site.page}edit/")
    expect(other.locator("#writers")).to_contain_text("amara is editing this page too")
    type_in(tab, "While ben looks on.")
    expect(tab.locator("#writers")).to_contain_text("ben is editing this page too")
    expect(tab.locator("#voice")).to_contain_text("ben is editing this page too")


def test_ones_own_second_tab_is_called_that(tab: Tab) -> None:
    second = tab.context.new_page()
    second.goto(tab.url)
    expect(second.locator("#writers")).to_contain_text("You are editing this page in another tab")
    second.reload()
    expect(second.locator("#writers")).to_contain_text("You are editing this page in another tab")
    tab.goto("/")
    second.reload()
    expect(second.locator("#draft-line")).to_be_visible()
    expect(second.locator("#writers")).to_have_text("")


def test_loading_the_screen_again_is_no_second_tab(tab: Tab) -> None:
    for _ in range(2):
        with tab.expect_response(lambda answer: "/draft/" in answer.url):
            tab.reload()
        expect(tab.locator("#writers")).to_have_text("")


def test_a_form_without_script_keeps_a_draft_by_its_button(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("amara", java_script_enabled=False)
    tab.goto(f"{small_site.page}edit/")
    tab.locator("#body").fill("Typed without script.")
    button(tab, "Keep as draft").click()
    expect(tab.get_by_text("Nobody but you sees it.").first).to_be_visible()
    tab.goto(f"{small_site.page}edit/")
    tab.get_by_role("link", name="See what differs").click()
    expect(tab.locator(".diffview ins").first).to_contain_text("Typed without script.")
    button(tab, "Discard it").click()
    expect(tab.get_by_text("The draft is discarded.")).to_be_visible()
    expect(tab.get_by_role("link", name="Go on with it")).to_have_count(0)


@pytest.fixture
def editor(small_site: SimpleNamespace) -> Tab:
    """The editor of the page's recommendations, as the page's author has it open."""
    tab: Tab = small_site.tab_of("amara")
    tab.goto(f"{small_site.page}recommendations/")
    return tab


def test_recommendations_are_kept_while_their_editor_words_and_moves_them(
    editor: Tab, small_site: SimpleNamespace
) -> None:
    editor.locator(f"#w-{small_site.second}").fill("Typed on the train.")
    expect(line(editor)).to_have_text(KEPT)
    with editor.expect_response(lambda answer: answer.url.endswith("/draft/")):
        button(editor, f"Move R{small_site.second} up").click()
    other = small_site.tab_of("amara")
    other.goto(editor.url)
    other.get_by_role("link", name="Go on with it").click()
    expect(other.locator(".row-ed textarea").first).to_have_value("Typed on the train.")
    journeys.save(other, "Save recommendations")
    expect(other.locator(".rec > p").first).to_have_text("Typed on the train.")
    other.goto(editor.url)
    expect(other.get_by_role("link", name="Go on with it")).to_have_count(0)


def test_a_line_added_without_a_connection_is_offered_on_return(editor: Tab) -> None:
    button(editor, "Add to this area").first.click()
    expect(line(editor)).to_have_text(KEPT)
    editor.context.set_offline(True)
    editor.get_by_label("New recommendation").fill("Typed in the tunnel.")
    expect(line(editor)).to_contain_text("kept in this browser")
    context, address = editor.context, editor.url
    editor.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    again.get_by_role("link", name="Go on with it").click()
    expect(again.get_by_label("New recommendation")).to_have_value("Typed in the tunnel.")
    assert copies(again) == ""
    again.context.set_offline(True)
    again.get_by_label("New recommendation").fill("Typed in the next tunnel.")
    expect(line(again)).to_contain_text("kept in this browser")
    address = again.url  # that of the draft as the site has it
    again.close()
    context.set_offline(False)
    last = context.new_page()
    last.goto(address)
    last.locator("#offers").get_by_role("link", name="Go on with it").click()
    expect(last.get_by_label("New recommendation")).to_have_value("Typed in the next tunnel.")


def test_what_a_button_of_the_editor_took_along_is_not_offered_once_more(
    editor: Tab, small_site: SimpleNamespace
) -> None:
    editor.locator(f"#w-{small_site.second}").fill("Typed just before.")
    button(editor, "Add to this area").first.click()
    expect(editor.locator(f"#w-{small_site.second}")).to_have_value("Typed just before.")
    expect(line(editor)).to_have_text(KEPT)
    expect(editor.locator("#offers form")).to_have_count(0)
    assert copies(editor) == ""


def test_recommendations_typed_after_the_session_ended_are_not_lost(
    editor: Tab, small_site: SimpleNamespace
) -> None:
    editor.context.clear_cookies(name="sessionid")
    editor.locator(f"#w-{small_site.second}").fill("Typed after the session ended.")
    expect(line(editor)).to_contain_text("You are signed out")
    assert "Typed after the session ended." in copies(editor)
    sign_in_elsewhere(editor)
    editor.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(line(editor)).to_have_text(KEPT)
    button(editor, f"Remove R{small_site.first}").click()
    journeys.save(editor, "Save recommendations")
    expect(editor.locator(".rec > p")).to_have_text(["Typed after the session ended."])
