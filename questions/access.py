"""The door to one question."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from questions.models import Question
from wiki.access import get_on_page

QuestionView = Callable[..., HttpResponse]


def on_question(view: QuestionView) -> QuestionView:
    """Give a view the question instead of its number. Raises Deleted where its page was."""

    @functools.wraps(view)
    def inner(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Question.objects.with_people().with_answers().with_page()
        return view(request, get_on_page(rows, request.user, pk=pk), *args, **kwargs)

    return inner
