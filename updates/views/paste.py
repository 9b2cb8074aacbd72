"""Paste notes: text from an event becomes a page with areas and recommendations."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.render import PAGE_LIMIT, Refused
from updates.pasting import Pasted, make_page, read
from web import kept
from web.forms import PlainForm, line, text
from web.kept import members_only
from web.throttle import allow
from wiki.linking import render as render_text
from wiki.models import NOTE_LIMIT, TITLE_LIMIT
from wiki.naming import NameTaken


class PasteForm(PlainForm):
    title = line(
        "Page title",
        limit=TITLE_LIMIT,
        required=False,
        hint="Leave it empty to take the first line, where that reads as a title.",
        size=50,
    )
    text = text(
        "Your notes",
        limit=PAGE_LIMIT,
        strip=False,
        empty="Paste your notes here",
        hint="Headings with bullets under them become areas with recommendations. A bullet begins "
        "with •, -, *, – or a number. A * at the end of a bullet becomes your star.",
        rows=18,
    )
    note = line(
        "About this update",
        limit=NOTE_LIMIT,
        required=False,
        hint="One sentence: where the notes come from.",
        size=60,
    )

    def clean_text(self) -> str:
        notes = str(self.cleaned_data["text"])
        if not notes.strip():
            raise forms.ValidationError("Paste your notes here")
        return notes


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def paste(request: MemberRequest) -> HttpResponse:
    """Show what the page will be; save it when it is right."""
    given: Any = request.POST or kept.back(request)
    form = PasteForm(given or None)
    context: dict[str, Any] = {"form": form, "here": "Paste notes", "section": "pages"}
    if request.method != "POST":
        return render(request, "updates/paste.html", context | {"restored_draft": bool(given)})
    if not form.is_valid():
        return render(request, "updates/paste.html", context, status=422)
    pasted = read(form.cleaned_data["text"], form.cleaned_data["title"])
    if request.POST.get("do") == "save" and _fits(form, pasted):
        allow("edit", request.user.pk)
        try:
            page = make_page(pasted, author=request.user, note=form.cleaned_data["note"])
        except NameTaken as taken:
            form.add_error("title", f"{taken}. Choose another title")
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            return redirect(page)
    if not form.errors:
        try:
            context |= {"pasted": pasted, "text": render_text(pasted.body)}
        except Refused as refused:
            form.add_error("text", refused.message)
    return render(request, "updates/paste.html", context, status=422 if form.errors else 200)


def _fits(form: PasteForm, pasted: Pasted) -> bool:
    """Whether the page can be saved; the form says what stands against it."""
    if not pasted.title:
        form.add_error("title", "Give the page a title")
    elif len(pasted.title) > TITLE_LIMIT:
        said = f"use at most {TITLE_LIMIT} characters. The first line has {len(pasted.title)}"
        form.add_error("title", f"Page title: {said}")
    for words in pasted.too_long():
        form.add_error("text", words)
    return not form.errors
