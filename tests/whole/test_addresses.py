"""Every address answers everybody: whatever is asked of it, the site never breaks."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

CAST = ["stranger", "member", "listener", "author", "moderator", "administrator"]


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every route of the site with its blanks named: /wiki/<slug>/edit/."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        else:
            assert isinstance(entry, URLPattern)
            yield simplify_regex(route)


def filled(route: str, site: SimpleNamespace) -> str:
    """An address of the small site: each blank of a route filled with something that is there."""
    recommendation, thread, post = site.recommendation, site.thread, site.posts[1]
    own = {"discussion": thread, "posts": post, "recommendations": recommendation}
    place = route.split("/")[1]
    values = {
        "slug": "shifts" if place == "tags" else site.page.slug,
        "pk": own[place].pk if place in own else 1,
        "username": "ben",
        "day": "2024-02-29",
        "number": 2,
        "old": 1,
        "new": 2,
        "key": "a-key",
        "uidb36": "1",
        "object_id": 1,
        "app_label": "accounts",
        "content_type_id": 1,
        "url": "somewhere",
    }
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda blank: str(values[blank[1]]), route)


@pytest.fixture
def addresses(a_small_site: SimpleNamespace) -> list[str]:
    return [filled(route, a_small_site) for route in routes(get_resolver())]


def answers(addresses: list[str], person: Any, method: str) -> dict[str, int]:
    """The status that each address answers a person with; what an answer changed is undone."""
    found = {}
    for address in addresses:
        client = Client(raise_request_exception=False)
        with transaction.atomic():
            if not isinstance(person, Client):
                client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            found[address] = getattr(client, method)(address).status_code
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("method", ["get", "post", "head", "delete"])
def test_no_address_breaks(
    who: str, method: str, addresses: list[str], request: pytest.FixtureRequest
) -> None:
    found = answers(addresses, request.getfixturevalue(who), method)
    assert {address: status for address, status in found.items() if status >= 500} == {}


def test_a_stranger_may_read_whatever_no_form_needs_an_account_for(addresses: list[str]) -> None:
    found = answers(addresses, Client(), "get")
    pages = [address for address, status in found.items() if status == 200]
    assert len(pages) >= 15


def test_every_blank_of_an_address_can_hold_nonsense(
    a_small_site: SimpleNamespace, member: Any
) -> None:
    nonsense = ["0", "999999999999999999", "9" * 400, "%00", "..", "é", "%F0%9F%98%80", "a" * 3000]
    addresses = [
        re.sub(r"<(?:\w+:)?(\w+)>", text, route)
        for route in routes(get_resolver())
        for text in nonsense
        if "<" in route
    ]
    for person in (Client(), member):
        found = answers(addresses, person, "get")
        assert {address: status for address, status in found.items() if status >= 500} == {}
