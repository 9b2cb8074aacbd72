"""Areas by name, in one order for the whole site."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from recommendations.models import Area


@dataclass(frozen=True)
class Place:
    """An area with the page that it stands on."""

    title: str
    page: str
    url: str
    order: int  # pages by title, then areas as they stand on their page


def places(items: QuerySet[Any]) -> dict[int, Place]:
    """The areas that these recommendations stand in, by key. One query."""
    areas = Area.objects.filter(pk__in=items.order_by().values("area")).select_related("page")
    areas = areas.defer("page__body", "page__rendered")
    ordered = sorted(
        areas,
        key=lambda area: (area.page.title.casefold(), area.page_id, area.position, area.pk),
    )
    return {
        area.pk: Place(str(area), area.page.title, area.get_absolute_url(), order)
        for order, area in enumerate(ordered)
    }
