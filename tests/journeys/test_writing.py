"""Writing Markdown in a browser: buttons and keys write it, undo undoes it, the preview follows."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import Page as Tab

from accounts.models import User
from tests.journeys.journeys import button
from wiki import beginning
from wiki.models import Page
from wiki.writing import create_page, revise_page

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(small_site: SimpleNamespace) -> Tab:
    """The edit screen of the small site's page, opened by its author."""
    tab: Tab = small_site.tab_of("amara")
    tab.goto(f"{small_site.page}edit/")
    return tab


@pytest.fixture
def body(tab: Tab) -> Locator:
    return tab.locator("#body")


def select(body: Locator, text: str) -> None:
    """Put in a text with the part between two bars selected."""
    before, within, _ = text.split("|")
    body.fill(text.replace("|", ""))
    body.evaluate("(f, s) => f.setSelectionRange(...s)", [len(before), len(before) + len(within)])
    body.focus()


def shown(body: Locator) -> str:
    """The text, with bars around what is selected."""
    start, end = body.evaluate("f => [f.selectionStart, f.selectionEnd]")
    text = body.input_value()
    return f"{text[:start]}|{text[start:end]}|{text[end:]}"


WRITTEN = [
    ("Bold", "Control+B", "say |this| now", "say **|this|** now"),
    ("Bold", "Control+B", "say **|this|** now", "say |this| now"),
    ("Bold", "Control+B", "|one \n\ntwo| now", "|**one** \n\n**two**| now"),
    ("Italic", "Control+I", "say |this| now", "say *|this|* now"),
    ("Italic", "Control+I", "say ||", "say *|words in italics|*"),
    ("Italic", "Control+I", "**|both|**", "***|both|***"),
    ("Heading", "Control+Shift+Digit2", "a\nW||hy\nb", "a\n## W||hy\nb"),
    ("Heading", "Control+Shift+Digit2", "# W||hy", "W||hy"),
    ("Bulleted list", "Control+Shift+Digit8", "|one\ntwo\n|three", "|- one\n- two|\nthree"),
    ("Bulleted list", "Control+Shift+Digit8", "|- one\n- two|", "|one\ntwo|"),
    ("Numbered list", "Control+Shift+Digit7", "|- one\n- two|", "|1. one\n2. two|"),
    ("Quotation", "Control+Shift+Period", "|- one\n- two|", "|> - one\n> - two|"),
    ("Link", "Control+K", "see |that|", "see [that](|https://|)"),
    ("Link", "Control+K", "|https://example.org/|", "[|words|](https://example.org/)"),
    (
        "Table",
        "Control+Shift+Digit9",
        "a||\nb",
        "a\n\n| |Heading| | Heading |\n| --- | --- |\n| Words | Words |\n\nb",
    ),
    ("Footnote", "Control+Shift+Digit6", "a|| b", "a[^1] b\n\n[^1]: ||"),
    (
        "Footnote",
        "Control+Shift+Digit6",
        "a[^1] b||\n\n[^1]: n",
        "a[^1] b[^2]\n\n[^1]: n\n[^2]: ||",
    ),
]


@pytest.mark.parametrize("by", ["button", "keys"])
def test_buttons_and_keys_write_markdown_and_undo_takes_it_back(
    tab: Tab, body: Locator, by: str
) -> None:
    for name, keys, before, after in WRITTEN:
        select(body, before)
        if by == "keys":
            tab.keyboard.press(keys)
        else:
            button(tab, name).click()
        assert shown(body) == after, (name, before)
        tab.keyboard.press("Control+z")
        if name == "Footnote":  # the mark, and the note at the end
            tab.keyboard.press("Control+z")
        expect(body).to_have_value(before.replace("|", ""))
        expect(body).to_be_focused()


