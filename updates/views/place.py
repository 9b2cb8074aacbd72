"""Where a page stands: under another page, or at the top."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from updates.forms import PlaceForm
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page, to_edit
from wiki.models import Page
from wiki.tree import Circular, ancestors, branch_size
from wiki.writing import revise_page


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def place(request: MemberRequest, page: Page) -> HttpResponse:
    """Put a page under another one. All that stands under it comes along."""
    given: Any = request.POST or kept.back(request)
    if request.POST.get("pick"):
        given = request.POST.copy()
        given["parent"] = request.POST["pick"]
    now = {"parent": page.parent.title if page.parent else ""}
    form = PlaceForm(request.user, given or None, page=page, initial=now)
    if request.method == "POST" and form.is_valid():
        allow("edit", request.user.pk)
        parent, note = form.cleaned_data["parent"], form.cleaned_data["note"]
        try:
            revise_page(page, author=request.user, parent=parent, note=note)
        except Circular as circular:
            form.add_error("parent", str(circular))
        else:
            return redirect(page)
    context = {"page": page, "path": ancestors(page), "form": form, "below": branch_size(page)}
    status = 422 if request.method == "POST" else 200
    return render(request, "updates/place.html", context, status=status)
