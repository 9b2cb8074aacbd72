"""The orders and groups in which the board can list recommendations."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Func, IntegerField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Lower

from recommendations.models import Recommendation, Star
from wiki.models import Page

MONTH = datetime.timedelta(days=30)

Status = Recommendation.Status
# What was decided stands before what is open, and both before what is over.
STANDINGS = (
    *(Status.AGREED, Status.IN_PROGRESS, Status.DONE),
    *(Status.PROPOSED, Status.DECLINED, Status.SUPERSEDED),
)
STANDING = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(STANDINGS)),
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Order:
    """One way to sort: its name, how the line above the list says it, and the columns."""

    name: str
    said: str
    by: tuple[Any, ...]


ORDERS = {
    "stars": Order("Most stars", "most starred first", ("-stars_told", "pk")),
    "-stars": Order("Fewest stars", "least starred first", ("stars_told", "pk")),
    "new": Order("Newest", "newest first", ("-created_at", "-pk")),
    "discussed": Order(
        "Most discussed",
        "most discussed first",
        ("-replies_about", "-threads_about", "-stars_told", "pk"),
    ),
    "month": Order(
        "Largest change this month",
        "largest change of the last 30 days first",
        ("-change", "-stars_told", "pk"),
    ),
    "words": Order("Words, from A", "in the order of their words", (Lower("wording"), "pk")),
    "status": Order("Where it stands", "by where they stand", (STANDING, "-stars_told", "pk")),
}


@dataclass(frozen=True)
class Grouping:
    """One way to group: its name, in words, what tells the groups apart, and their order."""

    name: str
    said: str
    key: Any
    by: tuple[Any, ...]


AUDIENCE = Coalesce("audiences__stands_for", "audiences")
AUDIENCE_NAME = Coalesce("audiences__stands_for__name", "audiences__name")
GROUPINGS = {
    "area": Grouping(
        "Area",
        "by area",
        F("area_id"),
        (Lower("page__title"), "page_id", "area__position", "area_id"),
    ),
    "page": Grouping("Page", "by page", F("page_id"), (Lower("page__title"), "page_id")),
    "status": Grouping("Where it stands", "by where they stand", F("status"), (STANDING,)),
    "audience": Grouping(
        "Audience",
        "by audience",
        AUDIENCE,
        (AUDIENCE_NAME.asc(nulls_last=True), AUDIENCE),
    ),
}


def change_since(moment: datetime.datetime, reader: Any) -> Any:
    """By how many stars the wording as it stands has gained or lost since a moment.

    Stars given since, less those that stood then and were taken back since; 0 where `reader` is
    told none. Only recommendations with a star taken back are looked up in the history.
    """
    unseen = Page.objects.hiding_stars_from(reader).values("pk")
    given = Star.objects.filter(given_at__gte=moment)
    taken = Star.history.filter(history_type="-", history_date__gte=moment, given_at__lt=moment)
    lost = When(pk__in=taken.order_by().values("recommendation"), then=_counted(taken))
    change = _counted(given) - Case(lost, default=Value(0), output_field=IntegerField())
    return Case(When(page__in=unseen, then=Value(0)), default=change, output_field=IntegerField())


def _counted(stars: Any) -> Any:
    """How many of the stars stand on the wording of the recommendation outside."""
    here = stars.order_by().filter(
        recommendation=OuterRef("pk"), wording_number=OuterRef("wording_number")
    )
    # No aggregate, which would group: the one row of a count, 0 where there are none.
    count = here.values(n=Func(F("pk"), function="COUNT", output_field=IntegerField()))
    return Subquery(count, output_field=IntegerField())
