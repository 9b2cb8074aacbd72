"""Deeds on a page's own text: creating it, revising it, featuring it."""

import datetime
from collections.abc import Callable, Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from markup.words import plain
from web.slugs import TAG_LIMIT, tag_slug
from wiki import linking
from wiki.changesets import Recording, recording
from wiki.models import Changeset, Page, PageName, Tag

SAME_PAGE_WITHIN = datetime.timedelta(minutes=10)


class NameTaken(ValueError):
    """Raised where a title's name already belongs to another page (`page`), or is no name."""

    def __init__(self, page: Page | None) -> None:
        self.page = page
        said = f"There is already a page called “{page.title}”" if page else "Use a letter or digit"
        super().__init__(said)


def tidy(text: str) -> str:
    """Text as it is stored: newlines of one kind, none at the end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


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


def create_page(
    *,
    author: User | None,
    title: str,
    body: str = "",
    tags: str | Iterable[str] = "",
    note: str = "",
    parent: Page | None = None,
    at: datetime.datetime | None = None,
    furnish: Callable[[Page], object] | None = None,
) -> Page:
    """Write a new page as its first update, with what `furnish` puts on it.

    The same title and text sent twice by one person make one page.
    Raises NameTaken, markup.render.Refused.
    """
    title, body = " ".join(title.split()), tidy(body)
    slug = linking.slug_of(title)
    try:
        _require_free(slug, None)
    except NameTaken:  # asked after the name: a twin sent at the same moment has both or neither
        twin = _twin(slug, author, body)
        if twin is None:
            raise
        return twin
    text = linking.resolve(body)
    page = Page(
        title=title,
        slug=slug,
        body=body,
        tags=tidy_tags(tags),
        parent=parent,
        created_at=at or timezone.now(),
    )
    try:
        with transaction.atomic(), recording(page, author=author, note=note, at=at) as update:
            page.save()
            PageName.objects.create(slug=slug, page=page)
            update.count("page_created")
            update.reworded("", f"{title}\n\n{plain(body)}")
            page.keywords.set(tags_named(page.tag_names))
            linking.store(page, text)
            linking.refresh_linkers([slug], but=page)
            if furnish is not None:
                furnish(page)
    except IntegrityError:  # somebody took the name, or the form was sent twice at once
        twin = _twin(slug, author, body)
        if twin is None:
            _require_free(slug, None)
            raise
        return twin
    return page


def _twin(slug: str, author: User | None, body: str) -> Page | None:
    """The page that this person made with this very text a moment ago."""
    since = timezone.now() - SAME_PAGE_WITHIN
    first = Changeset.objects.filter(page__slug=slug, number=1, author=author, created_at__gt=since)
    update = first.select_related("page").first() if author else None
    return update.page if update and update.page.body == body else None


def revise_page(
    page: Page,
    *,
    author: User | None,
    title: str | None = None,
    body: str | None = None,
    tags: str | Iterable[str] | None = None,
    parent: Page | bool | None = False,
    note: str = "",
    minor: bool = False,
    at: datetime.datetime | None = None,
) -> Changeset | None:
    """Change what is given (`parent=False`: leave it); None where nothing changed.

    Raises NameTaken, markup.render.Refused.
    """
    with recording(page, author=author, note=note, minor=minor, at=at) as update:
        page.refresh_from_db()
        before = (page.title, page.body, page.tags, page.parent_id)
        if title is not None:
            page.title = " ".join(title.split())
        if body is not None:
            page.body = tidy(body)
        if tags is not None:
            page.tags = tidy_tags(tags)
        if not isinstance(parent, bool):
            page.parent = parent
        if before != (page.title, page.body, page.tags, page.parent_id):
            _write(page, before, update)
        return update.made


def _write(page: Page, before: tuple[str, str, str, int | None], update: Recording) -> None:
    old_title, old_body, old_tags, old_parent = before
    if page.title != old_title:
        _rename(page)
        update.count("title_changed")
        update.reworded(old_title, page.title)
    text = linking.resolve(page.body) if page.body != old_body else None
    page.save()
    if text is not None:
        update.count("text_changed")
        update.reworded(plain(old_body), plain(page.body))
        linking.store(page, text)
    if page.tags != old_tags:
        update.count("tags_changed")
        page.keywords.set(tags_named(page.tag_names))
    if page.parent_id != old_parent:
        update.count("page_moved")
    if page.title != old_title:
        names = page.names.values_list("slug", flat=True)
        linking.refresh_linkers(list(names), but=page)


def _rename(page: Page) -> None:
    """Give the page the name of its new title; the old one goes on leading here."""
    slug = linking.slug_of(page.title)
    _require_free(slug, page)
    page.slug = slug
    PageName.objects.get_or_create(slug=slug, page=page)


def _require_free(slug: str, page: Page | None) -> None:
    taken = PageName.objects.filter(slug=slug).select_related("page").first()
    if not slug or (taken and taken.page != page):
        raise NameTaken(taken.page if taken else None)


def tags_named(names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where they are new."""
    found = []
    for name in names:
        tag, _ = Tag.objects.get_or_create(slug=tag_slug(name), defaults={"name": name})
        found.append(tag)
    return found


def feature(
    page: Page, *, by: User, reason: str, at: datetime.datetime | None = None
) -> Changeset | None:
    """Mark the page as featured, saying why; None where it is, by this person for this reason."""
    with recording(page, author=by, note=reason, at=at) as update:
        page.refresh_from_db()
        if (page.featured_by_id, page.featured_reason) == (by.pk, reason.strip()):
            return None
        page.featured_at = update.at
        page.featured_by = by
        page.featured_reason = reason.strip()
        page.save()
        update.count("featured")
    return update.made


def unfeature(page: Page, *, by: User, reason: str = "") -> Changeset | None:
    """Take the mark off again."""
    with recording(page, author=by, note=reason) as update:
        page.refresh_from_db()
        if page.featured_at is not None:
            page.featured_at = page.featured_by = None
            page.featured_reason = ""
            page.save()
            update.count("unfeatured")
    return update.made
