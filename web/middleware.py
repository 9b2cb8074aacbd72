"""What happens to every request: clean input, the reader's zone, haste, private answers."""

import zoneinfo
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from web import kept
from web.throttle import TooMany

Handler = Callable[[HttpRequest], HttpResponse]


def head_without_body(get_response: Handler) -> Handler:
    """Answer HEAD with what GET's headers would be, and no body: servers warn of one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response

    return middleware


def clean_input(get_response: Handler) -> Handler:
    """Take NUL out of what was typed: no database stores it, and nobody means it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            return render(request, "404.html", status=404)
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)
        if request.method == "POST" and any("\x00" in text for text in _texts(request.POST)):
            request.POST = _without_nul(request.POST)
        return get_response(request)

    return middleware


def _texts(data: QueryDict) -> Iterator[str]:
    return (text for name, values in data.lists() for text in (name, *values))


def _without_nul(data: QueryDict) -> Any:
    cleaned = QueryDict(mutable=True)
    for name, values in data.lists():
        cleaned.setlist(name.replace("\x00", ""), [text.replace("\x00", "") for text in values])
    cleaned._mutable = False
    return cleaned


def reader_zone(get_response: Handler) -> Handler:
    """Show times in the reader's own zone: the one in their profile, else their browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "zone", "") or request.COOKIES.get("zone", "")
        try:
            timezone.activate(zoneinfo.ZoneInfo(name)) if name else timezone.deactivate()
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            timezone.deactivate()
        return get_response(request)

    return middleware


class too_many:  # noqa: N801 - a middleware is named like the others
    """Answer 429 when a person writes faster than people do, and give the text back.

    Every such answer says when to come back, those of the account pages too.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            response.setdefault("Retry-After", "60")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, TooMany):
            return None
        context = {"wait": error.wait, "texts": kept.typed(request)}
        answer = render(request, "429.html", context, status=429)
        answer["Retry-After"] = str(error.wait)
        return answer


def private_answers(get_response: Handler) -> Handler:
    """Keep what one person sees out of shared caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response

    return middleware
