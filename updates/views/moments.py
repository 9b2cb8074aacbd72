"""The page as it stood: at an update, at the end of a day, at a moment."""

import datetime
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from discussions.moments import threads_at
from markup.render import Refused
from recommendations.panels import ORDERS, placed
from updates import moments
from updates.views.updates import get_update_or_404
from web.moments import address_of, end_of
from wiki.access import on_page
from wiki.linking import render as render_text
from wiki.models import Changeset, Page
from wiki.tree import ancestors

TYPED = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d")  # by a browser's field, and by hand
AT_MOST = 40  # characters of a moment that somebody typed


@require_safe
@on_page
def at_number(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """The page at one of its updates."""
    update = get_update_or_404(request.user, page, number)
    return _as_it_stood(request, page, update, update.created_at)


@require_safe
@on_page
def at_day(request: HttpRequest, page: Page, day: str) -> HttpResponse:
    """The page at the end of a day, in the site's own zone."""
    with suppress(ValueError, OverflowError):
        return _until(request, page, moments.end_of_day(day), day=day)
    raise Http404


@require_safe
@on_page
def at_moment(request: HttpRequest, page: Page, moment: str) -> HttpResponse:
    """The page at the end of a minute or second, in UTC: what stood then never changes."""
    with suppress(ValueError):
        return _until(request, page, end_of(moment), minute=moment)
    raise Http404


@require_safe
@on_page
def compare_moments(request: HttpRequest, page: Page, old: str, new: str) -> HttpResponse:
    """Lead to the comparison of the updates that two moments show, which never become others."""
    try:
        ends = sorted(end_of(text) for text in (old, new))
    except ValueError as never:
        raise Http404 from never
    before, after = (moments.update_until(page, until, request.user) for until in ends)
    if after is None:
        return _not_yet(request, page, ends[1])
    numbers = [before.number if before else 0, after.number]
    return redirect("compare", page.slug, *numbers)


@require_safe
@on_page
def choose(request: HttpRequest, page: Page) -> HttpResponse:
    """Ask for a moment, or for two to compare, and lead to their permanent address."""
    typed = {name: request.GET.get(name, "").strip()[:AT_MOST] for name in ("when", "and")}
    found = {name: _typed(text) for name, text in typed.items() if text}
    problems = {
        name: f"“{typed[name]}” is no date and time. Write them like 2008-11-14 10:07"
        for name, moment in found.items()
        if moment is None
    }
    if "when" in request.GET and not typed["when"]:
        problems["when"] = "Say which day and time you mean"
    if typed["when"] and not problems:
        asked = [_minute(moment) for moment in found.values() if moment]
        name = "at_moment" if len(asked) == 1 else "compare_moments"
        return redirect(reverse(name, args=[page.slug, *asked]))
    context = {"page": page, "path": ancestors(page), "typed": typed, "problems": problems}
    context["first"] = page.changesets.order_by("number").first()
    return render(request, "updates/moment.html", context, status=422 if problems else 200)


def _typed(text: str) -> datetime.datetime | None:
    """A moment of the reader's zone; a day alone means its last minute."""
    for form in TYPED:
        with suppress(ValueError, OverflowError):
            moment = datetime.datetime.strptime(text, form)
            if form == TYPED[-1]:
                moment = moment.replace(hour=23, minute=59)
            return timezone.make_aware(moment).astimezone(datetime.UTC)
    return None


def _minute(moment: datetime.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%MZ}"


def _until(
    request: HttpRequest, page: Page, until: datetime.datetime, **named: str
) -> HttpResponse:
    update = moments.update_until(page, until, request.user)
    if update is None:
        return _not_yet(request, page, until, **named)
    return _as_it_stood(request, page, update, until, **named)


def _not_yet(
    request: HttpRequest, page: Page, until: datetime.datetime, **named: str
) -> HttpResponse:
    context = {"page": page, "path": ancestors(page), "until": until, **named}
    context["first"] = page.changesets.order_by("number").first()
    return render(request, "updates/not_yet.html", context, status=404)


def _as_it_stood(
    request: HttpRequest, page: Page, update: Changeset, until: datetime.datetime, **named: str
) -> HttpResponse:
    """`named` says how the address names the moment: by `day` or by `minute`."""
    moment = moments.seen_by(request.user, moments.at(page, update))
    try:
        text, refused = render_text(moment.body, update.created_at, page), ""
    except Refused as why:
        text, refused = render_text(""), why.message
    context: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "moment": moment,
        "update": update,
        "until": until,
        "here": named.get("minute") or address_of(until),
        "text": text,
        "refused": refused,
        "blocks": placed(text.parts, moment.groups()),
        "threads": threads_at(page, moment.here, until),
        "orders": ORDERS,
        "order": "written",
        "frozen": True,
        "latest": page.changesets.visible_to(request.user).first(),
        **named,
    }
    return render(request, "updates/at.html", context)
