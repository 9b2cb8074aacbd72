"""The screen that says who may change a page, and on which moderators set it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from web import kept
from web.forms import EndsOn, PlainForm, line
from web.kept import members_only
from wiki.access import may_protect, on_page
from wiki.models import NOTE_LIMIT, Page, Protection
from wiki.protecting import open_again, protect
from wiki.tree import ancestors

NAMED_AT_MOST = 20


class ProtectForm(PlainForm):
    level = forms.ChoiceField(
        label="Who may change it",
        choices=Protection.Level.choices,
        error_messages={"required": "Choose who may change it"},
    )
    people = line(
        "Their names",
        limit=1000,
        required=False,
        hint="The names that people see, separated by commas. For the first choice only.",
        size=50,
    )
    reason = line(
        "Why is this page protected",
        limit=NOTE_LIMIT,
        empty="Say in one sentence why this page is protected",
        hint="One sentence. It is shown with your name to everybody who wants to change the page.",
        size=60,
    )
    ends_on = EndsOn(
        "From the beginning of that day every member may change the page again. "
        "Leave it empty where no end is known."
    )

    def clean_people(self) -> list[User]:
        names = [name.strip() for name in self.cleaned_data["people"].split(",")]
        found = []
        for name in filter(None, names):
            try:
                found.append(User.objects.get_by_natural_key(name))
            except User.DoesNotExist:
                raise forms.ValidationError(f"Nobody here is called “{name}”") from None
        if len(found) > NAMED_AT_MOST:
            raise forms.ValidationError(f"Name at most {NAMED_AT_MOST} people")
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("level") == Protection.Level.NAMED and data.get("people") == []:
            self.add_error("people", "Name at least one person, or choose moderators alone")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@on_page
def protection(request: HttpRequest, page: Page) -> HttpResponse:
    """Who may change the page, for everybody to read; moderators set it here."""
    if request.method != "POST":
        return protection_screen(request, page)
    return _set_protection(request, page=page)


@members_only
def _set_protection(request: Any, *, page: Page) -> HttpResponse:
    if not may_protect(request.user):
        return render(request, "403.html", status=403)
    if request.POST.get("do") == "open":
        if open_again(page, by=request.user):
            messages.success(request, "Every member may change this page again.")
        return redirect(page)
    form = ProtectForm(request.POST)
    if not form.is_valid():
        return protection_screen(request, page, form)
    data = form.cleaned_data
    protect(
        page,
        by=request.user,
        level=data["level"],
        people=data["people"],
        reason=data["reason"],
        ends_at=data["ends_on"],
    )
    return redirect("protection", slug=page.slug)


def protection_screen(
    request: HttpRequest,
    page: Page,
    form: ProtectForm | None = None,
    *,
    refused: bool = False,
    texts: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """What protects the page; `refused`: somebody wanted to change it, and typed `texts`."""
    standing = page.standing_protection
    sets = may_protect(request.user) and not refused
    if form is None and sets:
        back = kept.back(request)
        form = ProtectForm(back) if back else ProtectForm(initial=_initial(standing))
    context = {
        "page": page,
        "path": ancestors(page),
        "protection": standing,
        "earlier": _earlier(page),
        "form": form,
        "sets": sets,
        "refused": refused,
        "texts": texts or [],
    }
    status = 403 if refused else 422 if form is not None and form.errors else 200
    return render(request, "wiki/protection.html", context, status=status)


def _initial(standing: Protection | None) -> dict[str, Any]:
    if standing is None:
        return {"level": Protection.Level.MODERATORS}
    return {
        "level": standing.level,
        "people": ", ".join(person.username for person in standing.named),
        "reason": standing.reason,
        "ends_on": standing.ends_at and timezone.localtime(standing.ends_at).date(),
    }


def _earlier(page: Page) -> list[Any]:
    """Every time that its protection was set, changed or ended, the newest first."""
    rows = Protection.history.filter(page=page).select_related("changeset__author")
    return list(rows.order_by("-history_id")[:20])
