"""What a wiki's pages need: those that are wanted, and those that nobody finds, follows or keeps.

Each list is one query, whose rows come in parts.
"""

import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from wiki.models import Page, PageLink, PageName

LONG = datetime.timedelta(days=365)

KINDS = {
    "wanted": ("Wanted", "Wanted pages"),
    "orphans": ("Orphans", "Pages that nothing leads to"),
    "dead-ends": ("Dead ends", "Pages that lead nowhere"),
    "old": ("Not updated", "Pages not updated for a year"),
}
"""Each list by its word in the address: its name in short, and in plain words."""


def listed(kind: str, reader: Any) -> QuerySet[Any]:
    """The rows of one of KINDS: pages, and for "wanted" the titles that links have."""
    if kind == "wanted":
        return wanted()
    pages = Page.objects.visible_to(reader).without_text()
    if kind == "old":
        return _old(pages)
    pages = pages.filter(is_template=False)  # these are found where a page is begun
    return _orphans(pages) if kind == "orphans" else _dead_ends(pages)


def wanted() -> QuerySet[Any]:
    """Titles that pages link to and that no page has, with the number of those pages."""
    missing = PageLink.objects.filter(is_missing=True, source__deleted_at__isnull=True).values(
        "target_slug"
    )
    return missing.annotate(n=Count("source", distinct=True), title=Min("target_title")).order_by(
        "-n", "title"
    )


def _orphans(pages: QuerySet[Any]) -> QuerySet[Any]:
    """No other page links to them, and they stand under none."""
    names = PageName.objects.filter(slug=OuterRef("target_slug"), page=OuterRef(OuterRef("pk")))
    links = PageLink.objects.exclude(source=OuterRef("pk")).filter(
        Exists(names), source__deleted_at__isnull=True
    )
    stands_alone = Q(parent__isnull=True) | Q(parent__deleted_at__isnull=False)
    return pages.filter(~Exists(links), stands_alone).order_by("title", "pk")


def _dead_ends(pages: QuerySet[Any]) -> QuerySet[Any]:
    """They link to no other page that is there, and none stands under them."""
    own = PageName.objects.filter(slug=OuterRef("target_slug"), page=OuterRef("source"))
    links = PageLink.objects.filter(~Exists(own), source=OuterRef("pk"), is_missing=False)
    below = Page.objects.visible_to(None).filter(parent=OuterRef("pk"))
    return pages.filter(~Exists(links), ~Exists(below)).order_by("title", "pk")


def _old(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Nothing but stars was given to them for long; the longest first."""
    last = Max("changesets__created_at", filter=Q(changesets__only_stars=False))
    before = timezone.now() - LONG
    found = pages.annotate(updated_at=last).filter(updated_at__lt=before)
    return found.order_by(F("updated_at").asc(), "pk")
