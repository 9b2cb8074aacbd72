"""Changing a page's text, its preview, and two people's changes put together."""

import contextlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import MemberRequest
from challenges.challenging import answer_all
from challenges.panels import ticked
from drafts.keeping import Ended, NotKept
from markup.diff import compare
from markup.render import PAGE_LIMIT, Refused
from updates import drafts, merges
from updates.editing import Conflict, Saved, Texts, decide, put_together, save, words_changed
from updates.forms import AboutUpdate, PageForm, TitleForm
from updates.views.conflicts import choices_of, chosen_title, conflict_screen
from updates.views.drafts import ended, kept_by_button
from updates.views.drafts import screen as draft_screen
from web import kept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import find_page, on_page, to_edit
from wiki.linking import render as render_text
from wiki.models import Changeset, Page
from wiki.naming import NameTaken
from wiki.tagging import settled
from wiki.tree import Circular, ancestors
from wiki.writing import tidy


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def edit(request: MemberRequest, page: Page) -> HttpResponse:
    """Change a page's text. `do`: save, preview, changes, or decide (after a conflict)."""
    latest = Changeset.objects.filter(page=page).select_related("author").first()
    number = latest.number if latest else 0
    given: Any = request.POST or kept.back(request)
    initial = {
        "title": page.title,
        "body": page.body,
        "tags": settled(page.tags),
        "parent": page.parent.title if page.parent else "",
    }
    draft = None if given else drafts.find(request.user, page, request.GET.get("draft", ""))
    if draft:
        initial |= draft.fields
        number = draft.base or number
    form = PageForm(request.user, given or None, page=page, initial=initial)
    base = whole_number(given.get("base", "")) if given else number
    screen: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "form": form,
        "base": number if base is None else base,
        "restored_draft": bool(given) and request.method != "POST",
    }
    screen |= draft_screen(request, page, given, draft)
    if not given:
        shown = preview_of(initial["body"], page) if draft else {"preview": page.text}
        return render(request, "updates/edit.html", screen | shown)
    do = given.get("do", "save")
    if do == "decide":
        return _decide(request, page, given, screen)
    if do == "changes":
        seen = Texts.at(page, screen["base"]) or Texts.of(page)
        screen["changes"] = compare(seen.body, tidy(given.get("body", "")))
    if request.method != "POST" or do in ("preview", "changes"):
        return render(
            request, "updates/edit.html", screen | preview_of(given.get("body", ""), page)
        )
    if do == "draft":
        answer = kept_by_button(request, page, form)
        screen |= preview_of(given.get("body", ""), page)
        return answer or render(request, "updates/edit.html", screen, status=422)
    return _submit(request, page, base, screen)


def _submit(
    request: MemberRequest, page: Page, base: int | None, screen: dict[str, Any]
) -> HttpResponse:
    """Save the form of the edit screen, or show the screen again with what stands against it."""
    form: PageForm = screen["form"]
    answer = _save(request, page, form, base) if form.is_valid() else None
    if answer is None:
        screen |= preview_of(form["body"].value() or "", page)
        answer = render(request, "updates/edit.html", screen, status=422)
    return answer


def _save(
    request: MemberRequest, page: Page, form: PageForm, base: int | None
) -> HttpResponse | None:
    data = form.cleaned_data
    mine = Texts(data["title"], data["body"], data["tags"])
    sent: Any = form.data
    seen = whole_number(sent.get("base", "")) if sent.get("do") == "decide" else None
    return store(request, page, form, mine, base=base, parent=data["parent"], seen=seen)


def store(
    request: MemberRequest,
    page: Page,
    form: AboutUpdate,
    mine: Texts,
    *,
    base: int | None,
    parent: Page | bool | None = False,
    section: str = "",
    seen: int | None = None,
) -> HttpResponse | None:
    """Save what a form makes of a page; None where the form now says what is wrong.

    `base` and `seen` are what `editing.save` takes; `form` has a note and may say that the edit
    is minor; `section` is the heading that was edited alone, if one was.
    """
    if form.ask_why(words_changed(page, mine, base=base)):
        return None
    allow("edit", request.user.pk)
    data = form.cleaned_data
    try:
        saved = save(
            page,
            mine,
            base=base,
            author=request.user,
            note=data["note"],
            minor=data["minor"],
            parent=parent,
            seen=seen,
            keep_address=data.get("keep_address", False),
            take_over=data.get("take_over", ""),
        )
    except Conflict as conflict:
        return _to_decide(request, page, form, conflict, base=base or 0, section=section)
    except NameTaken as taken:
        if isinstance(form, TitleForm):  # nobody else gives a title
            form.refuse_title(taken)
    except Circular as circular:
        form.add_error("parent", str(circular))
    except Refused as refused:
        form.add_error("body", refused.message)
    else:
        return _saved(request, page, saved, was_asked=seen is not None)
    return None


