"""Markdown of pages and posts to safe HTML, bounded in time and memory.

This is the door: callers import the names below from here. The same source and the same known
pages always give the same rendering, so a preview is what will be saved.
"""

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

from markup import bounded, limits
from markup.limits import PAGE_LIMIT, POST_LIMIT
from markup.links import citations, cited_in, link_titles
from markup.rendered import Heading, Part, Refused, Rendered, WikiLink
from markup.shelf import Shelf

__all__ = [
    "PAGE_LIMIT",
    "POST_LIMIT",
    "RENDERER_VERSION",
    "Heading",
    "Part",
    "Refused",
    "Rendered",
    "WikiLink",
    "citations",
    "cited_in",
    "link_titles",
    "render_page",
    "render_post",
]

RENDERER_VERSION = 3
"""Raised whenever the same source may give other HTML, so that what is stored is made anew."""


Known = Mapping[str, str]
_NOTHING: Known = MappingProxyType({})
_EMPTY = Shelf()


def render_page(
    source: str, known: Known, cited: Known = _NOTHING, shelf: Shelf = _EMPTY
) -> Rendered:
    """The text of a page. `known` maps titles, as `link_titles` gives them, to their addresses.

    A title that `known` lacks is shown as a page not written yet. `cited` maps R17 and @name, as
    `citations` gives them, to theirs; what it lacks stays plain text.
    `shelf` holds the files that it may name. Raises `Refused`.
    """
    limits.check(source, PAGE_LIMIT)
    return _render("page", source, known, cited, "", shelf)


def render_post(source: str, known: Known, prefix: str, cited: Known = _NOTHING) -> Rendered:
    """The text of a post; `prefix` ("p12-") begins its ids, so that posts can share a page.

    Raises `Refused`.
    """
    limits.check(source, POST_LIMIT)
    return _render("post", source, known, cited, prefix, _EMPTY)


def _render(
    kind: str, source: str, known: Known, cited: Known, prefix: str, shelf: Shelf
) -> Rendered:
    titles, marks = link_titles(source), citations(source)
    job = {
        "kind": kind,
        "source": source,
        "known": {title: known[title] for title in sorted(titles) if title in known},
        "cited": {mark: cited[mark] for mark in sorted(marks) if mark in cited},
        "prefix": prefix,
        "shelf": {
            "address": shelf.address,
            "files": {target: asdict(file) for target, file in sorted(shelf.files.items())},
        },
    }
    return Rendered.from_json(bounded.run(job))
