"""A source cut into sentences, and how each is known again wherever it stands.

Headings, lines of lists, tables and code are sentences of their own; a line break inside a
paragraph is a blank. Markup at the beginning of a line belongs to its sentence.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

_ENDS = re.compile(r"(?:(?<=[.!?…])[)\]\"'”’»*_]{0,8}\s+|(?<=[。！？])\s*)(?=\S)")
_ALONE = re.compile(r"\s{0,12}(?:[-*+]\s|\d{1,9}[.)]\s|#{1,6}\s|>|\||\[\^|```|~~~|(?:=+|-+)\s*$)")
_LAST = re.compile(r"\s{0,12}(?:#{1,6}\s|\||```|~~~|(?:=+|-+)\s*$)")
_FENCE = re.compile(r"\s{0,12}(?:```|~~~)")

Known = tuple[int, int]
"""A sentence's mark, and which of its like in the text it is, from 1."""


def paragraphs_of(source: str) -> list[list[str]]:
    """The paragraphs of a text, each as its sentences; all joined they are the text."""
    found: list[list[str]] = []
    for block in _blocks(source):
        pieces = [piece for part in block for piece in _cut(part)]
        found.append(pieces)
    return found


def _blocks(source: str) -> list[list[str]]:
    """Runs of lines without a blank one, each cut where a line stands alone."""
    found: list[list[str]] = []
    ended, alone, fenced = True, False, False
    for line in source.splitlines(keepends=True):
        blank = not line.strip()
        if not found or (ended and not blank):
            found.append([line])
        elif not blank and (alone or fenced or _ALONE.match(line)):
            found[-1].append(line)
        else:
            found[-1][-1] += line
        if not blank:
            fenced ^= bool(_FENCE.match(line))
            alone = fenced or bool(_LAST.match(line))
        ended = blank and not fenced
    return found


def _cut(text: str) -> list[str]:
    ends = [match.end() for match in _ENDS.finditer(text)]
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if a < b]


def known(sentences: Iterable[str]) -> list[Known]:
    """How each of a text's sentences is known, whatever its blanks are."""
    seen: Counter[int] = Counter()
    found = []
    for sentence in sentences:
        mark = _mark(" ".join(sentence.split()))
        seen[mark] += 1
        found.append((mark, seen[mark]))
    return found


def all_known(source: str) -> list[Known]:
    return known(piece for paragraph in paragraphs_of(source) for piece in paragraph)


def _mark(sentence: str) -> int:
    """63 bits, as a database's whole numbers hold them."""
    digest = hashlib.blake2b(sentence.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
