"""The screen on which moderators hide what an update says, and show it again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from updates.blanking import WordsStand, hide_of, show_of
from updates.pieces import Piece, pieces
from updates.views.updates import get_update_or_404
from web import kept
from web.forms import PlainForm, line
from web.kept import members_only
from wiki.access import find_deleted, may_hide_text, on_page
from wiki.hideable import REASON_LIMIT
from wiki.hiding import StillStands
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
    words = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose what to hide from what this update brought"},
    )
    until = forms.IntegerField(
        label="Up to update",
        required=False,
        min_value=1,
        max_value=10**9,
        help_text="Where later updates left the same words in their texts, the number of the last "
        "of these: all from this update to that one are hidden.",
        error_messages={"invalid": "Up to update: enter the number of an update"},
    )

    def __init__(self, data: Any, found: list[Piece], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choices: Any = [(one.key, f"Hide {one.said}") for one in found]
        self.fields["words"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (
            data.get("text") or data.get("note") or data.get("words") or "words" in self.errors
        ):
            self.add_error("text", "Choose what to hide of this update")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def hide_text(request: MemberRequest, slug: str, number: int) -> HttpResponse:
    """Hide what update `number` says, having said why; `do`: restore shows it.

    Of a deleted page too, whose title stands at its address.
    """
    gone = find_deleted(slug) if may_hide_text(request.user) else None
    if gone is not None:
        return _hide_text(request, gone, get_object_or_404(gone.changesets, number=number))
    return _on_page(request, slug, number)


@on_page
def _on_page(request: MemberRequest, page: Page, number: int) -> HttpResponse:
    if not may_hide_text(request.user):
        return render(request, "403.html", status=403)
    return _hide_text(request, page, get_update_or_404(request.user, page, number))


def _hide_text(request: MemberRequest, page: Page, update: Changeset) -> HttpResponse:
    given: Any = request.POST or kept.back(request)
    if request.method == "POST" and given.get("do") == "restore":
        if show_of(update, by=request.user):
            messages.success(request, f"Update {update.number} can be read again.")
        return _back_to(page)
    found = pieces(update)
    wrote = any(key in update.counts for key in ("page_created", "text_changed"))
    wrote = wrote or not (found or update.only_stars or update.hidden_words.exists())
    form = HideTextForm(given or None, found, initial={"text": wrote})
    if request.method == "POST" and form.is_valid() and _hide(request, update, form):
        messages.success(
            request, f"Hidden. The history of the page says so at update {update.number}."
        )
        return _back_to(page)
    return _ask(request, page, update, form)


def _back_to(page: Page) -> HttpResponse:
    page.refresh_from_db()  # it may have another address now
    return redirect(page) if page.deleted_at else redirect("history", slug=page.slug)


def _hide(request: MemberRequest, update: Changeset, form: HideTextForm) -> bool:
    try:
        hide_of(update, by=request.user, **form.cleaned_data)
    except StillStands as refusal:
        form.add_error("text", str(refusal))
        return False
    except WordsStand as refusal:
        form.add_error("words", str(refusal))
        return False
    return True


def _ask(request: HttpRequest, page: Page, update: Changeset, form: HideTextForm) -> HttpResponse:
    words = list(update.hidden_words.select_related("hidden_by"))
    of_itself = (update.is_hidden or update.note_is_hidden) and not update.purged_at
    context = {
        "page": page,
        "path": ancestors(page),
        "update": update,
        "hidden_words": words,
        "may_show": of_itself or any(one.purged_at is None for one in words),
        "form": form,
    }
    return render(request, "updates/hide_text.html", context, status=422 if form.errors else 200)
