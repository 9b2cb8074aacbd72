"""Challenging a statement."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from challenges.challenging import challenge
from challenges.forms import ChallengeForm
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page
from wiki.tree import ancestors


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def new(request: MemberRequest, page: Page) -> HttpResponse:
    """Challenge a passage of a page, or a recommendation of it (`about`: its number).

    `quote` in the address fills in the words, and `before` says which where they stand twice.
    """
    if request.method != "POST":
        given: Any = kept.back(request)
        asked = {
            "passage": request.GET.get("quote", ""),
            "before": request.GET.get("before", "")[-200:],
            "about": request.GET.get("about", ""),
        }
        return _screen(request, page, ChallengeForm(page, initial=given or asked), bool(given))
    form = ChallengeForm(page, request.POST)
    if not form.is_valid():
        return _screen(request, page, form, status=422)
    allow("post", request.user.pk)
    data = form.cleaned_data
    made = challenge(page, author=request.user, wrong=data["wrong"], about=data["target"])
    messages.success(request, "Your challenge stands. You are told when somebody answers it.")
    return redirect(made)


def _screen(
    request: MemberRequest,
    page: Page,
    form: ChallengeForm,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "path": ancestors(page),
        "here": "Challenge a statement",
        "form": form,
        "item": form.item,
        "restored": restored,
    }
    return render(request, "challenges/new.html", context, status=status)
