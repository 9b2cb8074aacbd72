"""Taking a post down, and putting it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from discussions import reading, removing
from discussions.access import get_post_or_404, may_put_back, may_take_down
from discussions.forms import TakeDownForm
from discussions.models import Post
from discussions.views.changing import place_of
from markup.render import Refused
from web import kept
from web.kept import members_only
from web.throttle import allow


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take down one's own post, or as a moderator anybody's; a placeholder and its answers stay."""
    post = get_post_or_404(request.user, pk)
    if not may_take_down(request.user, post):
        raise PermissionDenied
    if post.removed_at is not None:
        return redirect(reading.address(post))
    if post.author_id == request.user.pk:
        if request.method == "POST":
            return _remove(request, post, "")
        return _screen(request, post, None)
    if request.method != "POST":
        return _screen(request, post, TakeDownForm(kept.back(request)))
    form = TakeDownForm(request.POST)
    if form.is_valid():
        return _remove(request, post, form.cleaned_data["reason"])
    return _screen(request, post, form, status=422)


def _remove(request: MemberRequest, post: Post, reason: str) -> HttpResponse:
    allow("post", request.user.pk)
    removing.take_down(post, author=request.user, reason=reason)
    messages.success(request, "Taken down. Answers to it stay.")
    return redirect(reading.address(post))


def _screen(
    request: MemberRequest, post: Post, form: TakeDownForm | None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = place_of(post)
    context |= {"here": f"Take down post {post.number}", "form": form}
    return render(request, "discussions/remove.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def put_back(request: MemberRequest, pk: int) -> HttpResponse:
    """Let a post stand again, with all that it said."""
    post = get_post_or_404(request.user, pk)
    if not may_put_back(request.user, post):
        raise PermissionDenied
    if request.method == "POST" and post.removed_at is not None:
        allow("post", request.user.pk)
        try:
            removing.put_back(post, author=request.user)
        except (removing.Gone, Refused) as gone:
            messages.error(request, f"{gone}.")
        else:
            messages.success(request, "The post is back, with all that it said.")
    return redirect(reading.address(post))
