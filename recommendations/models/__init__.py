"""Recommendations that people stand behind, the areas they stand in, and their stars."""

from recommendations.models.items import (
    AREA_LIMIT,
    LINES,
    WORDING_LIMIT,
    Area,
    Recommendation,
    Succession,
)
from recommendations.models.stars import (
    CRITERION_LIMIT,
    DEFAULT_CRITERION,
    MEANING_LIMIT,
    REASON_LIMIT,
    RESERVATION_LIMIT,
    Criterion,
    ReasonLink,
    Reservation,
    Star,
)

__all__ = [
    "AREA_LIMIT",
    "CRITERION_LIMIT",
    "DEFAULT_CRITERION",
    "LINES",
    "MEANING_LIMIT",
    "REASON_LIMIT",
    "RESERVATION_LIMIT",
    "WORDING_LIMIT",
    "Area",
    "Criterion",
    "ReasonLink",
    "Recommendation",
    "Reservation",
    "Star",
    "Succession",
]
