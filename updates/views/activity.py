"""Site-wide recent activity."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from updates.activity import SHOWN, stream
from wiki.sizes import KINDS

NAMES = {"": "Everything"} | {key: name for key, (name, _) in KINDS.items()}
NAMES["discussion"] = "Discussion"


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """What happened on the site, newest first, by kind; earlier ones by the time in `before`."""
    kind = request.GET.get("kind", "")
    before = _moment(request.GET.get("before", ""))
    events = stream(kind=kind if kind in NAMES else "", before=before)
    context = {
        "section": "activity",
        "kinds": NAMES.items(),
        "kind": kind if kind in NAMES else "",
        "events": events,
        "earlier": events[-1].at.isoformat() if len(events) == SHOWN else "",
    }
    return render(request, "updates/activity.html", context)


def _moment(text: str) -> datetime.datetime | None:
    """The moment that an address names, if it names one that every zone's calendar has."""
    try:
        moment = datetime.datetime.fromisoformat(text)
        return moment.astimezone(datetime.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
