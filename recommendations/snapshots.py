"""Areas, recommendations and stars of a page as one of its updates left them."""

from typing import Any

from recommendations.models import Area, Recommendation, Star


def areas_at(page_id: int, changeset_id: int) -> list[Any]:
    """History rows of the areas that stood then, in order."""
    rows = Area.history.filter(page_id=page_id).as_at(changeset_id)
    return list(rows.filter(is_removed=False).order_by("position", "id"))


def recommendations_at(page_id: int, changeset_id: int) -> list[Any]:
    """History rows of the recommendations that stood then, in order; removed ones left out.

    A recommendation that has since moved to another page is found by its row of that time.
    """
    rows = Recommendation.history.filter(
        id__in=Recommendation.history.filter(page_id=page_id).values("id")
    ).as_at(changeset_id)
    return list(rows.filter(page_id=page_id, is_removed=False).order_by("position", "id"))


def stars_at(recommendation_ids: list[int], changeset_id: int) -> list[Any]:
    """History rows of the stars that stood then on these recommendations."""
    rows = Star.history.filter(recommendation_id__in=recommendation_ids).as_at(changeset_id)
    return list(rows.select_related("person").order_by("id"))
