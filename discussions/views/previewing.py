"""The preview of a post alone, for a script that asks while somebody types."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.models import User
from discussions import posting
from discussions.access import get_own_post_or_403
from discussions.models import POST_LIMIT, Post
from markup.render import Refused
from web.paging import number
from web.throttle import allow
from wiki.writing import tidy


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Of one's own `post`, as it will be changed, or of a new one that answers post `to`.

    Whoever is signed out by now is led nowhere: their text stands on the screen that asks.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    allow("preview", request.user.pk)
    pk = number(request, "post")
    post = get_own_post_or_403(request.user, pk) if pk is not None else None
    to = (post.answers if post else number(request, "to")) or 0
    shown = _preview_of(request.POST.get("body", ""), request.user, post, to)
    return render(request, "discussions/_preview.html", shown)


def _preview_of(body: str, author: User, post: Post | None, to: int) -> dict[str, Any]:
    """The post as it will be saved, byte for byte, or why it would be refused."""
    body = tidy(body)
    if len(body) > POST_LIMIT:
        return {"refused": f"Use at most {POST_LIMIT:,} characters. This has {len(body):,}"}
    try:
        before = post.html if post else ""
        return {"preview": posting.render(body, author=author, to=to, before=before).html}
    except Refused as refused:
        return {"refused": refused.message}
