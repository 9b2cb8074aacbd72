"""Templates: pages whose text new pages can begin with.

A template is an ordinary page that moderators offer so; its text, history and threads are those of
any page. Places to fill stand in braces: {What did we learn?}
"""

import datetime

from accounts.models import User
from wiki.changesets import recording
from wiki.first_templates import FIRST
from wiki.linking import slug_of
from wiki.models import Changeset, Page, PageName
from wiki.tagging import tidy_tags
from wiki.writing import create_page

When = datetime.datetime | None


def offer(page: Page, *, by: User, wanted: bool = True, at: When = None) -> Changeset | None:
    """Offer the page to whoever writes a new one, or do so no longer; None where that is so."""
    with recording(page, author=by, at=at) as update:
        page.refresh_from_db()
        if page.is_template == wanted:
            return None
        page.is_template = wanted
        page.save()
        update.count("template_offered" if wanted else "template_withdrawn")
    return update.made


def missing() -> list[str]:
    """Titles of the templates that Parley brings and that no page is called here."""
    taken = set(
        PageName.objects.filter(slug__in=[slug_of(title) for title in FIRST]).values_list(
            "slug", flat=True
        )
    )
    return [title for title in FIRST if slug_of(title) not in taken]


def add_first(*, by: User, at: When = None) -> list[Page]:
    """Write the templates that Parley brings, but for those whose names are taken."""
    return [
        create_page(
            author=by,
            title=title,
            body=FIRST[title],
            note="To begin pages with",
            at=at,
            furnish=lambda page: offer(page, by=by, at=at),
        )
        for title in missing()
    ]


def begun_with(template: Page, *, body: str, tags: str) -> tuple[str, str]:
    """A new page's text and tags, begun with a template. What is typed already stands above it."""
    text = f"{body.rstrip()}\n\n{template.body}" if body.strip() else template.body
    return text, tidy_tags(f"{tags}, {template.tags}")
