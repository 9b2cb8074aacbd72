"""Saying where a recommendation stands, and why."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations import arranging
from recommendations.access import get_recommendation_or_404
from recommendations.models import Recommendation
from web import kept
from web.forms import PlainForm, line
from web.kept import members_only
from web.throttle import allow
from wiki.access import require_edit
from wiki.models import NOTE_LIMIT
from wiki.tree import ancestors


class StatusForm(PlainForm):
    status = forms.ChoiceField(label="Where it stands")
    note = line(
        "Why",
        limit=NOTE_LIMIT,
        required=False,
        hint="One sentence, shown beside the status. Needed where it is declined.",
        size=40,
    )

    def __init__(self, item: Recommendation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"status": item.status}, **kwargs)
        superseded = Recommendation.Status.SUPERSEDED
        offers_it = item.status == superseded or item.successions.exists()
        field: Any = self.fields["status"]
        field.choices = [
            choice
            for choice in Recommendation.Status.choices
            if choice[0] != superseded or offers_it
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("status") == Recommendation.Status.DECLINED and not data.get("note"):
            self.add_error("note", "Say why it is declined")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def status(request: MemberRequest, pk: int) -> HttpResponse:
    """Say where a recommendation stands, and why."""
    item = get_recommendation_or_404(request.user, pk, "page__protection")
    require_edit(request.user, item.page)
    form = StatusForm(item, request.POST or kept.back(request))
    if request.method == "POST" and form.is_valid():
        allow("edit", request.user.pk)
        data = form.cleaned_data
        try:
            if data["note"] or data["status"] != item.status:
                arranging.set_status(item, data["status"], author=request.user, note=data["note"])
            return redirect(item)
        except arranging.Succeeded as succeeded:
            form.add_error("status", str(succeeded))
    context = {"page": item.page, "path": ancestors(item.page), "item": item}
    refused = 422 if request.method == "POST" else 200
    return render(request, "recommendations/status.html", context | {"form": form}, status=refused)
