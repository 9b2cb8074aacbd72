"""The threads of a page, and starting one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from discussions import drafts, panels, posting, visiting
from discussions.drafts import Place
from discussions.forms import PARTS, StartForm, reservation_of
from discussions.models import PostDraft, Thread
from discussions.views.drafts import kept_by_button
from discussions.views.drafts import screen as draft_screen
from drafts import requests
from markup.render import Refused
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page
from wiki.tree import ancestors


@require_safe
@on_page
def threads(request: HttpRequest, page: Page) -> HttpResponse:
    """All threads of a page."""
    context = {
        "page": page,
        "path": ancestors(page),
        "here": "Discussion",
        "table": panels.every(page, request),
    }
    return render(request, "discussions/threads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def read_all(request: MemberRequest, page: Page) -> HttpResponse:
    """Nothing in the page's threads is news any more to whoever says so."""
    if request.method == "POST":
        visiting.mark_all_read(page, request.user)
        messages.success(request, "All threads of this page are marked as read.")
    return redirect("threads", page.slug)


@require_safe
def all_threads(request: HttpRequest) -> HttpResponse:
    """All threads of the site."""
    context = {"section": "discussion", "table": panels.of_site(request)}
    return render(request, "discussions/all_threads.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def start(request: MemberRequest, page: Page) -> HttpResponse:
    """Start a thread about a page, or about one of its recommendations (`about`: its number), its
    areas (`area`), its updates (`update`), or words of it.

    `quote` in the address fills in the words, `before` says which where they stand twice, and
    `words` asks for the fields. `reservation` is the number of the one that it answers.
    """
    if request.method != "POST":
        return _opened(request, page)
    form = StartForm(page, request.POST)
    do = request.POST.get("do")
    if do == "preview":
        return _preview(request, page, form)
    if do == "draft":
        answer = kept_by_button(request, Place(page=page), form)
        return answer or _screen(request, page, form, status=422)
    if form.is_valid():
        allow("post", request.user.pk)
        thread = _start(request, page, form)
        if thread is not None:
            return requests.ended(request, PostDraft, redirect(thread))
    return _screen(request, page, form, status=422)


def _opened(request: MemberRequest, page: Page) -> HttpResponse:
    """The form with what was typed before signing in, with a draft, or empty."""
    given = kept.back(request)
    key = request.GET.get("draft", "")
    draft = None if given else drafts.find(request.user, Place(page=page), key)
    asked = {name: request.GET.get(name, "") for name in (*PARTS, "reservation")}
    asked["passage"] = request.GET.get("quote", "")
    asked["before"] = request.GET.get("before", "")[-200:]
    watch = {"watch": request.user.watches_what_they_join}
    initial = given or (draft.fields if draft else asked | watch)
    form = StartForm(page, initial=initial)
    return _screen(request, page, form, restored=given, draft=draft)


def _start(request: MemberRequest, page: Page, form: StartForm) -> Thread | None:
    data = form.cleaned_data
    try:
        return posting.start_thread(
            page,
            author=request.user,
            subject=data["subject"],
            body=data["body"],
            tags=data["tags"],
            watch=data["watch"],
            **form.subject_matter,
        )
    except Refused as refused:
        form.add_error("body", refused.message)
        return None


def _preview(request: MemberRequest, page: Page, form: StartForm) -> HttpResponse:
    allow("preview", request.user.pk)
    form.is_valid()
    if "body" not in form.errors:
        try:
            html = posting.render(form.cleaned_data["body"], author=request.user).html
        except Refused as refused:
            form.add_error("body", refused.message)
        else:
            return _screen(request, page, StartForm(page, initial=request.POST), preview=html)
    return _screen(request, page, form, status=422)


def _screen(
    request: HttpRequest,
    page: Page,
    form: StartForm,
    *,
    preview: str = "",
    restored: QueryDict | None = None,
    draft: PostDraft | None = None,
    status: int = 200,
) -> HttpResponse:
    parts = {name: form.part(name) for name in PARTS}
    about = parts["about"]
    wanted = form.given("reservation")
    reservation = reservation_of(page, wanted, about)
    context = {
        "page": page,
        "path": ancestors(page),
        "here": "Start a thread",
        "form": form,
        "about": about or (reservation and reservation.recommendation),
        "area": parts["area"],
        "update": parts["update"],
        "is_gone": not form.is_bound and any(form.given(n) and not parts[n] for n in PARTS),
        "about_words": bool(
            form.words_given or form.has_error("passage") or "words" in request.GET
        ),
        "reservation": reservation,
        "is_elsewhere": bool(wanted) and reservation is None and not form.is_bound,
        "preview": preview,
        "restored": restored,
    } | draft_screen(request, Place(page=page), request.POST or restored, draft)
    return render(request, "discussions/start.html", context, status=status)