def test_every_button_says_its_name_and_keys(tab: Tab) -> None:
    bar = tab.get_by_role("toolbar", name="Formatting")
    told = {
        (one.inner_text().split("\n")[-1].strip(), one.get_attribute("aria-keyshortcuts"))
        for one in bar.get_by_role("button").all()
    }
    assert len(told) == 10
    assert all(keys for _, keys in told)
    assert len({keys for _, keys in told}) == 10
    expect(button(bar, "Bold")).to_have_attribute("title", "Bold (Ctrl+B)")


def test_the_toolbar_is_one_stop_of_the_tab_key_and_arrows_move_in_it(
    tab: Tab, body: Locator
) -> None:
    tab.get_by_label("Page title").focus()
    tab.keyboard.press("Tab")
    expect(button(tab, "Bold")).to_be_focused()
    tab.keyboard.press("ArrowRight")
    expect(button(tab, "Italic")).to_be_focused()
    tab.keyboard.press("End")
    expect(button(tab, "Footnote")).to_be_focused()
    tab.keyboard.press("ArrowRight")
    expect(button(tab, "Bold")).to_be_focused()
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("Tab")
    expect(body).to_be_focused()
    tab.keyboard.press("Shift+Tab")
    expect(button(tab, "Footnote")).to_be_focused()  # where one left it
    tab.keyboard.press("Home")
    tab.keyboard.press("Enter")
    expect(body).to_be_focused()
    assert "**|bold words|**" in shown(body)


def test_a_page_is_looked_up_and_linked_by_keyboard(tab: Tab, body: Locator) -> None:
    select(body, "see |the list| now")
    tab.keyboard.press("Control+Shift+K")
    field = tab.get_by_role("combobox", name="Title of the page to link to")
    expect(field).to_be_focused()
    tab.keyboard.type("ro")
    option = tab.locator(".lookup").get_by_role("option", name="Rota")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    tab.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    tab.keyboard.press("Enter")
    expect(body).to_be_focused()
    expect(body).to_have_value("see [[Rota|the list]] now")
    expect(field).to_be_hidden()
    tab.keyboard.press("Control+z")
    expect(body).to_have_value("see the list now")


def test_escape_leaves_the_lookup_where_one_was(tab: Tab, body: Locator) -> None:
    select(body, "see |that| now")
    button(tab, "Link to a page").click()
    tab.get_by_role("combobox", name="Title of the page to link to").fill("zzz")
    expect(tab.locator(".lookup [role=status]")).to_contain_text("No page has this in its title")
    tab.keyboard.press("Escape")
    expect(body).to_be_focused()
    assert shown(body) == "see |that| now"


def test_a_page_not_written_yet_can_be_linked_and_enter_saves_nothing(
    tab: Tab, body: Locator
) -> None:
    select(body, "see || now")
    button(tab, "Link to a page").click()
    tab.keyboard.type("What it costs")
    tab.keyboard.press("Enter")
    expect(body).to_have_value("see [[What it costs]] now")
    expect(tab).to_have_url(re.compile("/edit/$"))


def test_the_preview_can_be_put_away_and_stays_so(tab: Tab, body: Locator) -> None:
    live, preview = button(tab, "Live preview"), tab.locator("#preview")
    expect(preview).to_be_visible()
    live.click()
    expect(preview).to_be_hidden()
    tab.reload()
    expect(preview).to_be_hidden()
    expect(live).to_have_attribute("aria-pressed", "false")
    body.fill("Now *this*.")
    live.click()
    expect(preview.locator("em")).to_have_text("this")
    expect(live).to_be_focused()


def test_the_preview_takes_no_focus_and_leaves_a_reader_in_it_alone(
    tab: Tab, body: Locator
) -> None:
    with tab.expect_response(re.compile("/wiki/preview/")):
        body.fill("One [[Rota]].")
    link = tab.locator("#preview a")
    expect(link).to_have_text("Rota")
    with tab.expect_response(re.compile("/wiki/preview/")):
        tab.evaluate(
            "body.setRangeText(' More', 0, 0, 'end');"
            "body.dispatchEvent(new InputEvent('input', {bubbles: true}));"
            "document.querySelector('#preview a').focus()"
        )
    expect(link).to_be_focused()
    expect(tab.locator("#preview")).not_to_contain_text("More")
    body.focus()
    expect(tab.locator("#preview")).to_contain_text("More")
    expect(body).to_be_focused()


