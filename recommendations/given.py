"""The stars that a recommendation was given, as its own page tells of them."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from recommendations.models import Recommendation, Star
from recommendations.receipts import Receipt, of_star
from wiki.models import Changeset


@dataclass(frozen=True)
class EarlierReason:
    text: str
    since: datetime.datetime


@dataclass(frozen=True)
class Given:
    """A star with the update that gave it, and the reasons that its person gave before this one."""

    star: Star
    update: Changeset
    earlier_reasons: list[EarlierReason]
    stood_on: set[int]  # numbers of all wordings that it was given to

    @property
    def receipt(self) -> Receipt:
        return of_star(self.star)

    @property
    def meaning(self) -> str:
        """What it was given by, where that is not the default."""
        return self.star.criterion.name if self.star.criterion else ""


def given_on(item: Recommendation) -> list[Given]:
    """All stars on the recommendation's wordings, in the order they came. Two queries."""
    stars = Star.objects.filter(recommendation=item).select_related("person", "criterion")
    rows: dict[int, list[Any]] = defaultdict(list)
    history = Star.history.filter(recommendation_id=item.pk).order_by("history_id")
    texts = (f"changeset__page__{name}" for name in ("body", "rendered"))
    for row in history.select_related("changeset__page").defer(*texts):
        rows[row.id].append(row)
    return [_given(star, rows[star.pk]) for star in stars.order_by("pk")]


def _given(star: Star, rows: list[Any]) -> Given:
    return Given(
        star,
        update=_update(star, rows),
        earlier_reasons=_earlier_reasons(rows),
        stood_on={row.wording_number for row in rows},
    )


def _update(star: Star, rows: list[Any]) -> Changeset:
    """In which it came to stand on its wording: given, or moved there from an earlier one."""
    row = next(row for row in rows if row.given_at == star.given_at)
    update: Changeset = row.changeset
    return update


def _earlier_reasons(rows: list[Any]) -> list[EarlierReason]:
    """What was said before the reason that stands, oldest first; nothing is no reason."""
    said: list[EarlierReason] = []
    for row in rows:
        if not said or said[-1].text != row.reason:
            said.append(EarlierReason(row.reason, row.changeset.created_at))
    return [reason for reason in said[:-1] if reason.text]
