"""Where the address of a thread leads that went into another one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from discussions.access import Merged
from discussions.whereabouts import opening_post

Handler = Callable[[HttpRequest], HttpResponse]


class merged_threads:  # noqa: N801 - a middleware is named like the others
    """Lead whoever asks for a thread that was merged to its first post, where it stands now.

    May be undone, so that no browser should remember it.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Merged):
            return None
        post = opening_post(error.thread)
        return redirect("post", post.pk) if post else None
