"""Challenges as pages of other apps show them."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from challenges.models import Challenge, Turn
from web.paging import Some, whole_number
from wiki.models import Page

LISTED = 100


def on_page(page: Page) -> Some:
    """The open challenges of a page."""
    return Some(Challenge.objects.open().filter(page=page).for_reading(), LISTED)


def to_answer(page: Page, request: HttpRequest) -> Some:
    """Those `on_page`, each with whether it `is_ticked` as answered by an update."""
    chosen, found = set(ticked(request)), on_page(page)
    for one in found:
        one.is_ticked = one.pk in chosen
    return found


def ticked(request: HttpRequest) -> list[int]:
    """The challenges that the form of an update says it answers."""
    given = map(whole_number, request.POST.getlist("answers"))
    return [pk for pk in given if pk is not None][:LISTED]


def about_recommendation(pk: int) -> list[Any]:
    """The challenges about one recommendation, the latest first."""
    found = Challenge.objects.filter(recommendation=pk).for_reading()
    return Some(found.order_by("-pk"), LISTED)


def answered_by(thread_pk: int) -> list[Challenge]:
    """The challenges that a thread answers, or one that was merged into it."""
    turns = Turn.objects.filter(Q(thread=thread_pk) | Q(thread__merged_into=thread_pk))
    answered = Challenge.objects.filter(pk__in=turns.values("challenge"))
    return list(answered.for_reading()[:LISTED])
