"""Deciding on a suggestion: accepting it, putting it together with later updates, declining it."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.render import Refused
from updates import suggesting
from updates.accepting import Made, Moved, accept, latest_number, together
from updates.editing import Conflict, Merged, decide
from updates.forms import ReasonForm
from updates.models import Suggestion
from updates.recommending import Meets, accept_changes
from updates.suggesting import Settled
from updates.views.conflicts import choices_of, chosen_title, conflict_screen
from updates.views.recommending import choosing
from updates.views.suggestions import find_suggestion, screen
from web import kept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import on_page
from wiki.models import NOTE_LIMIT, Page
from wiki.naming import NameTaken


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
        return told_why_not(request, suggestion, refused)
    except (NameTaken, Refused) as refused:
        messages.error(request, f"{refused}. The page stays as it is.")
        return redirect(suggestion)


def told_why_not(
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
        if suggestion.of_recommendations:
            accept_changes(suggestion, by=request.user)
        else:
            accept(suggestion, by=request.user)
    except Meets:
        return choosing(request, suggestion, meets=True)
    except Conflict as clash:
        return conflict(request, suggestion, None, clash.merged, clash.against)
    return told(request, suggestion)


def told(request: MemberRequest, suggestion: Suggestion) -> HttpResponse:
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


def conflict(
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
            return conflict(request, suggestion, chosen, merged, against, undecided=True)
        made = _made(merged, choices, given, against)
        try:
            reason = given.get("reason", "")
            accept(suggestion, by=request.user, chosen=chosen, made=made, reason=reason)
        except (Moved, Conflict):
            pass
        else:
            return told(request, suggestion)
    merged, against = together(suggestion, chosen), latest_number(suggestion.page)
    own = [(name, text) for name, text in kept.typed(request) if name.endswith("_text")]
    return conflict(request, suggestion, chosen, merged, against, texts=own)


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
