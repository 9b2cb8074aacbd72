"""What every answer tells the browser, whatever kind of answer it is."""

import contextlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

import config.urls


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("this address breaks on purpose")


urlpatterns = [*config.urls.urlpatterns, path("breaks/", breaks)]
handler500 = getattr(config.urls, "handler500", "django.views.defaults.server_error")

Ask = Callable[[Client, SimpleNamespace], Any]

ANSWERS: dict[str, tuple[int, Ask]] = {
    "page": (200, lambda client, site: client.get(site.page.get_absolute_url())),
    "home": (200, lambda client, site: client.get("/")),
    "sign in": (200, lambda client, site: client.get("/accounts/login/")),
    "refused form": (200, lambda client, site: client.post("/accounts/login/", {"login": "x"})),
    "machine's address": (200, lambda client, site: client.get("/healthz")),
    "redirect": (302, lambda client, site: client.get(f"{site.page.get_absolute_url()}edit/")),
    "missing page": (404, lambda client, site: client.get("/wiki/no-such-page/")),
    "missing address": (404, lambda client, site: client.get("/no/such/address/")),
    "NUL in the address": (404, lambda client, site: client.get("/wiki/%00/")),
    "no token": (
        403,
        lambda client, site: Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"}),
    ),
    "wrong method": (405, lambda client, site: client.get("/theme/")),
    "unknown host": (400, lambda client, site: client.get("/", headers={"host": "evil.example"})),
    "broken address": (500, lambda client, site: client.get("/breaks/")),
    "administration": (302, lambda client, site: client.get("/admin/")),
    "style sheet": (200, lambda client, site: client.get("/static/parley.css")),
    "picture": (200, lambda client, site: client.get("/static/mark.svg")),
}

POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_is_guarded(kind: str, a_small_site: SimpleNamespace) -> None:
    status, ask = ANSWERS[kind]
    with contextlib.closing(ask(Client(raise_request_exception=False), a_small_site)) as answer:
        check(answer, status)


def check(answer: HttpResponse, status: int) -> None:
    policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert answer.status_code == status
    assert policy >= POLICY
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/", "/wiki/", "/inbox/", "/accounts/login/"])
def test_no_shared_cache_keeps_what_one_person_sees(
    address: str, client: Client, member: Any, signed_in: Any
) -> None:
    answer = signed_in(client, member).get(address)
    assert {"private", "no-store"} & set(answer.headers["Cache-Control"].split(", "))
    assert "Cookie" in answer.headers["Vary"]
