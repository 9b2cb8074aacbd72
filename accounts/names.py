"""Which names people may have. Names stand in addresses, so they are plain and never look alike."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.core.validators import MaxLengthValidator, RegexValidator

LIMIT = 40

validators: list[Callable[[Any], None]] = [
    RegexValidator(
        r"^[\w](?:[\w.-]*[\w])?\Z",
        "Use letters, numbers, dot, dash or underscore, and begin and end with a letter or number",
    ),
    MaxLengthValidator(LIMIT, f"Use at most {LIMIT} characters"),
]

# Cyrillic and Greek letters that pass for a Latin one, as small or as capital letters.
LOOK_ALIKES = str.maketrans(
    "авекмнорстухіјѕԁһԛԝӏ" + "αβεηικνορτυχ",
    "abekmhopctyxijsdhqwl" + "abehikvoptyx",
)


def plain(name: str) -> str:
    """The name as it is kept: full-width letters and loose accents in their usual form."""
    return unicodedata.normalize("NFKC", name).strip()


def canonical(name: str) -> str:
    """The form in which two names that look or sound alike are the same.

    At most twice as long as the plain name: folding can split a letter in three, and
    normalising again puts two of them back together.
    """
    folded = unicodedata.normalize("NFKC", plain(name).casefold())
    return folded.translate(LOOK_ALIKES)
