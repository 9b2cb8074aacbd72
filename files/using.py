"""Where files are used: what texts name, and what is shown there."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from files.models import File, FileUse, FileVersion, FileVersionQuerySet
from markup.shelf import TARGET, Shelf
from wiki.linking import render_again
from wiki.models import Page, PageName

Key = tuple[int, str]
"""The page that a file is on, and its name without regard to capitals."""


def found(page: Page, targets: set[str], at: datetime.datetime | None) -> Shelf:
    """The files that a page's text names, as they are (or were, at a moment)."""
    keys = _keys(page, targets)
    wanted = set(keys.values())
    versions = FileVersion.objects.select_related("file__page").order_by("number")
    versions = versions.defer("file__page__body", "file__page__rendered")
    owners, names = {owner for owner, _ in wanted}, {name for _, name in wanted}
    versions = versions.filter(file__page__in=owners, file__name_key__in=names)
    if at is None:
        versions = versions.latest_ones()
    else:
        versions = versions.filter(changeset__created_at__lte=at)
    by_key = {(one.file.page_id, one.file.name_key): one for one in versions}
    files = {target: by_key[key].shown for target, key in keys.items() if key in by_key}
    return Shelf(reverse("files", args=[page.slug]), files)


def keep(page: Page, targets: Iterable[str]) -> None:
    """Remember which files a page's text names."""
    uses = FileUse.objects.filter(page=page)
    wanted = set(_keys(page, targets).values()) if targets else set()
    there = set(uses.values_list("owner_id", "name_key"))
    if wanted != there:
        uses.delete()
        FileUse.objects.bulk_create(
            FileUse(page=page, owner_id=owner, name_key=name) for owner, name in sorted(wanted)
        )


def show_anew(file: File) -> None:
    """Render the texts again that name a file: it is there now, or another."""
    uses = FileUse.objects.filter(owner=file.page_id, name_key=file.name_key)
    render_again(Page.objects.filter(pk__in=uses.values("page")).order_by("pk"))


def pages_using(file: File) -> QuerySet[Page]:
    uses = FileUse.objects.filter(owner=file.page_id, name_key=file.name_key)
    return (
        Page.objects.visible_to(None)
        .without_text()
        .filter(pk__in=uses.values("page"))
        .order_by("title", "pk")
    )


def with_uses(versions: FileVersionQuerySet) -> FileVersionQuerySet:
    """With `uses`: on how many pages each file is."""
    same = FileUse.objects.filter(
        owner=OuterRef("file__page"), name_key=OuterRef("file__name_key")
    ).order_by()
    counted = same.values("name_key").annotate(number=Count("pk")).values("number")
    return versions.annotate(uses=Coalesce(Subquery(counted), 0))


def _keys(page: Page, targets: Iterable[str]) -> dict[str, Key]:
    """What each target means; an address of no page means nothing."""
    read = {target: match for target in targets if (match := TARGET.fullmatch(target))}
    slugs = {match["slug"] for match in read.values()} - {None}
    names = PageName.objects.filter(slug__in=slugs).values_list("slug", "page_id")
    owners = dict(names) if slugs else {}
    return {
        target: (owner, match["name"].casefold())
        for target, match in read.items()
        if (owner := owners.get(match["slug"]) if match["slug"] else page.pk)
    }
