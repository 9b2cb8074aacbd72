"""A page on which something is challenged."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from challenges.challenging import challenge
from challenges.models import Challenge
from markup.passages import Text
from recommendations.arranging import add, add_area
from recommendations.models import Recommendation
from wiki.marking import text_of_page
from wiki.models import Page

BODY = """Who hears the bell?

The bell rings on **both floors** at once. Two nurses share one lamp between twelve beds.

## What we counted

Nineteen rings were for a glass of water. See [[Rota]] and the [house rules](/wiki/rules/).
"""
RINGS = "The bell rings on both floors at once."
WATER = "Nineteen rings were for a glass of water."


@pytest.fixture
def a_page(make_page: Callable[..., Any]) -> Page:
    page: Page = make_page("Bells", body=BODY)
    return page


@pytest.fixture
def item(a_page: Page, author: Any) -> Recommendation:
    return add(
        add_area(a_page, "At night", author=author), "Put a lamp at every bed", author=author
    )


@pytest.fixture
def challenged(a_page: Page, member: Any) -> Callable[..., Challenge]:
    """`challenged(RINGS)` challenges words of the page; who does, and why, can be given."""

    def make(words: str = RINGS, **more: Any) -> Challenge:
        passage = Text(text_of_page(a_page)).chosen(words)
        assert passage is not None
        return challenge(
            a_page, **{"author": member, "wrong": "It rings upstairs only", "about": passage} | more
        )

    return make


@pytest.fixture
def as_member(client: Client, member: Any, signed_in: Any) -> Client:
    found: Client = signed_in(client, member)
    return found
