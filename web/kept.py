"""Nothing that somebody typed is lost: what a refused request carried, and how it comes back.

A person whose session ended while writing posts a form as nobody. What they typed is kept in the
new session, under the address it was sent to, until they have signed in and that form opens again.
"""

import functools
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url

from web.throttle import allow

SECRET_FIELDS = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword"}
SESSION_KEY = "kept"
OF_DRAFTS = {"draft", "person", "tab", "section"}
MACHINE_FIELDS = SECRET_FIELDS | OF_DRAFTS | {"next", "base", "against", "do", "seen"}
KEEP_AT_MOST = 5  # forms a session


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and text of every field that a person may have typed into."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in MACHINE_FIELDS
        for value in values
        if value.strip() and len(value) > 3
    ]


def keep(request: HttpRequest) -> None:
    """Remember this request's form in the session until `back` asks for it."""
    data = request.POST.copy()
    for name in SECRET_FIELDS:
        data.pop(name, None)
    forms = dict(request.session.get(SESSION_KEY, {}))
    forms[request.path] = data.urlencode()
    request.session[SESSION_KEY] = dict(list(forms.items())[-KEEP_AT_MOST:])


def back(request: HttpRequest) -> QueryDict | None:
    """What was kept for this address, until its form is sent again.

    A form that says whose it is comes back to that `person` alone, whoever signs in first.
    """
    data = request.session.get(SESSION_KEY, {}).get(request.path)
    if data is None:
        return None
    form = QueryDict(data)
    return form if form.get("person", str(request.user.pk)) == str(request.user.pk) else None


def forget(request: HttpRequest) -> None:
    """Drop what was kept for this address: its form was sent again."""
    forms = dict(request.session.get(SESSION_KEY, {}))
    if forms.pop(request.path, None) is not None:
        request.session[SESSION_KEY] = forms


View = Callable[..., HttpResponse]


def members_only(view: View | None = None, *, form_at: str | None = None) -> Any:
    """Send people who are not signed in to the door, and keep what they typed.

    `form_at` says which query on the same address opens the form again, where it is not the
    address itself.
    """

    def decorate(inner: View) -> View:
        @functools.wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                if request.method == "POST":
                    forget(request)
                    if request.POST.get("do") == "discard":
                        return redirect(request.get_full_path())
                return inner(request, *args, **kwargs)
            if request.method == "POST":
                allow("keep", request.META.get("REMOTE_ADDR", ""))
                keep(request)
            target = request.get_full_path() if form_at is None else form_at
            query = urlencode({"next": target})
            door = f"{resolve_url(settings.LOGIN_URL)}?{query}"
            if getattr(request, "htmx", False):
                answer = HttpResponse(status=204)
                answer["HX-Redirect"] = door
                return answer
            return redirect(door)

        return guarded

    return decorate(view) if view else cast(Any, decorate)
