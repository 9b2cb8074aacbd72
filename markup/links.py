"""The syntax of `[[page links]]` and of placement lines, and the ids of sections."""

import re
import unicodedata

PAGE_PREFIX = "t-"
"""What the ids of a page's own text begin with, so that they meet no other id of the site."""

WIKI_LINK = re.compile(
    r"\[\[(?P<title>[^\[\]|\x14#]{1,300})(?:\#(?P<section>[^\[\]|\x14]{0,200}))?"
    r"(?:[|\x14](?P<text>[^\[\]]{1,500}))?\]\]"
)
"""`[[Title]]`, `[[Title|text]]`, `[[Title#section|text]]`; \\x14 stands for a bar in a table."""

PLACEMENT = re.compile(
    r"\[\[\s*recommendations\s*(?::(?P<area>[^\[\]|\x14]{1,300}))?\]\]", re.IGNORECASE
)
"""`[[recommendations]]` or `[[recommendations: Area name]]`."""

_UNWANTED = re.compile(r"[^\w\s-]")
_GAPS = re.compile(r"[-\s]+")


def collapse(text: str) -> str:
    """`text` with each run of white space made one space, and none at its ends."""
    return " ".join(text.split())


def link_titles(source: str) -> set[str]:
    """Titles of every page link in `source`, also those in code: it may name too many."""
    titles = set()
    for match in WIKI_LINK.finditer(source):
        if PLACEMENT.fullmatch(match[0]):
            continue
        titles.add(collapse(match["title"]))
        if match["section"] is not None:
            titles.add(collapse(f"{match['title']}#{match['section']}"))
    titles.discard("")
    return titles


def slugify(text: str) -> str:
    """`text` as the end of an id, in any script: "Work & people" gives "work-people"."""
    kept = _UNWANTED.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return _GAPS.sub("-", kept).strip("-_")[:80].rstrip("-") or "section"
