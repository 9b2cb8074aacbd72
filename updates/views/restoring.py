"""Going back to an update, to parts of it, and undoing one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.render import Refused
from updates import moments
from updates.editing import Conflict
from updates.parts import Stale, parts
from updates.parts import restore_parts as restore_chosen
from updates.restoring import naming, staying
from updates.restoring import restore as restore_update
from updates.undoing import Refused as NotUndone
from updates.undoing import plan
from updates.undoing import undo as undo_update
from updates.views.edit import conflict_screen
from updates.views.updates import get_update_or_404
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page, to_edit
from wiki.models import NOTE_LIMIT, Page
from wiki.naming import NameTaken
from wiki.tree import ancestors


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def restore(request: MemberRequest, page: Page, number: int) -> HttpResponse:
    """Make the page again what update `number` left; without a form, ask first."""
    update = get_update_or_404(request.user, page, number)
    if request.method != "POST":
        typed: Mapping[str, Any] = kept.back(request) or {}
        note = typed.get("note") or f"Back to update {number}"
        context = {"page": page, "path": ancestors(page), "number": number, "note": note}
        context["staying"] = staying(moments.at(page, update))
        return render(request, "updates/restore.html", context)
    allow("edit", request.user.pk)
    note = naming(request.POST.get("note", "").strip(), f"Back to update {number}", number)
    try:
        made = restore_update(page, update, author=request.user, note=note)
    except (NameTaken, Refused) as refused:
        messages.error(request, f"{refused}. The page stays as it is.")
        return redirect("changes", slug=page.slug, number=number)
    page.refresh_from_db()
    if made is None:
        messages.info(request, f"The page is as update {number} left it already.")
    else:
        messages.success(request, f"Back to update {number}, saved as update {made.number}.")
    left = [f"{one.recommendation.ref} {one.why}" for one in staying(moments.at(page, update))]
    if left:
        messages.info(request, f"Left as it is: {'; '.join(left)}.")
    return redirect(page)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def restore_parts(request: MemberRequest, page: Page, number: int) -> HttpResponse:
    """Bring back chosen parts of update `number`."""
    update = get_update_or_404(request.user, page, number)
    typed: Any = request.POST or kept.back(request) or {}
    chosen = set(typed.getlist("part")) if hasattr(typed, "getlist") else set()
    note = typed.get("note", "").strip()[:NOTE_LIMIT] or f"Back to parts of update {number}"
    problem = ""
    if request.method == "POST":
        allow("edit", request.user.pk)
        if chosen:
            said = naming(note, f"Back to parts of update {number}", number)
            try:
                made = restore_chosen(page, update, chosen, author=request.user, note=said)
            except Stale:
                problem = "Somebody saved the page meanwhile. Look at what is left to choose"
            except (NameTaken, Refused) as refused:
                problem = f"{refused}. The page stays as it is"
            else:
                page.refresh_from_db()
                if made is None:
                    messages.info(request, f"These parts are as update {number} left them already.")
                else:
                    messages.success(request, f"Brought back, saved as update {made.number}.")
                return redirect(page)
        else:
            problem = "Choose what to bring back"
    now, then = (
        moments.seen_by(request.user, moments.at(page, one))
        for one in (page.changesets.first(), update)
    )
    context = {
        "page": page,
        "path": ancestors(page),
        "number": number,
        "parts": parts(now, then),
        "chosen": chosen,
        "note": note,
        "problem": problem,
    }
    status = 200 if not problem else 409 if "Somebody" in problem else 422
    return render(request, "updates/restore_parts.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def undo(request: MemberRequest, page: Page, number: int) -> HttpResponse:
    """Take back what update `number` did; without a form, say what that would be and ask."""
    update = get_update_or_404(request.user, page, number)
    given: Any = request.POST or kept.back(request) or {}
    note = given.get("note", "").strip()[:NOTE_LIMIT] or f"Undo update {number}"
    context = {"page": page, "path": ancestors(page), "update": update, "note": note}
    seen = page.changesets.visible_to(request.user).filter(number__lt=number)
    context["before"] = seen.order_by("-number").first()
    try:
        if request.method != "POST":
            context["plan"] = plan(page, update)
            return render(request, "updates/undo.html", context)
        allow("edit", request.user.pk)
        made = undo_update(page, update, author=request.user, note=note)
    except NotUndone as refused:
        context["refused"] = refused
        status = 422 if request.method == "POST" else 200
        return render(request, "updates/undo.html", context, status=status)
    except Conflict as conflict:
        sent = {"note": note, "parent": page.parent.title if page.parent else ""}
        return conflict_screen(request, page, conflict.merged, conflict.against, number, sent)
    except (NameTaken, Refused) as refused:
        messages.error(request, f"{refused}. The page stays as it is.")
        return redirect("changes", slug=page.slug, number=number)
    page.refresh_from_db()
    if made is None:
        messages.info(request, f"Nothing of update {number} is left on the page.")
    else:
        messages.success(request, f"Update {number} is undone, saved as update {made.number}.")
    return redirect(page)
