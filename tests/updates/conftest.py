"""What tests of updates share: a page that two people edit, and its updates."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import add, add_area
from updates.editing import Saved, Texts, save
from wiki.models import Changeset, Page

BODY = "The first paragraph is short.\n\nThe second one is short too.\n\nThe third ends it."


@pytest.fixture
def a_page(make_page: Callable[..., Page]) -> Page:
    """Three paragraphs and two keyword tags, as its first update left them."""
    return make_page("Night work", body=BODY, tags="shifts, rest")


@pytest.fixture
def edit(a_page: Page, member: Any) -> Callable[..., Saved]:
    """Save the page as somebody who changed some of what update `base` left."""

    def save_edit(base: int | None = None, *, author: Any = None, **changed: Any) -> Saved:
        seen = Texts.at(a_page, base) if base else Texts.of(Page.objects.get(pk=a_page.pk))
        assert seen is not None
        texts = {
            "title": changed.pop("title", seen.title),
            "body": changed.pop("body", seen.body),
            "tags": changed.pop("tags", seen.tags),
        }
        return save(a_page, Texts(**texts), base=base, author=author or member, **changed)

    return save_edit


@pytest.fixture
def latest(a_page: Page) -> Callable[[], Changeset]:
    """The page's latest update."""
    return lambda: Changeset.objects.filter(page=a_page).latest("number")


@pytest.fixture
def as_member(client: Client, signed_in: Any, member: Any) -> Client:
    return signed_in(client, member)


@pytest.fixture
def as_author(signed_in: Any, author: Any) -> Client:
    """A second person, in a browser of their own."""
    return signed_in(Client(), author)


@pytest.fixture
def board(a_page: Page, author: Any) -> Page:
    """Two areas with three recommendations and one."""
    beds = add_area(a_page, "Beds", author=author)
    for wording in ("Keep two beds free", "Count the beds at noon", "Air the rooms"):
        add(beds, wording, author=author)
    add(add_area(a_page, "Bells", author=author), "Answer every bell", author=author)
    return a_page
