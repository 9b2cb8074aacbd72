"""Screens by which a file, or one version of it, is taken down and put back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from files import hiding
from files.access import gone_screen, may_hide_version, may_take_down
from files.models import File, FileVersion
from files.using import pages_using
from web import kept
from web.forms import PlainForm, line
from web.kept import members_only
from wiki.access import on_page
from wiki.hideable import REASON_LIMIT
from wiki.models import Page
from wiki.tree import ancestors


class HideForm(PlainForm):
    reason = line(
        "Why is it taken down",
        limit=REASON_LIMIT,
        empty="Say in one sentence why it is taken down",
        hint="One sentence. It is shown with your name to everybody who looks for the file, so "
        "repeat nothing that should not be read.",
        size=60,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def hide_file(request: Any, page: Page, name: str) -> HttpResponse:
    """Take a file down, having said why; `do`: restore puts it back."""
    file = _file(page, name)
    if file.is_hidden and not _restores(request):
        return gone_screen(request, file, None)
    if not may_take_down(request.user, file):
        return render(request, "403.html", status=403)
    if _restores(request):
        if hiding.put_back(file, by=request.user):
            messages.success(request, f"{file.name} is back, with all its versions.")
        return redirect(file)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        hiding.take_down(file, by=request.user, reason=form.cleaned_data["reason"])
        return redirect(file)
    return _ask(request, form, file, users=pages_using(file))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def hide_version(request: Any, page: Page, name: str, number: int) -> HttpResponse:
    """The same for one version of a file."""
    file = _file(page, name)
    version = get_object_or_404(FileVersion.objects.told(), file=file, number=number)
    if file.is_hidden:
        return gone_screen(request, file, None)
    if not may_hide_version(request.user, file):
        return render(request, "403.html", status=403)
    if _restores(request):
        if not version.purged_at and hiding.show_version(version, by=request.user):
            messages.success(request, f"Version {number} of {file.name} can be read again.")
        return redirect(file)
    if version.is_hidden:
        return gone_screen(request, file, version)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            hiding.hide_version(version, by=request.user, reason=form.cleaned_data["reason"])
        except hiding.StillStands as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(file)
    return _ask(request, form, file, version=version)


def _file(page: Page, name: str) -> File:
    files = File.objects.select_related("hidden_by")
    found: File = get_object_or_404(files, page=page, name_key=name.casefold())
    found.page = page
    return found


def _restores(request: HttpRequest) -> bool:
    return request.method == "POST" and request.POST.get("do") == "restore"


def _form(request: HttpRequest) -> HideForm:
    return HideForm(request.POST or kept.back(request))


def _ask(request: HttpRequest, form: HideForm, file: File, **more: Any) -> HttpResponse:
    context = {"page": file.page, "path": ancestors(file.page), "file": file, "form": form, **more}
    return render(request, "files/hide.html", context, status=422 if form.errors else 200)
