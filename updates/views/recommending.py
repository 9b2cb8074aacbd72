"""Suggesting changes of recommendations, and choosing among those that somebody suggested."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations.access import get_recommendation_or_404
from recommendations.views.detailing import DetailsForm, filled_in, met, screen
from updates import detailing
from updates.accepting import latest_number
from updates.forms import PartsForm, WhySuggestedForm, why_suggested
from updates.models import Suggestion
from updates.recommending import lines_of, propose, suggest_changes, together
from updates.suggesting import Unchanged, holding
from updates.views.arranging import arranged, editor_screen, opened, sent
from updates.views.drafts import ended
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page
from wiki.tree import ancestors

OWN = "own-"
SENT = "Your suggestion is sent. You are told when somebody has decided on it."


class SuggestedDetailsForm(DetailsForm):
    note = why_suggested()


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def suggest_recommendations(request: MemberRequest, page: Page) -> HttpResponse:
    """Propose changes of all areas and recommendations of a page, in their editor.

    `do`: send, preview, draft, or a button of the editor, whose own form may be sent here too.
    """
    given: Any = request.POST or kept.back(request)
    if not given:
        return opened(request, page, WhySuggestedForm, suggests=True)
    form = WhySuggestedForm(given)
    if request.method == "POST" and given.get("do", "send") == "send":
        return _send(request, page, form)
    return arranged(request, page, given, form, suggests=True)


def _send(request: MemberRequest, page: Page, form: WhySuggestedForm) -> HttpResponse:
    problem = ""
    with holding(page):
        edited = sent(request.POST, page)
        edited.check()
        if form.is_valid() and edited.is_valid():
            allow("edit", request.user.pk)
            try:
                note = form.cleaned_data["note"]
                made = suggest_changes(edited, author=request.user, note=note)
            except Unchanged:
                problem = "Nothing differs from the page: change what should be otherwise"
            else:
                messages.success(request, SENT)
                return ended(request, redirect(made), page)
    code = 409 if edited.conflict else 422
    more: dict[str, Any] = {"given": request.POST, "suggests": True, "problem": problem}
    return editor_screen(request, edited, form, code=code, **more)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def suggest_details(request: MemberRequest, pk: int) -> HttpResponse:
    """Propose details of a recommendation, in their form; the editor's own may be sent here too."""
    item = get_recommendation_or_404(request.user, pk, "page__protection")
    form = filled_in(request, item, SuggestedDetailsForm, suggests=True)
    if isinstance(form, HttpResponse):
        return form
    with holding(item.page):
        item.refresh_from_db()
        mine, against = form.joined_with(item)
        if against:
            return met(request, item, form, mine, against, suggests=True)
        allow("edit", request.user.pk)
        change, about = detailing.change_to(item, mine), {"note": form.cleaned_data["note"]}
        try:
            changes, base = [change] if change else [], latest_number(item.page)
            made = propose(item.page, changes, base=base, author=request.user, **about)
        except Unchanged:
            form.add_error(None, "Nothing differs from what stands there")
            return screen(request, item, form, suggests=True, code=422)
    messages.success(request, SENT)
    return redirect(made)


def own_words(given: Mapping[str, str]) -> dict[str, str]:
    """What an editor would say in the place of suggested words, by change."""
    return {name.removeprefix(OWN): given[name] for name in given if name.startswith(OWN)}


def choosing(
    request: MemberRequest,
    suggestion: Suggestion,
    given: Any = None,
    *,
    problem: str = "",
    meets: bool = False,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The changes of a suggestion, each to be ticked; not those that meet others', until asked.

    `errors`: what stands against words of the editor's own, by change.
    """
    lines = lines_of(suggestion, together(suggestion))
    for line in lines:
        line.own = own_words(given or {}).get(line.key, line.text)
        line.error = (errors or {}).get(line.key, "")
    form = PartsForm(given)
    context = {
        "page": suggestion.page,
        "path": ancestors(suggestion.page),
        "suggestion": suggestion,
        "parts": lines,
        "chosen": given.getlist("part") if given else [one.key for one in lines if not one.meets],
        "some_lost": any(one.is_lost for one in lines),
        "is_lost": all(one.is_lost for one in lines),
        "form": form,
        "against": latest_number(suggestion.page),
        "problem": problem,
        "meets": meets,
        "unfit": [line for line in lines if line.error],
    }
    refused = problem or errors or (given and form.errors)
    status = 409 if meets else 422 if refused else 200
    return render(request, "updates/suggestion_parts.html", context, status=status)
