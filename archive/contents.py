"""What the files of a site hold, beside the rows: each content once, named by its hash."""

import base64
import binascii
import json
from collections.abc import Iterator
from typing import Any

from files.models import FileVersion
from files.storing import content_of, hash_of, is_kept, keep

LABEL = "files.content"


def every() -> list[str]:
    """The hashes of all that is stored for the site's files and not hidden, in order."""
    versions = FileVersion.objects.shown().only("sha256", "sizes", "size", "width", "height")
    named = {one.sha256 for version in versions.iterator() for one in version.contents}
    return sorted(sha256 for sha256 in named if is_kept(sha256))


def line(sha256: str) -> str:
    held = base64.b64encode(content_of(sha256)).decode()
    return json.dumps({"model": LABEL, "pk": sha256, "held": held}, separators=(",", ":"))


def take(said: dict[str, Any]) -> None:
    """Store what a line holds. Raises ValueError where it holds something else than it says."""
    try:
        held = base64.b64decode(said["held"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise ValueError("a file's content cannot be read") from error
    if hash_of(held) != said.get("pk"):
        raise ValueError("a file's content is not what it is said to be")
    keep(held)


def missing() -> Iterator[str]:
    """A sentence for each version whose content is nowhere, and should be somewhere."""
    versions = FileVersion.objects.shown().select_related("file__page").order_by("pk")
    for version in versions.iterator():
        if not all(is_kept(one.sha256) for one in version.contents):
            yield (
                f"{version.file.name} of “{version.file.page}”, version {version.number}, "
                "has lost its content"
            )
