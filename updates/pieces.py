"""What an update brought beside the text, piece by piece: titles, tags, headings, recommendations.

Each can be hidden alone (`updates.blanking`) once the page says something else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from recommendations.detailing import Evidence
from recommendations.models import LINES, Area, Recommendation
from web.slugs import tag_slug
from wiki.hideable import BLANK
from wiki.models import Changeset, Page
from wiki.tagging import names_in


@dataclass(frozen=True)
class Piece:
    """Something that an update brought, and that can be hidden unless it `stands` still."""

    key: str
    kind: str  # "title", "tag", "area", "wording", or the field of a recommendation
    name: str  # "the title", "the wording of R17"
    words: str
    stands: bool
    pk: int = 0  # of an area or a recommendation

    @property
    def said(self) -> str:
        """Its name with its words."""
        return self.name if f"“{self.words}”" in self.name else f"{self.name}: {self.words}"


def named(chosen: Iterable[Piece]) -> str:
    """What was chosen, without its words: "the title, the tag, the wording of R17"."""
    return ", ".join(piece.name.replace(f" “{piece.words}”", "") for piece in chosen)


def pieces(update: Changeset) -> list[Piece]:
    """What an update called the page and its headings, tagged it with and recommended."""
    return [*_of_page(update), *_of_areas(update), *_of_recommendations(update)]


def _brought(model: Any, update: Changeset) -> list[tuple[Any, Any]]:
    """The rows of an update, each with the one before it, if any. Two queries."""
    earlier = model.history.filter(id=models.OuterRef("id"), history_id__lt=models.OuterRef("pk"))
    before = models.Subquery(earlier.order_by("-history_id").values("pk")[:1])
    rows = model.history.filter(changeset=update).annotate(before=before).order_by("history_id")
    known = model.history.in_bulk([row.before for row in rows if row.before])
    return [(row, known.get(row.before)) for row in rows]


def _new(row: Any, before: Any, field: str) -> str:
    """What the row says that the one before it did not; "" where it is nothing new, or hidden."""
    words: str = getattr(row, field)
    return "" if words in (BLANK, getattr(before, field, "")) else words


def _of_page(update: Changeset) -> Iterator[Piece]:
    page = update.page
    there = page.deleted_at is None
    rows = _brought(Page, update)
    titles = dict.fromkeys(filter(None, (_new(row, before, "title") for row, before in rows)))
    for n, title in enumerate(titles):
        stands = there and title == page.title
        yield Piece(f"title{n or ''}", "title", "the title", title, stands)
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
    rows = {
        row.id: words for row, past in _brought(Area, update) if (words := _new(row, past, "title"))
    }
    for area in Area.objects.filter(pk__in=rows).select_related("page"):
        words, there = rows[area.pk], not (area.is_removed or area.page.deleted_at)
        stands = there and area.title == words
        yield Piece(f"area{area.pk}", "area", f"the heading “{words}”", words, stands, area.pk)


def _of_recommendations(update: Changeset) -> Iterator[Piece]:
    """Told by their keys, one of each: the last that the update brought."""
    rows = _brought(Recommendation, update)
    items = Recommendation.objects.select_related("page").in_bulk({row.id for row, _ in rows})
    found: dict[str, Piece] = {}
    for row, before in rows:
        for piece in _of_recommendation(items[row.id], row, before):
            found[piece.key] = piece
    yield from sorted(found.values(), key=lambda piece: piece.pk)


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
            digest = hashlib.sha256(json.dumps(one).encode()).hexdigest()[:12]
            words, stands = Evidence(**one).spoken, there and one in item.evidence
            key, name = f"r{item.pk}-evidence-{digest}", f"evidence of {item.ref}"
            yield Piece(key, "evidence", name, words, stands, item.pk)
