"""Drafts while a page is written: kept by a script or a button, discarded, and ended by saving."""

from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import MemberRequest
from drafts import keeping, requests
from drafts.keeping import Ended, NotKept
from updates import drafts, writers
from updates.models import PageDraft
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page

Answer = TypeVar("Answer", bound=HttpResponse)


@require_POST
@on_page
def keep(request: HttpRequest, page: Page) -> HttpResponse:
    """What a script tells of a form that somebody types into; see `_told`."""
    return _told(request, page)


@require_POST
def keep_new(request: HttpRequest) -> HttpResponse:
    return _told(request, None)


def _told(request: Any, page: Page | None) -> HttpResponse:
    """Keep what is told, and tell who else is writing.

    Whoever is not signed in, or is somebody else by now, is told so, and nothing is kept.
    """
    if not requests.is_from_its_writer(request):
        return HttpResponse(status=401)
    suggests = "suggests" in request.GET  # and so edits nothing that others would meet
    keep = partial(drafts.keep, request.user, page, request.POST)
    context = {"page": page, "suggests": suggests} | requests.hear(request, PageDraft, keep)
    do, tab = request.POST.get("do", ""), _tab(request)
    if page and do == "leave":
        writers.leave(page, request.user, tab=tab)
    elif page and not suggests:
        context["others"] = writers.meet(page, request.user, tab=tab)
    if do == "bring":
        context["offers"] = drafts.offered(request.user, page, request.POST.get("section", ""))
    status = 422 if "refused" in context else 200
    return render(request, "updates/_draft_answer.html", context, status=status)


def _tab(request: HttpRequest) -> str:
    """Which of a person's tabs asks; "" without a script."""
    tab = request.POST.get("tab", "")
    return tab if keeping.is_key(tab) else ""


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def discard(request: MemberRequest, page: Page) -> HttpResponse:
    key = request.POST.get("draft", "")
    draft = drafts.find(request.user, page, key)
    draft = draft or drafts.find_of_recommendations(request.user, page, key)
    form = draft.form_address if draft else reverse("edit", args=[page.slug])
    return _discarded(request, redirect(form))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def discard_new(request: MemberRequest) -> HttpResponse:
    return _discarded(request, redirect("new_page"))


def _discarded(request: MemberRequest, answer: Answer) -> Answer:
    if request.method == "POST":
        messages.info(request, "The draft is discarded.")
        ended(request, answer)
    return answer


def kept_by_button(request: MemberRequest, page: Page | None, form: Any) -> HttpResponse | None:
    """Keep the form as a draft and go on with it; None where the form now says why not."""
    allow("draft", request.user.pk)
    try:
        draft = drafts.keep(request.user, page, request.POST)
    except NotKept as refused:
        form.is_valid()
        form.add_error(None, str(refused))
        return None
    except Ended:
        return redirect(request.path)
    messages.success(request, requests.said_of(draft))
    return redirect(draft)


def ended(request: MemberRequest, answer: Answer, page: Page | None = None) -> Answer:
    """Forget the draft of a form whose text is saved, here and in the browser that wrote it."""
    if page is not None:
        writers.leave(page, request.user, tab=_tab(request))
    return requests.ended(request, PageDraft, answer)


def screen(
    request: MemberRequest,
    page: Page | None,
    given: Any,
    draft: PageDraft | None,
    *,
    section: str = "",
    suggests: bool = False,
) -> dict[str, Any]:
    """What a form needs for its draft: its key, what is offered back, and who else is writing.

    `given` is what was typed into it before, if anything; `draft` the one that it was opened with.
    Who only `suggests` something is in nobody's way, and nobody in theirs.
    """
    key = requests.key_of(draft, given)
    context: dict[str, Any] = {"draft_key": key, "draft": draft}
    if request.method != "POST":
        context["offers"] = drafts.offered(request.user, page, section, but=key)
    if page is not None and not suggests:
        context["others"] = writers.meet(page, request.user, tab=_tab(request))
    if draft and page and not draft.of_recommendations and "differs" in request.GET:
        context["differences"] = drafts.differences(draft)
    return context
