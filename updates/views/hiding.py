"""The screen on which moderators hide the text or the note of an update, and show them again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from updates.views.updates import get_update_or_404
from web import kept
from web.forms import PlainForm, line
from web.kept import members_only
from wiki import hiding
from wiki.access import may_hide_text, on_page
from wiki.hideable import REASON_LIMIT
from wiki.models import Changeset, Page
from wiki.tree import ancestors


class HideTextForm(PlainForm):
    reason = line(
        "Why is it hidden",
        limit=REASON_LIMIT,
        empty="Say in one sentence why it is hidden",
        hint="One sentence. It is shown with your name to everybody who looks for the text, so "
        "repeat nothing that should not be read.",
        size=60,
    )
    text = forms.BooleanField(label="Hide the text", required=False)
    note = forms.BooleanField(label="Hide the note about this update", required=False)
    until = forms.IntegerField(
        label="Up to update",
        required=False,
        min_value=1,
        max_value=10**9,
        help_text="Where later updates left the same words in their texts, the number of the last "
        "of these: all from this update to that one are hidden.",
        error_messages={"invalid": "Up to update: enter the number of an update"},
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("text") or data.get("note")):
            self.add_error("text", "Choose what to hide: the text, the note, or both")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def hide_text(request: MemberRequest, page: Page, number: int) -> HttpResponse:
    """Hide the text or the note of update `number`, having said why; `do`: restore shows it."""
    if not may_hide_text(request.user):
        return render(request, "403.html", status=403)
    update = get_update_or_404(request.user, page, number)
    given: Any = request.POST or kept.back(request)
    if request.method == "POST" and given.get("do") == "restore":
        if not update.purged_at and hiding.show(update, by=request.user):
            messages.success(request, f"Update {number} can be read again.")
        return redirect("history", slug=page.slug)
    form = HideTextForm(given or None, initial={"text": True})
    if request.method == "POST" and form.is_valid() and _hide(request, update, form):
        messages.success(request, f"Hidden. The history of the page says so at update {number}.")
        return redirect("history", slug=page.slug)
    return _ask(request, page, update, form)


def _hide(request: MemberRequest, update: Changeset, form: HideTextForm) -> bool:
    data = form.cleaned_data
    try:
        hiding.hide(update, by=request.user, **data)
    except hiding.StillStands as refusal:
        form.add_error("text", str(refusal))
        return False
    return True


def _ask(request: HttpRequest, page: Page, update: Changeset, form: HideTextForm) -> HttpResponse:
    context = {"page": page, "path": ancestors(page), "update": update, "form": form}
    return render(request, "updates/hide_text.html", context, status=422 if form.errors else 200)
