"""The screen on which a thread gets another subject and other keyword tags."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from discussions import renaming
from discussions.access import get_thread_or_404, may_rename
from discussions.forms import RenameForm
from discussions.models import Thread, ThreadAct
from web import kept
from web.kept import members_only
from web.paging import Some, whole_number
from web.throttle import allow
from wiki.tree import ancestors

ACTS_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rename(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what a thread is called and tagged with; `undo`: the number of an act to undo."""
    thread = get_thread_or_404(request.user, pk)
    if not may_rename(request.user, thread):
        raise PermissionDenied
    now = {"subject": thread.subject, "tags": thread.tags}
    if request.method != "POST":
        return _screen(request, thread, RenameForm(kept.back(request), initial=now))
    allow("post", request.user.pk)
    if request.POST.get("undo"):
        return _undo(request, thread, RenameForm(initial=now))
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _screen(request, thread, form, status=422)
    data, by, why = form.cleaned_data, request.user, form.cleaned_data["reason"]
    renamed = renaming.rename(thread, by=by, subject=data["subject"], reason=why)
    tagged = renaming.retag(thread, by=by, tags=data["tags"], reason=why)
    messages.success(request, "Saved." if renamed or tagged else "Nothing changed.")
    return redirect(thread)


def _undo(request: MemberRequest, thread: Thread, form: RenameForm) -> HttpResponse:
    pk = whole_number(request.POST["undo"]) or 0
    act = get_object_or_404(ThreadAct, thread=thread, pk=pk, kind__in=renaming.UNDOABLE)
    try:
        renaming.undo(act, by=request.user)
    except renaming.Overtaken as overtaken:
        messages.error(request, f"{overtaken}.")
        return _screen(request, thread, form, status=409)
    messages.success(request, "Undone.")
    return redirect(thread)


def _screen(
    request: MemberRequest, thread: Thread, form: RenameForm, status: int = 200
) -> HttpResponse:
    acts: Any = ThreadAct.objects.filter(thread=thread, kind__in=renaming.UNDOABLE)
    context = {
        "page": thread.page,
        "path": ancestors(thread.page),
        "here": "Subject and tags",
        "thread": thread,
        "form": form,
        "acts": Some(acts.select_related("actor", "undone_by").order_by("-pk"), ACTS_SHOWN),
    }
    return render(request, "discussions/rename.html", context, status=status)
