"""The challenges of a page, and one of them with what came of it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from challenges import challenging
from challenges.access import on_challenge
from challenges.forms import AnswerForm, ReopenForm, WithdrawForm
from challenges.models import Challenge
from challenges.reading import today, turns_of
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page
from wiki.tree import ancestors

A_PAGE = 50


@require_safe
@on_page
def challenges(request: HttpRequest, page: Page) -> HttpResponse:
    """What was challenged on a page: the open ones, then the others, the latest first."""
    rows = Challenge.objects.filter(page=page).for_reading().open_first("-pk")
    part = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "path": ancestors(page),
        "here": "Challenged statements",
        "part": part,
        "open": [one for one in part if one.is_open],
        "settled": [one for one in part if not one.is_open],
    }
    return render(request, "challenges/challenges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@on_challenge
def challenge(request: HttpRequest, found: Challenge) -> HttpResponse:
    """One challenge. POST answers it with a thread or an update of its page."""
    if request.method == "POST":
        answered: HttpResponse = _answer(request, found)
        return answered
    return screen(request, found)


@members_only
def _answer(request: MemberRequest, found: Challenge) -> HttpResponse:
    form = AnswerForm(found, request.POST)
    if not form.is_valid():
        return screen(request, found, form=form, status=422)
    allow("post", request.user.pk)
    try:
        challenging.answer(found, by=request.user, text=form.cleaned_data["text"], **form.given)
    except challenging.Settled:
        return overtaken(request, found, form=form)
    return redirect(found)


def overtaken(request: HttpRequest, found: Challenge, **forms: Any) -> HttpResponse:
    """The challenge as it is by now, with what was typed about what it was."""
    found.refresh_from_db(fields=["state"])
    return screen(request, found, status=409, texts=kept.typed(request), **forms)


def screen(
    request: HttpRequest,
    found: Challenge,
    *,
    form: AnswerForm | None = None,
    reopening: ReopenForm | None = None,
    withdrawing: WithdrawForm | None = None,
    texts: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    writes = request.user.is_authenticated
    given = kept.back(request) if writes and request.method == "GET" else None
    if found.is_open and writes:
        form = form or AnswerForm(found, initial=given or {})
    refused = next((one for one in (form, reopening, withdrawing) if one and one.errors), None)
    context = {
        "page": found.page,
        "path": ancestors(found.page),
        "here": "Challenge",
        "challenge": found,
        "today": today(found),
        "turns": turns_of(found),
        "form": form if found.is_open else None,
        "reopening": (reopening or ReopenForm(auto_id="reopen-%s"))
        if challenging.may_reopen(request.user, found)
        else None,
        "withdrawing": (withdrawing or WithdrawForm(auto_id="withdraw-%s"))
        if found.is_open and request.user.pk == found.author_id
        else None,
        "refused": refused,
        "texts": texts or [],
        "is_overtaken": status == 409,
    }
    return render(request, "challenges/challenge.html", context, status=status)
