"""How large and how deep a text may be; checked before anything is parsed."""

import re
from collections import Counter

from markup.rendered import Refused

PAGE_LIMIT = 200_000
POST_LIMIT = 20_000
LINE_LIMIT = 5_000
DEPTH_LIMIT = 20
FENCE_LIMIT = 200
CELL_LIMIT = 5_000
FOOTNOTE_LIMIT = 500
SAME_FOOTNOTE_LIMIT = 100

KEPT = "Your text is kept below."

_FENCE = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
_FOOTNOTE = re.compile(r"\[\^([^\]\n]{0,200})\]")
_RULE_CELLS = frozenset("|:- ")


def check(source: str, limit: int) -> None:
    """Raise `Refused` when `source` is larger than `limit` characters or than a reader could use.

    Depth of lists and quotes is checked by `markup.blocks`, which counts it anyway.
    """
    if len(source) > limit:
        raise Refused(
            f"This text has {len(source):,} characters; the limit is {limit:,}. "
            f"Please shorten it, then save again. {KEPT}"
        )
    lines = source.count("\n") + 1
    if lines > LINE_LIMIT:
        raise Refused(
            f"This text has {lines:,} lines; the limit is {LINE_LIMIT:,}. "
            f"Please join or remove lines, then save again. {KEPT}"
        )
    if len(_FENCE.findall(source)) > FENCE_LIMIT * 2:
        raise Refused(
            f"This text has more than {FENCE_LIMIT} code blocks. "
            f"Please split it over two pages, then save again. {KEPT}"
        )
    _check_footnotes(source)
    _check_tables(source)


def too_deep() -> Refused:
    """The refusal of lists and quotes inside each other beyond the limit."""
    return Refused(
        f"This text nests lists or quotes more than {DEPTH_LIMIT} deep. "
        f"Please flatten it, then save again. {KEPT}"
    )


def _check_footnotes(source: str) -> None:
    marks = Counter(_FOOTNOTE.findall(source))
    if len(marks) > FOOTNOTE_LIMIT:
        raise Refused(
            f"This text has more than {FOOTNOTE_LIMIT} footnotes. "
            f"Please split it over two pages, then save again. {KEPT}"
        )
    if marks and max(marks.values()) > SAME_FOOTNOTE_LIMIT:
        raise Refused(
            f"This text points to one footnote more than {SAME_FOOTNOTE_LIMIT} times. "
            f"Please remove some of these marks, then save again. {KEPT}"
        )


def _check_tables(source: str) -> None:
    """Count cells as the parser makes them: every row is padded to the header's width."""
    cells = 0
    for block in re.split(r"\n[ \t]*\n", source):
        lines = block.strip("\n").split("\n")
        if len(lines) > 1 and "|" in lines[0] and set(lines[1].strip()) <= _RULE_CELLS:
            cells += (lines[0].count("|") + 1) * len(lines)
    if cells > CELL_LIMIT:
        raise Refused(
            f"The tables in this text have more than {CELL_LIMIT:,} cells. "
            f"Please split them over two pages, then save again. {KEPT}"
        )
