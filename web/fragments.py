"""Answers to a script that swaps parts of a page, and the way back for everyone else."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def say(response: HttpResponse, words: str) -> HttpResponse:
    """Have the page's one polite voice speak `words` when a script has swapped this answer in."""
    response["HX-Trigger-After-Settle"] = json.dumps({"say": words})
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
