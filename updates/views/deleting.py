"""The screens on which a page is deleted, and put back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from updates.reviving import revive
from web import kept
from web.forms import PlainForm, line
from web.kept import members_only
from wiki.access import RestoreForm, deleted_screen, find_deleted, may_delete, on_page
from wiki.deleting import TitleHidden
from wiki.deleting import delete as delete_page
from wiki.models import NOTE_LIMIT, Page
from wiki.naming import NameTaken
from wiki.tree import ancestors


class DeleteForm(PlainForm):
    reason = line(
        "Why is this page deleted",
        limit=NOTE_LIMIT,
        empty="Say in one sentence why this page is deleted",
        hint="One sentence. It is shown with your name to everybody who looks for the page.",
        size=60,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def delete(request: MemberRequest, slug: str) -> HttpResponse:
    """Delete a page, having said why; `do`: restore puts a deleted one back."""
    gone = find_deleted(slug)
    if gone is None:
        return _delete(request, slug)
    if request.method == "POST" and request.POST.get("do") == "restore":
        return _restore(request, gone)
    return deleted_screen(request, gone)


def _restore(request: MemberRequest, page: Page) -> HttpResponse:
    form = RestoreForm(request.POST)
    try:
        if form.is_valid():
            title = form.cleaned_data["title"]
            revive(page, by=request.user, title=title, reason="Deleted page restored")
            messages.success(request, f"“{page.title}” is back, with all that may be read of it.")
            return redirect(page)
    except (TitleHidden, NameTaken) as refusal:
        form.add_error("title", str(refusal))
        page.refresh_from_db()
    return deleted_screen(request, page, form)


@on_page
def _delete(request: MemberRequest, page: Page) -> HttpResponse:
    if not may_delete(request.user, page):
        return render(request, "403.html", status=403)
    form = DeleteForm(request.POST or kept.back(request))
    if request.method == "POST" and request.POST.get("do") == "restore":
        return redirect(page)
    if request.method == "POST" and form.is_valid():
        delete_page(page, by=request.user, reason=form.cleaned_data["reason"])
        return redirect(page)
    context = {"page": page, "path": ancestors(page), "form": form}
    return render(request, "wiki/delete.html", context, status=422 if form.errors else 200)
