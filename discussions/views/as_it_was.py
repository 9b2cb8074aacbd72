"""A thread as it was at a moment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from discussions.access import get_thread_or_404
from discussions.moments import read_at, thread_of_opening
from web.moments import end_of
from web.paging import number
from wiki.tree import ancestors


@require_safe
def thread_at(request: HttpRequest, pk: int, moment: str) -> HttpResponse:
    """The posts that were there at the end of a minute or second, with the words of then."""
    thread = get_thread_or_404(request.user, pk, as_it_was=True)
    try:
        until = end_of(moment)
    except ValueError as never:
        raise Http404 from never
    if thread.started_at > until:
        raise Http404
    shown = read_at(thread, request.user, until, number(request, "after"))
    if not shown.by_number:
        elsewhere = thread_of_opening(thread, until)
        if elsewhere is None or elsewhere == thread.pk:
            raise Http404
        return redirect("thread_at", elsewhere, moment)
    context = {
        "page": thread.page,
        "path": ancestors(thread.page),
        "here": thread.subject,
        "thread": thread,
        "moment": moment,
        "until": until,
        "reading": shown,
    }
    return render(request, "discussions/thread_at.html", context)
