"""Writing pages: new ones, changes, the preview, and two people's changes put together."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import MemberRequest
from markup.diff import compare, compare_words
from markup.render import PAGE_LIMIT, Refused
from updates.editing import Conflict, Merged, Texts, decide, put_together, save
from updates.forms import PageForm
from web import kept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import find_page, on_page
from wiki.linking import render as render_text
from wiki.linking import slug_of
from wiki.models import Changeset, Page
from wiki.tree import ancestors
from wiki.writing import NameTaken, create_page, tidy


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new(request: MemberRequest) -> HttpResponse:
    """Create a page. `?title=` comes from a link to a page that is not written yet."""
    title = " ".join(request.GET.get("title", "").split())[:200]
    if request.method != "POST" and title and slug_of(title):
        there = find_page(request.user, slug_of(title))
        if there is not None:
            return redirect(there)
    given: Any = request.POST or kept.back(request)
    form = PageForm(request.user, given or None, initial={"title": title})
    context: dict[str, Any] = {"form": form, "here": "New page", "section": "pages"}
    if not given:
        return render(request, "updates/new.html", context)
    context |= _preview(given.get("body", ""))
    if request.method != "POST":
        return render(request, "updates/new.html", context | {"restored_draft": True})
    if request.POST.get("do") == "preview":
        return render(request, "updates/new.html", context)
    if form.is_valid():
        allow("edit", request.user.pk)
        page = _create(request, form)
        if page is not None:
            return redirect(page)
    return render(request, "updates/new.html", context, status=422)


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
        )
    except NameTaken as taken:
        form.add_error("title", f"{taken}. Choose another title, or edit that page")
    except Refused as refused:
        form.add_error("body", refused.message)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def edit(request: MemberRequest, page: Page) -> HttpResponse:
    """Change a page's text. `do`: save, preview, changes, or decide (after a conflict)."""
    latest = Changeset.objects.filter(page=page).select_related("author").first()
    number = latest.number if latest else 0
    given: Any = request.POST or kept.back(request)
    initial = {
        "title": page.title,
        "body": page.body,
        "tags": page.tags,
        "parent": page.parent.title if page.parent else "",
    }
    form = PageForm(request.user, given or None, page=page, initial=initial)
    base = whole_number(given.get("base", "")) if given else number
    screen: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "form": form,
        "base": number if base is None else base,
        "restored_draft": bool(given) and request.method != "POST",
    }
    if not given:
        return render(request, "updates/edit.html", screen | {"preview": page.text})
    do = given.get("do", "save")
    if do == "decide":
        return _decide(request, page, given, screen)
    if do == "changes":
        seen = Texts.at(page, screen["base"]) or Texts.of(page)
        screen["changes"] = compare(seen.body, tidy(given.get("body", "")))
    if request.method != "POST" or do in ("preview", "changes"):
        return render(request, "updates/edit.html", screen | _preview(given.get("body", "")))
    return _submit(request, page, base, screen)


def _submit(
    request: MemberRequest, page: Page, base: int | None, screen: dict[str, Any]
) -> HttpResponse:
    """Save the form of the edit screen, or show the screen again with what stands against it."""
    form: PageForm = screen["form"]
    answer = _save(request, page, form, base) if form.is_valid() else None
    if answer is None:
        screen |= _preview(form["body"].value() or "")
        answer = render(request, "updates/edit.html", screen, status=422)
    return answer


