"""Who wrote a page: each passage and each recommendation, with the update it is from."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from recommendations.models import Recommendation
from wiki.models import Changeset, Page


@dataclass(frozen=True)
class Worded:
    """A recommendation, and the update that gave it its words, on whatever page that was."""

    pk: int
    wording: str
    area: str
    changeset: Changeset | None


def worded(page: Page) -> list[Worded]:
    """The page's recommendations in order. Two queries."""
    first = Recommendation.history.filter(id=OuterRef("pk"), wording=OuterRef("wording"))
    items: Any = (
        Recommendation.objects.standing()
        .filter(page=page)
        .annotate(brought_by=Subquery(first.order_by("history_id").values("changeset")[:1]))
        .order_by("area__position", "area", "position", "pk")
        .values_list("pk", "wording", "area__title", "brought_by")
    )
    items = list(items)
    updates = Changeset.objects.select_related("author", "accepted_by", "page").defer(
        "page__body", "page__rendered"
    )
    found = updates.in_bulk({row[3] for row in items})
    return [Worded(pk, words, area, found.get(by)) for pk, words, area, by in items]
