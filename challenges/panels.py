"""Challenges as pages of other apps show them."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from challenges.models import Challenge, MarkedText, Turn
from challenges.placing import digest
from web.paging import whole_number
from wiki.models import Page

LISTED = 100


@dataclass
class OnPage:
    """The open challenges of a page, and its stretches of text with their marks."""

    listed: list[Challenge] = field(default_factory=list)
    pieces: dict[str, str] = field(default_factory=dict)

    def marked(self, html: str) -> str:
        """A stretch of the page's stored text with its marks."""
        return self.pieces.get(digest(html), html) if self.pieces else html


def on_page(page: Page) -> OnPage:
    """One query, and one for the marks where words of the page are challenged."""
    listed = list(Challenge.objects.open().filter(page=page).for_reading()[:LISTED])
    if all(one.recommendation_id or one.is_gone for one in listed):
        return OnPage(listed)
    pieces = MarkedText.objects.filter(page=page).values_list("pieces", flat=True).first()
    return OnPage(listed, pieces or {})


def to_answer(page: Page, request: HttpRequest) -> list[tuple[Challenge, bool]]:
    """The open challenges of a page, and whether each is ticked as answered by an update."""
    chosen = set(ticked(request))
    rows = Challenge.objects.open().filter(page=page).for_reading()[:LISTED]
    return [(one, one.pk in chosen) for one in rows]


def ticked(request: HttpRequest) -> list[int]:
    """The challenges that the form of an update says it answers."""
    given = map(whole_number, request.POST.getlist("answers"))
    return [pk for pk in given if pk is not None][:LISTED]


def about_recommendation(pk: int) -> list[Any]:
    """The challenges about one recommendation, the latest first."""
    found = Challenge.objects.filter(recommendation=pk).for_reading()
    return list(found.order_by("-pk")[:LISTED])


def answered_by(thread_pk: int) -> list[Challenge]:
    """The challenges that a thread answers."""
    turns = Turn.objects.filter(thread=thread_pk).values("challenge")
    return list(Challenge.objects.filter(pk__in=turns).for_reading()[:LISTED])