def _to_decide(
    request: MemberRequest,
    page: Page,
    form: AboutUpdate,
    conflict: Conflict,
    *,
    base: int,
    section: str,
) -> HttpResponse:
    if request.POST.get("do") != "decide":  # what was typed outlives a closed window
        with contextlib.suppress(NotKept, Ended):
            drafts.keep(request.user, page, request.POST)
    sent: Any = form.data
    given = sent.dict() | {"parent": _place_in(page, form)}
    merged, against = conflict.merged, conflict.against
    return conflict_screen(request, page, merged, against, base, given, section=section)


def _saved(request: MemberRequest, page: Page, saved: Saved, *, was_asked: bool) -> HttpResponse:
    page.refresh_from_db()
    if saved.merged:
        _tell_of_merge(request, saved.changeset, was_asked=was_asked)
    elif saved.changeset is None:
        messages.info(request, "The page reads like this already, so nothing new was saved.")
    else:
        messages.success(request, f"Saved as update {saved.changeset.number}.")
    if saved.changeset is not None:
        answer_all(page, ticked(request), by=request.user, update=saved.changeset)
    return ended(request, redirect(page), page)


def _tell_of_merge(request: MemberRequest, update: Changeset | None, *, was_asked: bool) -> None:
    if update is not None:
        merges.name([update], request.user)
    whose = update.merged_with if update and update.merged_with else "what others saved meanwhile"
    both = "" if was_asked else ": both changes are on the page now"
    messages.info(request, f"Merged with {whose}{both}.")


def _place_in(page: Page, form: AboutUpdate) -> str:
    """The title that a form gives for the page above, or that of the page that is above."""
    if "parent" in form.fields:
        return str(form.data.get("parent", ""))
    return page.parent.title if page.parent else ""


def _decide(request: MemberRequest, page: Page, given: Any, screen: dict[str, Any]) -> HttpResponse:
    """Save what somebody made of a conflict; another save meanwhile is another conflict."""
    form: PageForm = screen["form"]
    base = whole_number(given.get("base", "")) or 0
    against = whole_number(given.get("against", "")) or 0
    before, theirs = Texts.at(page, base, hidden_too=True), Texts.at(page, against)
    if not form.is_valid() or before is None or theirs is None:
        form.add_error(None, "Read your text once more, then save it")
        return _submit(request, page, base, screen)
    data = form.cleaned_data
    merged = put_together(before, theirs, Texts(data["title"], data["body"], data["tags"]))
    choices = choices_of(merged, given)
    if choices is None or request.method != "POST":
        return conflict_screen(request, page, merged, against, base, given, undecided=True)
    decided = decide(merged, choices, chosen_title(merged, given))
    typed = given.copy()
    for name in ("title", "body", "tags"):
        typed[name] = getattr(decided, name)
    typed["asked"] = "1"  # whoever puts two texts together is not asked about the note too
    screen |= {"form": PageForm(request.user, typed, page=page), "base": against}
    return _submit(request, page, against, screen)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The preview alone, for a script that asks while somebody types.

    Whoever is signed out by now is led nowhere: their text stands on the screen that asks.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    allow("preview", request.user.pk)
    page = find_page(request.user, request.GET.get("page", ""))
    shown = preview_of(request.POST.get("body", ""), page)
    return render(request, "updates/_preview.html", shown)


def preview_of(body: str, page: Page | None = None) -> dict[str, Any]:
    """The saved rendering of a text, byte for byte, or why it would be refused."""
    body = tidy(body)
    if len(body) > PAGE_LIMIT:
        return {"refused": f"Use at most {PAGE_LIMIT:,} characters. This has {len(body):,}"}
    try:
        return {"preview": render_text(body, page=page)}
    except Refused as refused:
        return {"refused": refused.message}
