"""What a person asked for, read the same way for every database.

Words must all be there; "quoted words" must stand together; a word after a dash must not be
there; the last word may be the beginning of one. All else means nothing: any text is a question.
"""

import re
import unicodedata
from dataclasses import dataclass

LIMIT = 200
BEGINNING = 3  # letters that the beginning of a word must have

_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)
_ASKED = re.compile(r'(?P<dash>(?:(?<=\s)|^)-)?"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+)')
_MARKS = "".join(c for c in map(chr, range(0x10000)) if unicodedata.category(c) in ("Mn", "Mc"))
# Letters and digits; vowel signs and the like belong to the letters that they stand on.
WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")


@dataclass(frozen=True)
class Term:
    """Words that stand together, or one word; `open`: the last may go on.

    `also`: other names of the tags that are called so, which answer where they stand as tags.
    """

    words: tuple[str, ...]
    excluded: bool = False
    open: bool = False
    also: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Query:
    text: str  # as it is shown and repeated
    terms: tuple[Term, ...]
    was_cut: bool = False

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.excluded]

    @property
    def unwanted(self) -> list[Term]:
        return [term for term in self.terms if term.excluded]


def parse(text: str) -> Query:
    """Read what somebody typed. At most LIMIT characters of it are read."""
    text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())
    kept = text[:LIMIT].rstrip()
    terms = dict.fromkeys(_terms(kept.translate(_QUOTES)))
    return Query(kept, tuple(terms), was_cut=len(text) > LIMIT)


def _terms(text: str) -> list[Term]:
    terms = []
    for asked in _ASKED.finditer(text):
        plain = asked["plain"]
        excluded = bool(asked["dash"]) or (plain or "").startswith("-")
        found = WORD.findall(fold(plain if plain is not None else asked["quoted"]))
        is_last = plain is not None and asked.end() == len(text)
        goes_on = is_last and not excluded and bool(found) and len(found[-1]) >= BEGINNING
        if found:
            terms.append(Term(tuple(found), excluded, goes_on))
    return terms


class _Bare(dict[int, str]):
    """Every letter without its accents. A letter that has none stays as it is, byte for byte."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code))
        kept = "".join(part for part in parts if not "\u0300" <= part <= "\u036f")
        self[code] = chr(code) if kept == parts else unicodedata.normalize("NFC", kept)
        return self[code]


_BARE = _Bare()


def fold(text: str) -> str:
    """Small letters without accents."""
    return text.translate(_BARE).lower()
