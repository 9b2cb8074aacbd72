"""Starring: one recommendation from wherever it stands, or several at once with one note."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations import panels, starring
from recommendations.models import REASON_LIMIT, Recommendation
from web import kept
from web.forms import PlainForm, line
from web.fragments import came_from, say
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import on_page
from wiki.models import NOTE_LIMIT, Page
from wiki.tree import ancestors


class ReasonForm(PlainForm):
    reason = line(
        "Why you stand behind it",
        limit=REASON_LIMIT,
        required=False,
        hint=f"Shown with your name, like the star. At most {REASON_LIMIT} characters.",
        size=60,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def star(request: MemberRequest, pk: int) -> HttpResponse:
    """`do`: give (the wording as it stands), take (back), explain (with `reason`)."""
    item = get_object_or_404(
        Recommendation.objects.visible_to(request.user).select_related("page"), pk=pk
    )
    if request.method != "POST":
        typed = kept.back(request)
        if typed is None or "reason" not in typed:
            return redirect(item)
        return _reason_screen(request, item, ReasonForm(typed))
    allow("star", request.user.pk)
    do = request.POST.get("do", "give")
    try:
        if do == "take":
            starring.take_back(item, person=request.user)
        elif do == "explain":
            return _explain(request, item)
        else:
            starring.give(item, person=request.user)
    except starring.Removed as removed:
        messages.error(request, f"{removed}. You can read what became of it here.")
        # A script leaves for that page too: it is no row to swap in.
        leave = HttpResponse(status=204, headers={"HX-Redirect": item.get_absolute_url()})
        return leave if request.htmx else redirect(item)  # type: ignore[attr-defined]
    return _answer(request, item, do)


def _explain(request: MemberRequest, item: Recommendation) -> HttpResponse:
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if starring.explain(item, person=request.user, reason=reason):
            return _answer(request, item, "explain")
        form.add_error("reason", f"You have no star on {item.ref}. Star it, then say why")
    return _reason_screen(request, item, form)


def _reason_screen(request: MemberRequest, item: Recommendation, form: ReasonForm) -> HttpResponse:
    """A reason that was not kept yet, given back to who wrote it."""
    context = {"item": item, "form": form, "section": "board"}
    status = 422 if request.method == "POST" else 200
    return render(request, "recommendations/reason.html", context, status=status)


def _answer(request: MemberRequest, item: Recommendation, do: str) -> HttpResponse:
    row = panels.row_of(item.pk, request.user)
    said = {
        "take": f"Star taken back. {row.stars} in all.",
        "explain": f"Your reason stands beside {item.ref}.",
    }.get(do, f"Starred. {row.stars} in all.")
    just = item.pk if do == "give" else None
    if request.htmx:  # type: ignore[attr-defined]
        context = {"row": row, "just_starred": just, "page": item.page}
        answer = render(request, "recommendations/_recommendation.html", context)
        return say(answer, said)
    messages.success(request, f"{said} {item.ref}: {item.wording}")
    return redirect(_where_from(request, item, just))


def _where_from(request: HttpRequest, item: Recommendation, just: int | None) -> str:
    """The place that the star was pressed at; `just` starred asks there for a reason."""
    here = urlsplit(came_from(request, item.page.get_absolute_url()))
    query = QueryDict(here.query, mutable=True)
    query.pop("starred", None)
    if just:
        query["starred"] = str(just)
    return urlunsplit(("", "", here.path, query.urlencode(), f"r{item.pk}"))


class StarManyForm(PlainForm):
    note = line(
        "About this update",
        limit=NOTE_LIMIT,
        required=False,
        hint="One note for all these stars. It stands in the page's history.",
        size=60,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def star_many(request: MemberRequest, page: Page) -> HttpResponse:
    """Give several stars in one update."""
    given: Any = request.POST if request.method == "POST" else kept.back(request)
    form = StarManyForm(given)
    picked = given.getlist("star") if given is not None else []
    chosen = {pk for pk in map(whole_number, picked) if pk is not None}
    if request.method == "POST":
        allow("star", request.user.pk)
        items = list(
            Recommendation.objects.standing().filter(page=page, pk__in=chosen).order_by("pk")
        )
        if not items:
            form.add_error(None, "Choose at least one recommendation")
        elif form.is_valid():
            starring.give_all(page, items, person=request.user, note=form.cleaned_data["note"])
            messages.success(request, f"{len(items)} starred")
            return redirect(f"{page.get_absolute_url()}#recommendations")
    context = {
        "page": page,
        "path": ancestors(page),
        "form": form,
        "chosen": chosen,
        "groups": panels.groups_of(page, request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "recommendations/star_many.html", context, status=status)
