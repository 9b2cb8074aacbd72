"""Which update brought each sentence of a page: kept when a text is written.

A sentence is known by its words alone. So one that moved, or was taken out and put back, leads to
the update that brought it first; one that was reworded leads to the rewording.
"""

from dataclasses import dataclass

from markup.sentences import all_known, known, paragraphs_of
from wiki.models import Changeset, Origin, Page

NAMED = ("changeset__author", "changeset__accepted_by")


def keep(page: Page, before: str, changeset: Changeset) -> None:
    """Note what the page's new text has that the text before it had not."""
    there = set(all_known(before))
    Origin.objects.bulk_create(
        (
            Origin(page=page, mark=mark, nth=nth, changeset=changeset)
            for mark, nth in all_known(page.body)
            if (mark, nth) not in there
        ),
        ignore_conflicts=True,  # it stood there once before
        batch_size=1000,
    )


@dataclass
class Passage:
    """Neighbouring sentences of one paragraph that one update brought."""

    text: str
    changeset: Changeset | None  # None where its history was lost
    begins: bool  # a paragraph


def passages(page: Page, start: int, size: int) -> tuple[list[Passage], bool]:
    """`size` sentences of the text from its sentence `start` (from 0), and whether more follow.

    One query.
    """
    pieces = [
        (piece, place == 0)
        for paragraph in paragraphs_of(page.body)
        for place, piece in enumerate(paragraph)
    ]
    chosen = slice(start, start + size)
    marks = known(piece for piece, _ in pieces)[chosen]
    rows = Origin.objects.filter(page=page, mark__in={mark for mark, _ in marks})
    brought = {(row.mark, row.nth): row.changeset for row in rows.select_related(*NAMED)}
    found: list[Passage] = []
    for (piece, begins), mark in zip(pieces[chosen], marks, strict=True):
        changeset = brought.get(mark)
        if found and not begins and found[-1].changeset == changeset:
            found[-1].text += piece
        else:
            found.append(Passage(piece, changeset, begins))
    return found, len(pieces) > start + size
