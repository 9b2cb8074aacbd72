"""When is an edit a spelling fix, and when a rewording?

The rule: two wordings are the same wording when they hold the same words in the same order.
Words are compared in Unicode's compatible form (NFKC), without case, and without punctuation,
invisible characters or white space around and between them; a hyphen or an apostrophe is no word.
Marks that change a letter, signs of amount (<, +, €, %), a number's own point and minus do count.
A word is still the same word in British or American spelling, or with a typing error in it
(spelling.py says when). Everything else (a word added, removed, replaced or moved, another number)
is a rewording. The rule is deliberately strict: a star that stays behind is asked for again, a
star that is carried too far would be borrowed.
"""

import re
import unicodedata

from recommendations.spelling import is_same_word

APOSTROPHES = re.compile(r"['’‘`´ʼ＇]")
RAISED = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹⁻])")  # 10² and 102 are different numbers
NUMBER_JOIN = re.compile(r"(?<=\d)[.,:/](?=\d)|(?<![\w.])\.(?=\d)")  # so are 1.5, .15 and 15
MINUS = re.compile(r"(?<![\w)\]])-(?=[\d_])")  # and -5 and 5
SIGNS = {"Sm", "Sc"}
NO_WORD = "_\ufe0e\ufe0f"  # alone; the latter two choose between looks of a sign


def same_words(text: str) -> list[str]:
    """The words of a wording in the form in which they are compared."""
    plain = RAISED.sub("_to_", APOSTROPHES.sub("", text))
    plain = unicodedata.normalize("NFKC", plain).casefold()
    plain = NUMBER_JOIN.sub("_", unicodedata.normalize("NFKC", plain))
    plain = MINUS.sub("−", plain)
    return [word for word in "".join(map(_compared, plain)).split() if word.strip(NO_WORD)]


def _compared(char: str) -> str:
    """What a character counts as: part of a word, a word of its own, a gap or nothing."""
    kind = unicodedata.category(char)
    if kind[0] in "LMN" or char == "_":
        return char
    if kind in SIGNS or char in "%‰":
        return f" {char} "
    return "" if kind == "Cf" else " "


def is_rewording(before: str, after: str) -> bool:
    """Whether stars given to `before` do not belong to `after`."""
    old, new = same_words(before), same_words(after)
    return len(old) != len(new) or not all(map(is_same_word, old, new))
