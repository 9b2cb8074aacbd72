"""Markdown of pages and posts to safe HTML, bounded in time and memory.

This is the door: callers import the names below from here. The same source and the same known
pages always give the same rendering, so a preview is what will be saved.
"""

from collections.abc import Mapping

from markup import bounded, limits
from markup.limits import PAGE_LIMIT, POST_LIMIT
from markup.links import link_titles
from markup.rendered import Heading, Part, Refused, Rendered, WikiLink

__all__ = [
    "PAGE_LIMIT",
    "POST_LIMIT",
    "RENDERER_VERSION",
    "Heading",
    "Part",
    "Refused",
    "Rendered",
    "WikiLink",
    "link_titles",
    "render_page",
    "render_post",
]

RENDERER_VERSION = 1
"""Raised whenever the same source may give other HTML, so that what is stored is made anew."""


def render_page(source: str, known: Mapping[str, str]) -> Rendered:
    """The text of a page. `known` maps titles, as `link_titles` gives them, to their addresses.

    A title that `known` lacks is shown as a page not written yet. Raises `Refused`.
    """
    limits.check(source, PAGE_LIMIT)
    return _render("page", source, known, "")


def render_post(source: str, known: Mapping[str, str], prefix: str) -> Rendered:
    """The text of a post; `prefix` ("p12-") begins its ids, so that posts can share a page.

    Raises `Refused`.
    """
    limits.check(source, POST_LIMIT)
    return _render("post", source, known, prefix)


def _render(kind: str, source: str, known: Mapping[str, str], prefix: str) -> Rendered:
    titles = link_titles(source)
    job = {
        "kind": kind,
        "source": source,
        "known": {title: known[title] for title in sorted(titles) if title in known},
        "prefix": prefix,
    }
    return Rendered.from_json(bounded.run(job))
