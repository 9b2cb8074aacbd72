"""Areas, recommendations, stars and reservations of a page as one of its updates left them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from recommendations.models import Area, Criterion, Recommendation, Reservation, Star, Succession


def areas_at(page_id: int, changeset_id: int) -> list[Any]:
    """History rows of the areas that stood then, in order."""
    rows = Area.history.filter(page_id=page_id).as_at(changeset_id)
    return list(rows.filter(is_removed=False).order_by("position", "id"))


def criteria_at(page_id: int, changeset_id: int) -> list[Any]:
    """History rows of the criteria that stars could be given by then, in order."""
    rows = Criterion.history.filter(page_id=page_id).as_at(changeset_id)
    return list(rows.filter(is_removed=False).order_by("position", "id"))


def known_at(page_id: int, changeset_id: int) -> list[Any]:
    """History rows, of that time, of all recommendations that had stood on the page by then.

    Some were removed, and some had moved to another page: their rows say so.
    """
    here = Recommendation.history.filter(page_id=page_id, changeset_id__lte=changeset_id)
    rows = Recommendation.history.filter(id__in=here.values("id")).as_at(changeset_id)
    return list(rows.order_by("position", "id"))


def recommendations_at(page_id: int, changeset_id: int) -> list[Any]:
    """History rows of the recommendations that stood then, in order; removed ones left out."""
    rows = known_at(page_id, changeset_id)
    return [row for row in rows if row.page_id == page_id and not row.is_removed]


def stars_at(recommendation_ids: list[int], changeset_id: int) -> list[Any]:
    """History rows of the stars that stood then on these recommendations."""
    rows = Star.history.filter(recommendation_id__in=recommendation_ids).as_at(changeset_id)
    return list(rows.select_related("person", "criterion").order_by("id"))


def reservations_at(recommendation_ids: list[int], changeset_id: int) -> list[Any]:
    """History rows of the reservations on record then about these recommendations."""
    rows = Reservation.history.filter(recommendation_id__in=recommendation_ids)
    return list(rows.as_at(changeset_id).select_related("person").order_by("id"))


def rows_before(model: Any, cuts: Mapping[int, int]) -> list[Any]:
    """History rows of a model's objects (stars, reservations) as they stood before a change set.

    `cuts` gives the change set (id) for each recommendation that they are about.
    """
    if not cuts:
        return []
    upto = {"recommendation_id__in": cuts, "changeset_id__lt": max(cuts.values())}
    with_them = ("person", "criterion") if model is Star else ("person",)
    rows = model.history.filter(**upto).select_related(*with_them).order_by("history_id")
    latest = {row.id: row for row in rows if row.changeset_id < cuts[row.recommendation_id]}
    return [row for row in latest.values() if row.history_type != "-"]


def successions_at(recommendation_ids: Iterable[int], changeset_id: int) -> list[Any]:
    """History rows that say who had taken whose place then, where either is one of these."""
    ids = list(recommendation_ids)
    either = Q(predecessor_id__in=ids) | Q(successor_id__in=ids)
    return list(Succession.history.filter(either).as_at(changeset_id).order_by("id"))


@dataclass(frozen=True)
class Crossing:
    """A recommendation's way from one page (its id) to another."""

    source: int
    target: int
    changeset: int  # of the page that it came to


def last_crossings(
    page_id: int, recommendation_ids: Iterable[int], changeset_id: int
) -> dict[int, Crossing]:
    """How each had last come to the page, or left it, by then. None where it never crossed."""
    rows = Recommendation.history.filter(
        id__in=list(recommendation_ids), changeset_id__lte=changeset_id
    ).order_by("history_id")
    stood: dict[int, int] = {}
    found: dict[int, Crossing] = {}
    for pk, page, changeset in rows.values_list("id", "page_id", "changeset_id"):
        before = stood.get(pk, page)
        if before != page and page_id in (before, page):
            found[pk] = Crossing(before, page, changeset)
        stood[pk] = page
    return found


def stood_elsewhere(page_id: int, recommendation_ids: Iterable[int], *, since: int) -> set[int]:
    """Of these, the ones that stood on another page at a change set (its id) or later."""
    rows = Recommendation.history.filter(id__in=list(recommendation_ids)).order_by("history_id")
    stood: dict[int, int] = {}
    found = set()
    for pk, page, changeset in rows.values_list("id", "page_id", "changeset_id"):
        if changeset > since and page_id != page:
            found.add(pk)
        if changeset <= since:
            stood[pk] = page
    return found | {pk for pk, page in stood.items() if page != page_id}
