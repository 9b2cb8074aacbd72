"""What says nearly what somebody is about to say: recommendations, and a page's questions."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from questions.models import Question
from recommendations.models import Recommendation
from recommendations.row import Row, rows_of
from search.index import dialect
from search.likeness import VERY, asked_for, likeness
from search.sources import RECOMMENDATIONS
from wiki.models import Page

OFFERED = 5
WEIGHED = 60  # the index's best, of which the similar ones are chosen
READ = 1_000  # characters of what was typed; a wording has fewer


@dataclass(frozen=True)
class Similar:
    """A recommendation that stands on a page, with how alike it is."""

    item: Recommendation
    row: Row
    likeness: float

    @property
    def is_very(self) -> bool:
        """Whether one of the two may be superfluous."""
        return self.likeness >= VERY


def similar_to(
    wording: str, reader: Any, *, limit: int = OFFERED, but: int | None = None
) -> list[Similar]:
    """The most similar recommendations, as far as `reader` may read them, `but` one of them.

    Four queries, however many there are. What was superseded is left out for what superseded it.
    """
    wording = wording[:READ]
    words = asked_for(wording)
    if not words:
        return []
    items = (
        Recommendation.objects.standing()
        .visible_to(reader)
        .filter(pk__in=_candidates(words))
        .exclude(pk=but)
        .exclude(status=Recommendation.Status.SUPERSEDED)
        .select_related("page")
        .defer("page__body", "page__rendered")
    )
    alike = {item: likeness(wording, item.wording) for item in items}
    found = sorted((item for item in alike if alike[item]), key=lambda one: (-alike[one], one.pk))
    rows = rows_of(found[:limit], reader)
    return [Similar(item, row, alike[item]) for item, row in zip(found, rows, strict=False)]


def similar_questions_of(page: Page, text: str, *, but: int | None = None) -> list[Question]:
    """The page's open questions that ask nearly this, the likest first, `but` one. One query."""
    text = text[:READ]
    if not asked_for(text):
        return []
    still = Question.objects.filter(page=page, state=Question.State.OPEN).exclude(pk=but)
    weighed = [
        (likeness(text, one.text), one) for one in still.select_related("asked_by")[:WEIGHED]
    ]
    found = sorted((one for one in weighed if one[0]), key=lambda one: -one[0])
    return [question for _, question in found[:OFFERED]]


def _candidates(words: list[str]) -> list[int]:
    speaks = dialect(connection.alias)
    with connection.cursor() as cursor:
        cursor.execute(speaks.ANY, [speaks.any_of(words), RECOMMENDATIONS.code, WEIGHED])
        return [pk for (pk,) in cursor.fetchall()]
