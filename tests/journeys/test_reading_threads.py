"""Reading a thread in a browser: the keys, folding, the next page added, depth, on paper."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.models import User
from discussions.models import MAX_DEPTH, Post, Thread
from discussions.ordering import PAGE_SIZE
from discussions.posting import reply, start_thread
from wiki.writing import create_page

pytestmark = pytest.mark.browser


@pytest.fixture
def long_site(
    live_server: Any, author: Any, member: Any, new_context: Any, signed_in_as: Any
) -> Any:
    """A thread whose posts each answer the one before, below the deepest level; two branches."""
    page = create_page(author=author, title="Night work", body="Words.")
    thread = start_thread(page, author=author, subject="Who goes", body="Who hears the bell?")
    for number in range(2, MAX_DEPTH + 4):
        person = (author, member)[number % 2]
        reply(thread, author=person, body=f"Whoever is awake, {number}.", to=number - 1)
    last = reply(thread, author=member, body="A second branch.", to=1)

    def tab_of(username: str | None, **more: Any) -> Tab:
        context = new_context(base_url=live_server.url, **more)
        context.set_default_timeout(15_000)
        if username:
            signed_in_as(context, live_server.url, username)
        tab = context.new_page()
        tab.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
        return tab

    return SimpleNamespace(
        tab_of=tab_of, thread=thread, url=thread.get_absolute_url(), last=last, page=page
    )


def post(site: SimpleNamespace, number: int) -> str:
    pk = Post.objects.values_list("pk", flat=True).get(thread=site.thread, number=number)
    return f"#post-{pk}"


def focused(tab: Tab) -> str:
    return str(tab.evaluate("document.activeElement.closest('article')?.id || ''"))


def comes_on_screen(tab: Tab, selector: str) -> None:
    """Wait until the beginning of an element stands in the window with nothing above it.

    Where motion is welcome a page glides there, so it is not there at once.
    """
    tab.wait_for_function(
        """s => { const e = document.querySelector(s), b = e.getBoundingClientRect();
        const top = document.elementFromPoint(b.left + 40, b.top + 8);
        return b.top >= 0 && b.top < innerHeight && e.contains(top); }""",
        arg=selector,
    )


def test_keys_go_from_post_to_post_and_their_list_gives_the_focus_back(
    long_site: SimpleNamespace,
) -> None:
    tab = long_site.tab_of("ben")
    tab.goto(long_site.url)
    for number in (1, 2, 3, 4):
        tab.keyboard.press("j")
        assert focused(tab) == post(long_site, number)[1:]
        comes_on_screen(tab, post(long_site, number))
    tab.keyboard.press("k")
    assert focused(tab) == post(long_site, 3)[1:]
    tab.keyboard.press("p")
    assert focused(tab) == post(long_site, 2)[1:]
    for pressed in ("Control+j", "Alt+j", "Shift+J"):
        tab.keyboard.press(pressed)
        assert focused(tab) == post(long_site, 2)[1:]
    tab.keyboard.press("n")
    expect(tab.locator("#voice")).to_contain_text("no more new posts")
    tab.keyboard.press("?")
    assert tab.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    tab.keyboard.press("j")
    tab.keyboard.press("Escape")
    assert focused(tab) == post(long_site, 2)[1:]


def test_folding_by_key_skips_what_is_folded_and_a_link_into_it_opens_it(
    long_site: SimpleNamespace,
) -> None:
    tab = long_site.tab_of(None)
    tab.goto(long_site.url)
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    tab.keyboard.press("x")
    deep = tab.locator(post(long_site, 5))
    assert not deep.is_visible()
    expect(tab.locator("#voice")).to_contain_text("Folded: 51 replies.")
    tab.keyboard.press("j")
    assert focused(tab) == f"post-{long_site.last.pk}"
    tab.evaluate(f"location.hash = '{post(long_site, 5)}'")
    expect(deep).to_be_visible()


def test_without_script_a_branch_folds_and_every_post_leads_on(long_site: SimpleNamespace) -> None:
    tab = long_site.tab_of(None, java_script_enabled=False)
    tab.goto(long_site.url)
    assert tab.get_by_role("button", name="Keyboard shortcuts").count() == 0
    summary = tab.locator("details.branch > summary").first
    summary.click()
    expect(summary).to_have_accessible_name("51 replies to post 2 folded")
    assert not tab.locator(post(long_site, 4)).is_visible()
    tab.goto(f"{long_site.url}{post(long_site, 4)}")
    tab.locator(f"{post(long_site, 4)} .more > summary").click()
    tab.locator(post(long_site, 4)).get_by_text("Next post").click()
    assert tab.url.endswith(post(long_site, 5))


def test_keys_do_nothing_while_one_types_or_where_they_are_switched_off(
    long_site: SimpleNamespace,
) -> None:
    tab = long_site.tab_of("ben")
    tab.goto(long_site.url)
    tab.locator("#body").focus()
    tab.keyboard.type("jk?nx")
    assert tab.locator("#body").input_value() == "jk?nx"
    tab.locator("#body").fill("")
    tab.goto("/profile/")
    tab.get_by_label("Keyboard shortcuts in threads").uncheck()
    tab.get_by_role("button", name="Save profile").click()
    tab.goto(long_site.url)
    tab.keyboard.press("j")
    tab.keyboard.press("?")
    assert focused(tab) == ""
    assert not tab.get_by_role("dialog").is_visible()
    tab.get_by_role("button", name="Keyboard shortcuts").click()
    expect(tab.get_by_role("dialog")).to_contain_text("They are off.")


def test_a_visitors_browser_remembers_that_keys_are_off(long_site: SimpleNamespace) -> None:
    tab = long_site.tab_of(None)
    tab.goto(long_site.url)
    opener = tab.get_by_role("button", name="Keyboard shortcuts")
    opener.click()
    tab.get_by_label("Use them in this browser").uncheck()
    tab.get_by_role("button", name="Close the list").click()
    expect(opener).to_be_focused()
    for _ in range(2):
        tab.keyboard.press("j")
        assert focused(tab) == ""
        tab.reload()
    tab.get_by_role("button", name="Keyboard shortcuts").click()
    tab.get_by_label("Use them in this browser").check()
    tab.keyboard.press("Escape")
    tab.keyboard.press("j")
    assert focused(tab) == post(long_site, 1)[1:]


def test_the_accessibility_tree_tells_depth_and_whom_a_reply_answers(
    long_site: SimpleNamespace,
) -> None:
    tab = long_site.tab_of(None)
    tab.goto(long_site.url)
    nodes = tab.context.new_cdp_session(tab).send("Accessibility.getFullAXTree")["nodes"]
    tree = {node["nodeId"]: node for node in nodes}
    role = {key: node.get("role", {}).get("value") for key, node in tree.items()}
    levels = {}
    for key, node in tree.items():
        name = node.get("name", {}).get("value", "")
        if role[key] == "heading" and ". Reply by" in name:
            depth, above = 0, node.get("parentId")
            while above:
                depth, above = depth + (role[above] == "list"), tree[above].get("parentId")
            levels[int(name.partition(".")[0])] = depth
    told = [levels[number] for number in range(2, MAX_DEPTH + 4)]
    assert told == [*range(1, MAX_DEPTH + 1), MAX_DEPTH, MAX_DEPTH]
    texts = {" ".join(node.get("name", {}).get("value", "").split()) for node in nodes}
    assert {"53. Reply by ben to 52 by amara", "level 50"} <= texts


@pytest.mark.parametrize("width", [1440, 390, 320])
def test_the_deepest_reply_can_be_read_and_nothing_scrolls_sideways(
    long_site: SimpleNamespace, width: int
) -> None:
    tab = long_site.tab_of("ben", viewport={"width": width, "height": 800})
    tab.goto(long_site.url)
    deepest = tab.locator(post(long_site, MAX_DEPTH + 1))
    box = deepest.locator(".prose").bounding_box()
    assert box is not None
    assert box["width"] >= min(width, 500) * 0.7
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    deepest.locator(".more > summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_next_page_is_added_below_and_reading_goes_on_there(
    long_site: SimpleNamespace, grown_beside: Callable[[Any], Thread]
) -> None:
    thread = grown_beside(long_site.page)
    tab = long_site.tab_of(None)
    tab.goto(thread.get_absolute_url())
    assert tab.locator("article.reply").count() == PAGE_SIZE
    tab.get_by_role("link", name="More replies").click()
    expect(tab.locator("article.reply")).to_have_count(PAGE_SIZE + 12)
    expect(tab.locator("#voice")).to_contain_text("12 more replies are below.")
    first = Post.objects.get(thread=thread, number=PAGE_SIZE + 1)
    tab.wait_for_function(
        "id => document.activeElement.closest('article')?.id === id", arg=f"post-{first.pk}"
    )
    assert tab.get_by_role("link", name="More replies").count() == 0


def test_the_key_for_new_posts_leads_to_the_page_on_which_the_first_stands(
    long_site: SimpleNamespace, grown_beside: Callable[[Any], Thread], member: Any
) -> None:
    thread = grown_beside(long_site.page)
    tab = long_site.tab_of("amara")
    tab.goto(thread.get_absolute_url())
    late = reply(thread, author=member, body="Come lately.", to=1)
    tab.reload()
    tab.keyboard.press("n")
    expect(tab.get_by_role("link", name="1 new reply since your last visit")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator(f"#post-{late.pk}")).to_be_in_viewport()
    tab.keyboard.press("n")
    assert focused(tab) == f"post-{late.pk}"


@pytest.fixture
def grown_beside(author: Any, member: Any) -> Callable[[Any], Thread]:
    """A thread of a page and 12 posts, each a direct reply."""

    def grow(page: Any) -> Thread:
        thread = start_thread(page, author=author, subject="Long", body="Count.")
        for number in range(2, PAGE_SIZE + 13):
            reply(thread, author=member, body=f"Number {number}", to=1)
        return thread

    return grow


def test_the_whole_thread_prints_without_controls_and_with_what_was_folded(
    long_site: SimpleNamespace,
) -> None:
    tab = long_site.tab_of("ben", color_scheme="dark")
    tab.goto(f"{long_site.url}?posts=all")
    tab.locator("details.branch > summary").first.click()
    deep = tab.locator(post(long_site, 9)).get_by_text("Whoever is awake, 9.")
    assert not deep.is_visible()
    tab.emulate_media(media="print")
    assert deep.is_visible()
    controls = "main :is(a.btn, button, input, select, textarea, summary, form, nav, dialog, aside)"
    shown = [one for one in tab.locator(controls).all() if one.is_visible()]
    assert [one.inner_html() for one in shown] == []
    assert f"{long_site.url}?posts=all, printed on" in tab.locator(".print-only").inner_text()
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_a_citation_is_copied_by_one_button(long_site: SimpleNamespace) -> None:
    tab = long_site.tab_of(None)
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"/posts/{long_site.last.pk}/cite/")
    tab.get_by_role("button", name="Copy the citation").click()
    expect(tab.locator("#voice")).to_contain_text("Copied.")
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == tab.get_by_label("Citation").input_value()
    assert User.objects.get(pk=long_site.last.author_id).username in copied
