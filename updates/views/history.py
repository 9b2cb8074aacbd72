"""Complete history: every update, what it changed, the page as it stood, and going back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from markup.render import Refused
from recommendations.panels import ORDERS, placed
from updates import moments
from updates.comparing import between
from updates.restoring import restore as restore_update
from web import kept
from web.kept import members_only
from web.paging import page_by_key
from web.throttle import allow
from wiki.access import on_page
from wiki.linking import render as render_text
from wiki.models import NOTE_LIMIT, Changeset, Page
from wiki.sizes import KINDS
from wiki.tree import ancestors
from wiki.writing import NameTaken


@require_safe
@on_page
def history(request: HttpRequest, page: Page) -> HttpResponse:
    """Every update of the page, newest first; two can be chosen to compare."""
    kind = request.GET.get("kind", "")
    updates = Changeset.objects.filter(page=page).of_kind(kind).select_related("author")
    found = page_by_key(updates, request, key="number")
    newest = [update.number for update in found.rows[:2]]
    context = {
        "page": page,
        "path": ancestors(page),
        "found": found,
        "kinds": {"": "Everything"} | {key: name for key, (name, _) in KINDS.items()},
        "kind": kind if kind in KINDS else "",
        "total": Changeset.objects.filter(page=page).count(),
        "people": Changeset.objects.filter(page=page).values("author_name").distinct().count(),
        "to_number": newest[0] if newest else 0,
        "from_number": newest[-1] if newest else 0,
    }
    return render(request, "updates/history.html", context)


def _update(page: Page, number: int) -> Changeset:
    updates = Changeset.objects.filter(page=page, number=number).select_related("author")
    return get_object_or_404(updates)


@require_safe
@on_page
def changes(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """What one update changed."""
    update = _update(page, number)
    before = Changeset.objects.filter(page=page, number=number - 1).first()
    return _changes(request, page, before, update, [update])


@require_safe
@on_page
def compare_form(request: HttpRequest, page: Page) -> HttpResponse:
    """Lead the two updates chosen in the history to the address of their comparison."""
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in chosen):
        messages.warning(request, "Choose two updates to compare.")
        return redirect("history", slug=page.slug)
    old, new = sorted(int(text) for text in chosen)
    return redirect("compare", slug=page.slug, old=old, new=new)


@require_safe
@on_page
def compare(request: HttpRequest, page: Page, old: int, new: int) -> HttpResponse:
    """What changed between any two updates; 0 is the page before its first."""
    if old > new:
        return redirect("compare", slug=page.slug, old=new, new=old)
    before = _update(page, old) if old else None
    update = _update(page, new)
    since = Changeset.objects.filter(page=page, number__gt=old, number__lte=new)
    about = since.select_related("author").order_by("number")
    return _changes(request, page, before, update, list(about))


def _changes(
    request: HttpRequest,
    page: Page,
    before: Changeset | None,
    update: Changeset,
    about: list[Changeset],
) -> HttpResponse:
    old, new = moments.at(page, before), moments.at(page, update)
    whole = request.GET.get("context") == "all"
    single = update.number - old.number == 1
    context: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "old": old,
        "new": new,
        "update": update,
        "about": about,
        "single": single,
        "changes": between(old, new, whole=whole),
        "whole": whole,
        "side": request.GET.get("view") == "side",
        "previous": old.number if single else None,
        "next": Changeset.objects.filter(page=page, number=update.number + 1).first()
        if single
        else None,
        "latest": Changeset.objects.filter(page=page).values_list("number", flat=True).first(),
    }
    return render(request, "updates/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def restore(request: MemberRequest, page: Page, number: int) -> HttpResponse:
    """Make the page again what update `number` left; without a form, ask first."""
    update = _update(page, number)
    if request.method != "POST":
        typed: Mapping[str, Any] = kept.back(request) or {}
        note = typed.get("note") or f"Back to update {number}"
        context = {"page": page, "path": ancestors(page), "number": number, "note": note}
        return render(request, "updates/restore.html", context)
    allow("edit", request.user.pk)
    note = request.POST.get("note", "").strip()[:NOTE_LIMIT] or f"Back to update {number}"
    try:
        made = restore_update(page, update, author=request.user, note=note)
    except (NameTaken, Refused) as refused:
        messages.error(request, f"{refused}. The page stays as it is.")
        return redirect("changes", slug=page.slug, number=number)
    page.refresh_from_db()
    if made is None:
        messages.info(request, f"The page is as update {number} left it already.")
    return redirect(page)


@require_safe
@on_page
def at_number(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """The page as it stood at one of its updates."""
    return _as_it_stood(request, page, _update(page, number))


@require_safe
@on_page
def at_day(request: HttpRequest, page: Page, day: str) -> HttpResponse:
    """The page as it stood at the end of a day, in the site's own zone."""
    try:
        update = moments.update_of_day(page, day)
    except ValueError as no_day:
        raise Http404 from no_day
    if update is None:
        first = Changeset.objects.filter(page=page).order_by("number").first()
        context = {"page": page, "path": ancestors(page), "first": first, "day": day}
        return render(request, "updates/not_yet.html", context, status=404)
    return _as_it_stood(request, page, update, day=day)


def _as_it_stood(
    request: HttpRequest, page: Page, update: Changeset, day: str = ""
) -> HttpResponse:
    moment = moments.at(page, update)
    try:
        text, refused = render_text(moment.body), ""
    except Refused as why:
        text, refused = render_text(""), why.message
    context = {
        "page": page,
        "path": ancestors(page),
        "moment": moment,
        "update": update,
        "day": day,
        "text": text,
        "refused": refused,
        "blocks": placed(text.parts, moment.groups()),
        "orders": ORDERS,
        "order": "written",
        "frozen": True,
        "latest": Changeset.objects.filter(page=page).first(),
    }
    return render(request, "updates/at.html", context)
