"""Showing where a text answers a query: a few words around the matches, which are marked.

The text is plain here, and is escaped piece by piece as it is marked: nothing that a person wrote
can become an element, and nothing that is marked was ever HTML.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from markup.words import plain
from search.query import WORD, Query, Term, fold

AROUND = 70  # characters shown before a match
PIECE = 210  # and in all
PIECES = 2
READ = 4_000  # characters of a source that are read for a snippet

# What to take off the end of an English word, in order: the plural, the past, a doubled letter,
# what makes a noun of a verb, the last vowel.
_ENDINGS = [
    (re.compile(pattern), kept)
    for pattern, kept in (
        (r"(?<=..)ie[sd]$", "y"),
        (r"(?<=..)(?<!s)s$", ""),
        (r"(?<=...)(?:ed|ing)$", ""),
        (r"([^aeioulsz])\1$", r"\1"),
        (r"(?<=.....)(?:ational|i[sz]ation|ation|ment|fulness|ness|ally|ly|er)$", ""),
        (r"(?<=...)[ey]$", ""),
    )
]


@dataclass(frozen=True, order=True)
class Match:
    start: int
    end: int
    term: int  # which of the query's


@functools.lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What the forms of an English word have in common, nearly as databases see it."""
    for ending, kept in _ENDINGS:
        word = ending.sub(kept, word)
    return word


def marked(text: str, query: Query) -> SafeString:
    """The whole text, escaped, with the words that answer the query in <mark>."""
    return _mark(text, 0, len(text), _matches(text, query))


def snippet(source: str, query: Query) -> SafeString:
    """The places of a Markdown source that answer the query, or its beginning."""
    text = " ".join(plain(_relevant(source, query)).split())
    matches = _matches(text, query)
    pieces = _pieces(text, matches)
    shown = format_html_join(" … ", "{}", ((_mark(text, a, b, matches),) for a, b in pieces))
    before = "… " if pieces[0][0] > 0 else ""
    after = " …" if pieces[-1][1] < len(text) else ""
    return format_html("{}{}{}", before, shown, after)


def _relevant(source: str, query: Query) -> str:
    """The part of a long source to read: from a little before the first match on."""
    if len(source) <= READ:
        return source
    stems = sorted({re.escape(stem(term.words[0])) for term in query.wanted})
    first = re.search(rf"\b(?:{'|'.join(stems)})", source, re.IGNORECASE)
    if first is None:
        return source[:READ]
    start = max(0, source.rfind("\n", 0, first.start()) + 1, first.start() - AROUND * 2)
    return source[start : start + READ]


def _pieces(text: str, matches: list[Match]) -> list[tuple[int, int]]:
    """The stretches to show: as many different terms as can be, else the beginning."""
    firsts: dict[int, Match] = {}
    for match in matches:
        firsts.setdefault(match.term, match)
    pieces: list[tuple[int, int]] = []
    for match in [*firsts.values(), *matches, Match(0, 0, 0)]:
        left, right = _stretch(text, match)
        is_new = all(right < a or left > b for a, b in pieces)
        if is_new and len(pieces) < (PIECES if match.end else 1):
            pieces.append((left, right))
    return sorted(pieces)


def _stretch(text: str, match: Match) -> tuple[int, int]:
    """The text around a match, cut between words."""
    left, right = max(0, match.start - AROUND), min(len(text), match.start - AROUND + PIECE)
    if left > 0:
        left = text.find(" ", left, match.start) + 1 or left
    if right < len(text):
        space = text.rfind(" ", match.end, right)
        right = space if space > 0 else right
    return left, right


def _matches(text: str, query: Query) -> list[Match]:
    """Where in a text the words stand that the query asks for, in order, none in another."""
    found = [(*word.span(), fold(word[0])) for word in WORD.finditer(text)]
    folded = [word for _, _, word in found]
    matches = [
        Match(found[i][0], found[i + len(term.words) - 1][1], number)
        for number, term in enumerate(query.wanted)
        for i in _places(term, folded)
    ]
    apart: list[Match] = []
    for match in sorted(matches):
        if not apart or match.start >= apart[-1].end:
            apart.append(match)
    return apart


def _places(term: Term, words: list[str]) -> Iterator[int]:
    """The numbers of the words at which the term stands."""
    *before, last = map(stem, term.words)
    for i, word in enumerate(words[len(before) :]):
        ends = stem(word) == last or (term.open and word.startswith(term.words[-1]))
        if ends and [stem(other) for other in words[i : i + len(before)]] == before:
            yield i


def _mark(text: str, left: int, right: int, matches: list[Match]) -> SafeString:
    """The text from `left` to `right`, escaped, with the matches in it marked."""
    pieces, at = [], left
    for match in matches:
        start, end = max(match.start, left), min(match.end, right)
        if start < end:
            pieces.append((text[at:start], text[start:end]))
            at = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:right])
