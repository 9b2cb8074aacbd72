"""What pages of other apps show of questions."""

from typing import Any

from django import template

from markup.oneline import unlinked
from questions import panels
from questions.models import Question
from wiki.models import Page

UNANSWERED_SHOWN = 3

register = template.Library()


@register.simple_tag
def questions_of(page: Page) -> panels.Panel | None:
    """The panel of a page; None where it has no question."""
    return panels.of_page(page)


@register.simple_tag
def unanswered(reader: Any) -> list[Question]:
    """The latest questions that nobody has answered, for the home page."""
    return list(Question.objects.visible_to(reader).unanswered()[:UNANSWERED_SHOWN])


@register.filter
def answered_at(question: Any) -> panels.Target | None:
    """Where the answer stands, if it stands anywhere but in its own words."""
    return panels.target_of(question)


@register.filter
def state_name(state: str) -> str:
    return str(Question.State(state).label)


@register.filter
def as_read(question: Any) -> str:
    """A question's words where they are a link themselves."""
    return unlinked(question.text)
