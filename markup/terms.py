"""The words of a plain text as it is compared: whatever their case and form."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from markup.sentences import paragraphs_of

# Letters of scripts without blanks are words of their own.
WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|"
    "[^\\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"
)
_ENDS = re.compile(r"[.!?…。！？][)\]\"'”’»]*\s*$")


def words_of(text: str) -> list[str]:
    return [folded(word) for word in WORD.findall(text)]


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


def stem_of(word: str) -> str:
    """The beginning that a word keeps in most of its forms."""
    return word[:4] if len(word) <= 7 else word[:-3]


def ends_sentence(text: str) -> bool:
    return bool(_ENDS.search(text[-12:]))


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends; a line is a block of its own."""
    at = 0
    for line in text.split("\n"):
        start = at
        for piece in (piece for paragraph in paragraphs_of(line) for piece in paragraph):
            if piece.strip():
                yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
            start += len(piece)
        at += len(line) + 1
