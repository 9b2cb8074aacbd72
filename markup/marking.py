"""What a reader reads of rendered HTML, as plain text, and marks put around passages of it.

The HTML is what markup/safety.py made. A mark goes around words alone, never around a tag: one that
crosses bold words or a link ends before the tag and begins again after it, so that the HTML stays
as well-formed as it was. What is only heard, and the numbers of footnotes, are no text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise

from markup.diff import is_tag
from markup.redline import tokens

_INLINE = frozenset(("a", "em", "strong", "del", "code", "span", "img", "sup"))
_VOID = frozenset(("br", "hr", "img", "input"))
_NAME = re.compile(r"</?([a-z0-9]+)")
_UNREAD = re.compile(r'<(?:span class="vh"|sup\b|a\b[^>]*class="footnote-backref")')


@dataclass(frozen=True)
class Mark:
    """What stands from `start` to `end` of the text, and what follows it: HTML that is safe.

    Without an `id` it has none.
    """

    start: int
    end: int
    id: str
    css: str
    after: str = ""


@dataclass
class _Token:
    """A token of the HTML, and where the text that it gives stands in the whole."""

    html: str
    start: int
    end: int
    links: int  # that are open after it


def text_of(pieces: Sequence[str]) -> str:
    """The text of stretches of HTML that follow each other: a line for each block."""
    reader = _Reader()
    for piece in pieces:
        reader.read(piece)
    return "".join(reader.text)


def marked(pieces: Sequence[str], marks: Sequence[Mark]) -> list[str]:
    """The same stretches with marks, whose places are those of `text_of`.

    Where two overlap, the words of both are marked once; what follows each is there.
    """
    reader, marking = _Reader(), _Marking(marks)
    return [marking.marked(reader.read(piece)) for piece in pieces]


class _Reader:
    """Reads stretches of HTML in order."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.at = 0
        self.links = 0
        self.broken = False  # whether a block ended or began since the last word
        self.blank: _Token | None = None  # read only if a word of its block follows

    def read(self, html: str) -> list[_Token]:
        self._break()
        found: list[_Token] = []
        unread = 0
        for piece in tokens(html):
            token = _Token(piece, self.at, self.at, self.links)
            found.append(token)
            if _name(piece) == "a":
                self.links += _depth(piece)
                token.links = self.links
            if unread or _UNREAD.match(piece):
                unread += _depth(piece)
            elif is_tag(piece):
                if _name(piece) not in _INLINE:
                    self._break()
            elif unescape(piece).isspace():
                self.blank = self.blank or token
            else:
                self._word(token)
        return found

    def _word(self, token: _Token) -> None:
        if self.broken and self.at:
            self._say("\n")
        elif self.blank is not None and self.at:
            self.blank.start, self.blank.end = self.at, self.at + 1
            self._say(" ")
        self.broken, self.blank = False, None
        token.start = self.at
        self._say(unescape(token.html))
        token.end = self.at

    def _say(self, text: str) -> None:
        self.text.append(text)
        self.at += len(text)

    def _break(self) -> None:
        self.broken, self.blank = True, None


class _Marking:
    """Writes stretches of HTML with marks in them."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        marks = sorted(marks, key=lambda mark: (mark.start, mark.end, mark.id))
        self.cuts = sorted({cut for mark in marks for cut in (mark.start, mark.end)})
        self.over = [  # from each cut to the next
            next((mark for mark in marks if mark.start <= cut < mark.end), None)
            for cut in self.cuts
        ]
        self.ends: dict[int, list[Mark]] = {}
        for mark in marks:
            self.ends.setdefault(mark.end, []).append(mark)
        self.begun: set[str] = set()
        self.open: Mark | None = None
        self.due: list[Mark] = []  # have ended; what follows them waits for the end of a link
        self.out: list[str] = []

    def marked(self, piece: list[_Token]) -> str:
        self.out = []
        for token in piece:
            if is_tag(token.html):
                self._turn(None)
                self.out.append(token.html)
            elif token.start == token.end:
                self.out.append(token.html)
            else:
                self._write(token)
            if self.due and not token.links:
                self._turn(None)
                self.out += [mark.after for mark in self.due]
                self.due = []
        self._turn(None)
        return "".join(self.out)

    def _write(self, token: _Token) -> None:
        """A token of text, in the parts that marks make of it; an entity is one."""
        first, last = bisect_right(self.cuts, token.start), bisect_left(self.cuts, token.end)
        inside = self.cuts[first:last] if len(token.html) == token.end - token.start else []
        for start, end in pairwise([token.start, *inside, token.end]):
            at = bisect_right(self.cuts, start) - 1
            self._turn(self.over[at] if at >= 0 else None)
            self.out.append(
                token.html[start - token.start : end - token.start] if inside else token.html
            )
        for cut in self.cuts[first : bisect_right(self.cuts, token.end)]:
            self.due += self.ends.get(cut, [])

    def _turn(self, mark: Mark | None) -> None:
        """Have the words that come be inside `mark` and no other."""
        if self.open is mark:
            return
        if self.open is not None:
            self.out.append("</mark>")
        if mark is not None:
            name = "" if not mark.id or mark.id in self.begun else f' id="{escape(mark.id)}"'
            self.out.append(f'<mark class="{escape(mark.css)}"{name}>')
            self.begun.add(mark.id)
        self.open = mark


def _name(token: str) -> str:
    found = _NAME.match(token) if is_tag(token) else None
    return found[1] if found else ""


def _depth(token: str) -> int:
    if not is_tag(token) or _name(token) in _VOID:
        return 0
    return -1 if token[1] == "/" else 1
