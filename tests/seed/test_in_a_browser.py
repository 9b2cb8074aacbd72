"""The founding page in a real browser: seen, unfolded, opened, and pasted without script."""

import datetime
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from tests.seed.conftest import Seed

pytestmark = pytest.mark.browser


@pytest.fixture
def open_as(browser: Browser, live_server: Any, signed_in: Any) -> Iterator[Any]:
    """`open_as(person, address)`: the page in a browser where that person is signed in."""
    contexts = []

    def open_page(person: Any, address: str, *, script: bool = True) -> Page:
        context = browser.new_context(
            java_script_enabled=script, timezone_id="America/New_York", locale="en-GB"
        )
        contexts.append(context)
        session = signed_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.goto(f"{live_server.url}{address}")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def seen(request: Any, open_as: Any, founding_page: SimpleNamespace) -> Page:
    """The founding page as a member in New York sees it, with script and without."""
    return open_as(founding_page.reader, "/wiki/emerging-issues/", script=request.param)


def words(found: Locator) -> list[str]:
    """Texts to the byte."""
    return [text or "" for text in found.all_text_contents()]


def areas(page: Page) -> list[tuple[str, list[str]]]:
    groups = page.locator("article section.group").all()
    return [
        (words(group.locator("h3"))[0], words(group.locator("li.rec > p[id]"))) for group in groups
    ]


def test_the_text_of_the_page(seen: Page, seed: Seed) -> None:
    expect(seen.get_by_role("heading", level=1)).to_have_text(seed.title)
    expect(seen).to_have_title("Emerging issues – Parley")
    expect(seen.locator("article p.lede")).to_have_text(seed.question)
    before, after = seen.locator("article .prose").all()
    expect(before.locator("p")).to_have_text(seed.paragraphs)
    expect(after.locator("p")).to_have_text([seed.second_question])
    last = seen.locator("article section.group").last.bounding_box()
    question = after.bounding_box()
    assert last
    assert question
    assert question["y"] >= last["y"] + last["height"]


def test_who_featured_it_and_why_is_told_on_demand(seen: Page) -> None:
    mark = seen.locator("details.featured")
    expect(mark.locator("p")).to_be_hidden()
    mark.get_by_text("Featured page").click()
    expect(mark.locator("p")).to_have_text(
        "Featured by mo, 10 November 2008: It is where the discussion led"
    )


def test_areas_recommendations_and_stars(seen: Page, seed: Seed) -> None:
    assert areas(seen) == seed.areas
    starred = seen.locator("li.rec", has=seen.locator("button.star", has_text="1 star."))
    assert set(words(starred.locator("> p[id]"))) == seed.starred
    expect(starred).to_have_count(6)
    expect(seen.locator("li.rec button.star", has_text="0 stars.")).to_have_count(28)
    assert not [wording for wording in words(seen.locator("li.rec > p[id]")) if "*" in wording]


def test_a_star_names_who_gave_it(seen: Page) -> None:
    seen.locator("li.rec", has_text="1 star.").first.locator("a.ref").click()
    expect(seen.locator(".reasons .who")).to_have_text("davemiller")


def test_the_latest_update(seen: Page, seed: Seed) -> None:
    slip = seen.locator("#latest-update")
    expect(slip.get_by_role("link", name="davemiller")).to_be_visible()
    expect(slip.locator("time")).to_have_text("14 Nov 2008, 05:07 EST")
    expect(slip.locator("time")).to_have_attribute("datetime", "2008-11-14T05:07:00-05:00")
    expect(slip.locator("blockquote")).to_have_text(seed.note)
    expect(slip.locator(".size")).to_have_text("6 stars given")
    slip.get_by_role("link", name="View changes").click()
    expect(seen.locator(".diffs .recs li")).to_have_count(6)
    seen.go_back()
    seen.locator("#latest-update").get_by_role("link", name="Complete history").click()
    expect(seen.locator("table.hist tbody tr")).to_have_count(4)


def test_tags_links_and_watch(seen: Page, seed: Seed) -> None:
    rail = seen.locator("aside.rail")
    expect(rail.locator("a.tag")).to_have_text([seed.tag])
    expect(rail.get_by_role("link", name="What we met for")).to_be_visible()
    expect(rail).to_contain_text("What came of it stands in Emerging issues, in areas.")
    seen.get_by_role("button", name="Watch this page").click()
    expect(seen.get_by_role("button", name="Watch this page")).to_have_attribute(
        "aria-pressed", "true"
    )


def thread_rows(page: Page) -> Locator:
    return page.locator("#discussion tr[id^=thread-]")


def test_the_threads_and_one_opened_in_place(
    seen: Page, seed: Seed, founding_page: SimpleNamespace
) -> None:
    expect(thread_rows(seen).locator("th a")).to_have_text([t.subject for t in seed.threads])
    for row, told in zip(thread_rows(seen).all(), seed.threads, strict=True):
        local: datetime.datetime = told.last_at
        expect(row.locator("td").nth(0)).to_have_text(told.by)
        expect(row.locator("td").nth(1)).to_have_text(str(told.replies))
        expect(row.locator("td").nth(2)).to_have_text(f"{local:%-d %b %Y, %H:%M} by {told.last_by}")
    for told in seed.threads:
        thread = founding_page.threads[told.subject]
        seen.locator(f"#thread-{thread.pk} button.fold").click()
        box = seen.locator(f"#opened-{thread.pk}")
        expect(box).to_contain_text(f"Thread started: {told.started_at:%-d %b %Y, %H:%M} EST")
        expect(box.get_by_role("button", name="Watch this thread")).to_be_visible()
        said = " ".join((box.locator(".prose").first.text_content() or "").split())
        assert said == " ".join(told.body.split())
        expect(box).to_contain_text("Do you find this valuable?")
        expect(box).to_contain_text("Keyword tags: none")
        last = box.locator("details.last-reply")
        expect(last).to_have_count(told.replies)
        if told.replies:
            last.locator("summary").click()
            expect(last.get_by_text("We began there.")).to_be_visible()


def test_three_of_four_threads_and_the_way_to_all(seen: Page) -> None:
    talk = seen.locator("#discussion")
    expect(talk).to_contain_text("Showing 3 of 4 threads for this page")
    talk.get_by_role("link", name="View all").click()
    expect(thread_rows(seen)).to_have_count(4)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_notes_themselves_are_pasted(
    open_as: Any, seed: Seed, member: Any, script: bool
) -> None:
    page = open_as(member, "/wiki/paste/", script=script)
    page.get_by_label("Page title").fill(seed.title)
    page.get_by_label("Your notes").fill(seed.text)
    page.get_by_role("button", name="Show me the page").click()
    expect(page.locator("main")).to_contain_text("5 areas, 34 recommendations, 6 stars")
    preview = page.locator(".pasted li.rec > p")
    assert words(preview) == seed.wordings
    page.get_by_role("button", name="Save as a page").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(seed.title)
    assert areas(page) == seed.areas
    mine = page.locator("li.rec", has=page.locator("button.star[aria-pressed=true]"))
    assert set(words(mine.locator("> p[id]"))) == seed.starred
    expect(mine).to_have_count(6)
    assert "*" not in (page.locator("article").text_content() or "")
    expect(page.locator("article .prose").last).to_have_text(seed.second_question)
