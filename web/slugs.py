"""Names in addresses, made from what people call things."""

from django.utils.text import slugify

TAG_LIMIT = 60


def slug(text: str, limit: int) -> str:
    """`text` in lower case with dashes for gaps, in any script ("" without letter or digit)."""
    return slugify(text, allow_unicode=True)[:limit].strip("-_")


def tag_slug(name: str) -> str:
    """The name of a keyword tag in its address."""
    return slug(name, TAG_LIMIT)
