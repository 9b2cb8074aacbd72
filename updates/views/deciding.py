"""Deciding on a suggestion: as it is, in part, put together, in other words, or not at all."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.render import Refused
from updates import suggesting
from updates.accepting import Made, Moved, accept, latest_number, parts_of, together
from updates.editing import Conflict, Merged, Texts, decide, put_together
from updates.forms import AcceptedForm, PartsForm, ReasonForm
from updates.models import Suggestion
from updates.suggesting import Settled, may_decide
from updates.views.conflicts import choices_of, chosen_title, conflict_screen
from updates.views.edit import preview_of
from updates.views.suggestions import find_suggestion, screen
from web import kept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import on_page, to_edit
from wiki.models import NOTE_LIMIT, Page
from wiki.naming import NameTaken
from wiki.tree import ancestors


@require_http_methods(["GET", "HEAD", "POST"])
@on_page
def suggestion(request: HttpRequest, page: Page, pk: int) -> HttpResponse:
    """One suggestion; `do`: accept, decide (after a conflict), decline, withdraw, take_up."""
    found = find_suggestion(page, pk)
    if request.method != "POST":
        back = kept.back(request)
        return screen(request, found, ReasonForm(back) if back else None)
    return _act(request, suggestion=found)


@members_only
def _act(request: MemberRequest, *, suggestion: Suggestion) -> HttpResponse:
    allow("edit", request.user.pk)
    do = {
        "accept": _accept,
        "decide": _decide,
        "decline": _decline,
        "withdraw": _withdraw,
        "take_up": _take_up,
    }.get(request.POST.get("do", ""))
    if do is None:
        return redirect(suggestion)
    try:
        return do(request, suggestion)
    except (Settled, PermissionDenied) as refused:
        return _told_why_not(request, suggestion, refused)
    except (NameTaken, Refused) as refused:
        messages.error(request, f"{refused}. The page stays as it is.")
        return redirect(suggestion)


def _told_why_not(
    request: MemberRequest, suggestion: Suggestion, refused: Exception
) -> HttpResponse:
    """The suggestion as it stands by now, and why nothing was done."""
    if isinstance(refused, PermissionDenied) and suggestion.author_id != request.user.pk:
        raise refused
    suggestion = find_suggestion(suggestion.page, suggestion.pk)
    own = "Somebody else decides on what you suggest. You can withdraw it"
    problem = own if isinstance(refused, PermissionDenied) else "Somebody decided meanwhile"
    status = 403 if isinstance(refused, PermissionDenied) else 409
    texts = kept.typed(request)
    return screen(request, suggestion, status=status, problem=problem, texts=texts)


def _accept(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    try:
        accept(suggestion, by=request.user)
    except Conflict as clash:
        return _conflict(request, suggestion, None, clash.merged, clash.against)
    return _told(request, suggestion)


def _told(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    """Lead whoever accepted something to what came of it."""
    if suggestion.decided_by_id != request.user.pk:
        messages.info(request, f"{suggestion.decider} had accepted it already.")
    elif suggestion.update is None:
        messages.info(request, "The page reads like this already, so nothing new was saved.")
    else:
        messages.success(request, f"It is on the page, with the name of {suggestion.by}.")
    return redirect(suggestion)


def _decline(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return screen(request, suggestion, form, status=422)
    suggesting.decline(suggestion, by=request.user, reason=form.cleaned_data["reason"])
    return redirect(suggestion)


def _withdraw(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    suggesting.withdraw(suggestion, by=request.user)
    messages.info(request, "You have withdrawn your suggestion.")
    return redirect(suggestion)


def _take_up(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    suggesting.take_up(suggestion, by=request.user)
    return redirect(suggestion)


def _chosen(given: Any) -> set[str] | None:
    """The parts that are taken; None for all of it."""
    return set(given.getlist("part")) if "some" in given else None


def _conflict(
    request: MemberRequest,
    suggestion: Suggestion,
    chosen: Collection[str] | None,
    merged: Merged,
    against: int,
    *,
    undecided: bool = False,
    texts: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """Where the suggestion and later updates meet; `texts` were typed before, and found no place.

    `undecided`: the form holds choices made on this very screen.
    """
    return conflict_screen(
        request,
        suggestion.page,
        merged,
        against,
        suggestion.base,
        request.POST,
        undecided=undecided,
        template="updates/suggestion_conflict.html",
        suggestion=suggestion,
        chosen=chosen,
        reason=request.POST.get("reason", "")[:NOTE_LIMIT],
        texts=texts,
    )


def _decide(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
    """Accept what somebody made of a conflict; another save meanwhile is another conflict."""
    chosen, given = _chosen(request.POST), request.POST
    against = whole_number(given.get("against", "")) or 0
    merged = together(suggestion, chosen, at=against)
    if against == latest_number(suggestion.page):
        choices = choices_of(merged, given)
        if choices is None:
            return _conflict(request, suggestion, chosen, merged, against, undecided=True)
        made = _made(merged, choices, given, against)
        try:
            reason = given.get("reason", "")
            accept(suggestion, by=request.user, chosen=chosen, made=made, reason=reason)
        except (Moved, Conflict):
            pass
        else:
            return _told(request, suggestion)
    merged, against = together(suggestion, chosen), latest_number(suggestion.page)
    own = [(name, text) for name, text in kept.typed(request) if name.endswith("_text")]
    return _conflict(request, suggestion, chosen, merged, against, texts=own)


def _made(merged: Merged, choices: dict[int, str], given: Any, against: int) -> Made:
    """An editor's own wording stands in their own update; below it that of the suggestion does."""
    picks = {place: given.get(f"p{place}", "") for place in choices}
    titled = given.get("title_pick", "") if merged.title_conflict else "mine"
    chunks = merged.body.chunks
    taken = {
        place: choices[place] if pick == "theirs" else chunks[place].mine
        for place, pick in picks.items()
    }
    title = merged.theirs.title if titled == "theirs" else merged.title
    return Made(
        first=decide(merged, taken, title),
        final=decide(merged, choices, chosen_title(merged, given)),
        against=against,
        is_whole={*picks.values(), titled} == {"mine"},
    )


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
    act = _reword if do in ("edit", "preview", "edited") else _accept_parts
    try:
        return act(request, suggestion)
    except (Settled, PermissionDenied) as refused:
        return _told_why_not(request, suggestion, refused)


def _choosing(
    request: MemberRequest, suggestion: Suggestion, given: Any = None, problem: str = ""
) -> HttpResponse:
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
        accept(suggestion, by=request.user, chosen=chosen, reason=reason)
    except Conflict as clash:
        return _conflict(request, suggestion, chosen, clash.merged, clash.against)
    except (NameTaken, Refused) as refused:
        return _choosing(request, suggestion, request.POST, f"{refused}. The page stays as it is")
    return _told(request, suggestion)


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
        return _conflict(request, suggestion, chosen, now, latest, texts=texts)
    first, do = _texts(now), given.get("do")
    form = AcceptedForm(request.user, None if do == "edit" else given, initial=vars(first))
    if do != "edited" or not form.is_valid():
        return _rewording(request, suggestion, form, chosen, seen)
    again = put_together(_texts(begun), first, Texts(**form.texts))
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
        return _told(request, suggestion)
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
