"""Every address answers everybody: whatever is asked of it, the site never breaks."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admindocs.views import simplify_regex
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from challenges.challenging import challenge
from questions.asking import ask
from updates.editing import Texts
from updates.models import Suggestion
from updates.suggesting import suggest
from wiki.models import Page

CAST = ["stranger", "member", "listener", "author", "moderator", "administrator"]


FORM = {"csrfmiddlewaretoken": "not checked here"}  # what even an empty form sends
NONSENSE = ["", "0", "-1", "9" * 5000, "1e400", "\x00", "%00", "💥" * 600, "[[" * 3000, "//x"]


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every route of the site with its blanks named: /wiki/<slug>/edit/."""
    for entry in resolver.url_patterns:
        regex = isinstance(entry.pattern, RegexPattern)
        step = simplify_regex(str(entry.pattern)).lstrip("/") if regex else str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, before + step)
        else:
            yield before + step


def filled(route: str, site: SimpleNamespace) -> str:
    """An address of the small site: each blank of a route filled with something that is there."""
    recommendation, thread, post = site.recommendation, site.thread, site.posts[1]
    own = {"discussion": thread, "posts": post, "recommendations": recommendation}
    own["questions"] = getattr(site, "question", thread)
    own["challenges"] = getattr(site, "challenge", thread)
    own["wiki"] = site.suggestion
    place = route.split("/")[1]
    values = {
        "slug": "shifts" if place == "tags" else site.page.slug,
        "pk": own[place].pk if place in own else 1,
        "username": "ben",
        "form": "csv",
        "day": "2024-02-29",
        "moment": "2024-02-29T10:07Z",
        "number": 2,
        "width": 480,
        "old": 1,
        "new": 2,
        "name": "t-why",
        "key": "a-key",
        "token": "a-token",
        "uidb36": "1",
        "id": 1,
        "object_id": 1,
        "app_label": "accounts",
        "content_type_id": 1,
        "url": "somewhere",
    }
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda blank: str(values[blank[1]]), route)


def field_names() -> set[str]:
    """Every name that a form or a link of the site sends something under."""
    pages = [path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")]
    code = [path.read_text() for path in settings.BASE_DIR.glob("[a-z]*/**/*.py")]
    sent = r'\bname="(\w+)"|[?&](\w+)='
    read = r'(?:GET|POST)(?:\.get|\.getlist)?[\[(]"(\w+)"|^    (\w+) = (?:forms\.\w+|line|text)\('
    pairs = re.findall(sent, "\n".join(pages)) + re.findall(read, "\n".join(code), re.M)
    return {name for pair in pairs for name in pair} - {"", "csrfmiddlewaretoken"}


def a_suggestion(page: Page, by: Any) -> Suggestion:
    return suggest(page, Texts(page.title, f"{page.body} And so on.", ""), base=None, author=by)


@pytest.fixture
def addresses(a_small_site: SimpleNamespace, member: Any, listener: Any) -> list[str]:
    a_small_site.question = ask(a_small_site.page, author=member, text="Who keeps the key?")
    a_small_site.challenge = challenge(
        a_small_site.page, author=member, wrong="Who pays?", about=a_small_site.recommendation
    )
    a_small_site.suggestion = a_suggestion(a_small_site.page, listener)
    return [filled(route, a_small_site) for route in routes(get_resolver())]


def answers(
    addresses: list[str], person: Any, method: str, data: dict[str, str] | None = None
) -> dict[str, int]:
    """The status that each address answers a person with; what an answer changed is undone."""
    found = {}
    for address in addresses:
        client = Client(raise_request_exception=False)
        with transaction.atomic():
            if not isinstance(person, Client):
                client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            found[address] = getattr(client, method)(address, data or FORM).status_code
            transaction.set_rollback(True)
    return found


def broken(found: dict[str, int]) -> list[str]:
    return [address for address, status in found.items() if status >= 500]


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("method", ["get", "post", "head", "delete"])
def test_no_address_breaks(
    who: str, method: str, addresses: list[str], request: pytest.FixtureRequest
) -> None:
    assert broken(answers(addresses, request.getfixturevalue(who), method)) == []


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
        assert broken(answers(addresses, person, "get")) == []


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
@pytest.mark.parametrize(("method", "length"), [("get", 30), ("post", None)])
def test_every_field_can_hold_nonsense(
    method: str, length: int | None, nonsense: str, addresses: list[str], moderator: Any
) -> None:
    """An address line is short, whatever it is filled with; a form is not."""
    fields = dict.fromkeys(field_names(), nonsense[:length])
    assert broken(answers(addresses, moderator, method, fields)) == []
