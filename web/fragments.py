"""A page, or only the part of it that a script asked for: chosen in one place."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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


def go_back(request: HttpRequest, fallback: str) -> HttpResponse:
    """Redirect to the same-site address in the field `next`, else to `fallback`."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if target and allowed else fallback)
