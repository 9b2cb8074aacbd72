"""Answering "Do you find this valuable?", and watching a thread."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from discussions import reading, valuing
from discussions.access import get_post_or_404, get_thread_or_404
from discussions.models import Post, ThreadWatch
from watching.watches import set_watch
from web.fragments import go_back, say
from web.kept import members_only
from web.throttle import allow


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def valuable(request: MemberRequest, pk: int) -> HttpResponse:
    """`answer`: yes, no or withdraw. A script gets the control back, others the post."""
    post = get_post_or_404(request.user, pk)
    if request.method != "POST":
        return redirect(reading.address(post))
    given = request.POST.get("answer", "")
    if given not in valuing.ANSWERS:
        raise BadRequest("answer is yes, no or withdraw")
    allow("star", request.user.pk)
    try:
        valuing.answer(post, person=request.user, given=valuing.ANSWERS[given])
    except valuing.OwnPost as own:
        raise PermissionDenied from own
    except valuing.Gone as gone:
        raise Http404 from gone
    return _answered(request, post, given)


def _answered(request: MemberRequest, post: Post, given: str) -> HttpResponse:
    post.refresh_from_db(fields=["valuable", "not_valuable"])
    people = "1 person does" if post.valuable == 1 else f"{post.valuable} people do"
    deed = {"yes": "You find this valuable.", "no": "You do not find this valuable."}
    said = f"{deed.get(given, 'Answer taken back.')} {people}."
    if request.htmx:  # type: ignore[attr-defined]
        context = {
            "post": post,
            "answer": valuing.ANSWERS[given],
            "question": request.POST.get("question", ""),
        }
        answer = render(request, "discussions/_valuable.html", context)
        return say(answer, said)
    messages.success(request, said)
    return redirect(reading.address(post))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def watch(request: MemberRequest, pk: int) -> HttpResponse:
    """`watch`: yes or no."""
    thread = get_thread_or_404(request.user, pk)
    if request.method != "POST":
        return redirect(thread)
    wanted = request.POST.get("watch") == "yes"
    set_watch(ThreadWatch, request.user, wanted, thread=thread)
    news = "You are told in your inbox of new replies" if wanted else "You are no longer told"
    messages.success(request, f"{news}: {thread.subject}")
    return go_back(request, thread.get_absolute_url())
