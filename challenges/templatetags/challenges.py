"""What pages of other apps show of challenges."""

from typing import Any

from django import template
from django.http import HttpRequest

from challenges import panels
from challenges.models import Challenge
from wiki.models import Page

register = template.Library()


@register.simple_tag
def challenges_on(page: Page) -> list[Challenge]:
    return panels.on_page(page)


@register.simple_tag
def challenges_about(recommendation_pk: int) -> list[Any]:
    return panels.about_recommendation(recommendation_pk)


@register.simple_tag
def challenges_answered_by(thread_pk: int) -> list[Challenge]:
    return panels.answered_by(thread_pk)


@register.simple_tag
def challenges_to_answer(page: Page, request: HttpRequest) -> list[Challenge]:
    return panels.to_answer(page, request)


@register.simple_tag
def challenges_ticked(request: HttpRequest) -> list[int]:
    return panels.ticked(request)
