"""Answering a question, superseding it by another, opening it again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from questions import asking, panels
from questions.access import on_question
from questions.asking import Overtaken, Refused
from questions.forms import AnswerForm, OnQuestionForm, ReopenForm, SupersedeForm
from questions.models import Question
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.tree import ancestors


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_question
def answer(request: MemberRequest, question: Question) -> HttpResponse:
    def deed(form: OnQuestionForm) -> bool:
        given, seen = form.cleaned_data["given"], form.turn_seen
        return asking.answer(question, author=request.user, given=given, seen=seen)

    held = panels.target_of(question)
    standing = {"answer": question.answer, "where": held.url if held else ""}
    return _act(
        request,
        question,
        "questions/answer.html",
        lambda *given, **more: AnswerForm(request.user, *given, **more),
        deed,
        said="Answered. Whoever asked is told.",
        standing=standing,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_question
def supersede(request: MemberRequest, question: Question) -> HttpResponse:
    def deed(form: OnQuestionForm) -> bool:
        data = form.cleaned_data
        return asking.supersede(
            question, author=request.user, by=data["found"], note=data["note"], seen=form.turn_seen
        )

    return _act(
        request,
        question,
        "questions/supersede.html",
        lambda *given, **more: SupersedeForm(question, request.user, *given, **more),
        deed,
        said="Superseded. Each question leads to the other.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_question
def reopen(request: MemberRequest, question: Question) -> HttpResponse:
    def deed(form: OnQuestionForm) -> bool:
        reason = form.cleaned_data["reason"]
        return asking.reopen(question, author=request.user, reason=reason, seen=form.turn_seen)

    return _act(
        request, question, "questions/reopen.html", ReopenForm, deed, said="It is open again."
    )


def _act(
    request: MemberRequest,
    question: Question,
    template: str,
    make: Callable[..., OnQuestionForm],
    deed: Callable[[Any], bool],
    *,
    said: str,
    standing: dict[str, str] | None = None,
) -> HttpResponse:
    """Show the form, or do the deed: what is refused, or overtaken, comes back with its text."""
    if request.method != "POST":
        typed = kept.back(request)
        given = typed.dict() if typed else standing or {}
        return _screen(request, question, template, make(initial=given), restored=bool(typed))
    form = make(request.POST)
    if not form.is_valid():
        return _screen(request, question, template, form, status=422)
    allow("edit", request.user.pk)
    try:
        done = deed(form)
    except Overtaken as overtaken:
        form.add_error(None, f"{overtaken}. Nothing was recorded: read what stands now first")
        return _screen(request, question, template, form, status=409)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _screen(request, question, template, form, status=422)
    messages.success(request, said if done else "It stood so already.")
    return redirect(question)


def _screen(
    request: MemberRequest,
    question: Question,
    template: str,
    form: OnQuestionForm,
    *,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "question": question,
        "page": question.page,
        "path": [*ancestors(question.page), question.page],
        "form": form,
        "restored": restored,
        "is_overtaken": status == 409,
    }
    return render(request, template, context, status=status)
