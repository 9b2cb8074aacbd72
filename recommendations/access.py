"""The door to one recommendation."""

from typing import Any

from recommendations.models import Recommendation
from wiki.access import get_on_page


def get_recommendation_or_404(person: Any, pk: int, *along: str) -> Recommendation:
    """One that `person` may read, with its page and what else is read `along` in the same query.

    Raises Deleted where its page was.
    """
    items = Recommendation.objects.select_related("page", *along)
    found: Recommendation = get_on_page(items, person, pk=pk)
    return found
