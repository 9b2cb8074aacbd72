"""Closing what a page says of the time since the last visit."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from updates.views.activity import moment
from web.kept import members_only
from wiki.access import on_page
from wiki.models import Page
from wiki.visiting import mark_seen


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def seen(request: MemberRequest, page: Page) -> HttpResponse:
    """All that the page told is seen, up to the moment (`upto`) at which it was told."""
    if request.method == "POST":
        mark_seen(page, request.user, upto=moment(request.POST.get("upto", "")) or timezone.now())
    return redirect(page)
