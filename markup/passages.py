"""A passage of a text, known by its words and by those around it, found again after edits.

Texts are plain, as a reader reads them, with a line for each block. What tells a passage are its
words: blanks, punctuation, capitals and the shape of quotation marks do not count. Found is what
has the same words, and where there are several, the one whose neighbours fit best; else what is
most like it. One look costs time in proportion to the text.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import islice

from markup.indexed import Indexed, Passage, Span, neighbours
from markup.rewording import IN_PLACE, KNOWN, SPEAKING, is_it, nearest
from markup.terms import words_of

__all__ = ["CONTEXT", "QUOTE_LIMIT", "Passage", "Place", "Text", "find", "flat"]

QUOTE_LIMIT = 1_000
"""Most characters of a passage."""
CONTEXT = 80
"""Characters that are kept from before and after it, so that whole words remain."""
PLACES = 2_000
"""Places with the very words that are weighed against each other at most."""


@dataclass(frozen=True)
class Place:
    """text[start:end] is the passage: with its very words, or reworded."""

    start: int
    end: int
    is_exact: bool


def find(passage: Passage, text: str) -> Place | None:
    """Where the passage stands in a text; None where it is gone."""
    return Text(text).find(passage)


def flat(text: str) -> str:
    """Words on one line, with single blanks."""
    return " ".join(text.split())


class Text:
    """A text in which passages are looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.index = Indexed(text)

    def find(self, passage: Passage) -> Place | None:
        same = self._same(passage)
        if same is not None and _tells(passage, same):
            return self._place(same, is_exact=True)
        best = self._nearest(passage)
        return self._place(best, is_exact=False) if best and is_it(best, passage) else None

    def chosen(self, words: str, before: str = "") -> Passage | None:
        """The passage with these words, as it stands here; None where they do not stand here.

        `before` says which, where they stand here more than once. What cuts a word in two means
        the whole word.
        """
        same = self._same(Passage(words, before))
        at = self.text.find(flat(words)) if same is None and words_of(words) else -1
        if at >= 0:
            first = bisect_right(self.index.ends, at)
            same = Span(first, bisect_left(self.index.starts, at + len(flat(words))))
        return self.passage_at(self._place(same, is_exact=True)) if same is not None else None

    def nearest(self, words: str) -> str:
        """The sentence that is most like these words; empty where none is at all."""
        best = self._nearest(Passage(words, "\n", "\n"))
        if best is None or best.likeness < IN_PLACE:
            return ""
        place = self._place(best, is_exact=False)
        start = self.index.sentence_at(place.start)[0]
        return flat(self.text[start : self.index.sentence_at(place.end - 1)[1]])

    def sentences(self) -> list[str]:
        return [flat(self.text[start:end]) for start, end in self.index.sentences]

    def passage_at(self, place: Place) -> Passage:
        """What stands there, with its neighbours."""
        before, after = self.text[: place.start][-CONTEXT:], self.text[place.end :][:CONTEXT]
        if len(before) == CONTEXT:
            before = before.partition(" ")[2]
        if len(after) == CONTEXT:
            after = after.rpartition(" ")[0]
        return Passage(flat(self.text[place.start : place.end]), before, after)

    def _same(self, passage: Passage) -> Span | None:
        """The place with the very words whose neighbours fit best."""
        wanted = words_of(passage.quote)
        if not wanted:
            return None
        found = (
            self.index.fitting(passage, Span(first, first + len(wanted)))
            for first in islice(self.index.runs(wanted), PLACES)
        )
        return max(found, key=lambda span: span.fit, default=None)

    def _nearest(self, passage: Passage) -> Span | None:
        if not self.index.words or not words_of(passage.quote):
            return None
        return nearest(self.index, passage)

    def _place(self, span: Span, *, is_exact: bool) -> Place:
        """With the marks that end a sentence or open it."""
        start, end = self.index.starts[span.first], self.index.ends[span.last - 1]
        first, last = self.index.sentence_at(start)[0], self.index.sentence_at(end - 1)[1]
        if not any(char.isalnum() for char in self.text[first:start]):
            start = first
        if not any(char.isalnum() for char in self.text[end:last]):
            end = last
        return Place(start, end, is_exact)


def _tells(passage: Passage, same: Span) -> bool:
    """Whether the very words are enough to know it by: few are known by their neighbours too."""
    is_alone = not any(neighbours(passage))
    return is_alone or same.last - same.first >= SPEAKING or same.fit >= KNOWN
