"""A page, or only the part of it that a script asked for: chosen in one place."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


def page_or_fragment(
    request: HttpRequest,
    page: str,
    fragment: str,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Render the template `fragment` for a script's request, `page` for everyone else."""
    is_part = getattr(request, "htmx", False) and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, fragment if is_part else page, dict(context), status=status)


def say(response: HttpResponse, words: str) -> HttpResponse:
    """Have the page's one polite voice speak `words` when a script swaps this answer in."""
    response["X-Say"] = words.encode("ascii", "xmlcharrefreplace").decode()
    return response


def came_from(request: HttpRequest, fallback: str) -> str:
    """The address of this site in the field `next`, else `fallback`."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target.startswith("/") and allowed else fallback


def go_back(request: HttpRequest, fallback: str) -> HttpResponse:
    """Redirect to the address of this site in the field `next`, else to `fallback`."""
    return HttpResponseRedirect(came_from(request, fallback))
