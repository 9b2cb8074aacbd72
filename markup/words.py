"""The words that a reader reads in a source, and how many of them an update changed."""

import html
import re

from markup.links import PLACEMENT, WIKI_LINK, collapse
from markup.sequences import common_length

_FENCE = re.compile(r"^\s{0,12}(```+|~~~+)")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]{1,300}\]:\s*\S+.*$")
_NOTE = re.compile(r"^ {0,3}\[\^[^\]\n]{1,200}\]:")
_TABLE_RULE = frozenset(" |:-")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+|[*_](?: *[*_]){2,}) *$")
_MARKERS = re.compile(r"^(?:\s*(?:>|#{1,6}(?=\s)|[-*+](?=\s)|\d{1,9}[.)](?=\s)))+")
_CLOSING_HASHES = re.compile(r"(?<=\s)#+\s*$")
_TARGET = re.compile(
    r"(!?)\[([^\[\]]{0,2000})\]"
    r"(\((?:[^()\s]|\([^()\s]{0,200}\)){0,2000}(?:\s[^()]{0,300})?\))"
)
_REFERENCE = re.compile(r"!?\[([^\[\]]{0,2000})\](?:\[[^\[\]]{0,300}\])?")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,200}\]")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+.!|~-])")
_ESCAPED = re.compile("\x02(\\d{1,7})\x03")
_EMPHASIS = re.compile(r"\*+|~~+|`+|(?<!\w)_++(?=\S)|(?<=[^\s_])_++(?!\w)")
_WORD = re.compile(r"\w+(?:['’‐‑-]\w+)*")


def words(text: str) -> list[str]:
    """The words of plain text in order; an apostrophe or hyphen inside a word is part of it."""
    return _WORD.findall(text)


def count_change(before: str, after: str) -> tuple[int, int]:
    """How many words `after` adds to `before` and removes from it, both plain text."""
    old, new = words(before), words(after)
    common = common_length(old, new)
    return len(new) - common, len(old) - common


def plain(source: str) -> str:
    """What a reader reads of a Markdown source: no markup, link targets or placement lines.

    A scan in linear time and not a parser: in odd corners it may differ from what is shown.
    """
    lines: list[str] = []
    fence = ""
    for line in source.replace("\r\n", "\n").split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            else:
                lines.append(line)
        elif mark:
            fence = mark[1]
        else:
            lines.append(_plain_line(line))
    return "\n".join(lines)


def _plain_line(line: str) -> str:
    if PLACEMENT.fullmatch(line.strip()) or _DEFINITION.match(line):
        return ""
    if ("-" in line and set(line) <= _TABLE_RULE) or _UNDERLINE.match(line):
        return ""
    line = _MARKERS.sub("", _NOTE.sub("", line))
    line = _ESCAPE.sub(lambda match: f"\x02{ord(match[1])}\x03", line)
    if line.lstrip().startswith("|") or line.count("|") > 1:
        line = WIKI_LINK.sub(_link_text, line).replace("|", " ")
    line = WIKI_LINK.sub(_link_text, line)
    line = _FOOTNOTE.sub("", line)
    line = _TARGET.sub(r"\2", line)
    line = _REFERENCE.sub(r"\1", line)
    line = _EMPHASIS.sub("", _CLOSING_HASHES.sub("", line))
    line = _ESCAPED.sub(lambda match: chr(int(match[1])), line)
    return html.unescape(line)


def _link_text(match: re.Match[str]) -> str:
    return collapse(match["text"] or match["title"])
