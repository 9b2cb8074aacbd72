"""Editing a part of a page alone: one section, or the title."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.diff import compare
from updates import drafts
from updates.editing import Texts
from updates.forms import SectionForm, TitleForm, proposed_note
from updates.sections import Opened, as_it_was, open_section
from updates.views.drafts import kept_by_button
from updates.views.drafts import screen as draft_screen
from updates.views.edit import preview_of, store
from web import kept
from web.kept import members_only
from web.paging import whole_number
from wiki.access import on_page, to_edit
from wiki.models import Changeset, Page
from wiki.tree import ancestors
from wiki.writing import tidy


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def section(request: MemberRequest, page: Page, name: str) -> HttpResponse:
    """Change one section, named by its heading's id in update `base`. `do` as on the whole page."""
    given: Any = request.POST or kept.back(request)
    seen = whole_number((given or request.GET).get("base", ""))
    draft = None if given else drafts.find(request.user, page, request.GET.get("draft", ""))
    if draft:
        opened = as_it_was(page, draft.part, base=draft.base or 0)
    elif not given:
        opened = open_section(page, name, seen=seen)
    else:
        opened = as_it_was(page, name, base=seen) if seen else open_section(page, name, seen=None)
    if opened is None:
        return _gone(request, page, name, seen, given)
    heading = opened.section.heading
    initial = {"body": opened.section.text, "note": proposed_note(heading)}
    initial |= draft.fields if draft else {}
    form = SectionForm(heading, given or None, initial=initial)
    screen: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "form": form,
        "name": name if given else opened.section.id,
        "heading": heading,
        "base": opened.base,
        "restored_draft": bool(given) and request.method != "POST",
    }
    screen |= draft_screen(request, page, given, draft, section=screen["name"])
    typed = tidy(given.get("body", "")) if given else initial["body"]
    do = given.get("do", "save") if given else ""
    if do == "changes":
        screen["changes"] = compare(opened.section.text, typed)
    if request.method != "POST" or do in ("preview", "changes"):
        return render(request, "updates/section.html", screen | preview_of(typed, page))
    if do == "draft":
        answer = kept_by_button(request, page, form)
    else:
        answer = _save(request, page, form, opened) if form.is_valid() else None
    if answer is None:
        screen |= preview_of(typed, page)
        answer = render(request, "updates/section.html", screen, status=422)
    return answer


def _save(
    request: MemberRequest, page: Page, form: SectionForm, opened: Opened
) -> HttpResponse | None:
    mine = opened.whole(form.cleaned_data["body"])
    heading = opened.section.heading
    later = Changeset.objects.filter(page=page, number__gt=opened.base)
    is_there = not later.exists() or open_section(page, opened.section.id, seen=opened.base)
    gone = "" if is_there else heading
    answer = store(request, page, form, mine, base=opened.base, section=gone)
    if answer is None or answer.status_code != 302:
        return answer
    answer["Location"] = f"{page.get_absolute_url()}{_fragment(page, opened)}"
    return answer


def _fragment(page: Page, opened: Opened) -> str:
    """The place of the section that was saved, where its heading kept its name."""
    is_there = any(heading.id == opened.section.id for heading in page.text.headings)
    return f"#{opened.section.id}" if is_there else ""


def _gone(
    request: HttpRequest, page: Page, name: str, seen: int | None, given: Any
) -> HttpResponse:
    """No such section: what was typed or stood there, and the ways on."""
    was = as_it_was(page, name, base=seen) if seen else None
    text = tidy(given.get("body", "")) if given else was.section.text if was else ""
    latest = Changeset.objects.filter(page=page).values_list("number", flat=True).first()
    context = {
        "page": page,
        "path": ancestors(page),
        "heading": was.section.heading if was else "",
        "text": text,
        "typed": bool(given),
        "whole": f"{page.body}\n\n{text}",
        "note": given.get("note", "") if given else "",
        "base": latest,
        "seen": seen if seen and latest and seen < latest else None,
    }
    return render(request, "updates/section_gone.html", context, status=409 if given else 404)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def title(request: MemberRequest, page: Page) -> HttpResponse:
    """Change the title alone."""
    given: Any = request.POST or kept.back(request)
    latest = Changeset.objects.filter(page=page).values_list("number", flat=True).first() or 0
    base = whole_number(given.get("base", "")) if given else latest
    seen = (Texts.at(page, base) if base else None) or Texts.of(page)
    form = TitleForm(given or None, initial={"title": page.title})
    if request.method == "POST" and form.is_valid():
        mine = Texts(form.cleaned_data["title"], seen.body, seen.tags)
        answer = store(request, page, form, mine, base=base)
        if answer is not None:
            return answer
    context = {
        "page": page,
        "path": ancestors(page),
        "form": form,
        "base": latest if base is None else base,
        "restored_draft": bool(given) and request.method != "POST",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "updates/title.html", context, status=status)
