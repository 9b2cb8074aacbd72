"""Every journey in a browser that runs no script at all."""

import datetime
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys import journeys
from wiki.visiting import read

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("journey", journeys.ALL, ids=journeys.called)
def test_nothing_needs_script(journey: journeys.Journey, small_site: SimpleNamespace) -> None:
    journey(small_site.tab_of("amara", java_script_enabled=False), small_site)


def test_lines_are_moved_by_their_area_and_position_fields(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("amara", java_script_enabled=False)
    tab.goto(f"{small_site.page}recommendations/")
    expect(tab.get_by_text("goes to the next line")).to_be_hidden()
    journeys.button(tab, "Add an area").click()
    tab.get_by_label("Heading of area 2").fill("At home")
    line = tab.locator(f"#line-{small_site.first}")
    line.locator("summary").click()
    line.get_by_label("Area").select_option(index=1)
    line.get_by_label("Position").fill("1")
    journeys.save(tab, "Save recommendations")
    groups = tab.locator(".group")
    expect(groups.locator("h3")).to_have_text(["Before the shift", "At home"])
    expect(groups.first.locator(".rec > p")).to_have_text([journeys.SECOND])
    expect(groups.last.locator(".rec > p")).to_have_text([journeys.FIRST])


def test_similar_recommendations_are_looked_for_by_a_button(small_site: SimpleNamespace) -> None:
    tab = small_site.tab_of("amara", java_script_enabled=False)
    tab.goto(f"{small_site.page}recommendations/add/")
    tab.locator("#wording").fill("Two beds free to drive home")
    tab.get_by_label("About this update").fill("As heard")
    journeys.button(tab, "Look for similar ones").click()
    expect(tab.locator("#similar [role=status]")).to_have_text("1 similar recommendation")
    expect(tab.get_by_label("About this update")).to_have_value("As heard")
    tab.get_by_label("About this update").press("Enter")  # proposes, and looks no more
    expect(tab).to_have_url(re.compile(r"\?proposed=\d+#r\d+$"))


def test_news_since_the_last_visit_is_closed_by_a_button(
    small_site: SimpleNamespace, a_small_site: SimpleNamespace, member: Any
) -> None:
    ago = timezone.now() - datetime.timedelta(days=1)
    read(a_small_site.page, member, at=ago)
    tab = small_site.tab_of("ben", java_script_enabled=False)
    tab.goto(small_site.page)
    news = tab.get_by_role("region", name=re.compile("^Since your last visit"))
    expect(news).to_contain_text("recommendations added")
    journeys.button(news, "Seen").click()
    expect(news).to_have_count(0)
    expect(tab.locator(".new-mark")).to_have_count(0)
