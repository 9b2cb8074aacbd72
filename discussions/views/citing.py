"""The words by which a post is cited elsewhere."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from discussions import reading
from discussions.access import get_post_or_404
from wiki.tree import ancestors


@require_safe
def cite(request: HttpRequest, pk: int) -> HttpResponse:
    """Who said it, when, where, and its address. What was taken down is not cited."""
    post = get_post_or_404(request.user, pk)
    if post.removed_at is not None:
        return redirect(reading.address(post))
    page = post.thread.page
    context = {
        "page": page,
        "path": ancestors(page),
        "here": f"Cite post {post.number}",
        "thread": post.thread,
        "post": post,
        "back": reading.address(post),
    }
    return render(request, "discussions/cite.html", context)
