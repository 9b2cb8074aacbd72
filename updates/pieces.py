"""What an update brought beside the text, piece by piece: titles, tags, wordings, reasons and more.

Each can be hidden alone (`updates.blanking`) once the page says something else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from questions.models import Question
from recommendations.detailing import Evidence
from recommendations.models import LINES, Area, Criterion, Recommendation, Reservation, Star
from web.slugs import tag_slug
from wiki.hideable import BLANK
from wiki.models import Changeset, Page
from wiki.tagging import names_in


@dataclass(frozen=True)
class Piece:
    """Something that an update brought, and that can be hidden unless it `stands` still.

    What is somebody's own, such as a question, can be hidden all the same: no other may change it.
    """

    key: str
    kind: str  # "title", "tag", "area", "wording" and so on, or one of LINES
    name: str  # "the title", "the wording of R17"
    words: str
    stands: bool
    pk: int = 0  # of an area, a recommendation and so on
    is_own: bool = False

    @property
    def said(self) -> str:
        """Its name with its words."""
        return self.name if f"“{self.words}”" in self.name else f"{self.name}: {self.words}"


def named(chosen: Iterable[Piece]) -> str:
    """What was chosen, without its words: "the title, the tag, the wording of R17"."""
    return ", ".join(piece.name.replace(f" “{piece.words}”", "") for piece in chosen)


def pieces(update: Changeset) -> list[Piece]:
    """All that an update brought, in the order of a page.

    Of several words that it gave the same thing one after the other, each is a piece.
    """
    of = (_of_page, _of_areas, _of_recommendations, _of_criteria, _of_reasons, _of_questions)
    found = {(piece.key, piece.words): piece for find in of for piece in find(update)}
    last = {piece.key: piece for piece in found.values()}
    return [
        piece
        if piece is last[piece.key]
        else replace(piece, key=f"{piece.key}-{_digest(piece.words)}")
        for piece in found.values()
    ]


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _brought(model: Any, update: Changeset) -> list[tuple[Any, Any]]:
    """The rows of an update, each with the one before it, if any. Two queries."""
    earlier = model.history.filter(id=models.OuterRef("id"), history_id__lt=models.OuterRef("pk"))
    before = models.Subquery(earlier.order_by("-history_id").values("pk")[:1])
    rows = model.history.filter(changeset=update).annotate(before=before).order_by("history_id")
    known = model.history.in_bulk([row.before for row in rows if row.before])
    return [(row, known.get(row.before)) for row in rows]


def _with_now(model: Any, update: Changeset) -> Iterator[tuple[Any, Any, Any]]:
    """The same with what it is now, and its page."""
    rows = _brought(model, update)
    now = model.objects.select_related("page").in_bulk({row.id for row, _ in rows})
    return ((row, before, now[row.id]) for row, before in rows)


def _new(row: Any, before: Any, field: str) -> str:
    """What the row says that the one before it did not; "" where it is nothing new, or hidden."""
    words: str = getattr(row, field)
    return "" if words in (BLANK, getattr(before, field, "")) else words


def _of_page(update: Changeset) -> Iterator[Piece]:
    page = update.page
    there = page.deleted_at is None
    rows = _brought(Page, update)
    for row, before in rows:
        if title := _new(row, before, "title"):
            stands = there and title == page.title
            yield Piece("title", "title", "the title", title, stands)
    tags: dict[str, str] = {}
    for row, before in rows:
        tags |= _new_names(row.tags, before.tags if before else "")
    carried = {tag_slug(name) for name in page.tag_names} if there else set()
    for slug, name in tags.items():
        yield Piece(f"tag-{slug}", "tag", f"the tag “{name}”", name, slug in carried)


def _new_names(names: str, before: str) -> dict[str, str]:
    """Of names in a keyword text those that an earlier one had not, by what makes them one."""
    had = {tag_slug(name) for name in names_in(before)}
    return {tag_slug(name): name for name in names_in(names) if tag_slug(name) not in had}


def _of_areas(update: Changeset) -> Iterator[Piece]:
    for row, before, area in _with_now(Area, update):
        if words := _new(row, before, "title"):
            stands = not (area.is_removed or area.page.deleted_at) and area.title == words
            yield Piece(f"area{area.pk}", "area", f"the heading “{words}”", words, stands, area.pk)


def _of_recommendations(update: Changeset) -> Iterator[Piece]:
    for row, before, item in _with_now(Recommendation, update):
        yield from _of_recommendation(item, row, before)


def _of_recommendation(item: Recommendation, row: Any, before: Any) -> Iterator[Piece]:
    there = not (item.is_removed or item.page.deleted_at)
    if words := _new(row, before, "wording"):
        name, stands = f"the wording of {item.ref}", there and item.wording == words
        yield Piece(f"r{item.pk}", "wording", name, words, stands, item.pk)
    for field, called in LINES.items():
        if words := _new(row, before, field):
            stands = there and getattr(item, field) == words
            name = f"“{called}” of {item.ref}"
            yield Piece(f"r{item.pk}-{field}", field, name, words, stands, item.pk)
    yield from _of_lists(item, row, before, there)


def _of_lists(item: Recommendation, row: Any, before: Any, there: bool) -> Iterator[Piece]:
    """Whom a recommendation speaks to, and what is shown for it: each name and link alone."""
    carried = {tag_slug(name) for name in item.audience_names} if there else set()
    for slug, name in _new_names(row.audience, before.audience if before else "").items():
        key, stands = f"r{item.pk}-audience-{slug}", slug in carried
        called = f"the audience “{name}” of {item.ref}"
        yield Piece(key, "audience", called, name, stands, item.pk)
    for one in row.evidence:
        if before is None or one not in before.evidence:
            words, stands = Evidence(**one).spoken, there and one in item.evidence
            key, name = f"r{item.pk}-evidence-{_digest(json.dumps(one))}", f"evidence of {item.ref}"
            yield Piece(key, "evidence", name, words, stands, item.pk)


def _of_criteria(update: Changeset) -> Iterator[Piece]:
    for row, before, now in _with_now(Criterion, update):
        there = not (now.is_removed or now.page.deleted_at)
        if words := _new(row, before, "name"):
            name, stands = f"the criterion “{words}”", there and now.name == words
            yield Piece(f"criterion{now.pk}", "criterion", name, words, stands, now.pk)
        if words := _new(row, before, "meaning"):
            name, stands = "the sentence of a criterion", there and now.meaning == words
            yield Piece(f"meaning{now.pk}", "meaning", name, words, stands, now.pk)


def _of_reasons(update: Changeset) -> Iterator[Piece]:
    """Of stars and reservations. These stay, and so does what they count for."""
    for kind, model in (("star", Star), ("reservation", Reservation)):
        rows = _brought(model, update)
        now = model.objects.in_bulk({row.id for row, _ in rows})
        for row, before in rows:
            if words := _new(row, before, "reason"):
                stands = row.id in now and now[row.id].reason == words
                name = reason_called(kind, row.recommendation_id)
                yield Piece(f"{kind}{row.id}", kind, name, words, stands, row.id, is_own=True)


def reason_called(kind: str, about: int) -> str:
    """As the reason of a "star" or a "reservation" about a recommendation is named."""
    return f"the reason of a {kind} about R{about}"


def _of_questions(update: Changeset) -> Iterator[Piece]:
    for row, before, now in _with_now(Question, update):
        there = now.page.deleted_at is None
        if words := _new(row, before, "text"):
            name, stands = f"question {now.pk}", there and now.text == words
            yield Piece(f"q{now.pk}", "question", name, words, stands, now.pk, is_own=True)
        if words := _new(row, before, "answer"):
            name, stands = f"the answer to question {now.pk}", there and now.answer == words
            yield Piece(f"q{now.pk}-answer", "answer", name, words, stands, now.pk)
