"""The questions of the site, and the same as a feed."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from questions.choosing import SORTS, STATES, Choice
from questions.feeding import atom
from web.paging import number


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """What nobody has answered yet, or another choice of questions; the next after `after`."""
    choice = Choice.asked(request.GET, request.user)
    found, after = choice.listed(request.user, number(request, "after"))
    numbers = choice.numbers(request.user)
    context = {
        "choice": choice,
        "tabs": [
            (name, choice.query(state=state), numbers[state], state == choice.state)
            for state, name in STATES.items()
        ],
        "sorts": SORTS.items(),
        "state_name": STATES[choice.state],
        "query": choice.query(),
        "everything": choice.query(on="", tag="", q=""),
        "questions": found,
        "after": after,
    }
    return render(request, "questions/questions.html", context)


@require_safe
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    """The same as an Atom feed: what everybody may read, whoever asks.

    Where it was of something that is gone, it ends: its readers are not sent everything instead.
    """
    choice = Choice.asked(request.GET, AnonymousUser())
    if choice.unknown:
        raise Http404
    found, _ = choice.listed(AnonymousUser())
    query = f"?{choice.query()}" if choice.query() else ""
    named = f"{STATES[choice.state].lower()} questions {choice.said}".strip()
    body = atom(
        found,
        title=f"{settings.COMMUNITY_NAME}: {named}",
        address=reverse("questions") + query,
        feed_address=reverse("questions_feed") + query,
    )
    return HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
