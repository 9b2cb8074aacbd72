"""What templates of every app show of plain texts: notes and reasons with their links."""

import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from wiki.deferring import Deferred, Said, has_links, link_all
from wiki.marking import Marks
from wiki.models import Page, Protection

register = template.Library()


@register.filter
def protected_from(page: Page, person: Any) -> Protection | None:
    """What keeps somebody from changing the page, if anything does."""
    return page.protected_from(person)


@register.filter
def marked(html: str, marks: Marks) -> str:
    """A stretch of a page's stored text with a mark at what is spoken of."""
    return marks.marked(html)


@register.simple_tag(takes_context=True)
def linked(
    context: Any, text: str, at: datetime.datetime | None = None, *, breaks: bool = False
) -> SafeString:
    """A note or a reason with its page links, R17 and @name, as they were meant at `at`.

    `breaks`: its lines stay lines.
    """
    said = Said(str(text or ""), at, breaks)
    deferred: Deferred | None = getattr(context.get("request"), "deferred", None)
    if deferred is None or not has_links(said.text):
        return link_all([said])[0]
    return deferred.mark(said)
