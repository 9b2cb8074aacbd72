"""How people are told what a deed or a screen came upon: protected, deleted, past reading."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from web import kept
from wiki.access import deleted_screen, find_protected
from wiki.changesets import Deleted, Protected
from wiki.hiding import hidden_text_screen
from wiki.models import Page
from wiki.moderating import protection_screen
from wiki.pasts import Hidden, Unreadable

Handler = Callable[[HttpRequest], HttpResponse]


class protected_pages:  # noqa: N801 - a middleware is named like the others
    """Answer 403 with who may change the page, why, and until when; give typed text back.

    A past text that is hidden is told of as that, 410. One that cannot be read is a fault of ours,
    500: what else the page has is reached.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Deleted):
            gone = Page.objects.select_related("deleted_by", "protection")
            return deleted_screen(request, gone.get(pk=error.page_id))
        if isinstance(error, Hidden):
            return hidden_text_screen(request, error.page, error.changeset)
        if isinstance(error, Unreadable):
            context = {"page": error.page, "number": error.changeset.number}
            context |= {"texts": kept.typed(request) if request.method == "POST" else []}
            return render(request, "wiki/unreadable.html", context, status=500)
        if not isinstance(error, Protected):
            return None
        page = find_protected(error)
        return protection_screen(request, page, refused=True, texts=kept.typed(request))
