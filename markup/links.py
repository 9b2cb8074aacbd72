"""The syntax of `[[page links]]`, of R17 and @name, and of placement lines; ids of sections."""

import re
import unicodedata
from collections.abc import Iterable

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

CITATION = re.compile(
    r"(?<![\w/@.#&+\-])(?:R(?P<number>[1-9][0-9]{0,8})|@(?P<name>\w(?:[\w.\-]{0,38}\w)?))(?!\w)"
)
"""R17 or @wren. Whether there is such a recommendation or person is for others to say."""

MISSING = " (page not written yet)"
CITED_CLASS = "cite"
_CITED = re.compile(rf'<a class="{CITED_CLASS}" href="([^"]*)">([^<]*)</a>')
_SENTENCE_END = re.compile(r"[.!?…][\"'’”)»\]]*\s+")
_SENTENCE_REACH = 300
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


def citations(source: str) -> set[str]:
    """Every R17 and @name in `source`, also those in code: it may name too many."""
    return {match[0] for match in CITATION.finditer(source)}


def cited_in(stored: Iterable[str]) -> dict[str, str]:
    """What rendered texts cite, with the addresses that their links have."""
    return {mark: address for text in stored for address, mark in _CITED.findall(text)}


def sentence(text: str, start: int, end: int) -> str:
    """The sentence of `text` around a link, at most some 300 characters to either side."""
    first = max(0, start - _SENTENCE_REACH)
    for match in _SENTENCE_END.finditer(text, first, start):
        first = match.end()
    after = _SENTENCE_END.search(text, end)
    last = min(after.end() if after else len(text), end + _SENTENCE_REACH)
    return collapse(text[first:last])


def slugify(text: str) -> str:
    """`text` as the end of an id, in any script: "Work & people" gives "work-people"."""
    kept = _UNWANTED.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    return _GAPS.sub("-", kept).strip("-_")[:80].rstrip("-") or "section"
