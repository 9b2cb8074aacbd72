"""Deeds by which a page goes and comes back: a state on record, in which nothing is lost."""

import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import User
from wiki import linking
from wiki.access import may_delete, may_undelete
from wiki.changesets import recording
from wiki.models import Changeset, Page

When = datetime.datetime | None


def delete(page: Page, *, by: User, reason: str, at: When = None) -> Changeset | None:
    """Take a page off the site; None where it is. Links to it show as missing.

    Raises PermissionDenied.
    """
    with recording(page, author=by, note=reason, at=at, of_deleted=True) as update:
        page.refresh_from_db()
        if page.deleted_at is not None:
            return None
        if not may_delete(by, page):
            raise PermissionDenied
        page.deleted_at, page.deleted_by, page.deleted_reason = update.at, by, reason.strip()
        page.save()
        update.count("deleted")
        linking.refresh_linkers(_names(page), but=page)
    return update.made


def undelete(page: Page, *, by: User, reason: str = "", at: When = None) -> Changeset | None:
    """Put a deleted page back as it was; None where it stands. Raises PermissionDenied."""
    with recording(page, author=by, note=reason, at=at, of_deleted=True) as update:
        page.refresh_from_db()
        if page.deleted_at is None:
            return None
        if not may_undelete(by, page):
            raise PermissionDenied
        page.deleted_at, page.deleted_by, page.deleted_reason = None, None, ""
        page.save()
        update.count("undeleted")
        linking.refresh_linkers(_names(page), but=page)
    return update.made


def _names(page: Page) -> list[str]:
    return list(page.names.values_list("slug", flat=True))
