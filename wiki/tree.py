"""Where pages stand: each knows the page above it, and no other row tells of the tree.

So a page moves, with all that stands under it, by one row of its own. What is above or below is
read in one query, whatever the depth and on either database.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from wiki.models import Page

DEEPEST = 100
STEPS = 6
_TREE_LOCK = 7_234_001

ANCESTORS = """
WITH RECURSIVE above(id, title, slug, parent_id, is_gone, height) AS (
    SELECT id, title, slug, parent_id, deleted_at IS NOT NULL, 1 FROM wiki_page WHERE id = %s
    UNION ALL
    SELECT p.id, p.title, p.slug, p.parent_id, p.deleted_at IS NOT NULL, above.height + 1
    FROM wiki_page p JOIN above ON p.id = above.parent_id WHERE above.height < %s
)
SELECT id, title, slug FROM above WHERE NOT is_gone ORDER BY height DESC
"""
# UNION leaves out what was there already, so that it ends whatever the rows say.
IS_UNDER = """
WITH RECURSIVE above(id, parent_id) AS (
    SELECT id, parent_id FROM wiki_page WHERE id = %s
    UNION
    SELECT p.id, p.parent_id FROM wiki_page p JOIN above ON p.id = above.parent_id
)
SELECT 1 FROM above WHERE id = %s
"""
# In the order of a table of contents: a page's key begins with the key of the page above it.
CONTENTS = """
WITH RECURSIVE below(id, title, slug, is_gone, depth, place) AS (
    SELECT id, title, slug, deleted_at IS NOT NULL, 1,
        CAST(lower(title) || ' ' || id AS text) {bytewise}
    FROM wiki_page WHERE parent_id = %s
    UNION ALL
    SELECT p.id, p.title, p.slug, p.deleted_at IS NOT NULL, below.depth + 1,
        CAST(below.place || '{under}' || lower(p.title) || ' ' || p.id AS text) {bytewise}
    FROM wiki_page p JOIN below ON p.parent_id = below.id WHERE below.depth < %s
)
SELECT id, title, slug, depth FROM below WHERE NOT is_gone ORDER BY place LIMIT %s OFFSET %s
"""
BRANCH = """
WITH RECURSIVE branch(id) AS (
    SELECT id FROM wiki_page WHERE id = %s
    UNION SELECT p.id FROM wiki_page p JOIN branch ON p.parent_id = branch.id
)
SELECT id FROM branch
"""


class Circular(ValueError):
    """Raised where a page would stand under itself."""

    def __init__(self, parent: Page) -> None:
        super().__init__(f"“{parent.title}” stands under this page itself")


@dataclass(frozen=True)
class Line:
    """One line of a branch's contents."""

    page: Page
    depth: int  # 1: right under the branch's own page

    @property
    def step(self) -> int:
        """How far a line is put in: at most so far that its title has room on a phone."""
        return min(self.depth, STEPS)


def ancestors(page: Page) -> list[Page]:
    """The pages above this one, the topmost first."""
    if page.parent_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, [page.parent_id, DEEPEST])
        return [Page(pk=pk, title=title, slug=slug) for pk, title, slug in cursor.fetchall()]


def require_outside(parent: Page, page: Page) -> None:
    """Raise Circular where `parent` is the page or stands under it.

    Whoever moves a page holds the tree until the move is committed: two moves at the same moment
    could make a circle that neither sees.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE_LOCK])
        cursor.execute(IS_UNDER, [parent.pk, page.pk])
        if cursor.fetchone() is not None:
            raise Circular(parent)


def branch(page: Page, *, size: int, start: int = 0) -> list[Line]:
    """What stands under a page at any depth, as a table of contents: `size` lines from `start`."""
    bytewise = 'COLLATE "C"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            CONTENTS.format(bytewise=bytewise, under="\x01"), [page.pk, DEEPEST, size, start]
        )
        return [
            Line(Page(pk=pk, title=title, slug=slug), depth)
            for pk, title, slug, depth in cursor.fetchall()
        ]


def branch_size(page: Page) -> int:
    """How many pages stand under a page, at any depth."""
    here = Page.objects.visible_to(None).filter(pk__in=ids_of_branch(page.pk))
    return here.exclude(pk=page.pk).count()


def ids_of_branch(pk: int) -> RawSQL:
    """The ids of a page and of all beneath it, for a filter: `page__in=ids_of_branch(page.pk)`."""
    return RawSQL(BRANCH, [pk])  # noqa: S611 - no part of it is typed by anybody


def places_like(words: str, page: Page, reader: Any) -> list[Page]:
    """Some pages whose titles hold these words, under which `page` may be put."""
    found = Page.objects.visible_to(reader).titled_like(words).exclude(pk=page.pk)
    return list(found.only("pk", "title", "slug")[:10])
