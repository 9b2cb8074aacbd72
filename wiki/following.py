"""Who follows keyword tags."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from wiki.models import Tag, TagWatch


def followers(carried: QuerySet[Tag]) -> dict[int, str]:
    """Who follows any of these tags, by whichever of its names, and what it is called. One query.

    Who follows several of them is named with the first.
    """
    meant: Any = carried.annotate(meant=Coalesce("stands_for", "pk")).values("meant")
    watches = TagWatch.objects.annotate(
        meant=Coalesce("tag__stands_for", "tag"),
        called=Coalesce("tag__stands_for__name", "tag__name"),
    )
    rows = watches.filter(meant__in=meant).order_by("-called", "-pk")
    return dict(rows.values_list("person_id", "called"))
