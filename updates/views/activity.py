"""Site-wide recent activity."""

import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from recommendations.board import Choice as BoardChoice
from recommendations.listing import which
from updates.activity import SHOWN, by_day, stream, stream_of
from updates.choosing import NAMES, Choice, updates_of
from updates.feeding import atom


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """What happened on the site, newest first, or a choice of it; earlier by the time `before`."""
    choice = Choice.asked(request.GET, request.user)
    before = moment(request.GET.get("before", ""))
    events = stream(request.user, choice, before=before)
    context = {
        "section": "activity",
        "kinds": NAMES.items(),
        "choice": choice,
        "days": by_day(events, by_page=choice.group == "page"),
        "earlier": events[-1].at.isoformat() if len(events) == SHOWN else "",
    }
    return render(request, "updates/activity.html", context)


@require_safe
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    """The same as an Atom feed: what everybody may read, whoever asks.

    Where it was of something that is gone, it ends: its readers are not sent everything instead.
    """
    choice = Choice.asked(request.GET, AnonymousUser())
    if choice.unknown:
        raise Http404
    named = " ".join(filter(None, (NAMES[choice.kind], choice.said)))
    query = f"?{choice.query}" if choice.query else ""
    body = atom(
        stream(AnonymousUser(), choice),
        title=f"{settings.COMMUNITY_NAME}: {named[:1].lower()}{named[1:]}",
        address=reverse("activity") + query,
        feed_address=reverse("activity_feed") + query,
    )
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


@require_safe
@conditional_page
def board_feed(request: HttpRequest) -> HttpResponse:
    """What became of the recommendations that the board shows everybody under the same query."""
    reader = AnonymousUser()
    choice = BoardChoice.from_query(request.GET, reader)
    if choice.unknown:
        raise Http404
    chosen = choice.rows(reader).order_by().values("pk")
    body = atom(
        stream_of(updates_of(reader, chosen)),
        title=f"{settings.COMMUNITY_NAME}: {which(choice, 'recommendations', reader)}",
        address=choice.address,
        feed_address=reverse("board_feed") + choice.feed_query,
    )
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")


def moment(text: str) -> datetime.datetime | None:
    """The moment that an address names, if it names one that every zone's calendar has."""
    try:
        moment = datetime.datetime.fromisoformat(text)
        return moment.astimezone(datetime.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