def test_the_proposed_note_is_gone_on_with(tab: Tab, small_site: SimpleNamespace) -> None:
    tab.goto(f"{small_site.page}edit/t-why/")
    tab.locator("#body").focus()
    note = tab.get_by_label("About this update")
    for _ in range(12):
        tab.keyboard.press("Tab")
        if note.evaluate("e => e === document.activeElement"):
            break
    tab.keyboard.type("shorter")
    expect(note).to_have_value("In “Why”: shorter")


def test_the_address_is_asked_about_once_the_title_is_another(tab: Tab) -> None:
    keep = tab.get_by_label("Keep the address as it is")
    expect(keep).to_be_hidden()
    title = tab.get_by_label("Page title")
    before = title.input_value()
    title.fill("Late shifts")
    keep.check()
    title.fill(f" {before}")
    expect(keep).to_be_hidden()
    title.fill("Late shifts")
    expect(keep).to_be_checked()


def test_a_wording_of_ones_own_is_chosen_by_writing_it(
    tab: Tab, body: Locator, small_site: SimpleNamespace
) -> None:
    body.fill("# Why\n\nSee it first.")
    page = Page.objects.get(title="Night work")
    revise_page(page, author=User.objects.get(username="ben"), body="# Why\n\nSee it last.")
    button(tab, "Save page").last.click()
    expect(tab.get_by_label("Yours")).to_be_checked()
    tab.get_by_label("Your combined wording").fill("See it first and last.")
    expect(tab.get_by_label("A wording of my own")).to_be_checked()
    button(tab, "Save the merged page").click()
    expect(tab.locator(".doc")).to_contain_text("See it first and last.")


def test_posts_have_the_same_buttons(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("amara")
    for address in (small_site.thread, f"/posts/{small_site.posts[2]}/edit/"):
        tab.goto(address)
        field = tab.locator("#body")
        select(field, "say |this|")
        button(tab, "Bold").click()
        expect(field).to_have_value("say **this**")


def test_without_script_there_is_help_in_place_of_buttons(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("amara", java_script_enabled=False)
    for address in (f"{small_site.page}edit/", small_site.thread):
        tab.goto(address)
        expect(tab.locator("[role=toolbar]")).to_be_hidden()
        expect(tab.locator(".lookup")).to_be_hidden()
        tab.get_by_text("How to format text").click()
        expect(tab.get_by_text("[[Page title]]", exact=True).last).to_be_visible()


def test_a_template_keeps_what_is_typed_and_its_first_place_is_filled_by_typing(
    small_site: SimpleNamespace,
) -> None:
    amara = User.objects.get(username="amara")
    create_page(
        author=amara,
        title="Lesson",
        body="# What\n\n{What was it?}\n\n{Why?}",
        furnish=lambda page: beginning.offer(page, by=amara),
    )
    tab: Tab = small_site.tab_of("amara")
    tab.goto(f"{small_site.page}../new/")
    tab.locator("#title").fill("Lost keys")
    for words in ("", "Mine"):
        tab.locator("#body").fill(words)
        button(tab, "Lesson").click()
        expect(tab.locator(".notice").filter(has_text="Lesson")).to_be_visible()
        assert shown(tab.locator("#body")).endswith("# What\n\n|{What was it?}|\n\n{Why?}")
        tab.keyboard.type("The keys")
        assert "# What\n\nThe keys\n" in tab.locator("#body").input_value()
        assert tab.locator("#body").input_value().startswith(words)
        assert tab.locator("#title").input_value() == "Lost keys"
