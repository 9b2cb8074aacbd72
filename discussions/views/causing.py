"""Which threads caused an update: named while it is saved, and on a screen of its own later."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from discussions.causing import may_name, name_causes, offered_for, set_causes
from discussions.panels import causes_ticked
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Changeset, Page
from wiki.tree import ancestors

View = Callable[..., HttpResponse]
UPDATES = 5  # that one request may make: a recommendation moves between two pages


def naming_causes(view: View) -> View:
    """Have the updates that a form saves name the threads that were ticked in it (`causes`).

    Forms of every app may show `discussions/_to_name.html`; their addresses are wrapped in this.
    """

    @functools.wraps(view)
    def inner(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = causes_ticked(request) if request.method == "POST" else []
        if not chosen or not request.user.is_authenticated:
            return view(request, *args, **kwargs)
        mine = Changeset.objects.filter(author=request.user).order_by("-pk")
        before = mine.values_list("pk", flat=True).first() or 0
        answer = view(request, *args, **kwargs)
        made = mine.filter(pk__gt=before, only_stars=False).select_related("page")
        for update in made[:UPDATES]:
            name_causes(update, chosen, by=request.user)
        return answer

    return inner


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def causes(request: MemberRequest, page: Page, number: int) -> HttpResponse:
    """The threads that an update names, for whoever made it and moderators to change."""
    updates = page.changesets.visible_to(request.user).select_related("author", "page")
    update = get_object_or_404(updates, number=number)
    if not may_name(request.user, update):
        raise PermissionDenied
    if request.method == "POST":
        allow("edit", request.user.pk)
        set_causes(update, causes_ticked(request), by=request.user)
        messages.success(request, f"Saved which discussion led to update {update.number}.")
        return redirect(update)
    named = set(update.causes.values_list("thread", flat=True))
    context = {
        "page": page,
        "path": ancestors(page),
        "here": "What led to it",
        "update": update,
        "offers": offered_for(update, request.user, named=named),
    }
    return render(request, "discussions/causes.html", context)
