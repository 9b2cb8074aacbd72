"""Deeds on a page's own text: creating it, revising it, featuring it."""

import datetime
from collections.abc import Callable, Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from markup.words import plain
from wiki import linking, origins
from wiki.changesets import Recording, recording
from wiki.citing import cite
from wiki.models import Changeset, Page
from wiki.naming import NameTaken, give_name, make_way, rename, require_free
from wiki.tagging import names_in, settled, tags_named
from wiki.tree import require_outside

SAME_PAGE_WITHIN = datetime.timedelta(minutes=10)


def tidy(text: str) -> str:
    """Text as it is stored: newlines of one kind, none at the end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def create_page(
    *,
    author: User | None,
    title: str,
    body: str = "",
    tags: str | Iterable[str] = "",
    note: str = "",
    parent: Page | None = None,
    take_over: str = "",
    at: datetime.datetime | None = None,
    furnish: Callable[[Page], object] | None = None,
) -> Page:
    """Write a new page as its first update, with what `furnish` puts on it.

    The same title and text sent twice by one person make one page. `take_over` is a former name
    of another page that this one may have.
    Raises NameTaken, markup.render.Refused.
    """
    title, body = " ".join(title.split()), tidy(body)
    slug = linking.slug_of(title)
    try:
        require_free(slug, None, take_over)
    except NameTaken:  # asked after the name: a twin sent at the same moment has both or neither
        twin = _twin(slug, author, body)
        if twin is None:
            raise
        return twin
    text = linking.resolve(body, cite(body, at=at), page=Page(slug=slug))
    page = Page(
        title=title,
        slug=slug,
        body=body,
        tags=settled(tags),
        parent=parent,
        created_at=at or timezone.now(),
    )
    try:
        with transaction.atomic(), recording(page, author=author, note=note, at=at) as update:
            make_way(slug, take_over, author=author)
            page.save()
            give_name(page, slug, take_over)
            update.count("page_created")
            update.reworded("", f"{title}\n\n{plain(body)}")
            page.keywords.set(tags_named(page.tag_names))
            linking.store(page, text)
            origins.keep(page, "", update.changeset())
            linking.refresh_linkers([slug], but=page)
            if furnish is not None:
                furnish(page)
    except IntegrityError:  # somebody took the name, or the form was sent twice at once
        twin = _twin(slug, author, body)
        if twin is None:
            require_free(slug, None, take_over)
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
    keep_address: bool = False,
    take_over: str = "",
    note: str = "",
    minor: bool = False,
    at: datetime.datetime | None = None,
) -> Changeset | None:
    """Change what is given (`parent=False`: leave it); None where nothing changed.

    A new title brings a new address unless that is to be kept, and may `take_over` a former name
    of another page.
    Raises NameTaken, markup.render.Refused.
    """
    with recording(page, author=author, note=note, minor=minor, at=at) as update:
        page.refresh_from_db()
        before = (page.title, page.body, page.tags, page.parent_id)
        if title is not None:
            page.title = " ".join(title.split())
        if body is not None:
            page.body = tidy(body)
        if tags is not None and (put := settled(tags)) != settled(page.tags):
            page.tags = put
        if not isinstance(parent, bool):
            page.parent = parent
            if parent is not None and parent.pk != before[3]:
                require_outside(parent, page)
        if before != (page.title, page.body, page.tags, page.parent_id):
            if page.title != before[0]:
                make_way(linking.slug_of(page.title), take_over, author=author)
                rename(page, keep_address=keep_address, take_over=take_over)
            _write(page, before, update)
        return update.made


def _write(page: Page, before: tuple[str, str, str, int | None], update: Recording) -> None:
    old_title, old_body, old_tags, old_parent = before
    if page.title != old_title:
        update.count("title_changed")
        update.reworded(old_title, page.title)
    text = None
    if page.body != old_body:
        cited = cite(page.body, kept=linking.cited_by(page), at=update.at)
        text = linking.resolve(page.body, cited, page=page)
    page.save()
    if text is not None:
        update.count("text_changed")
        update.reworded(plain(old_body), plain(page.body))
        linking.store(page, text)
        origins.keep(page, old_body, update.changeset())
    if page.tags != old_tags:
        update.count("tags_changed")
        page.keywords.set(tags_named(page.tag_names))
        had = names_in(settled(old_tags))
        update.tags_given = [name for name in page.tag_names if name not in had]
    if page.parent_id != old_parent:
        update.count("page_moved")
    if page.title != old_title:
        names = page.names.values_list("slug", flat=True)
        linking.refresh_linkers(list(names), but=page)


def feature(
    page: Page,
    *,
    by: User,
    reason: str,
    until: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
) -> Changeset | None:
    """Mark the page as featured, saying why; None where it is, by this person for this reason.

    From `until` on it reads as an ordinary page, which nobody has to do.
    """
    with recording(page, author=by, note=reason, at=at) as update:
        page.refresh_from_db()
        standing = (page.featured_by_id, page.featured_reason, page.featured_until)
        if standing == (by.pk, reason.strip(), until):
            return None
        page.featured_at = update.at
        page.featured_by = by
        page.featured_reason = reason.strip()
        page.featured_until = until
        page.save()
        update.count("featured")
    return update.made


def unfeature(page: Page, *, by: User, reason: str = "") -> Changeset | None:
    """Take the mark off again."""
    with recording(page, author=by, note=reason) as update:
        page.refresh_from_db()
        if page.featured_at is not None:
            page.featured_at = page.featured_by = page.featured_until = None
            page.featured_reason = ""
            page.save()
            update.count("unfeatured")
    return update.made
