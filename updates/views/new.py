"""Writing a new page: empty, from a link to it, or begun with a template."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.render import Refused
from updates import drafts
from updates.forms import PageForm
from updates.views.drafts import ended, kept_by_button
from updates.views.drafts import screen as draft_screen
from updates.views.edit import preview_of
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.access import find_page
from wiki.beginning import begun_with
from wiki.linking import slug_of
from wiki.models import Page
from wiki.naming import NameTaken
from wiki.writing import create_page


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
