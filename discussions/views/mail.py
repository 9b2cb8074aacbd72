"""Ending mail by the link that stands in each, signed in or not."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.models import User
from discussions.models import Post, ThreadWatch
from mailing.addresses import read_stop_token
from watching.watches import set_watch


# A mail program sends this without having read a page; the signed address is what lets it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End one's mail, or one's watching of a thread. A mail program's one click ends the mail."""
    told = read_stop_token(token)
    if told is None:
        raise Http404
    person = get_object_or_404(User, pk=told[0])
    post = Post.objects.visible_to(person).select_related("thread").filter(pk=told[1]).first()
    if request.method == "POST":
        if request.POST.get("do") == "thread" and post is not None:
            set_watch(ThreadWatch, person, False, thread=post.thread)
        else:
            person.is_mailed = False
            person.save(update_fields=["is_mailed"])
        if "List-Unsubscribe" in request.POST:  # RFC 8058: answered at once, not redirected
            return HttpResponse("You get no more mail of threads.\n", content_type="text/plain")
        return redirect(request.path)
    watches = post is not None and ThreadWatch.objects.filter(thread=post.thread, person=person)
    context = {
        "person": person,
        "thread": post and post.thread,
        "watches": bool(watches and watches.exists()),
    }
    return render(request, "discussions/stop_mail.html", context)
