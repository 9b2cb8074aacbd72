"""How alike are two wordings? One rule, from their words alone.

Each word counts by what it tells: the words of grammar nothing, words that any recommendation may
hold ("make", "staff", "every") half, all others one. Words are taken in any order, once each, in
small letters without accents, in American spelling, and without their endings. Two wordings are
similar when what they share holds a word that counts one, counts two or more in all, and is

- at least half of what both count on average, or
- three or more, and at least four fifths of what the shorter one counts,

or when they hold the same words. So common words alone make nothing similar, and a longer sentence
around the same thing is found.
"""

import functools

from recommendations.spelling import american
from recommendations.wording import APOSTROPHES
from search.query import WORD, fold
from search.snippets import stem

SHARED = 2.0  # what both must have in common
HALF = 0.5  # of what both count on average
MUCH, NEARLY_ALL = 3.0, 0.8  # the same, of what the shorter one counts
VERY = 0.75  # as HALF: one of the two may be superfluous

_GRAMMAR = """
a about above across after again against all along also although am among an and any are around as
at away back be because been before behind being below beside between both but by can cannot could
did do does doing done down during each either else even ever every everybody everyone few for from
further had has have having he her here hers him his how however i if in instead into is it its
itself just least less let may me might more most much must my near need neither never no nobody
none nor not nothing of off on once one only onto or other others ought our ours out over own per
rather same shall she should since so some somebody someone such than that the their theirs them
then there these they this those though through till to too toward towards under until up upon us
very was we were what when where whether which while who whoever whom whose why will with within
without would you your yours
"""
_COMMON = """
add agree allow always answer ask avoid begin better bring build call care change check choose
clear come consider create day decide develop different easy encourage end ensure first find follow
get give go good group hold help hour idea important improve include information involve keep know
learn lead look make many mean meet new number offer open part patient people person place plan put
project provide read really right run say see service set share show simple spend staff start stop
support system take talk team tell thing think time train try two three understand use user want
way week well word work write year
"""


@functools.lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return stem(american(word))


GRAMMAR = {_stem(word) for word in _GRAMMAR.split()}
COMMON = {_stem(word) for word in _COMMON.split()} - GRAMMAR


def telling(wording: str) -> dict[str, float]:
    """The words of a wording by which it is compared, with what each counts."""
    words = WORD.findall(APOSTROPHES.sub("", fold(wording)))
    stems = {_stem(word) for word in words} - GRAMMAR
    return {word: 0.5 if word in COMMON else 1.0 for word in stems}


def asked_for(wording: str) -> list[str]:
    """The words to ask an index for, in their form there: what is similar holds one of them."""
    words = list(dict.fromkeys(WORD.findall(fold(wording))))
    rare = [word for word in words if _stem(word) not in GRAMMAR | COMMON]
    found = rare or [word for word in words if _stem(word) not in GRAMMAR]
    return list(dict.fromkeys(found + [american(word) for word in found]))


def likeness(one: str, other: str) -> float:
    """From 0 (not similar) to 1 (the same words), by the rule above."""
    mine, theirs = telling(one), telling(other)
    if mine and mine.keys() == theirs.keys():
        return 1.0
    both = [counts for word, counts in mine.items() if word in theirs]
    shared, sizes = sum(both), (sum(mine.values()), sum(theirs.values()))
    if shared < SHARED or max(both) < 1:
        return 0.0
    on_average = 2 * shared / sum(sizes)
    of_the_shorter = shared / min(sizes)
    enough = on_average >= HALF or (shared >= MUCH and of_the_shorter >= NEARLY_ALL)
    return on_average if enough else 0.0
