"""The board, printed: a report that can be handed to people who never saw the site."""

from types import SimpleNamespace

import pytest

from recommendations import arranging
from recommendations.models import Recommendation
from wiki.changesets import recording

pytestmark = pytest.mark.browser

CONTROLS = (
    "a.btn, button:not(.star), .starcell .i, input, select, summary, form, nav, .pager a, .said a"
)


def test_the_board_prints_as_a_report(small_site: SimpleNamespace, author: object) -> None:
    item = Recommendation.objects.get(pk=small_site.first)
    arranging.set_status(item, "agreed", author=author, note="From the first of May")
    item.refresh_from_db()
    with recording(item.page, author=None):
        item.doer, item.by_when = "The ward manager", "May"
        item.save()
    tab = small_site.tab_of("amara", color_scheme="dark")
    tab.goto("/recommendations/?group=area&q=a")
    note, plan = tab.get_by_text("From the first of May"), tab.get_by_text("Who: The ward manager")
    printed_on = tab.get_by_text("printed on")
    for one in (note, plan, printed_on):
        assert not one.is_visible()
    tab.emulate_media(media="print")
    for one in (note, plan, printed_on):
        assert one.is_visible()
    shown = [one for one in tab.locator(CONTROLS).all() if one.is_visible()]
    assert [one.inner_html() for one in shown] == []
    text = tab.locator("main").inner_text()
    words = ["What this community stands behind", "2 recommendations, with “a”, by area",
             "Before the shift", item.wording, item.ref]  # fmt: skip
    places = [text.index(one) for one in words]
    assert places == sorted(places)
    assert "?q=a&group=area" in printed_on.inner_text()
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
