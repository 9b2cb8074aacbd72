"""Are two words the same word, spelled differently?

Either British and American spelling of one word, or a typing error: one of the two is in the
dictionary, the other is not, and they are one slip apart (a letter too many, missing or wrong, or
two swapped) behind the same first letter. Two words of the dictionary are always two words, so
that "casual" is never a slip of "causal", nor "now" of "not".
"""

import functools
import re

from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

SHORTEST_SLIP = 5  # letters; in shorter words one letter makes another word too easily

# Negations and modals: a slip in these would turn a sentence round, so none is ever taken for one.
GUARDED = {
    *("not", "no", "never", "none", "nothing", "nobody", "neither", "nor", "without", "cannot"),
    *("must", "should", "shall", "may", "might", "can", "could", "will", "would", "ought", "need"),
}

# British pattern, American replacement; both words of a pair are turned the same way.
AMERICAN = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^practis", "practic"),
        (r"(?<=..[a-z])is(e|es|ed|er|ers|ing|ation|ations|ational|able)$", r"iz\1"),
        (r"(?<=[a-z])ys(e|es|ed|er|ers|ing)$", r"yz\1"),
        (
            r"^((?:mis|dis|un)?(?:arm|behavi|cand|clam|col|endeav|fav|flav|harb|hon|hum|lab"
            r"|neighb|od|ranc|rig|rum|sav|splend|tum|val|vap|vig))our",
            r"\1or",
        ),
        (
            r"^((?:kilo|centi|milli|epi|multi)?(?:cent|met|lit|theat|fib|calib|somb|spect))re(s|d)?$",
            r"\1er\2",
        ),
        (
            r"^((?:re|un|mis)?(?:cancel|channel|counsel|dial|equal|fuel|jewel|label|level|marvel|model"
            r"|parcel|pedal|quarrel|rival|signal|spiral|total|travel|tunnel))l(ed|ing|er|ers|or|ors)$",
            r"\1\2",
        ),
        (r"^(fulfil|enrol|instal|skil|wil)l?(s|ment|ments|ful|fully)?$", r"\1\2"),
        (r"(?<=def|off|ret|cen|pen)ense$|(?<=lic)ense", "ence"),
        (r"(?<=[a-z]{3})ogue(s)?$", r"og\1"),
        (r"^(p)aed|^(orthop)aed|^(encyclop)aed", r"\1\2\3ed"),
        (r"^(ag)e(ing)$|^(judg|acknowledg)e(ment|ments)$", r"\1\2\3\4"),
        (r"^grey", "gray"),
        (r"^programme(s)?$", r"program\1"),
    )
]
AE = re.compile(r"(?<=an)ae(?=[ms])|(?<=^h)ae(?=m)|(?<=^gyn)ae(?=c)|^ae(?=sth)|(?<=^arch)ae(?=o)")


def american(word: str) -> str:
    """The word in American spelling, as far as regular differences go."""
    word = AE.sub("e", word)
    for pattern, replacement in AMERICAN:
        word = pattern.sub(replacement, word)
    return word


@functools.cache
def _dictionary() -> SpellChecker:
    return SpellChecker(language="en", distance=1)


def is_known(word: str) -> bool:
    """Whether the dictionary has the word, in either spelling."""
    return bool(_dictionary().known([word, american(word)]))


def is_same_word(one: str, other: str) -> bool:
    """Whether two words, in lower case, are one word by the rule above."""
    if one == other or american(one) == american(other):
        return True
    if {one, other} & GUARDED or not (one.isalpha() and other.isalpha()):
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_SLIP or shorter[0] != longer[0]:
        return False
    if longer in (f"{shorter}s", f"{shorter}d"):  # a plural or a past is no slip
        return False
    if one.replace("z", "s") == other.replace("z", "s"):  # where it is no variant, as in "prise"
        return False
    return OSA.distance(one, other) == 1 and is_known(one) != is_known(other)
