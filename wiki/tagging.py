"""Keyword tags as they are written, and as they are called now."""

from collections.abc import Iterable

from web.slugs import TAG_LIMIT, tag_slug
from wiki.models import TAGS_LIMIT, Tag


def tidy_tags(tags: str | Iterable[str]) -> str:
    """Canonical keyword text "a, b": no doubles, no empty ones, in the order given."""
    given = tags.split(",") if isinstance(tags, str) else tags
    kept: dict[str, str] = {}
    for tag in given:
        name = " ".join(tag.split())[:TAG_LIMIT].strip()
        slug = tag_slug(name)
        if slug:
            kept.setdefault(slug, name)
    return ", ".join(kept.values())


def names_in(tags: str) -> list[str]:
    """The names in canonical keyword text."""
    return [name for name in tags.split(", ") if name]


def settled(tags: str | Iterable[str]) -> str:
    """The same, each synonym replaced by what it stands for. One query, none without tags.

    What would be too long then stays as it was typed.
    """
    text = tidy_tags(tags)
    synonyms = Tag.objects.filter(
        slug__in=[tag_slug(name) for name in names_in(text)], stands_for__isnull=False
    )
    meant = dict(synonyms.values_list("slug", "stands_for__name")) if text else {}
    put = tidy_tags(meant.get(tag_slug(name), name) for name in names_in(text))
    return put if len(put) <= TAGS_LIMIT else text


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where they are new."""
    found = []
    for name in names:
        tag, _ = Tag.objects.get_or_create(slug=tag_slug(name), defaults={"name": name})
        found.append(tag)
    return found


def tags_in(text: str) -> list[Tag]:
    """The tags that keyword text names, as they are called now, each once in the order typed."""
    slugs = [tag_slug(name) for name in names_in(text)]
    rows = Tag.objects.filter(slug__in=slugs).select_related("stands_for") if slugs else ()
    known = {tag.slug: tag.main for tag in rows}
    return list({known[slug]: None for slug in slugs if slug in known})
