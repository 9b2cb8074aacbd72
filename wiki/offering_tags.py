"""Tags that are offered to whoever types some."""

from django.db.models import Count, Q

from web.slugs import tag_slug
from wiki.models import Tag

OFFERED = 30


def most_used(number: int = OFFERED) -> list[str]:
    """Names of the tags that most pages carry."""
    carried = Count("pages", filter=Q(pages__deleted_at__isnull=True))
    tags = Tag.objects.in_use().annotate(n=carried).order_by("-n", "name")
    return list(tags.values_list("name", flat=True)[:number])


def offers(typed: str) -> list[str]:
    """What a keyword text may go on to be: its last name completed, or one more tag.

    A synonym that is begun offers what it stands for. Tags that stand there are not offered again.
    """
    before, comma, begun = typed.rpartition(",")
    there = {tag_slug(name) for name in before.split(",")}
    slug = tag_slug(begun)
    tags = Tag.objects.in_use()
    if slug:
        named = Q(slug__startswith=slug) | Q(slug__contains=f"-{slug}")
        other = Q(synonyms__slug__startswith=slug) | Q(synonyms__slug__contains=f"-{slug}")
        tags = tags.filter(named | other).distinct()
    found = [tag for tag in tags.order_by("name")[: OFFERED + len(there)] if tag.slug not in there]
    found.sort(key=lambda tag: not tag.slug.startswith(slug))
    kept = f"{before}{comma} " if comma else ""
    return [f"{kept}{tag.name}" for tag in found[:OFFERED]]
