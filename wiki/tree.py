"""Where a page stands: its ancestors, read in one query however deep it is."""

from django.db import connection

from wiki.models import Page

DEEPEST = 100

ANCESTORS = """
WITH RECURSIVE above(id, title, slug, parent_id, height) AS (
    SELECT id, title, slug, parent_id, 1 FROM wiki_page WHERE id = %s
    UNION ALL
    SELECT p.id, p.title, p.slug, p.parent_id, above.height + 1
    FROM wiki_page p JOIN above ON p.id = above.parent_id WHERE above.height < %s
)
SELECT id, title, slug FROM above ORDER BY height DESC
"""


def ancestors(page: Page) -> list[Page]:
    """The pages above this one, the topmost first."""
    if page.parent_id is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, [page.parent_id, DEEPEST])
        return [Page(pk=pk, title=title, slug=slug) for pk, title, slug in cursor.fetchall()]
