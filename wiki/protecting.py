"""Deeds by which a page is kept for some people to change, and opened to every member again."""

import datetime
from collections.abc import Iterable

from accounts.models import User
from wiki.changesets import recording
from wiki.models import Changeset, Page, Protection


def protect(
    page: Page,
    *,
    by: User,
    level: str,
    reason: str,
    people: Iterable[User] = (),
    ends_at: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
) -> Changeset | None:
    """Let only these change the page, until a moment or until it is opened; None where that is so.

    `people` are those whom Level.NAMED names.
    """
    named = list(people) if level == Protection.Level.NAMED else []
    names = ", ".join(sorted(person.username for person in named))
    wanted = (level, names, reason.strip(), ends_at)
    with recording(page, author=by, note=reason, at=at) as update:
        found = Protection.objects.filter(page=page).first() or Protection(page=page)
        if (found.level, found.names, found.reason, found.ends_at) == wanted:
            return None
        found.level, found.names, found.reason, found.ends_at = wanted
        found.set_by, found.set_at = by, update.at
        found.save()
        found.people.set(named)
        update.count("protected")
    return update.made


def open_again(
    page: Page, *, by: User, reason: str = "", at: datetime.datetime | None = None
) -> Changeset | None:
    """End the protection; None where there is none."""
    with recording(page, author=by, note=reason, at=at) as update:
        found = Protection.objects.filter(page=page).first()
        if found is not None:
            found.delete()
            update.count("opened")
    return update.made
