"""People: a profile that everybody may read and its owner may change."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.addresses import confirmed
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.names import LIMIT, canonical
from accounts.requests import MemberRequest
from web import kept
from web.kept import members_only
from web.throttle import allow

NAMES_SHOWN = 8
TABS = {
    "": "Everything",
    "text": "Edits",
    "recommendations": "Recommendations",
    "discussion": "Posts",
    "stars": "Stars",
}


@require_safe
def person(request: HttpRequest, username: str) -> HttpResponse:
    """Somebody's profile, found by any spelling of their name and shown under the right one."""
    found = get_object_or_404(User, name_key=canonical(username))
    if found.username != username:
        query = request.META.get("QUERY_STRING", "")
        return redirect(found.get_absolute_url() + (f"?{query}" if query else ""))
    show = request.GET.get("show", "")
    context = {
        "person": found,
        "is_me": found == request.user,
        "tabs": TABS,
        "show": show if show in TABS else "",
    }
    return render(request, "accounts/person.html", context)


@require_safe
@members_only
def names(request: MemberRequest) -> HttpResponse:
    """People whose names begin with what was typed (`q`), for a script that writes @name."""
    allow("lookup", request.user.pk)
    found = User.objects.named_like(request.GET.get("q", "")[:LIMIT])
    return JsonResponse({"people": list(found.values("username", "name")[:NAMES_SHOWN])})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit_profile(request: MemberRequest) -> HttpResponse:
    """Change what others read about oneself, and the zone of all times."""
    me = request.user
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            for field, value in form.cleaned_data.items():
                setattr(me, field, value)
            me.save(update_fields=list(form.cleaned_data))
            return redirect(me)
    else:
        now = {name: getattr(me, name) for name in ProfileForm.base_fields}
        form = ProfileForm(kept.back(request), initial=now)
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "is_confirmed": bool(confirmed([me.pk]))}
    return render(request, "accounts/edit_profile.html", context, status=status)
