"""When is an edit a spelling fix, and when a rewording?

The rule: two wordings are the same wording when they hold the same words in the same order.
Words are compared in Unicode's compatible form (NFKC), without case, and without punctuation or
white space around and between them; a hyphen or an apostrophe is no word. Everything else (a word
added, removed, replaced or moved, another number) is a rewording. The rule is deliberately strict:
a star that stays behind is asked for again, a star that is carried too far would be borrowed.
"""

import re
import unicodedata

APOSTROPHES = re.compile(r"['’‘`´]")
WORD = re.compile(r"\w+", re.UNICODE)
NUMBER_JOIN = re.compile(r"(?<=\d)[.,:/](?=\d)")


def same_words(text: str) -> list[str]:
    """The words of a wording in the form in which they are compared."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = APOSTROPHES.sub("", plain)
    plain = NUMBER_JOIN.sub("_", plain)  # 1.5 and 15 are different numbers
    return WORD.findall(plain)


def is_rewording(before: str, after: str) -> bool:
    """Whether stars given to `before` do not belong to `after`."""
    return same_words(before) != same_words(after)
