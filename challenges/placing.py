"""Marks at the places of challenged words, which `wiki.marking` puts on the page."""

from collections.abc import Iterable

from django.utils.html import format_html

from challenges.models import Challenge
from markup.marking import Mark
from wiki.hideable import REMOVED
from wiki.marking import Found, Source
from wiki.models import Page

CSS = "challenged"
PLACED = 200  # challenges of one page that are looked for when it is written


def _followed_on(page: Page) -> Iterable[Challenge]:
    return Challenge.objects.followed().filter(page=page).exclude(quote=REMOVED)[:PLACED]


def _marks(found: Found) -> list[Mark]:
    return [
        Mark(place.start, place.end, challenge.mark, CSS, _link(challenge))
        for challenge, place in found
        if challenge.is_open
    ]


def _link(challenge: Challenge) -> str:
    words = challenge.quote.split()
    named = " ".join(words) if len(words) <= 8 else f"{' '.join(words[:8])} …"
    return format_html(
        '<a class="challenge-ref" href="{}">challenged<span class="vh">: see what is said of '
        "“{}”</span></a>",
        challenge.get_absolute_url(),
        named,
    )


CHALLENGES = Source(anchors=_followed_on, marks=_marks)