def _save(
    request: MemberRequest, page: Page, form: PageForm, base: int | None
) -> HttpResponse | None:
    """Save, or show a conflict; None where the form now says what is wrong."""
    allow("edit", request.user.pk)
    data = form.cleaned_data
    try:
        saved = save(
            page,
            Texts(data["title"], data["body"], data["tags"]),
            base=base,
            author=request.user,
            note=data["note"],
            minor=data["minor"],
            parent=data["parent"],
        )
    except Conflict as conflict:
        return _conflict_screen(
            request, page, conflict.merged, conflict.against, base or 0, form.data
        )
    except NameTaken as taken:
        form.add_error("title", f"{taken}. Choose another title")
    except Refused as refused:
        form.add_error("body", refused.message)
    else:
        page.refresh_from_db()
        if saved.merged:
            messages.info(
                request, "Somebody else saved meanwhile. Both changes are on the page now."
            )
        elif saved.changeset is None:
            messages.info(request, "The page reads like this already, so nothing new was saved.")
        return redirect(page)
    return None


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
    choices = _choices(merged, given)
    if choices is None or request.method != "POST":
        return _conflict_screen(request, page, merged, against, base, given, undecided=True)
    decided = decide(merged, choices, given.get("chosen_title") or merged.title)
    typed = given.copy()
    for name in ("title", "body", "tags"):
        typed[name] = getattr(decided, name)
    screen |= {"form": PageForm(request.user, typed, page=page), "base": against}
    return _submit(request, page, against, screen)


def _choices(merged: Merged, given: Any) -> dict[int, str] | None:
    """The text that somebody chose for each place of a conflict; None where one is left open."""
    choices = {}
    for place in merged.body.conflicts:
        chunk = merged.body.chunks[place]
        own = tidy(given.get(f"p{place}_text", ""))
        chosen = {
            "mine": chunk.mine,
            "theirs": chunk.theirs,
            "own": own + (chunk.base[len(chunk.base.rstrip()) :] or "\n\n"),
        }
        pick = given.get(f"p{place}", "")
        if pick not in chosen:
            return None
        choices[place] = chosen[pick]
    return choices


def _conflict_screen(
    request: MemberRequest,
    page: Page,
    merged: Merged,
    against: int,
    base: int,
    given: Any,
    *,
    undecided: bool = False,
) -> HttpResponse:
    """Both versions side by side. `undecided`: `given` holds choices made on this very screen."""
    chosen = given if undecided else {}
    places = []
    for place, chunk in enumerate(merged.body.chunks):
        if chunk.kind == "same":
            continue
        places.append(
            {
                "place": place,
                "chunk": chunk,
                "mine": compare_words(chunk.base, chunk.mine),
                "theirs": compare_words(chunk.base, chunk.theirs),
                "merged": compare_words(chunk.base, chunk.text),
                "pick": chosen.get(f"p{place}", "mine"),
                "own": chosen.get(f"p{place}_text") or chunk.mine.strip(),
            }
        )
    since = Changeset.objects.filter(page=page, number__gt=base, number__lte=against)
    context = {
        "page": page,
        "path": ancestors(page),
        "merged": merged,
        "places": places,
        "conflicts": len(merged.body.conflicts) + merged.title_conflict,
        "together": sum(chunk.kind not in ("same", "conflict") for chunk in merged.body.chunks),
        "base": base,
        "against": against,
        "since": since.select_related("author"),
        "undecided": undecided,
        "title": chosen.get("chosen_title") or merged.mine.title,
        "note": given.get("note", "")[:500],
        "minor": bool(given.get("minor")),
        "parent": given.get("parent", "")[:200],
    }
    return render(request, "updates/conflict.html", context, status=409)


@require_POST
@members_only
def preview(request: HttpRequest) -> HttpResponse:
    """The preview alone, for a script that asks while somebody types."""
    allow("preview", request.user.pk)
    return render(request, "updates/_preview.html", _preview(request.POST.get("body", "")))


def _preview(body: str) -> dict[str, Any]:
    """The saved rendering of a text, byte for byte, or why it would be refused."""
    body = tidy(body)
    if len(body) > PAGE_LIMIT:
        return {"refused": f"Use at most {PAGE_LIMIT:,} characters. This has {len(body):,}"}
    try:
        return {"preview": render_text(body)}
    except Refused as refused:
        return {"refused": refused.message}
