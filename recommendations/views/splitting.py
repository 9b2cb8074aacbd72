"""Splitting a recommendation that says several things, and undoing that, or a merge."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations import merging
from recommendations.models import WORDING_LIMIT, Recommendation, Succession
from recommendations.outlook import Outlook
from recommendations.row import rows_of
from recommendations.views.arranging import note_field
from recommendations.views.giving_way import code_of, of_number, place, reworded
from web import kept
from web.forms import PlainForm
from web.kept import members_only
from web.throttle import allow

MOST_PARTS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def split(request: MemberRequest, pk: int) -> HttpResponse:
    """`wording`: each of those that it splits into. `do`: add (one more line), or split."""
    item = of_number(request, pk)
    given: QueryDict = request.POST or kept.back(request) or QueryDict()
    form = SplitForm(given)
    if request.method != "POST" or request.POST.get("do") == "add":
        form.errors.clear()
        more = request.POST.get("do") == "add"
        return _split_screen(request, item, form, more=more)
    if reworded([item], request.POST.getlist("seen")):
        form.add_error(None, f"{item.ref} was reworded meanwhile. Look at it again, then split it")
        return _split_screen(request, item, form, 409)
    if not form.is_valid():
        return _split_screen(request, item, form, 422)
    try:
        allow("edit", request.user.pk)
        note = form.cleaned_data["note"]
        made = merging.split(item, form.wordings, author=request.user, note=note)
    except merging.NotPossible as refused:
        form.add_error(None, str(refused))
        return _split_screen(request, item, form, code_of(refused))
    refs = ", ".join(one.ref for one in made)
    messages.success(request, f"{item.ref} split into {refs}. Whoever starred it is asked.")
    return redirect(item)


class SplitForm(PlainForm):
    """`wordings` are the lines as they were typed; `too_long` the places of those that are."""

    note = note_field()

    def __init__(self, given: QueryDict) -> None:
        super().__init__(given)
        self.wordings = given.getlist("wording")[:MOST_PARTS]
        self.too_long = [n for n, one in enumerate(self.wordings) if len(one) > WORDING_LIMIT]

    def clean(self) -> dict[str, Any]:
        for line in self.too_long:
            length = len(self.wordings[line])
            said = f"use at most {WORDING_LIMIT} characters. Yours has {length}"
            self.add_error(None, f"Wording {line + 1}: {said}")
        return super().clean() or {}


def _split_screen(
    request: MemberRequest,
    item: Recommendation,
    form: SplitForm,
    status: int = 200,
    *,
    more: bool = False,
) -> HttpResponse:
    lines = form.wordings + [""] * max(0, 2 - len(form.wordings))
    context = {
        "item": item,
        "form": form,
        "lines": [*lines, ""][:MOST_PARTS] if more else lines,
        "too_long": form.too_long,
        "more": more,
        "row": rows_of([item], request.user)[0],
        "outlook": Outlook([item], None, request.user),
        "limit": WORDING_LIMIT,
        **place(item),
    }
    return render(request, "recommendations/split.html", context, status=status)


class UndoForm(PlainForm):
    note = note_field()


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def undo_merge(request: MemberRequest, pk: int) -> HttpResponse:
    """Let what gave way stand again: this one, or the `original`s whose place it took."""
    item = of_number(request, pk)
    rows = _successions(item)
    originals = list(dict.fromkeys(row.predecessor for row in rows))
    form = UndoForm(request.POST if request.method == "POST" else kept.back(request))
    numbers = request.POST.getlist("original")
    chosen = [one for one in originals if len(originals) == 1 or str(one.pk) in numbers]
    if request.method == "POST" and not chosen and rows:
        form.add_error(None, "Choose at least one that shall stand again")
    if request.method == "POST" and form.is_valid() and rows:
        allow("edit", request.user.pk)
        back = merging.undo(chosen, author=request.user, note=form.cleaned_data["note"])
        refs = ", ".join(one.ref for one in back)
        if refs:
            stand = "stands" if len(back) == 1 else "stand"
            messages.success(request, f"Undone: {refs} {stand} again as before.")
        return redirect(back[0] if len(back) == 1 else item)
    if request.method == "POST" and not rows:
        messages.info(request, f"{item.ref} is neither merged nor split any more.")
        return redirect(item)
    context = {"item": item, "form": form, "rows": rows, "originals": originals, **place(item)}
    context["chosen"] = chosen if request.method == "POST" else originals
    status = 422 if request.method == "POST" else 200
    return render(request, "recommendations/undo_merge.html", context, status=status)


def _successions(item: Recommendation) -> list[Succession]:
    """What took its place; where nothing did, whose place it took."""
    both = Succession.objects.select_related("predecessor__page", "successor__page")
    return list(both.filter(predecessor=item)) or list(both.filter(successor=item))
