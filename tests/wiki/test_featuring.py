"""Featuring a page: who, why, and taking it back."""

from typing import Any

import pytest
from django.test import Client

from wiki.models import Changeset, Page
from wiki.writing import feature


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def chooser(client: Client, moderator: Any, signed_in: Any) -> Client:
    return signed_in(client, moderator)


def test_a_moderator_features_a_page_and_says_why(night: Page, chooser: Client) -> None:
    assert "Feature this page" in chooser.get("/wiki/night-work/").content.decode()
    answer = chooser.post("/wiki/night-work/feature/", {"reason": "It was <tried>"})
    assert answer["Location"] == "/wiki/night-work/"
    html = chooser.get("/wiki/night-work/").content.decode()
    assert "Featured page" in html
    assert "It was &lt;tried&gt;" in html
    assert "/people/mo/" in html
    update = Changeset.objects.filter(page=night).latest("number")
    assert (update.author_name, update.note) == ("mo", "It was <tried>")
    assert update.counts == {"featured": 1}


def test_featured_pages_stand_on_the_home_page(
    night: Page, chooser: Client, moderator: Any
) -> None:
    feature(night, by=moderator, reason="It was tried")
    html = chooser.get("/").content.decode()
    start = html.index("Featured pages")
    assert "Night work" in html[start : html.index("Recent discussion")]
    chooser.post("/wiki/night-work/feature/", {"do": "unfeature"})
    assert "No page is featured yet" in chooser.get("/").content.decode()
    assert "Featured page" not in chooser.get("/wiki/night-work/").content.decode()


@pytest.mark.parametrize(
    ("reason", "message"),
    [("  ", "Say in one sentence why"), ("x" * 501, "use at most 500 characters. Yours has 501")],
)
def test_a_reason_is_needed(reason: str, message: str, night: Page, chooser: Client) -> None:
    answer = chooser.post("/wiki/night-work/feature/", {"reason": reason})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count(message) == 2
    assert reason.strip() in html
    night.refresh_from_db()
    assert night.featured_at is None


def test_a_double_click_is_one_update(night: Page, chooser: Client) -> None:
    for _ in range(2):
        chooser.post("/wiki/night-work/feature/", {"reason": "It was tried"})
    assert Changeset.objects.filter(page=night).count() == 2


def test_members_do_not_feature(night: Page, client: Client, member: Any, signed_in: Any) -> None:
    reader = signed_in(client, member)
    assert "feature/" not in reader.get("/wiki/night-work/").content.decode()
    for do in ("feature", "unfeature"):
        answer = reader.post("/wiki/night-work/feature/", {"reason": "Mine", "do": do})
        assert answer.status_code == 403
    night.refresh_from_db()
    assert night.featured_at is None


def test_a_reason_typed_before_signing_in_comes_back(
    night: Page, stranger: Client, moderator: Any, signed_in: Any
) -> None:
    stranger.post("/wiki/night-work/feature/", {"reason": "It was tried"})
    html = signed_in(stranger, moderator).get("/wiki/night-work/feature/").content.decode()
    assert 'value="It was tried"' in html
