"""Names in addresses, made from what people call things."""

import re
import unicodedata

TAG_LIMIT = 60
GAPS = re.compile(r"[-\s]+")


def slug(text: str, limit: int) -> str:
    """`text` in lower case with dashes for gaps, in any script ("" without letter or digit).

    Marks on letters stay: without its vowel signs a word of Hindi or Thai is another word.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(c for c in plain if c.isalnum() or c in "_- " or c.isspace() or _is_mark(c))
    named = GAPS.sub("-", kept)[:limit].strip("-_")
    return named if any(c.isalnum() for c in named) else ""


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc")


def tag_slug(name: str) -> str:
    """The name of a keyword tag in its address."""
    return slug(name, TAG_LIMIT)
