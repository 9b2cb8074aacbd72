"""Deeds by which a page goes and comes back: a state on record, in which nothing is lost."""

import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import User
from wiki import linking
from wiki.access import may_delete, may_undelete
from wiki.changesets import Recording, recording
from wiki.hideable import BLANK
from wiki.models import Changeset, Page
from wiki.naming import rename

When = datetime.datetime | None


class TitleHidden(ValueError):
    """Raised where somebody would put a page back that has no title that anybody may read."""

    def __init__(self) -> None:
        super().__init__(
            "The title of this page was hidden by a moderator. Write one that may be read"
        )


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


def undelete(
    page: Page, *, by: User, title: str = "", reason: str = "", at: When = None
) -> Changeset | None:
    """Put a deleted page back as it was; None where it stands.

    Where its title was hidden it gets this `title`. `updates.reviving` sees to what else was.
    Raises PermissionDenied, TitleHidden, wiki.naming.NameTaken.
    """
    with recording(page, author=by, note=reason, at=at, of_deleted=True) as update:
        page.refresh_from_db()
        if page.deleted_at is None:
            return None
        if not may_undelete(by, page):
            raise PermissionDenied
        if page.title == BLANK:
            _put_title(page, " ".join(title.split()), update)
        page.deleted_at, page.deleted_by, page.deleted_reason = None, None, ""
        page.save()
        update.count("undeleted")
        linking.refresh_linkers(_names(page), but=page)
    return update.made


def _put_title(page: Page, title: str, update: Recording) -> None:
    if title in ("", BLANK):
        raise TitleHidden
    page.title = title
    rename(page)
    update.count("title_changed")
    update.reworded("", title)


def _names(page: Page) -> list[str]:
    return list(page.names.values_list("slug", flat=True))
