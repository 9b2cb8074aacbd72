"""Deeds by which a file, or one version of it, is taken down and put back; all of it is kept."""

import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import User
from files.access import may_hide_version, may_take_down
from files.models import File, FileVersion
from files.using import show_anew
from wiki.changesets import recording
from wiki.models import Changeset

When = datetime.datetime | None


class StillStands(ValueError):
    """Raised where somebody would hide a version that stands now."""

    def __init__(self, version: FileVersion) -> None:
        super().__init__(
            f"What version {version.number} holds stands now. Restore another version or upload "
            "a new one first, or take the whole file down"
        )


def take_down(file: File, *, by: User, reason: str, at: When = None) -> Changeset | None:
    """Take a file with all its versions off the site; None where it is. Raises PermissionDenied."""
    with recording(file.page, author=by, note=f"{file.name}: {reason}", at=at) as update:
        file.refresh_from_db()
        if file.is_hidden:
            return None
        if not may_take_down(by, file):
            raise PermissionDenied
        update.count("files_hidden")
        _put(file, by=by, reason=reason, at=update.at)
        return update.changeset()


def put_back(file: File, *, by: User, at: When = None) -> Changeset | None:
    """Let it stand again as it was; None where it does. Raises PermissionDenied."""
    with recording(file.page, author=by, note=f"{file.name}: put back", at=at) as update:
        file.refresh_from_db()
        if not file.is_hidden:
            return None
        if file.purged_at or not may_take_down(by, file):
            raise PermissionDenied
        update.count("files_shown")
        _put(file, by=None, reason="", at=None)
        return update.changeset()


def _put(file: File, *, by: User | None, reason: str, at: When) -> None:
    file.put_away(by=by, reason=reason, at=at)
    file.save()
    show_anew(file)


def hide_version(
    version: FileVersion, *, by: User, reason: str, at: When = None
) -> Changeset | None:
    """Hide a version, with all others of the file that hold the same; None where it is hidden.

    Where the file still shows what it holds, only its words are other ones: it is hidden with
    those that have these words too. Raises StillStands, PermissionDenied.
    """
    note = f"{version.file.name}, version {version.number}: {reason}"
    with recording(version.file.page, author=by, note=note, at=at) as update:
        version.refresh_from_db()
        if version.is_hidden:
            return None
        if not may_hide_version(by, version.file):
            raise PermissionDenied
        for one in _alike(version):
            update.count("files_versions_hidden")
            one.put_away(by=by, reason=reason, at=update.at)
            one.save()
        return update.changeset()


def _alike(version: FileVersion) -> list[FileVersion]:
    versions = FileVersion.objects.filter(file=version.file, hidden_at__isnull=True)
    latest = versions.latest("number")
    alike = versions.filter(sha256=version.sha256)
    if latest.sha256 == version.sha256:
        alike = alike.filter(alt=version.alt)
    if latest in alike:
        raise StillStands(version)
    return list(alike)


def show_version(version: FileVersion, *, by: User, at: When = None) -> Changeset | None:
    """Show a hidden version again; None where it is shown. Raises PermissionDenied."""
    note = f"{version.file.name}, version {version.number}: shown again"
    with recording(version.file.page, author=by, note=note, at=at) as update:
        version.refresh_from_db()
        if not version.is_hidden:
            return None
        if version.purged_at or not may_hide_version(by, version.file):
            raise PermissionDenied
        update.count("files_versions_shown")
        version.put_away(by=None, reason="", at=None)
        version.save()
        return update.changeset()
