"""The inbox."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from watching.models import Notification
from web.kept import members_only
from web.paging import page_by_key, whole_number


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def inbox(request: MemberRequest) -> HttpResponse:
    """News for the reader, newest first. POST `do`: read (the chosen `n`) or all."""
    mine = Notification.objects.filter(person=request.user)
    if request.method == "POST":
        chosen = [pk for pk in map(whole_number, request.POST.getlist("n")) if pk is not None]
        unread = mine.filter(read_at__isnull=True)
        if request.POST.get("do") != "all":
            unread = unread.filter(pk__in=chosen[:1000])
        unread.update(read_at=timezone.now())
        return redirect("inbox")
    show = "unread" if request.GET.get("show") == "unread" else "all"
    rows = mine.filter(read_at__isnull=True) if show == "unread" else mine
    context = {"section": "inbox", "show": show, "found": page_by_key(rows, request)}
    return render(request, "watching/inbox.html", context)
