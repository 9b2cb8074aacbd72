"""The note of one update: as it reads, how it read before, and correcting it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.diff import compare_words
from updates.forms import NoteForm
from updates.views.updates import get_update_or_404
from web import kept
from web.kept import members_only
from web.paging import page_by_key
from web.throttle import allow
from wiki.access import may_correct_note, on_page
from wiki.models import Changeset, Page
from wiki.noting import correct_note
from wiki.tree import ancestors


@require_http_methods(["GET", "HEAD", "POST"])
@on_page
def note(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """Everybody sees how a note was corrected; whoever made the update can correct it."""
    update = get_update_or_404(request.user, page, number)
    if request.method == "POST":
        return _correct(request, page, update)
    given = kept.back(request)
    return _screen(request, page, update, NoteForm(given or None, initial={"note": update.note}))


@members_only
def _correct(request: MemberRequest, page: Page, update: Changeset) -> HttpResponse:
    if not may_correct_note(request.user, update):
        return render(request, "403.html", status=403)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _screen(request, page, update, form, status=422)
    allow("edit", request.user.pk)
    made = correct_note(update, by=request.user, note=form.cleaned_data["note"])
    said = "The note is corrected. What it said before can still be read."
    messages.success(request, said if made else "The note says so already.")
    return redirect(update)


def _screen(
    request: HttpRequest, page: Page, update: Changeset, form: NoteForm, *, status: int = 200
) -> HttpResponse:
    told = update.corrections.select_related("author")
    found = page_by_key(told.none() if update.note_is_hidden else told, request, key="pk")
    context: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "update": update,
        "form": form,
        "may_correct": may_correct_note(request.user, update),
        "corrections": [(one, compare_words(one.before, one.after)) for one in found.rows],
        "earlier": found.after,
        "restored_draft": form.is_bound and request.method != "POST",
    }
    return render(request, "updates/note.html", context, status=status)
