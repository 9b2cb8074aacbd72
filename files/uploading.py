"""Deeds on files: uploading one, a new version, describing it, going back to a version."""

import datetime
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import User
from files.kinds import Kind, Refused, kind_of, name_for
from files.models import File, FileVersion
from files.pictures import remade
from files.storing import hash_of, keep
from files.using import show_anew
from wiki.changesets import Recording, recording
from wiki.models import Page

DESCRIBE = "Say what the picture shows, or that it is only decoration"
A_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Content:
    """What is stored of a file that was sent."""

    kind: Kind
    size: int
    sha256: str
    source: str
    width: int | None = None
    height: int | None = None
    sizes: list[tuple[int, int, str, int]] = field(default_factory=list)


def upload(
    page: Page,
    *,
    author: User,
    content: bytes,
    name: str,
    alt: str = "",
    is_decorative: bool = False,
    to: File | None = None,
    note: str = "",
    at: datetime.datetime | None = None,
) -> FileVersion:
    """Put a file on a page, or a new version of the file `to`, as one update of the page.

    The same file sent twice makes one. Raises Refused.
    """
    kind = kind_of(content)
    if not kind.is_picture:
        alt, is_decorative = "", False
    elif is_decorative:
        alt = ""
    elif not alt.strip():
        raise Refused(DESCRIBE, is_about_words=True)
    require_room(author, len(content), at=at)
    same = _twin(page, to, hash_of(content), alt, is_decorative)
    if same is not None:
        return same
    _require_not_taken_down(page, hash_of(content))
    stored = _stored(content, kind)
    with recording(page, author=author, note=note, at=at) as update:
        same = _twin(page, to, stored.source, alt, is_decorative)
        if same is not None:
            return same
        update.count("files_changed" if to else "files_added")
        if to is None:
            free = _free_name(page, name_for(name, kind))
            to = File.objects.create(page=page, name=free, name_key=free.casefold())
        return _add(to, update, stored, alt.strip(), is_decorative)


def describe(
    version: FileVersion, *, author: User, alt: str, is_decorative: bool = False
) -> FileVersion:
    """Say otherwise what a picture shows. Raises Refused."""
    alt = "" if is_decorative else alt.strip()
    if not (alt or is_decorative):
        raise Refused(DESCRIBE, is_about_words=True)
    with recording(version.file.page, author=author) as update:
        latest = _latest(version.file)
        if (latest.alt, latest.is_decorative) == (alt, is_decorative):
            return latest
        update.count("files_described")
        return _add(version.file, update, _content_of(latest), alt, is_decorative)


def restore(version: FileVersion, *, author: User, note: str = "") -> FileVersion:
    """Let an earlier version of a file stand again, as its newest. Raises Refused."""
    note = note or f"{version.file.name}: back to version {version.number}"
    with recording(version.file.page, author=author, note=note) as update:
        if version.is_gone:
            raise Refused(f"Version {version.number} was taken down")
        latest = _latest(version.file)
        there = (version.sha256, version.alt, version.is_decorative)
        if (latest.sha256, latest.alt, latest.is_decorative) == there:
            return latest
        update.count("files_restored")
        return _add(version.file, update, _content_of(version), version.alt, version.is_decorative)


def require_room(person: User, size: int, *, at: datetime.datetime | None = None) -> None:
    """Raise Refused where a file is larger than files may be, or than what is left of a day."""
    if size > settings.FILE_LIMIT:
        raise Refused(too_large())
    since = (at or timezone.now()) - A_DAY
    mine = FileVersion.objects.filter(changeset__author=person, changeset__created_at__gt=since)
    # One content once: describing a picture anew, or restoring it, uploads nothing.
    used = sum(dict(mine.values_list("source_sha256", "size")).values())
    if used + size > settings.FILES_A_DAY:
        raise Refused(
            f"You have uploaded {megabytes(used)} in the last 24 hours; one person may upload "
            f"{megabytes(settings.FILES_A_DAY)}. Please upload this one tomorrow"
        )


def too_large() -> str:
    return (
        f"This file is larger than {megabytes(settings.FILE_LIMIT)}. "
        "Make it smaller, or split it, then upload it"
    )


def megabytes(size: int) -> str:
    """ "10 MB", "1.5 MB"."""
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"


def _stored(content: bytes, kind: Kind) -> Content:
    source = hash_of(content)
    if not kind.is_picture:
        return Content(kind, len(content), keep(content), source)
    *smaller, whole = remade(content, kind)
    return Content(
        kind,
        len(whole.content),
        keep(whole.content),
        source,
        whole.width,
        whole.height,
        [(one.width, one.height, keep(one.content), len(one.content)) for one in smaller],
    )


def _content_of(version: FileVersion) -> Content:
    whole = Content(version.what, version.size, version.sha256, version.source_sha256)
    return replace(whole, width=version.width, height=version.height, sizes=version.sizes)


def _twin(
    page: Page, to: File | None, source: str, alt: str, is_decorative: bool
) -> FileVersion | None:
    """The version that stands on this page and was made of this very file."""
    standing = FileVersion.objects.standing().told().filter(source_sha256=source)
    there = standing.filter(alt=alt.strip(), is_decorative=is_decorative)
    return (there.filter(file=to) if to else there.filter(file__page=page)).first()


def _require_not_taken_down(page: Page, source: str) -> None:
    """Raise Refused where this very file was taken down from the page, or removed for good."""
    same = FileVersion.objects.filter(source_sha256=source)
    here = Q(file__page=page) & (Q(hidden_at__isnull=False) | Q(file__hidden_at__isnull=False))
    gone = same.filter(here | Q(purged_at__isnull=False)).select_related("file").first()
    if gone is not None:
        why = gone.hidden_reason or gone.file.hidden_reason
        raise Refused(f"This very file was taken down: {why}")


def _free_name(page: Page, name: str) -> str:
    taken = set(page.files.values_list("name_key", flat=True))
    stem, _, ending = name.rpartition(".")
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{stem}-{number}.{ending}"
    return free


def _latest(file: File) -> FileVersion:
    return FileVersion.objects.told().filter(file=file).latest("number")


def _add(
    file: File, update: Recording, content: Content, alt: str, is_decorative: bool
) -> FileVersion:
    made = _made(file, update, content, alt, is_decorative)
    show_anew(file)
    return made


def _made(
    file: File, update: Recording, content: Content, alt: str, is_decorative: bool
) -> FileVersion:
    last = file.versions.aggregate(last=Max("number"))["last"] or 0
    return FileVersion.objects.create(
        file=file,
        number=last + 1,
        changeset=update.changeset(),
        kind=content.kind.key,
        size=content.size,
        sha256=content.sha256,
        source_sha256=content.source,
        width=content.width,
        height=content.height,
        sizes=content.sizes,
        alt=alt,
        is_decorative=is_decorative,
    )
