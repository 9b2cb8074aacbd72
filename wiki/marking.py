"""Marks at passages of pages that somebody speaks of: made when the page, or what is said, is
written.

Each app tells which passages of a page it marks (`marks_of`). Reading a page finds the marks
ready: nothing is parsed or looked for then.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import OuterRef, Subquery

from markup.marking import Mark, marked, text_of
from markup.passages import Passage, Place, Text
from markup.rendered import Rendered
from wiki.changesets import recording_for
from wiki.models import Changeset, MarkedText, Page


class Anchored(Protocol):
    """What is said of a passage: it knows the words as they were, and whether they stand."""

    is_gone: bool
    removed_by: Changeset | None

    @property
    def passage(self) -> Passage: ...

    def save(self, *, update_fields: Iterable[str]) -> None: ...


Found = list[tuple[Any, Place]]


@dataclass(frozen=True)
class Source:
    """Where an app's marks come from."""

    anchors: Callable[[Page], Iterable[Anchored]]  # of a page, those that are looked for
    marks: Callable[[Found], Iterable[Mark]]  # around those that were found


_sources: list[Source] = []


def marks_of(source: Source) -> None:
    """Let an app mark passages of pages."""
    if source not in _sources:
        _sources.append(source)


@dataclass(frozen=True)
class Marks:
    """A page's stretches of text with their marks."""

    pieces: Mapping[str, str]

    def marked(self, html: str) -> str:
        """A stretch of the page's stored text with its marks."""
        return self.pieces.get(digest(html), html) if self.pieces else html


def marks_at(page: str) -> Subquery:
    """For rows of any table: the pieces of the page whose id is in their column `page`."""
    return Subquery(MarkedText.objects.filter(page=OuterRef(page)).values("pieces")[:1])


def text_of_page(page: Page) -> str:
    """What a reader reads of a page's own text."""
    return text_of(_pieces(page.text)) if page.rendered else ""


def digest(html: str) -> str:
    return hashlib.blake2b(html.encode(), digest_size=12).hexdigest()


def place(page: Page) -> None:
    """Look where the passages that are spoken of stand now, and mark them there.

    The page is as it was rendered last. One query for each app where nothing is spoken of, and one.
    """
    spoken_of = [(source, list(source.anchors(page))) for source in _sources]
    if not any(anchors for _, anchors in spoken_of):
        MarkedText.objects.filter(page=page).delete()
        return
    pieces = _pieces(page.text)
    text = Text(text_of(pieces))
    marks: list[Mark] = []
    for source, anchors in spoken_of:
        places = [(anchor, text.find(anchor.passage)) for anchor in anchors]
        for anchor, found in places:
            _note(anchor, page, is_gone=found is None)
        marks += source.marks([(anchor, found) for anchor, found in places if found is not None])
    _keep(page, pieces, marks)


def _keep(page: Page, pieces: Sequence[str], marks: Sequence[Mark]) -> None:
    with_marks = zip(pieces, marked(pieces, marks), strict=True)
    kept = {digest(bare): html for bare, html in with_marks if html != bare}
    if kept:
        MarkedText.objects.update_or_create(page=page, defaults={"pieces": kept})
    else:
        MarkedText.objects.filter(page=page).delete()


def _pieces(text: Rendered) -> list[str]:
    return [text.lead, *(part.html for part in text.parts)]


def _note(anchor: Anchored, page: Page, *, is_gone: bool) -> None:
    """Remember that the words went, and by which update; or that they are back."""
    if anchor.is_gone == is_gone:
        return
    anchor.is_gone = is_gone
    update = recording_for(page.pk) if is_gone else None
    anchor.removed_by = update.changeset() if update else None
    anchor.save(update_fields=["is_gone", "removed_by"])
