"""The door to challenges."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from challenges.models import Challenge
from wiki.access import deleted_screen
from wiki.pasts import require_shown

View = Callable[..., HttpResponse]


def on_challenge(view: View) -> View:
    """Give a view the challenge of that number; with its page, or the text it quotes, it is gone.

    Raises wiki.pasts.Hidden.
    """

    @functools.wraps(view)
    def inner(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        rows = Challenge.objects.select_related(
            "page__protection", "author", "recommendation", "removed_by", "at_update__page"
        )
        found: Challenge = get_object_or_404(rows, pk=pk)
        if found.page.deleted_at:
            return deleted_screen(request, found.page)
        if found.recommendation_id is None and (found.is_gone or not found.is_open):
            require_shown(found.page, found.at_update)
        return view(request, found, **kwargs)

    return inner
