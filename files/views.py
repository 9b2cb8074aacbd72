"""A page's files: their list, one file with its versions, and their contents."""

from functools import partial
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from files.access import gone_screen, may_hide_version, may_take_down
from files.forms import DescribeForm, UploadForm
from files.kinds import Refused
from files.models import File, FileVersion
from files.receiving import TOO_LARGE
from files.storing import content_of
from files.uploading import describe, restore, upload
from files.using import pages_using, with_uses
from web import kept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import get_on_page, on_page, require_edit
from wiki.models import Page
from wiki.tree import ancestors

POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
A_YEAR = 60 * 60 * 24 * 365


@require_safe
def content(request: HttpRequest, pk: int, name: str, width: int = 0) -> HttpResponse:
    """What a version holds, for who may read its page. It never changes, so is asked for once.

    Where it is no longer to be read, the answer says what became of it.
    """
    versions = FileVersion.objects.told()
    version: FileVersion = get_on_page(versions, request.user, page="file__page", pk=pk)
    stored = {one.width: one for one in version.contents}.get(width) if width else None
    if name != version.file.name or (width and stored is None):
        raise Http404
    if version.is_gone:
        hidden = None if version.file.is_hidden else version
        return gone_screen(request, version.file, hidden)
    try:
        held = content_of(stored.sha256 if stored else version.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # it is packed as it is
    answer = HttpResponse(held, content_type=version.what.content_type)
    disposition = "inline" if version.is_picture else "attachment"
    answer["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name, safe='')}"
    answer["Content-Security-Policy"] = POLICY
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@on_page
def files(request: HttpRequest, page: Page) -> HttpResponse:
    """The files of a page, and the form that adds one. A script is answered in JSON."""
    if request.method == "POST":
        return _add(request, page=page)
    return _list(request, page, _upload_form(None, kept.back(request)))


@members_only
def _add(request: MemberRequest, page: Page) -> HttpResponse:
    require_edit(request.user, page)
    asks_json = request.headers.get("Accept") == "application/json"
    form = _upload_form(request)
    version = _uploaded(request, page, form)
    if version is None:
        if asks_json:
            said = {name: [str(one) for one in errors] for name, errors in form.errors.items()}
            return JsonResponse({"errors": said}, status=422)
        return _list(request, page, _asking_again(form), status=422)
    if asks_json:
        told = {"name": version.file.name, "text": version.markdown}
        return JsonResponse(told, status=201)
    messages.success(request, f"{version.file.name} is on this page’s list of files now.")
    return redirect(version.file)


@require_http_methods(["GET", "HEAD", "POST"])
@on_page
def file(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """One file: how to use it, its versions, and the forms that change it."""
    files = File.objects.select_related("hidden_by")
    found = get_object_or_404(files, page=page, name_key=name.casefold())
    found.page = page
    if found.is_hidden:
        return gone_screen(request, found, None)
    if request.method == "POST":
        return _change(request, page=page, found=found)
    return _one(request, found)


@members_only
def _change(request: MemberRequest, page: Page, found: File) -> HttpResponse:
    """`do`: upload a new version, describe the picture, or restore a version."""
    require_edit(request.user, page)
    do = {"describe": _describe, "restore": _restore}.get(request.POST.get("do", ""), _replace)
    return do(request, found)


def _replace(request: MemberRequest, found: File) -> HttpResponse:
    form = _upload_form(request)
    if _uploaded(request, found.page, form, to=found) is None:
        return _one(request, found, upload_form=_asking_again(form))
    messages.success(request, f"{found.name} is replaced. Its earlier versions are kept.")
    return redirect(found)


def _describe(request: MemberRequest, found: File) -> HttpResponse:
    form = DescribeForm(request.POST, auto_id="now-%s")
    if form.is_valid():
        allow("file", request.user.pk)
        try:
            describe(_versions(found)[0], author=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("alt", refused.message)
        else:
            return redirect(found)
    return _one(request, found, describe_form=form)


def _restore(request: MemberRequest, found: File) -> HttpResponse:
    allow("file", request.user.pk)
    number = whole_number(request.POST.get("number", "")) or 0
    version = get_object_or_404(FileVersion.objects.shown().told(), file=found, number=number)
    restore(version, author=request.user)
    messages.success(request, f"Version {number} of {found.name} stands again.")
    return redirect(found)


def _upload_form(request: HttpRequest | None, typed: QueryDict | None = None) -> UploadForm:
    """The form as it was sent, or empty but for words that were `typed` before signing in."""
    make = partial(UploadForm, settings.FILE_LIMIT)
    if request is None:
        return make(initial=typed.dict() if typed else None)
    return make(request.POST, request.FILES, is_too_large=TOO_LARGE in request.META)


def _uploaded(
    request: MemberRequest, page: Page, form: UploadForm, to: File | None = None
) -> FileVersion | None:
    """The version that a form makes; None where the form now says what is wrong."""
    allow("file", request.user.pk)
    if not form.is_valid():
        return None
    data: dict[str, Any] = form.cleaned_data
    try:
        return upload(
            page,
            author=request.user,
            content=data["file"].read(),
            name=data["file"].name,
            alt=data["alt"],
            is_decorative=data["is_decorative"],
            to=to,
            note=data["note"],
        )
    except Refused as refused:
        form.add_error("alt" if refused.is_about_words else "file", refused.message)
    return None


def _asking_again(form: UploadForm) -> UploadForm:
    """A refused form, which says that its file is gone: browsers keep words, and no files."""
    if form.files and "file" not in form.errors:
        form.add_error("file", "Choose the file once more: your browser has let it go")
    return form


def _versions(found: File) -> list[FileVersion]:
    return list(FileVersion.objects.told().filter(file=found))


def _list(request: HttpRequest, page: Page, form: UploadForm, status: int = 200) -> HttpResponse:
    standing = FileVersion.objects.latest_ones().told().filter(file__page=page)
    context = {
        "page": page,
        "path": ancestors(page),
        "versions": with_uses(standing).order_by("file__name_key"),
        "form": form,
    }
    return render(request, "files/files.html", context, status=status)


def _one(
    request: HttpRequest,
    found: File,
    *,
    upload_form: UploadForm | None = None,
    describe_form: DescribeForm | None = None,
) -> HttpResponse:
    latest, *earlier = _versions(found)
    refused = upload_form or describe_form
    said = {"alt": latest.alt, "is_decorative": latest.is_decorative}
    context = {
        "page": found.page,
        "path": ancestors(found.page),
        "file": found,
        "latest": latest,
        "earlier": earlier,
        "users": pages_using(found),
        "may_take_down": may_take_down(request.user, found),
        "may_hide": may_hide_version(request.user, found),
        "address": found.get_absolute_url().removesuffix("/"),
        "refused": refused,
        "form": upload_form or UploadForm(settings.FILE_LIMIT, initial=said),
        "words": describe_form or DescribeForm(initial=said, auto_id="now-%s"),
    }
    return render(request, "files/file.html", context, status=422 if refused else 200)
