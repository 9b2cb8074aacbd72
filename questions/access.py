"""The one door to a question: that of the page that it belongs to."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from questions.models import Question
from wiki.access import deleted_screen, find_deleted, find_page

QuestionView = Callable[..., HttpResponse]


def on_question(view: QuestionView) -> QuestionView:
    """Give a view the question instead of its number; where its page was deleted, say so (410)."""

    @functools.wraps(view)
    def inner(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = Question.objects.with_people().with_answers().with_page().filter(pk=pk).first()
        if found is None:
            raise Http404
        page = find_page(request.user, found.page.slug)
        if page is None:
            gone = find_deleted(found.page.slug)
            if gone is None:
                raise Http404
            return deleted_screen(request, gone)
        found.page = page
        return view(request, found, *args, **kwargs)

    return inner
