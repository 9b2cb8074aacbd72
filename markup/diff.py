"""Comparing two texts: paragraphs first, then the words of paragraphs that are alike."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markup.sequences import Step, align, common_length

Op = Literal["equal", "insert", "delete"]
Kind = Literal["same", "reworded", "added", "removed", "moved"]
Split = Callable[[str], list[str]]

ALIKE = 0.4
"""Share of common words from which two paragraphs count as one that was reworded."""
WINDOW = 60
"""Most paragraphs of one rewritten stretch that are all compared with each other."""
PAIRS = 40_000
"""Most pairs of paragraphs that are compared in one rewritten stretch."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TOKEN = re.compile(r"\w+(?:['’‐‑-]\w+)*|\s+|[^\w\s]")


@dataclass(frozen=True)
class Segment:
    """A stretch of text that stayed, came or went."""

    op: Op
    text: str


@dataclass(frozen=True)
class Hunk:
    """A paragraph's fate. Equal and insert segments give `after`, equal and delete `before`."""

    kind: Kind
    segments: list[Segment]
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """The paragraphs of the later text in order, with the removed ones where they stood."""

    hunks: list[Hunk]
    coarse: bool = False
    """Whether some long rewritten stretch was compared less finely than by words."""

    def __iter__(self) -> Iterator[Hunk]:
        return iter(self.hunks)

    def __len__(self) -> int:
        return len(self.hunks)

    @property
    def changed(self) -> list[Hunk]:
        return [hunk for hunk in self.hunks if hunk.kind != "same"]


def compare(before: str, after: str) -> Comparison:
    """How `after` came from `before`, paragraph by paragraph and word by word."""
    return compare_blocks(paragraphs(before), paragraphs(after), tokens)


def compare_blocks(before: list[str], after: list[str], split: "Split") -> Comparison:
    """The same of texts already cut into blocks; `split` cuts a block into words and marks."""
    return _Comparing(before, after, split).compare()


def compare_in_place(before: str, after: str) -> list[Hunk]:
    """The same with each paragraph where it stands: one that moved went here and came there.

    The befores joined are `before` and the afters `after`, but for what ends the texts. So any
    of the changes can be taken alone: put the `after` of some and the `before` of the others.
    """
    old, new = (
        paragraphs(f"{text.rstrip()}\n\n") if text.strip() else [] for text in (before, after)
    )
    return _Comparing(old, new, tokens, tells_moves=False).compare().hunks


def compare_words(before: str, after: str) -> list[Segment]:
    """How one sentence or paragraph became another, word by word."""
    return _segments(before, after, tokens)[0]


def apply(hunks: Iterable[Hunk]) -> str:
    """The later text, to the byte."""
    return "".join(
        segment.text for hunk in hunks for segment in hunk.segments if segment.op != "delete"
    )


def paragraphs(text: str) -> list[str]:
    """`text` split after each run of blank lines; joined again they are `text`."""
    found: list[str] = []
    ended = False
    for line in _LINE.findall(text):
        blank = not line.strip()
        if not found or (ended and not blank):
            found.append(line)
        else:
            found[-1] += line
        ended = blank and bool(found[-1].strip())
    return found


def tokens(text: str) -> list[str]:
    """Words, runs of white space and single other characters; joined again they are `text`."""
    return _TOKEN.findall(text)


def likeness(a: str, b: str) -> float:
    """Share of words and marks, 0 to 1, that two texts have in common and in the same order."""
    return _likeness(_solid(tokens(a)), _solid(tokens(b)))


class _Comparing:
    """One comparison under way."""

    def __init__(
        self, old: list[str], new: list[str], split: Split, *, tells_moves: bool = True
    ) -> None:
        self.old, self.new, self.split, self.tells_moves = old, new, split, tells_moves
        self.coarse = False
        self.hunks: list[Hunk] = []

    def compare(self) -> Comparison:
        keys = [text.rstrip() for text in self.old], [text.rstrip() for text in self.new]
        steps, exact = align(*keys)
        self.coarse = not exact
        moved = self._moved(steps, *keys) if self.tells_moves else {}
        came, went = set(moved), set(moved.values())
        for step in steps:
            if step.equal:
                for i, j in zip(range(step.i1, step.i2), range(step.j1, step.j2), strict=True):
                    self._add("same", self.old[i], self.new[j])
                continue
            gone = [i for i in range(step.i1, step.i2) if i not in went]
            new = [j for j in range(step.j1, step.j2) if j not in came]
            self._gap(gone, new, [j for j in range(step.j1, step.j2) if j in came], moved)
        return Comparison(self.hunks, self.coarse)

    def _moved(self, steps: list[Step], old: list[str], new: list[str]) -> dict[int, int]:
        """Places in the new text of paragraphs that went elsewhere unchanged, and where from."""
        gone: dict[str, list[int]] = {}
        for step in steps:
            if not step.equal:
                for i in range(step.i1, step.i2):
                    gone.setdefault(old[i], []).append(i)
        moved = {}
        for step in steps:
            if not step.equal:
                for j in range(step.j1, step.j2):
                    if new[j].strip() and gone.get(new[j]):
                        moved[j] = gone[new[j]].pop(0)
        return moved

    def _gap(self, gone: list[int], new: list[int], came: list[int], moved: dict[int, int]) -> None:
        """A rewritten stretch: pair what is alike, and keep the order of the new text."""
        arrivals = iter([*came, len(self.new)])
        arrival = next(arrivals)
        for i, j in self._paired(gone, new):
            while j is not None and arrival < j:
                self._add("moved", self.old[moved[arrival]], self.new[arrival])
                arrival = next(arrivals)
            if i is None or j is None:
                self._add(
                    "removed" if j is None else "added",
                    "" if i is None else self.old[i],
                    "" if j is None else self.new[j],
                )
            else:
                self._add("reworded", self.old[i], self.new[j])
        while arrival < len(self.new):
            self._add("moved", self.old[moved[arrival]], self.new[arrival])
            arrival = next(arrivals)

    def _paired(self, gone: list[int], new: list[int]) -> Iterator[tuple[int | None, int | None]]:
        """Pairs of places in order; a long stretch is cut into windows, which is coarser."""
        if len(gone) == len(new) and all(
            _likeness(self._solid(self.old[i]), self._solid(self.new[j])) >= ALIKE
            for i, j in zip(gone, new, strict=True)
        ):
            yield from zip(gone, new, strict=True)
            return
        longer = max(len(gone), len(new))
        windows = max(1, -(-longer // WINDOW), min(longer, len(gone) * len(new) // PAIRS))
        self.coarse = self.coarse or (windows > 1 and bool(gone) and bool(new))
        cuts = [
            (len(gone) * window // windows, len(new) * window // windows)
            for window in range(windows + 1)
        ]
        for (i1, j1), (i2, j2) in pairwise(cuts):
            yield from self._best_pairs(gone[i1:i2], new[j1:j2])

    def _solid(self, text: str) -> list[str]:
        return _solid(self.split(text))

    def _best_pairs(self, gone: list[int], came: list[int]) -> list[tuple[int | None, int | None]]:
        left = [self._solid(self.old[i]) for i in gone]
        right = [self._solid(self.new[j]) for j in came]
        return [
            (None if r is None else gone[r], None if c is None else came[c])
            for r, c in _pairs(left, right)
        ]

    def _add(self, kind: Kind, before: str, after: str) -> None:
        if before == after:
            segments = [Segment("equal", after)]
        elif kind in ("added", "removed"):
            segments = _joined([Segment("delete", before), Segment("insert", after)])
        else:
            segments, exact = _segments(before, after, self.split)
            self.coarse = self.coarse or not exact
        self.hunks.append(Hunk(kind, segments, before, after))


def _pairs(left: list[list[str]], right: list[list[str]]) -> list[tuple[int | None, int | None]]:
    """The pairing in order with the greatest likeness; what has no partner stands alone."""
    rows, columns = len(left), len(right)
    alike = [[_likeness(one, other) for other in right] for one in left]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for r in range(rows - 1, -1, -1):
        for c in range(columns - 1, -1, -1):
            together = best[r + 1][c + 1] + alike[r][c] if alike[r][c] >= ALIKE else 0.0
            best[r][c] = max(best[r + 1][c], best[r][c + 1], together)
    pairs: list[tuple[int | None, int | None]] = []
    r = c = 0
    while r < rows or c < columns:
        both = r < rows and c < columns and alike[r][c] >= ALIKE
        if both and best[r][c] == best[r + 1][c + 1] + alike[r][c]:
            pairs.append((r, c))
            r, c = r + 1, c + 1
        elif r < rows and (c == columns or best[r][c] == best[r + 1][c]):
            pairs.append((r, None))
            r += 1
        else:
            pairs.append((None, c))
            c += 1
    return pairs


def _segments(before: str, after: str, split: Split) -> tuple[list[Segment], bool]:
    old, new = split(before), split(after)
    steps, exact = align(old, new)
    segments: list[Segment] = []
    for number, step in enumerate(steps):
        gone, came = "".join(old[step.i1 : step.i2]), "".join(new[step.j1 : step.j2])
        if step.equal and not (0 < number < len(steps) - 1 and came.isspace()):
            segments.append(Segment("equal", came))
        else:  # a blank between two changed words reads better as part of the change
            segments += [Segment("delete", gone), Segment("insert", came)]
    return _joined(segments), exact


def _joined(segments: list[Segment]) -> list[Segment]:
    """Segments with each run of changes made one deletion and one insertion."""
    joined: list[Segment] = []
    gone = came = ""
    for segment in [*segments, Segment("equal", "")]:
        if segment.op == "delete":
            gone += segment.text
        elif segment.op == "insert":
            came += segment.text
        else:
            joined += [Segment("delete", gone), Segment("insert", came), segment]
            gone = came = ""
    return [segment for segment in joined if segment.text]


def _solid(found: list[str]) -> list[str]:
    """Words and marks alone: neither blanks nor the tags of HTML make two texts alike."""
    return [token for token in found if not token.isspace() and not is_tag(token)]


def is_tag(token: str) -> bool:
    """Whether it is one of HTML; of Markdown's tokens none is."""
    return len(token) > 1 and token[0] == "<"


def _likeness(left: list[str], right: list[str]) -> float:
    shorter, both = min(len(left), len(right)), len(left) + len(right)
    if 2 * shorter < ALIKE * both:
        return 0.0
    return 2 * common_length(left, right) / both if both else 0.0
