"""A passage, and a text with its words numbered, so that the one is looked for in the other."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from operator import itemgetter

from markup.terms import WORD, ends_sentence, folded, sentences_of, stem_of, words_of

AROUND = 15
"""Words on either side that are compared with those that stood around a passage."""

_JOIN = "\x00"


@dataclass(frozen=True)
class Passage:
    """The very words, and some from before and after them; a line break there ends a block."""

    quote: str
    before: str = ""
    after: str = ""

    @property
    def begins(self) -> bool:
        """Whether a sentence began with it."""
        return not self.before.strip() or self.before.endswith("\n") or ends_sentence(self.before)

    @property
    def ends(self) -> bool:
        """Whether a sentence ended with it."""
        return not self.after.strip() or self.after.startswith("\n") or ends_sentence(self.quote)


@dataclass(frozen=True)
class Span:
    """Words first to last, the last one not included, and how far they are a passage."""

    first: int
    last: int
    likeness: float = 1.0
    fit: float = 0.0


class Indexed:
    """A text as its words: where each stands, and its neighbours."""

    def __init__(self, text: str) -> None:
        self.text = text
        spans = [match.span() for match in WORD.finditer(text)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.words = [folded(text[start:end]) for start, end in spans]

    @cached_property
    def stems(self) -> list[str]:
        return [stem_of(word) for word in self.words]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each stem stands here."""
        return Counter(self.stems)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where each sentence begins and ends."""
        return list(sentences_of(self.text))

    def sentence_at(self, at: int) -> tuple[int, int]:
        return self.sentences[bisect_right(self.sentences, at, key=itemgetter(0)) - 1]

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """The words with a mark around each, and where each begins in that."""
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word) + 1
        return _JOIN + _JOIN.join(self.words) + _JOIN, starts

    def runs(self, wanted: Sequence[str], start: int = 0, end: int | None = None) -> Iterator[int]:
        """Of each run of these words between two words of the text, the number of its first."""
        joined, starts = self._joined
        sought = _JOIN + _JOIN.join(wanted) + _JOIN
        if start >= len(starts):
            return
        limit = len(joined) if end is None or end >= len(starts) else starts[end] + 1
        at = joined.find(sought, starts[start], limit)
        while at >= 0:
            yield bisect_left(starts, at)
            at = joined.find(sought, at + 1, limit)

    def fitting(self, passage: Passage, span: Span) -> Span:
        """With how many of its neighbours are there, from 0 to 1: half of it for how many are there
        at all, half for how many stand next to it as they did.
        """
        before, after = neighbours(passage)
        there_before = self.words[max(0, span.first - AROUND) : span.first]
        there_after = self.words[span.last : span.last + AROUND]
        total = got = 0
        for known, there in ((before[::-1], there_before[::-1]), (after, there_after)):
            next_to = 0
            while next_to < min(len(known), len(there)) and known[next_to] == there[next_to]:
                next_to += 1
            total += 2 * len(known)
            got += next_to + sum((Counter(known) & Counter(there)).values())
        return replace(span, fit=got / total if total else 0.0)


@lru_cache(maxsize=64)
def neighbours(passage: Passage) -> tuple[list[str], list[str]]:
    """The words that stood around a passage."""
    return words_of(passage.before)[-AROUND:], words_of(passage.after)[:AROUND]
