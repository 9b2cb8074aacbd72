"""Drafts in requests: what a script tells of them, and how a browser learns that one has ended."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import time_format

from accounts.requests import MemberRequest
from drafts import keeping
from drafts.keeping import Ended, NotKept
from drafts.models import Draft
from web.throttle import allow

FORM = {"body", "note"}
"""Every form in which drafts are typed has one of these; a sign of life has neither."""
REMEMBERED = 600
"""Seconds that a browser has to learn that a draft was saved, and to forget its own copy."""

Answer = TypeVar("Answer", bound=HttpResponse)


def is_from_its_writer(request: HttpRequest) -> bool:
    """Whether the person for whom a form was made is the one who is signed in by now."""
    typist = request.POST.get("person")
    return request.user.is_authenticated and typist == str(request.user.pk)


def hear(
    request: MemberRequest, kind: type[Draft], keep: Callable[[], Draft | None]
) -> dict[str, Any]:
    """Do what a script tells of a form that somebody types into; what its answer says of it.

    `do`: keep, drop (no word is left of it), bring (one that waited in a browser), here, leave.
    """
    allow("draft", request.user.pk)
    do, key = request.POST.get("do", ""), request.POST.get("draft", "")
    try:
        if do == "drop":
            keeping.drop(kind, person=request.user, key=key)
        elif do in ("keep", "leave", "bring") and FORM & request.POST.keys():
            return {"kept": keep()}
    except NotKept as refused:
        return {"refused": refused}
    except Ended:
        return {"next_key": keeping.new_key()}
    return {}


def key_of(draft: Draft | None, given: Mapping[str, Any] | None) -> str:
    """The key of a form: of the draft in it, of what was typed into it before, or a new one."""
    key = draft.key if draft else str(given.get("draft", "")) if given else ""
    return key if keeping.is_key(key) else keeping.new_key()


def said_of(draft: Draft) -> str:
    """What whoever kept it by a button is told."""
    at = time_format(timezone.localtime(draft.kept_at), "H:i")
    return f"Draft kept at {at}. Nobody but you sees it."


def ended(request: MemberRequest, kind: type[Draft], answer: Answer) -> Answer:
    """Forget the draft of a form whose text is saved, here and in the browser that wrote it."""
    key = request.POST.get("draft", "")
    if keeping.is_key(key):
        keeping.end(kind, person=request.user, key=key)
        secure = settings.IS_HTTPS
        answer.set_cookie("saved", key, max_age=REMEMBERED, samesite="Lax", secure=secure)
    return answer
