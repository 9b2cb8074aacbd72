"""Writing pages: new ones, changes, the preview, and two people's changes put together."""

import contextlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import MemberRequest
from drafts.keeping import Ended, NotKept
from markup.diff import compare
from markup.render import PAGE_LIMIT, Refused
from updates import drafts, merges
from updates.editing import Conflict, Texts, decide, put_together, save, words_changed
from updates.forms import AboutUpdate, PageForm, TitleForm
from updates.views.conflicts import choices_of, chosen_title, conflict_screen
from updates.views.drafts import ended, kept_by_button
from updates.views.drafts import screen as draft_screen
from web import kept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import find_page, on_page, to_edit
from wiki.beginning import begun_with
from wiki.linking import render as render_text
from wiki.linking import slug_of
from wiki.models import Changeset, Page
from wiki.naming import NameTaken
from wiki.tagging import settled
from wiki.tree import Circular, ancestors
from wiki.writing import create_page, tidy


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new(request: MemberRequest) -> HttpResponse:
    """Create a page. `?title=` comes from a link to a page that is not written yet, `?under=` from
    the page that it will stand under.

    `begin` is the name of a template: its text is put under what is typed already.
    """
    title = " ".join(request.GET.get("title", "").split())[:200]
    if request.method != "POST" and title and slug_of(title):
        there = find_page(request.user, slug_of(title))
        if there is not None:
            return redirect(there)
    begin = request.POST.get("begin") or request.GET.get("begin", "")
    if begin and (request.method != "POST" or "do" not in request.POST):
        return _begun(request, begin, title)
    given: Any = request.POST or kept.back(request)
    draft = None if given else drafts.find(request.user, None, request.GET.get("draft", ""))
    under = " ".join(request.GET.get("under", "").split())[:200]
    fields = draft.fields if draft else {"title": title, "parent": under}
    form = PageForm(request.user, given or None, initial=fields)
    context = _new_screen(request, form)
    context |= draft_screen(request, None, given, draft)
    if not given:
        context |= preview_of(fields.get("body", "")) if draft else {}
        return render(request, "updates/new.html", context)
    context |= preview_of(given.get("body", ""))
    if request.method != "POST":
        return render(request, "updates/new.html", context | {"restored_draft": True})
    if request.POST.get("do") == "preview":
        return render(request, "updates/new.html", context)
    if request.POST.get("do") == "draft":
        answer = kept_by_button(request, None, form)
        return answer or render(request, "updates/new.html", context, status=422)
    if form.is_valid():
        allow("edit", request.user.pk)
        page = _create(request, form)
        if page is not None:
            return ended(request, redirect(page))
    return render(request, "updates/new.html", context, status=422)


def _new_screen(request: MemberRequest, form: PageForm) -> dict[str, Any]:
    templates = Page.objects.visible_to(request.user).templates()
    return {"form": form, "here": "New page", "section": "pages", "templates": templates}


def _begun(request: MemberRequest, name: str, title: str) -> HttpResponse:
    """The form with the text of a template, the cursor at its first place to fill."""
    typed = {"title": title, "body": "", "tags": ""} | request.POST.dict()
    template = Page.objects.visible_to(request.user).filter(slug=name, is_template=True).first()
    was_empty = not typed["body"].strip()
    was_typed = any(typed[name].strip() for name in ("title", "body", "tags"))
    if template is not None:
        typed["body"], typed["tags"] = begun_with(template, body=typed["body"], tags=typed["tags"])
    form = PageForm(request.user, initial=typed)
    if template is not None:
        form.fields["body"].widget.attrs |= {"data-fill": "", "autofocus": was_empty}
    context = _new_screen(request, form) | draft_screen(request, None, typed, None)
    context |= preview_of(typed["body"]) | {"begun": template, "was_empty": was_empty}
    context["typed"] = was_typed and request.method == "POST"
    return render(request, "updates/new.html", context)


def _create(request: MemberRequest, form: PageForm) -> Page | None:
    data = form.cleaned_data
    try:
        return create_page(
            author=request.user,
            title=data["title"],
            body=data["body"],
            tags=data["tags"],
            note=data["note"],
            parent=data["parent"],
            take_over=data["take_over"],
        )
    except NameTaken as taken:
        form.refuse_title(taken)
    except Refused as refused:
        form.add_error("body", refused.message)
    return None


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
        if request.POST.get("do") != "decide":  # what was typed outlives a closed window
            with contextlib.suppress(NotKept, Ended):
                drafts.keep(request.user, page, request.POST)
        sent: Any = form.data
        given = sent.dict() | {"parent": _place_in(page, form)}
        merged, against = conflict.merged, conflict.against
        return conflict_screen(request, page, merged, against, base or 0, given, section=section)
    except NameTaken as taken:
        if isinstance(form, TitleForm):  # nobody else gives a title
            form.refuse_title(taken)
    except Circular as circular:
        form.add_error("parent", str(circular))
    except Refused as refused:
        form.add_error("body", refused.message)
    else:
        page.refresh_from_db()
        if saved.merged:
            _tell_of_merge(request, saved.changeset, was_asked=seen is not None)
        elif saved.changeset is None:
            messages.info(request, "The page reads like this already, so nothing new was saved.")
        else:
            messages.success(request, f"Saved as update {saved.changeset.number}.")
        return ended(request, redirect(page), page)
    return None


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
    before, theirs = Texts.at(page, base), Texts.at(page, against)
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
