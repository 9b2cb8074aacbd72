"""Versioned pages, the updates that made them, and the links between them."""

from wiki.changesets import NOTE_LIMIT
from wiki.models.links import Link, NoteLink, PageLink
from wiki.models.pages import (
    TAGS_LIMIT,
    TITLE_LIMIT,
    MarkedText,
    Page,
    PageName,
    PageVisit,
    PageWatch,
    Protection,
)
from wiki.models.tags import Tag, TagChange, TagWatch
from wiki.models.updates import Changeset, NoteCorrection, Origin, PastText

__all__ = [
    "NOTE_LIMIT",
    "TAGS_LIMIT",
    "TITLE_LIMIT",
    "Changeset",
    "Link",
    "MarkedText",
    "NoteCorrection",
    "NoteLink",
    "Origin",
    "Page",
    "PageLink",
    "PageName",
    "PageVisit",
    "PageWatch",
    "PastText",
    "Protection",
    "Tag",
    "TagChange",
    "TagWatch",
]
