"""What pages of other apps show of what is similar."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest

from questions.models import Question
from recommendations.models import Recommendation
from search.linked import Wanted, wanting
from search.similar import Similar, similar_questions_of, similar_to
from web.paging import number
from wiki.models import Page

register = template.Library()


@register.simple_tag
def similar_recommendations(
    wording: str | None, reader: Any, but: int | None = None
) -> list[Similar]:
    """Recommendations of the site that say nearly this, `but` one of them."""
    return similar_to(wording or "", reader, but=but)


@dataclass(frozen=True)
class Proposed:
    """A recommendation proposed just now, and the one that says nearly the same."""

    pk: int
    twin: Similar


@register.simple_tag
def proposed_just_now(request: HttpRequest) -> Proposed | None:
    """What the address says was proposed just now (`?proposed=`), where it has a twin."""
    pk = number(request, "proposed")
    if pk is None or not request.user.is_authenticated:
        return None
    items = Recommendation.objects.standing().visible_to(request.user).filter(pk=pk)
    for wording in items.values_list("wording", flat=True):
        for found in similar_to(wording, request.user, limit=1, but=pk):
            if found.is_very:
                return Proposed(pk, found)
    return None


@register.simple_tag
def similar_questions(page: Page, text: str | None, but: int | None = None) -> list[Question]:
    """Open questions of the page that ask nearly this, `but` one of them."""
    return similar_questions_of(page, text or "", but=but)


@register.simple_tag
def links_wanting(slug: str, reader: Any) -> Wanted:
    """Where a page that is not written is linked from, by its name in addresses."""
    return wanting(slug, reader)
