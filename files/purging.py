"""Removing what a file held from storage for good, where the law asks for it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from files.hiding import StillStands
from files.models import File, FileVersion
from files.storing import is_kept, remove
from wiki.changesets import recording


@dataclass(frozen=True)
class Plan:
    """What would go: the versions, the contents that go with them, those that others hold too."""

    versions: list[FileVersion]
    removed: list[str]
    shared: dict[str, list[FileVersion]]


def plan(file: File, version: FileVersion | None = None) -> Plan:
    """For all of a file, or for a version with all others of the file that hold the same.

    Raises StillStands where the file, which stays, shows that version now.
    """
    of_file = FileVersion.objects.told().filter(file=file)
    versions = list(of_file.filter(sha256=version.sha256) if version else of_file)
    if version and not file.is_hidden and of_file.latest("number") in versions:
        raise StillStands(version)
    named = sorted({one.sha256 for each in versions for one in each.contents})
    others = FileVersion.objects.told().filter(purged_at__isnull=True)
    others = others.exclude(pk__in=[one.pk for one in versions])
    shared = {sha256: _naming(sha256, others) for sha256 in named}
    return Plan(
        versions,
        removed=[sha256 for sha256 in named if not shared[sha256] and is_kept(sha256)],
        shared={sha256: holders for sha256, holders in shared.items() if holders},
    )


def _naming(sha256: str, versions: Iterable[FileVersion]) -> list[FileVersion]:
    return [one for one in versions if sha256 in {each.sha256 for each in one.contents}]


def purge(
    file: File,
    version: FileVersion | None = None,
    *,
    by: User,
    reason: str,
    at: datetime.datetime | None = None,
) -> Plan:
    """Remove what these versions held, and the words about it; that they were stays on record.

    Contents that another file shares stay, for that one. Done twice, it removes what is left.
    Raises StillStands.
    """
    with recording(file.page, author=by, note=f"{file.name}: {reason}", at=at) as update:
        file.refresh_from_db()
        found = plan(file, version)
        going = [one for one in found.versions if one.purged_at is None]
        for one in going:
            _empty(one, by, reason, update.at)
            one.save()
        if version is None and file.purged_at is None:
            _close(file, by, reason, update.at)
            file.save()
        if going:
            update.count("files_purged")
            update.changeset()
        for sha256 in found.removed:
            transaction.on_commit(partial(remove, sha256))
    return found


def _close(it: File | FileVersion, by: User, reason: str, at: datetime.datetime) -> None:
    if not it.is_hidden:
        it.put_away(by=by, reason=reason, at=at)
    it.purged_at = timezone.now()


def _empty(version: FileVersion, by: User, reason: str, at: datetime.datetime) -> None:
    _close(version, by, reason, at)
    version.alt, version.is_decorative = "", version.is_picture
