"""Answering a challenge in a new thread, opening it again, withdrawing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from challenges import challenging
from challenges.access import on_challenge
from challenges.forms import ReopenForm, WithdrawForm
from challenges.models import Challenge
from challenges.views.reading import overtaken, screen
from discussions import posting
from discussions.forms import StartForm
from markup.render import Refused
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.tree import ancestors


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_challenge
def answer_in_thread(request: MemberRequest, found: Challenge) -> HttpResponse:
    """Start a thread that answers the challenge, in the form in which all threads start."""
    about = {"about": str(found.recommendation_id or "")}
    if request.method != "POST":
        if not found.is_open:
            return redirect(found)
        given = kept.back(request)
        initial = (given.dict() if given else {}) | about
        return _form(request, found, StartForm(found.page, initial=initial), restored=bool(given))
    form = StartForm(found.page, request.POST.dict() | about)
    if form.is_valid():
        try:
            if request.POST.get("do") == "preview":
                allow("preview", request.user.pk)
                html = posting.render(form.cleaned_data["body"], author=request.user).html
                shown = StartForm(found.page, initial=request.POST)
                return _form(request, found, shown, preview=html)
            allow("post", request.user.pk)
            return _start(request, found, form)
        except Refused as refused:
            form.add_error("body", refused.message)
    return _form(request, found, form, status=422)


def _start(request: MemberRequest, found: Challenge, form: StartForm) -> HttpResponse:
    data = form.cleaned_data
    thread = posting.start_thread(
        found.page,
        author=request.user,
        subject=data["subject"],
        body=data["body"],
        tags=data["tags"],
        recommendation=data["about"],
        told=[found.author_id],
    )
    try:
        challenging.answer(found, by=request.user, thread=thread, tell_watchers=False)
    except challenging.Settled:  # what was written is said all the same
        messages.info(request, "The thread stands. The challenge had been settled meanwhile.")
    return redirect(thread)


def _form(
    request: MemberRequest,
    found: Challenge,
    form: StartForm,
    *,
    preview: str = "",
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": found.page,
        "path": ancestors(found.page),
        "here": "Answer a challenge",
        "challenge": found,
        "form": form,
        "preview": preview,
        "restored": restored,
    }
    return render(request, "challenges/answer.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_challenge
def reopen(request: MemberRequest, found: Challenge) -> HttpResponse:
    """Say why it is not answered (`reason`). The form stands on the challenge's own page."""
    if request.method != "POST":
        return redirect(found)
    form = ReopenForm(request.POST, auto_id="reopen-%s")
    if not form.is_valid():
        return screen(request, found, reopening=form, status=422)
    allow("post", request.user.pk)
    challenging.reopen(found, by=request.user, text=form.cleaned_data["reason"])
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_challenge
def withdraw(request: MemberRequest, found: Challenge) -> HttpResponse:
    """Take one's own challenge back (`note`: why). The form stands on the challenge's own page."""
    if request.method != "POST":
        return redirect(found)
    form = WithdrawForm(request.POST, auto_id="withdraw-%s")
    if not form.is_valid():
        return screen(request, found, withdrawing=form, status=422)
    allow("post", request.user.pk)
    try:
        challenging.withdraw(found, by=request.user, text=form.cleaned_data["note"])
    except challenging.Settled:
        return overtaken(request, found, withdrawing=form)
    return redirect(found)
