"""All areas and recommendations of a page in one form, to save or to suggest."""

import contextlib
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from drafts.keeping import Ended, NotKept
from recommendations import drafting, saving
from recommendations.draft import Draft
from recommendations.views.arranging import note_field
from updates import drafts
from updates.models import RECOMMENDATIONS, PageDraft
from updates.views.drafts import ended, kept_by_button
from updates.views.drafts import screen as draft_screen
from web import kept
from web.forms import PlainForm
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page, to_edit
from wiki.changesets import recording
from wiki.models import Page
from wiki.tree import ancestors


class NoteForm(PlainForm):
    note = note_field()


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def edit_all(request: MemberRequest, page: Page) -> HttpResponse:
    """Change all of them under one note. `do`: save, preview, draft, or a button of the editor."""
    given: Any = request.POST or kept.back(request)
    if not given:
        return opened(request, page, NoteForm)
    form = NoteForm(given)
    if request.method == "POST" and given.get("do", "save") == "save":
        return _save_all(request, page, form)
    return arranged(request, page, given, form)


def _save_all(request: MemberRequest, page: Page, form: NoteForm) -> HttpResponse:
    """Save the draft, or show what stands against it. The page is locked while it is compared."""
    note = form.cleaned_data["note"] if form.is_valid() else ""
    with recording(page, author=request.user, note=note):
        edited = sent(request.POST, page)
        edited.check()
        if form.is_valid() and edited.is_valid():
            allow("edit", request.user.pk)
            saving.save(edited, author=request.user)
            return ended(request, redirect(f"{page.get_absolute_url()}#recommendations"), page)
    if edited.conflict:  # what was typed outlives a closed window
        with contextlib.suppress(NotKept, Ended):
            drafts.keep(request.user, page, request.POST)
    code = 409 if edited.conflict else 422
    return editor_screen(request, edited, form, given=request.POST, code=code)


def sent(given: Any, page: Page) -> Draft:
    return drafting.from_form(page, given, given.getlist("item"), given.getlist("area"))


def opened(
    request: MemberRequest, page: Page, form: type[PlainForm], *, suggests: bool = False
) -> HttpResponse:
    """The editor as it opens: with the page as it stands, or with a draft of one's own."""
    draft = drafts.find_of_recommendations(request.user, page, request.GET.get("draft", ""))
    if draft is None:
        return editor_screen(request, Draft.from_page(page), form(), suggests=suggests)
    note = form(initial={"note": draft.fields.get("note", "")})
    edited = drafts.edited(draft)
    differences = drafts.rearranged(draft, edited) if "differs" in request.GET else None
    more: dict[str, Any] = {"suggests": suggests, "differences": differences}
    return editor_screen(request, edited, note, draft=draft, **more)


def arranged(
    request: MemberRequest, page: Page, given: Any, form: PlainForm, *, suggests: bool = False
) -> HttpResponse:
    """The editor with what was typed into it, after the button that was pressed."""
    do = given.get("do", "preview")
    is_back = request.method != "POST"
    if do == "draft" and not is_back:
        answer = kept_by_button(request, page, form)
        if answer is not None:
            return answer
    edited = sent(given, page)
    more: dict[str, Any] = {"given": given, "suggests": suggests}
    if is_back or do == "preview":
        return editor_screen(request, edited, form, is_back=is_back, **more)
    code = 422 if do == "draft" else 200
    return editor_screen(
        request, edited, form, code=code, said=edited.press(do), pressed=do, **more
    )


def editor_screen(
    request: MemberRequest,
    edited: Draft,
    form: PlainForm,
    *,
    given: Any = None,
    draft: PageDraft | None = None,
    code: int = 200,
    suggests: bool = False,
    **more: Any,
) -> HttpResponse:
    """The editor, with what was `given` before or the draft that it was opened with.

    `more`: `said` (what the button `pressed` did), `problem` (in words), `differences` (of the
    draft), and `is_back`: it holds what was typed before its writer signed in again.
    """
    page = edited.page
    context = {
        "page": page,
        "path": ancestors(page),
        "edited": edited,
        "form": form,
        "typed": given is not None,
        "conflict": edited.conflict and (code == 409 or draft is not None),
        "suggests": suggests,
        "part": RECOMMENDATIONS,
    }
    context |= draft_screen(request, page, given, draft, section=RECOMMENDATIONS, suggests=suggests)
    return render(request, "recommendations/edit_all.html", context | more, status=code)
