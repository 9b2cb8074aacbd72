"""Asking the index: how many of each kind answer a query, and the best of them."""

import math
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from rapidfuzz import fuzz, process, utils

from challenges.models import Challenge
from discussions.models import Post
from questions.models import Question
from recommendations.models import Recommendation
from search import hits
from search.hits import Hit
from search.index import dialect
from search.query import Query
from search.sources import KIND_OF, SOURCES
from search.synonyms import widened
from wiki.models import Changeset, Page

KINDS = {
    "recs": "Recommendations",
    "pages": "Pages",
    "questions": "Questions",
    "challenges": "Challenges",
    "talk": "Discussion",
    "notes": "Update notes",
    "people": "People",
}
EACH = 5  # shown of each kind under "all"
PAGE_SIZE = 20
FARTHEST = 100_000
CLOSE = 70  # of 100: how like a title must be to what was typed
SUGGESTED = 3


@dataclass
class Section:
    """What was found of one kind: the best, or one page of all."""

    kind: str
    count: int
    hits: list[Hit]

    @property
    def name(self) -> str:
        return KINDS[self.kind]


@dataclass
class Results:
    query: Query
    kind: str  # one of KINDS, or "all"
    counts: dict[str, int] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    page: int = 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        return math.ceil(self.counts.get(self.kind, 0) / PAGE_SIZE)

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        """Kind, name and count of what there is to choose from."""
        return [
            (kind, name, self.counts.get(kind, 0))
            for kind, name in KINDS.items()
            if self.counts.get(kind) or kind == self.kind
        ]


def find(asked: Query, *, reader: Any, kind: str = "all", page: int = 1) -> Results:
    """What answers a query, as far as `reader` may read it. A page past the last is the last."""
    page = min(max(page, 1), FARTHEST)
    results = Results(asked, kind if kind in KINDS else "all")
    if not asked.wanted:
        return results
    places = _places(asked, reader, results.kind, page)
    results.counts = {found: count for found, _, _, count in places}
    results.page = min(page, results.pages or 1)
    if results.page != page and results.kind != "all":
        places = _places(asked, reader, results.kind, results.page)
    for shown in KINDS if results.kind == "all" else [results.kind]:
        ids = [pk for found, pk, is_shown, _ in places if found == shown and is_shown]
        if ids:
            found_hits = hits.load(shown, ids, asked, reader)
            results.sections.append(Section(shown, results.counts[shown], found_hits))
    return results


def _places(asked: Query, reader: Any, kind: str, page: int) -> list[tuple[str, int, bool, int]]:
    """Kind, id, whether to show it, and how many of its kind there are; the best first.

    The best of each kind is among them even where it is not to be shown: it brings the count.
    Notes that `reader` may not read are not even counted: how many there are would tell of stars.
    """
    speaks = dialect(connection.alias)
    asked = widened(asked)
    first, last = (1, EACH) if kind == "all" else ((page - 1) * PAGE_SIZE + 1, page * PAGE_SIZE)
    hidden, hidden_params = _hidden_from(reader)
    statement = f"""
        WITH found AS MATERIALIZED ({speaks.FOUND}),
        placed AS (
            SELECT kind, id,
                row_number() OVER (PARTITION BY kind ORDER BY score DESC, id DESC) AS place,
                count(*) OVER (PARTITION BY kind) AS total
            FROM found WHERE NOT ({hidden})
        )
        SELECT kind, id, place, total FROM placed WHERE place = 1 OR place BETWEEN %s AND %s
        ORDER BY kind, place
    """  # noqa: S608 - every part of it is written in this package
    with connection.cursor() as cursor:
        cursor.execute(statement, [*speaks.asked(asked), *hidden_params, first, last])
        rows = cursor.fetchall()
    return [(KIND_OF[code], pk, first <= place <= last, total) for code, pk, place, total in rows]


def _hidden_from(reader: Any) -> tuple[str, list[Any]]:
    """A condition on kind and id that holds for what is in the index and not for `reader`."""
    gone = Page.objects.deleted().values("pk")
    unread = {
        "pages": gone,
        "recs": Recommendation.objects.filter(page__in=gone).values("pk"),
        "questions": Question.objects.filter(page__in=gone).values("pk"),
        "challenges": Challenge.objects.hidden_from(reader).values("pk"),
        "talk": Post.objects.filter(thread__page__in=gone).values("pk"),
        "notes": Changeset.objects.hidden_from(reader).exclude(note="").values("pk"),
    }
    codes = {source.kind: source.code for source in SOURCES}
    terms: list[str] = []
    params: list[Any] = []
    for kind, rows in unread.items():
        statement, given = rows.order_by().query.sql_with_params()
        terms.append(f"kind = {codes[kind]} AND id IN ({statement})")
        params += given
    return " OR ".join(terms), params


def close_titles(asked: Query, reader: Any) -> list[Page]:
    """Pages whose titles are like what was typed, the closest first."""
    pages = list(Page.objects.visible_to(reader).only("title", "slug"))
    closest = process.extract(
        asked.text,
        [page.title for page in pages],
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=CLOSE,
        limit=SUGGESTED,
    )
    return [pages[index] for _, _, index in closest]
