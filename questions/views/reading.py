"""One question with its history, at an address of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from questions.access import on_question
from questions.chronicle import chronicle
from questions.models import Question
from wiki.tree import ancestors


@require_safe
@on_question
def question(request: HttpRequest, found: Question) -> HttpResponse:
    earlier = Question.objects.visible_to(request.user).filter(superseded_by=found)
    context = {
        "question": found,
        "page": found.page,
        "path": [*ancestors(found.page), found.page],
        "here": "Question",
        "deeds": chronicle(found),
        "supersedes": list(earlier.with_page().order_by("pk")[:50]),
    }
    return render(request, "questions/question.html", context)
