"""Aligning two sequences by their longest common subsequence, in bounded memory."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

CELLS = 100_000_000
"""Largest product of two lengths that is aligned exactly: 12 MB and some 50 ms."""


class Step(NamedTuple):
    """a[i1:i2] stands where b[j1:j2] stands; `equal` says whether they are the same."""

    equal: bool
    i1: int
    i2: int
    j1: int
    j2: int


class Alignment(NamedTuple):
    """Steps that cover both sequences in order; `exact` where none was passed over as too long."""

    steps: list[Step]
    exact: bool


def align(a: Sequence[Hashable], b: Sequence[Hashable]) -> Alignment:
    """How `b` came from `a`. Very long rewritten stretches are aligned by their unique items."""
    ids: dict[Hashable, int] = {}
    left = [ids.setdefault(item, len(ids)) for item in a]
    right = [ids.setdefault(item, len(ids)) for item in b]
    found: list[Step] = []
    exact = _align(left, right, 0, 0, found)
    return Alignment(_joined(found), exact)


def common_length(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """The length of the longest common subsequence; exact, and linear in memory."""
    ids: dict[Hashable, int] = {}
    left = [ids.setdefault(item, len(ids)) for item in a]
    right = [ids.setdefault(item, len(ids)) for item in b]
    start, end = _common_ends(left, right)
    middle = LCSseq.similarity(left[start : len(left) - end], right[start : len(right) - end])
    return start + int(middle) + end


def _align(a: list[int], b: list[int], i: int, j: int, found: list[Step]) -> bool:
    """Add the steps of `a` and `b`, which begin at `i` and `j` of the whole."""
    start, end = _common_ends(a, b)
    found.append(Step(True, i, i + start, j, j + start))
    left, right = a[start : len(a) - end], b[start : len(b) - end]
    i, j = i + start, j + start
    exact = True
    if not left or not right:
        found.append(Step(False, i, i + len(left), j, j + len(right)))
    elif len(left) * len(right) <= CELLS:
        found += [
            Step(
                code.tag == "equal",
                i + code.src_start,
                i + code.src_end,
                j + code.dest_start,
                j + code.dest_end,
            )
            for code in LCSseq.opcodes(left, right)
        ]
    else:
        exact = _align_by_anchors(left, right, i, j, found)
    i, j = i + len(left), j + len(right)
    found.append(Step(True, i, i + end, j, j + end))
    return exact


def _align_by_anchors(a: list[int], b: list[int], i: int, j: int, found: list[Step]) -> bool:
    """Align between the items that stand once on either side, in their longest common order."""
    anchors = _anchors(a, b)
    if not anchors:
        found.append(Step(False, i, i + len(a), j, j + len(b)))
        return False
    exact, at, to = True, 0, 0
    for x, y in anchors:
        exact &= _align(a[at:x], b[to:y], i + at, j + to, found)
        found.append(Step(True, i + x, i + x + 1, j + y, j + y + 1))
        at, to = x + 1, y + 1
    return _align(a[at:], b[to:], i + at, j + to, found) and exact


def _anchors(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    once_a, once_b = Counter(a), Counter(b)
    place = {item: y for y, item in enumerate(b) if once_b[item] == 1}
    pairs = [(x, place[item]) for x, item in enumerate(a) if once_a[item] == 1 and item in place]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (_, y) in enumerate(pairs):
        length = bisect_left(ends, y)
        ends[length : length + 1] = [y]
        last[length : length + 1] = [at]
        before.append(last[length - 1] if length else -1)
    chosen, at = [], last[-1] if last else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _common_ends(a: list[int], b: list[int]) -> tuple[int, int]:
    shorter = min(len(a), len(b))
    start = 0
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return start, end


def _joined(steps: list[Step]) -> list[Step]:
    """Steps with neighbours of one kind made one, and empty ones left out."""
    joined: list[Step] = []
    for step in steps:
        if step.i1 == step.i2 and step.j1 == step.j2:
            continue
        if joined and joined[-1].equal == step.equal:
            first = joined.pop()
            step = Step(step.equal, first.i1, step.i2, first.j1, step.j2)
        joined.append(step)
    return joined
