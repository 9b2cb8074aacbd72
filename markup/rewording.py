"""Where a passage stands whose words are others now: the place that is most like it.

Candidates are the stretches that hold most of its words, and what stands between the words that
stood around it; of each, the part in which its words stand in their order is weighed.
"""

from bisect import bisect_left
from collections import Counter
from itertools import islice
from operator import itemgetter

from rapidfuzz.distance import LCSseq

from markup.indexed import Indexed, Passage, Span, neighbours
from markup.terms import stem_of, words_of

CANDIDATES = 6
"""Places that are weighed against each other, found in either way."""
TRIES = 2_000
"""Places with the words that stood before the passage that are looked at."""
STRAY = 40
"""Words before a place that are tried as its beginning."""
ALIKE = 0.45
"""Likeness from which other words count as the passage, reworded."""
IN_PLACE = 0.3
"""The same where they stand between the words that stood around it."""
NEARLY = 0.75
"""The same for a part of a sentence, where the passage was a whole one."""
SPEAKING = 4
"""Words that tell a passage; a shorter one is known only where some of its neighbours are there."""
KNOWN = 0.3
"""Share of the neighbours by which few words are known."""

_SHORT = 3


def is_it(span: Span, passage: Passage) -> bool:
    """Whether the place that is most like the passage is that passage."""
    if len(words_of(passage.quote)) < SPEAKING and span.fit < KNOWN:
        return False
    return span.likeness >= (IN_PLACE if span.fit >= 0.5 else ALIKE)


def nearest(text: Indexed, passage: Passage) -> Span | None:
    """The place that is most like the passage; None where no word of it is there."""
    return _Search(text, passage).nearest()


class _Search:
    """One search, with what each word of the passage says."""

    def __init__(self, text: Indexed, passage: Passage) -> None:
        self.text, self.passage = text, passage
        self.sought = [stem_of(word) for word in words_of(passage.quote)]
        self.weights = {stem: self._weight(stem) for stem in self.sought}
        self.total = sum(self.weights[stem] for stem in self.sought)

    def nearest(self) -> Span | None:
        close = {self._refined(span) for span in [*self._windows(), *self._between()]}
        weighed = [self._weighed(span) for span in close if span is not None]
        return max(
            weighed, key=lambda span: (span.likeness + 0.25 * span.fit, -span.first), default=None
        )

    def _weight(self, stem: str) -> float:
        """Short words, and those that stand everywhere, say little."""
        often = max(0, self.text.counts[stem] - 1)
        return (0.25 if len(stem) <= _SHORT and stem.isascii() else 1.0) / (1 + 0.1 * often)

    def _windows(self) -> list[Span]:
        """Stretches as long as the passage that hold most of its words: a sliding count."""
        size, wanted, weights = len(self.sought), Counter(self.sought), self.weights
        inside: Counter[str] = Counter()
        scores, score = [], 0.0
        for at, stem in enumerate(self.text.stems):
            if stem in wanted:
                inside[stem] += 1
                score += weights[stem] if inside[stem] <= wanted[stem] else 0.0
            gone = self.text.stems[at - size] if at >= size else ""
            if gone in wanted:
                score -= weights[gone] if inside[gone] <= wanted[gone] else 0.0
                inside[gone] -= 1
            scores.append(score)
        found: list[Span] = []
        for at in sorted(range(len(scores)), key=lambda at: (-scores[at], at)):
            if len(found) == CANDIDATES or scores[at] <= 1e-9:
                break
            if all(abs(at + 1 - span.last) >= size for span in found):
                found.append(Span(max(0, at + 1 - size), at + 1))
        return found

    def _between(self) -> list[Span]:
        """What stands between the words that stood around the passage."""
        before, after = neighbours(self.passage)
        if len(before) < 2 or len(after) < 2:
            return []
        opening, closing = before[-3:], after[:3]
        found: list[Span] = []
        for at in islice(self.text.runs(opening), TRIES):
            first = at + len(opening)
            limit = first + 3 * len(self.sought) + 12
            last = next(self.text.runs(closing, first, limit), first)
            found += [Span(first, last)] if last > first else []
        return found[:CANDIDATES]

    def _refined(self, span: Span) -> Span | None:
        """The stretch around a candidate in which the words stand, in their order."""
        start = max(0, span.first - len(self.sought))
        there = self.text.stems[start : span.last + len(self.sought)]
        ways = _aligned(self.sought, there)
        found = [self._tightest([start + at for at in pairs]) for pairs in ways]
        return max(found, key=itemgetter(0))[1]

    def _tightest(self, pairs: list[int]) -> tuple[float, Span | None]:
        """Of words that stand in their order, those that are nearest together, and how near."""
        values = [self.weights[self.text.stems[at]] for at in pairs]
        best, most = None, 0.0
        for i, first in enumerate(pairs[:STRAY]):
            held = 0.0
            for at, value in zip(pairs[i:], values[i:], strict=True):
                held += value
                strange = (at + 1 - first) / len(self.sought) * self.total
                score = 2 * held / (self.total + max(strange, held))
                if score > most:
                    best, most = Span(first, at + 1), score
        return most, best

    def _weighed(self, span: Span) -> Span:
        """The place itself, or the whole sentences around it where the passage was such."""
        bare, whole = self._likened(span), self._likened(self._whole(span))
        is_part = bare.likeness >= NEARLY > whole.likeness and len(self.sought) >= SPEAKING
        return self.text.fitting(self.passage, bare if is_part else whole)

    def _whole(self, span: Span) -> Span:
        text, first, last = self.text, span.first, span.last
        if self.passage.begins:
            first = bisect_left(text.starts, text.sentence_at(text.starts[first])[0])
        if self.passage.ends:
            last = bisect_left(text.starts, text.sentence_at(text.ends[last - 1] - 1)[1])
        return Span(first, last)

    def _likened(self, span: Span) -> Span:
        """With how much of it is the same, from 0 to 1; words that say more count for more."""
        there = self.text.stems[span.first : span.last]
        shared = Counter(self.sought) & Counter(there)
        got = sum(self.weights[stem] * number for stem, number in shared.items())
        strange = sum(self._weight(stem) for stem in there)
        bag = 2 * got / (self.total + strange)
        ordered = LCSseq.similarity(*_numbered(self.sought, there))
        row = 2 * ordered / (len(self.sought) + len(there))
        return Span(span.first, span.last, 0.7 * bag + 0.3 * row)


def _aligned(sought: list[str], there: list[str]) -> tuple[list[int], list[int]]:
    """Which words of `there` are those that are sought, in their order.

    Where a word stands there twice, once the earlier one is taken, and once the later.
    """
    one, other = _numbered(sought, there)
    late = [len(there) - 1 - at for at in _equal(one[::-1], other[::-1])]
    return _equal(one, other), late[::-1]


def _equal(one: list[int], other: list[int]) -> list[int]:
    codes = (code for code in LCSseq.opcodes(one, other) if code.tag == "equal")
    return [at for code in codes for at in range(code.dest_start, code.dest_end)]


def _numbered(one: list[str], other: list[str]) -> tuple[list[int], list[int]]:
    ids: dict[str, int] = {}
    left = [ids.setdefault(stem, len(ids)) for stem in one]
    return left, [ids.setdefault(stem, len(ids)) for stem in other]
