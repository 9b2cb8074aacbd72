"""The pass over a text's lines before Markdown reads them.

Python-Markdown wants a blank line before a list or table and four spaces a level; writers give
neither. Here both are set as it wants them, fenced code is taken out (so nothing in it is ever
markup), and brackets that pair with nothing are made plain, because its search for their partner
is quadratic. The headings of the text itself are marked with their line, so that the section that
each begins can be found in the source.
"""

import re
from collections.abc import Callable
from itertools import takewhile
from typing import NamedTuple

from markup.inline import calm
from markup.limits import DEPTH_LIMIT, too_deep

_FENCE = re.compile(r"^(?P<indent> *)(?P<mark>`{3,}|~{3,})[ ]*(?P<info>[^`\n]*)$")
_QUOTE = re.compile(r"^ {0,3}> ?")
_ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap> +)(?=\S)")
_RULE = re.compile(r"^ {0,3}([-*_])(?: *\1){2,} *$")
_MARKERS = re.compile(r"(?: *(?:>|[-*+](?= |$)|\d{1,9}[.)](?= |$)))+")
_BLANKS = re.compile(r"(\n(?:> ?)*\n)")
_RULE_CELLS = frozenset("|:- ")
_HASHES = re.compile(r"#{1,6}")
_UNDERLINE = re.compile(r"(?:=+|-+) *")
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}")

LEVEL = "    "

Stash = Callable[[str, str], str]
"""Takes code and its language, gives the placeholder to stand for it."""


def prepare(source: str, stash: Stash) -> str:
    """`source` with lists, quotes, fences and brackets as Python-Markdown reads them best."""
    lines = _prepare(source.split("\n"), stash, 0)
    return "".join(calm(block) for block in _BLANKS.split("\n".join(lines)))


def _prepare(lines: list[str], stash: Stash, depth: int) -> list[str]:
    if depth > DEPTH_LIMIT:
        raise too_deep()
    return _Lines(lines, stash, depth).read()


class _Item(NamedTuple):
    column: int
    ordered: bool


class _Lines:
    """One run over the lines of a text, or over the lines inside one quote."""

    def __init__(self, lines: list[str], stash: Stash, depth: int) -> None:
        self.lines = lines
        self.stash = stash
        self.depth = depth
        self.out: list[str] = []
        self.items: list[_Item] = []
        """The list items that are open here, outermost first."""
        self.at = 0

    def read(self) -> list[str]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                self.out.append("")
                self.at += 1
            elif fence := self._opening(line):
                self._fence(fence)
            elif _QUOTE.match(line) and not self._level_of(_indent(line)):
                self._quote()
            else:
                self._plain(line)
                self.at += 1
        return self.out

    def _after_text(self) -> bool:
        return bool(self.out) and self.out[-1] != ""

    def _opening(self, line: str) -> re.Match[str] | None:
        match = _FENCE.match(line)
        return match if match and (self.items or len(match["indent"]) < len(LEVEL)) else None

    def _fence(self, match: re.Match[str]) -> None:
        """Take out the code up to its closing fence, or up to the end of the text."""
        indent, mark = len(match["indent"]), match["mark"]
        closing = re.compile(rf" *{re.escape(mark[0])}{{{len(mark)},}} *")
        code = list(takewhile(lambda line: not closing.fullmatch(line), self.lines[self.at + 1 :]))
        self.at += len(code) + 2
        language = _LANGUAGE.match(match["info"].strip())
        level = self._level_of(indent)
        placeholder = self.stash(
            "\n".join(_outdent(line, indent) for line in code), language[0] if language else ""
        )
        self.out += ["", LEVEL * level + placeholder, ""]

    def _quote(self) -> None:
        """Read the quote as a text of its own, then mark its lines again."""
        inner = []
        while self.at < len(self.lines) and (match := _QUOTE.match(self.lines[self.at])):
            inner.append(self.lines[self.at][match.end() :])
            self.at += 1
        if self._after_text():
            self.out.append("")
        self.items.clear()
        quoted = _prepare(inner, self.stash, self.depth + 1)
        self.out += [f"> {line}" if line else ">" for line in quoted]

    def _plain(self, line: str) -> None:
        self._check_depth(line)
        indent = _indent(line)
        match = None if _RULE.match(line) else _ITEM.match(line)
        if match and self._starts_item(match, indent):
            self._item(line, match, indent)
        elif not self.items:
            if self._after_text() and self._starts_table(line):
                self.out.append("")
            self.out.append(self._numbered(line))
        else:
            self._inside_item(line, indent)

    def _starts_item(self, match: re.Match[str], indent: int) -> bool:
        if self.items:
            return True
        if indent >= len(LEVEL):
            return False
        interrupts = match["number"] in (None, "1")
        return interrupts or not self._after_text()

    def _item(self, line: str, match: re.Match[str], indent: int) -> None:
        before: _Item | None = None
        began = bool(self.items)
        while self.items and indent < self.items[-1].column + 2:
            before = self.items.pop()
            if indent >= before.column:
                break
        ordered = match["number"] is not None
        changed = before is not None and before.ordered != ordered
        if self._after_text() and (changed or not began):
            self.out.append("")
        level = len(self.items)
        self.items.append(_Item(indent, ordered))
        mark = f"{match['number']}." if ordered else match["mark"]
        self.out.append(f"{LEVEL * level}{mark} {line[match.end() :]}")

    def _numbered(self, line: str) -> str:
        """A heading of the text itself with its line's number; any other line as it is."""
        if self.depth:
            return line
        hashes = _HASHES.match(line)
        if hashes is None and not self._is_underlined(line):
            return line
        at = hashes.end() if hashes else 0
        return f"{line[:at]}\x15{self.at}\x16{line[at:]}"

    def _is_underlined(self, line: str) -> bool:
        below = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        is_first = not self._after_text() and _indent(line) < len(LEVEL)
        return is_first and _UNDERLINE.fullmatch(below) is not None

    def _starts_table(self, line: str) -> bool:
        """Whether the next line is the rule under a table's header."""
        below = self.lines[self.at + 1].strip() if self.at + 1 < len(self.lines) else ""
        return "|" in line and "|" in below and "-" in below and set(below) <= _RULE_CELLS

    def _inside_item(self, line: str, indent: int) -> None:
        """A line of text while a list is open: more of an item, or the end of the list."""
        if self._after_text():
            self.out.append(LEVEL * (len(self.items) - 1) + line.lstrip(" "))
            return
        level = self._level_of(indent)
        if level == 0:
            self.items.clear()
            self.out.append(self._numbered(line))
            return
        del self.items[level:]
        self.out.append(LEVEL * level + line.lstrip(" "))

    def _level_of(self, indent: int) -> int:
        """How many of the open items a line at this column belongs to."""
        return sum(1 for item in self.items if indent >= item.column + 2)

    def _check_depth(self, line: str) -> None:
        markers = _MARKERS.match(line)
        inline = len(markers[0].split()) if markers else 0
        if self.depth + len(self.items) + inline > DEPTH_LIMIT and not _RULE.match(line):
            raise too_deep()


def _outdent(line: str, columns: int) -> str:
    """`line` without its first `columns` spaces, as far as it has them."""
    return line[min(columns, _indent(line)) :]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
