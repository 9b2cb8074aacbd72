"""Accepting a suggestion in part, or in other words."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.render import Refused
from updates.accepting import Made, Moved, accept, latest_number, parts_of, together
from updates.editing import Conflict, Merged, Texts, put_together
from updates.forms import AcceptedForm, PartsForm
from updates.models import Suggestion
from updates.recommending import Meets, accept_changes
from updates.rewording import Unfit
from updates.suggesting import Settled, may_decide
from updates.views.deciding import conflict, told, told_why_not
from updates.views.edit import preview_of
from updates.views.recommending import choosing, own_words
from updates.views.suggestions import find_suggestion
from web import kept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import on_page, to_edit
from wiki.models import Page
from wiki.naming import NameTaken
from wiki.tree import ancestors


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def parts(request: MemberRequest, page: Page, pk: int) -> HttpResponse:
    """Accept a suggestion in part, or in other words. `do`: parts, edit, preview, edited."""
    suggestion = find_suggestion(page, pk)
    if request.method != "POST":
        if not (suggestion.is_open and may_decide(request.user, suggestion)):
            return redirect(suggestion)
        return _choosing(request, suggestion, kept.back(request))
    allow("edit", request.user.pk)
    do = request.POST.get("do", "")
    is_rewording = do in ("edit", "preview", "edited") and not suggestion.of_recommendations
    act = _reword if is_rewording else _accept_parts
    try:
        return act(request, suggestion)
    except (Settled, PermissionDenied) as refused:
        return told_why_not(request, suggestion, refused)


def _choosing(
    request: MemberRequest, suggestion: Suggestion, given: Any = None, problem: str = ""
) -> HttpResponse:
    if suggestion.of_recommendations:
        return choosing(request, suggestion, given, problem=problem)
    every = parts_of(suggestion)
    form = PartsForm(given)
    context = {
        "page": suggestion.page,
        "path": ancestors(suggestion.page),
        "suggestion": suggestion,
        "parts": every,
        "chosen": given.getlist("part") if given else [part.key for part in every],
        "form": form,
        "problem": problem,
    }
    status = 422 if problem or (request.method == "POST" and form.errors) else 200
    return render(request, "updates/suggestion_parts.html", context, status=status)


def _accept_parts(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    chosen, form = set(request.POST.getlist("part")), PartsForm(request.POST)
    if not chosen or not form.is_valid():
        problem = "" if chosen else "Choose what to accept, or go back and say why not"
        return _choosing(request, suggestion, request.POST, problem)
    try:
        reason = form.cleaned_data["reason"]
        if suggestion.of_recommendations:
            seen = whole_number(request.POST.get("against", ""))
            words = {"own": own_words(request.POST), "reason": reason}
            accept_changes(suggestion, by=request.user, chosen=chosen, against=seen, **words)
        else:
            accept(suggestion, by=request.user, chosen=chosen, reason=reason)
    except Meets:
        return choosing(request, suggestion, request.POST, meets=True)
    except Unfit as unfit:
        return choosing(request, suggestion, request.POST, errors=unfit.errors)
    except Conflict as clash:
        return conflict(request, suggestion, chosen, clash.merged, clash.against)
    except (NameTaken, Refused) as refused:
        return _choosing(request, suggestion, request.POST, f"{refused}. The page stays as it is")
    return told(request, suggestion)


def _reword(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    """Change the words before they stand on the page: those become an update of the editor's."""
    given, page = request.POST, suggestion.page
    chosen, latest = set(given.getlist("part")), latest_number(page)
    if not chosen:
        return _choosing(request, suggestion, given, "Choose what to begin with")
    seen = whole_number(given.get("against", "")) or latest
    begun, now = together(suggestion, chosen, at=seen), together(suggestion, chosen)
    if not (now.clean and begun.clean):
        texts = kept.typed(request) if "body" in given else None
        return conflict(request, suggestion, chosen, now, latest, texts=texts)
    first, do = _texts(now), given.get("do")
    form = AcceptedForm(request.user, None if do == "edit" else given, initial=vars(first))
    if do != "edited" or not form.is_valid():
        return _rewording(request, suggestion, form, chosen, seen)
    again = put_together(_texts(begun), first, Texts(**form.texts, is_hidden=False))
    if not again.clean:
        return _overtaken(request, suggestion, first, chosen, latest)
    final = _texts(again)
    made = Made(first, final, latest, is_whole=final == first)
    try:
        reason = form.cleaned_data["reason"]
        accept(suggestion, by=request.user, chosen=chosen, made=made, reason=reason)
    except Moved:
        return _overtaken(request, suggestion, first, chosen, latest_number(page))
    except NameTaken as taken:
        form.add_error("title", f"{taken}. Choose another title")
    except Refused as refused:
        form.add_error("body", refused.message)
    else:
        return told(request, suggestion)
    return _rewording(request, suggestion, form, chosen, seen)


def _texts(merged: Merged) -> Texts:
    return Texts(merged.title, merged.body.text, merged.tags)


def _overtaken(
    request: MemberRequest,
    suggestion: Suggestion,
    first: Texts,
    chosen: Collection[str],
    against: int,
) -> HttpResponse:
    """Somebody rewrote the same words meanwhile: the page as it would be now, and what was typed.

    The editor puts their words in again, seeing both.
    """
    form = AcceptedForm(request.user, initial=vars(first))
    texts = kept.typed(request)
    return _rewording(request, suggestion, form, chosen, against, texts)


def _rewording(
    request: MemberRequest,
    suggestion: Suggestion,
    form: AcceptedForm,
    chosen: Collection[str],
    against: int,
    texts: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    page = suggestion.page
    context = {
        "page": page,
        "path": ancestors(page),
        "suggestion": suggestion,
        "form": form,
        "chosen": chosen,
        "against": against,
        "texts": texts,
    }
    body = form.data.get("body", "") if form.is_bound else form.initial["body"]
    context |= preview_of(body, page)
    status = 409 if texts else 422 if form.errors else 200
    return render(request, "updates/suggestion_words.html", context, status=status)
