"""Drafts while a post is written: kept by a script or a button, discarded, and offered back."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import MemberRequest
from discussions import drafts
from discussions.access import get_own_post_or_403, get_place_or_404
from discussions.drafts import Place
from discussions.models import PostDraft
from drafts import keeping, requests
from drafts.keeping import Ended, NotKept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page


@require_POST
@on_page
def keep_new(request: HttpRequest, page: Page) -> HttpResponse:
    """What a script tells of the form in which somebody starts a thread; see `_told`."""
    return _told(request, Place(page=page))


@require_POST
def keep_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """The reply may answer a post that went on in another thread meanwhile."""
    asked = whole_number(request.POST.get("to", "")) or 1
    thread, to = get_place_or_404(request.user, pk, asked)
    given = request.POST.dict()
    return _told(request, Place(thread=thread), given | ({"to": str(to)} if to != asked else {}))


@require_POST
def keep_change(request: HttpRequest, pk: int) -> HttpResponse:
    return _told(request, Place(post=get_own_post_or_403(request.user, pk)))


def _told(request: Any, place: Place, given: Mapping[str, Any] | None = None) -> HttpResponse:
    """Whoever is not signed in, or is somebody else by now, is told so, and nothing is kept."""
    if not requests.is_from_its_writer(request):
        return HttpResponse(status=401)
    keep = partial(drafts.keep, request.user, place, given or request.POST)
    context = requests.hear(request, PostDraft, keep)
    if request.POST.get("do") == "bring":
        context["offers"] = drafts.offered(request.user, place)
    status = 422 if "refused" in context else 200
    return render(request, "discussions/_draft_answer.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def discard(request: MemberRequest) -> HttpResponse:
    """Forget the draft with this key, wherever its form stands, and open that form again."""
    draft = drafts.find_anywhere(request.user, request.POST.get("draft", ""))
    if draft is None:
        return redirect(request.user)
    messages.info(request, "The draft is discarded.")
    return requests.ended(request, PostDraft, redirect(draft.form_address))


def kept_by_button(request: MemberRequest, place: Place, form: Any) -> HttpResponse | None:
    """Keep the form as a draft and go on with it; None where the form now says why not."""
    allow("draft", request.user.pk)
    form.is_valid()
    try:
        draft = drafts.keep(request.user, place, request.POST)
    except NotKept as refused:
        form.add_error(None, str(refused))
        return None
    except Ended:
        return redirect(request.path)
    if draft is None:
        return None
    messages.success(request, requests.said_of(draft))
    return redirect(draft)


def kept_when_refused(request: MemberRequest, place: Place) -> str:
    """The address of the draft in which what was sent in vain is kept; "" where it cannot be."""
    given = request.POST.copy()
    if not keeping.is_key(given.get("draft", "")):
        given["draft"] = keeping.new_key()
    try:
        draft = drafts.keep(request.user, place, given)
    except (NotKept, Ended):
        return ""
    return draft.get_absolute_url() if draft else ""


def screen(request: Any, place: Place, given: Any, draft: PostDraft | None) -> dict[str, Any]:
    """What a form needs for its draft: its key, and what is offered back.

    `given` is what was typed into it before, if anything; `draft` the one that it was opened with.
    """
    key = requests.key_of(draft, given)
    context: dict[str, Any] = {"draft_key": key, "draft": draft, "typed": bool(given)}
    if request.method != "POST":
        context["offers"] = drafts.offered(request.user, place, but=key)
    return context
