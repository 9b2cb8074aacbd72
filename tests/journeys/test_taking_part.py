"""What a browser does for who takes part in a thread: names, quotations, news while one reads."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from tests.journeys.journeys import button, link

pytestmark = pytest.mark.browser


@pytest.fixture
def tab(small_site: SimpleNamespace) -> Tab:
    tab: Tab = small_site.tab_of("amara")
    tab.goto(small_site.thread)
    return tab


def test_a_name_is_looked_up_and_chosen_by_keyboard(tab: Tab, axe_violations: Any) -> None:
    body, people = tab.locator("#body"), tab.get_by_role("listbox", name="People")
    body.focus()
    tab.keyboard.type("Ask @be")
    option = people.get_by_role("option", name="ben")
    expect(option).to_be_visible()
    expect(tab.locator("#voice")).to_contain_text("Arrow down chooses.")
    assert axe_violations(tab) == []
    expect(option).to_have_attribute("aria-selected", "false")
    tab.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(body).to_have_attribute("aria-activedescendant", "body-people-0")
    tab.keyboard.press("Enter")
    expect(body).to_have_value("Ask @ben ")
    expect(people).to_be_hidden()
    tab.keyboard.type("or @be")
    expect(option).to_be_visible()
    tab.keyboard.press("Escape")
    expect(people).to_be_hidden()
    tab.keyboard.press("Enter")
    expect(body).to_have_value("Ask @ben or @be\n")


def choose_words(tab: Tab, small_site: SimpleNamespace) -> tuple[Any, str]:
    """Choose the first two words of a post; the post, and the words."""
    post = tab.locator(f"#post-{small_site.posts[1]}")
    said = post.locator(".prose p").first.inner_text()
    words = " ".join(said.split()[:2])
    post.locator(".prose p").first.evaluate(
        """(p, length) => {
            const range = document.createRange(), text = p.firstChild;
            range.setStart(text, 0);
            range.setEnd(text, length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }""",
        len(words),
    )
    return post, words


def test_words_that_one_has_chosen_are_quoted(tab: Tab, small_site: SimpleNamespace) -> None:
    post, words = choose_words(tab, small_site)
    post.get_by_role("link", name="Quote").click()
    expect(tab.locator("#body")).to_contain_text(f"> {words}\n\n")


def test_words_that_one_has_chosen_are_proposed(tab: Tab, small_site: SimpleNamespace) -> None:
    post, words = choose_words(tab, small_site)
    post.get_by_role("link", name="Propose").click()
    expect(tab.locator("#quote")).to_have_value(words)
    expect(tab.locator("#wording")).to_have_value(words)
    button(tab, "Propose it").click()
    row = tab.locator("li.rec", has_text=words)
    expect(row.get_by_role("link", name="from words of")).to_be_visible()


def test_new_replies_are_told_of_and_move_nothing(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("amara")
    tab.clock.install()
    tab.goto(small_site.thread)
    other = small_site.tab_of("ben")
    other.goto(small_site.thread)
    other.locator("#body").fill("From elsewhere")
    button(other, "Post reply").click()
    field = tab.locator("#body")
    field.fill("Half a sentence")
    field.focus()
    tab.evaluate("scrollTo({ top: 200, behavior: 'instant' })")  # wherever the focus led
    before = field.bounding_box()
    tab.clock.run_for(4_000)
    expect(tab.locator("#draft-line")).to_contain_text("Draft kept")
    tab.clock.run_for(31_000)
    news = link(tab, "1 new reply has come: show")
    expect(news).to_be_visible()
    tab.clock.run_for(1_000)
    expect(tab.locator("#voice")).to_have_text("1 new reply has come.")
    expect(field).to_be_focused()
    assert field.bounding_box() == before
    news.click()
    expect(tab.locator("article[data-new]")).to_contain_text("From elsewhere")
    expect(tab.locator("#body")).to_have_value("Half a sentence")


def test_pressing_twice_posts_once(tab: Tab) -> None:
    tab.locator("#body").fill("Said once")
    button(tab, "Post reply").dblclick()
    tab.wait_for_url("**#post-*")
    expect(tab.locator(".reply .prose", has_text="Said once")).to_have_count(1)
