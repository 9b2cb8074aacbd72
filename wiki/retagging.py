"""Deeds on a tag itself: saying what it is for, renaming it, letting others stand for it.

Nobody's page is written for it. A synonym is a tag that goes to another: one row says so, however
many pages carry it, and taking that back leaves every page as it was.
"""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from web.slugs import TAG_LIMIT, tag_slug
from wiki.models import Tag, TagChange

When = datetime.datetime | None


class NoTag(ValueError):
    """Raised, with words for who tried, where a name cannot be a tag's."""


def describe(tag: Tag, *, description: str, by: User, at: When = None) -> TagChange | None:
    """Say what the tag is for; None where it says so already."""
    with transaction.atomic():
        tag = Tag.objects.select_for_update().get(pk=tag.pk)
        text = " ".join(description.split())
        if text == tag.description:
            return None
        tag.description = text
        tag.save(update_fields=["description"])
        return _noted(TagChange.Kind.DESCRIBED, tag, by, at, text=text)


def rename(tag: Tag, *, name: str, by: User, at: When = None) -> TagChange | None:
    """Call the tag so from now on, its old name a synonym. Two tags of one name are merged.

    None where nothing changes. Raises NoTag.
    """
    name = _as_name(name)
    with transaction.atomic():
        tag = Tag.objects.select_for_update().get(pk=tag.pk)
        if tag_slug(name) == tag.slug:
            return _spell(tag, name, by, at)
        into, _ = Tag.objects.get_or_create(slug=tag_slug(name), defaults={"name": name})
        if not into.description and tag.description:
            into.description = tag.description
            into.save(update_fields=["description"])
        return let_stand_for(tag, into, by=by, at=at)


def add_synonym(tag: Tag, *, name: str, by: User, at: When = None) -> TagChange | None:
    """Let `name` lead to this tag, with all that carries it. Raises NoTag."""
    name = _as_name(name)
    with transaction.atomic():
        other, _ = Tag.objects.get_or_create(slug=tag_slug(name), defaults={"name": name})
        if other == tag:
            raise NoTag(f"“{name}” is this tag itself")
        return let_stand_for(other, tag, by=by, at=at)


def let_stand_for(tag: Tag, into: Tag, *, by: User, at: When = None) -> TagChange | None:
    """Merge a tag into another, in one action; None where that is so already.

    Where `into` stood for `tag`, the two change places. Raises NoTag.
    """
    with transaction.atomic():
        family = _locked(tag, into)
        tag, into = family[tag.pk], family[into.pk]
        if into.stands_for_id == tag.pk:
            _take_back(into, by, at)
        elif into.stands_for_id:
            into = family[into.stands_for_id]
        if tag.stands_for_id == into.pk:
            return None
        if tag.stands_for_id:
            main = family[tag.stands_for_id]
            raise NoTag(f"“{tag}” stands for “{main}” already. Undo that first")
        tag.goes_to = into
        _settle(family)
        return _noted(TagChange.Kind.MERGED, tag, by, at, into=into)


def undo(change: TagChange, *, by: User, at: When = None) -> bool:
    """Let a merged tag stand for itself again, as if it had never gone. Says whether it did."""
    with transaction.atomic():
        family = _locked(change.tag)
        tag = family[change.tag_id]
        change.refresh_from_db()
        if change.kind != TagChange.Kind.MERGED or change.undone_at or tag.goes_to is None:
            return False
        _take_back(tag, by, at)
        _settle(family)
    return True


def _take_back(tag: Tag, by: User, at: When) -> None:
    tag.goes_to = None
    open_changes = tag.changes.filter(kind=TagChange.Kind.MERGED, undone_at__isnull=True)
    open_changes.update(undone_at=at or timezone.now(), undone_by=by)


def _locked(*tags: Tag) -> dict[int, Tag]:
    """The tags with all that stands for the same, locked in one order."""
    pks = {tag.pk for tag in tags}
    mains = Tag.objects.filter(pk__in=pks, stands_for__isnull=False).values("stands_for")
    near = Q(pk__in=pks) | Q(stands_for__in=pks) | Q(pk__in=mains) | Q(stands_for__in=mains)
    rows = Tag.objects.select_for_update().filter(near).order_by("pk")
    return {tag.pk: tag for tag in rows}


def _settle(family: dict[int, Tag]) -> None:
    """Say of each where it leads in the end."""
    for tag in family.values():
        end = tag
        while end.goes_to_id:
            end = family[end.goes_to_id]
        tag.stands_for = end if end != tag else None
        tag.save(update_fields=["goes_to", "stands_for"])


def _spell(tag: Tag, name: str, by: User, at: When) -> TagChange | None:
    if tag.name == name:
        return None
    tag.name = name
    tag.save(update_fields=["name"])
    return _noted(TagChange.Kind.SPELLED, tag, by, at, text=name)


def _as_name(name: str) -> str:
    name = " ".join(name.split())
    if "," in name:
        raise NoTag("A comma separates tags. Give one name")
    if len(name) > TAG_LIMIT:
        raise NoTag(f"Use at most {TAG_LIMIT} characters")
    if not tag_slug(name):
        raise NoTag("Use at least one letter or digit")
    return name


def _noted(
    kind: TagChange.Kind, tag: Tag, by: User, at: When, *, text: str = "", into: Tag | None = None
) -> TagChange:
    at = at or timezone.now()
    return TagChange.objects.create(kind=kind, tag=tag, by=by, at=at, text=text, into=into)
