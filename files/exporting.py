"""A page as a folder: its texts and all its files, which every Markdown program reads."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping

from files.models import FileVersion
from files.storing import content_of
from wiki.models import Page


class _Passing(io.RawIOBase):
    """Holds what a zip archive writes until it is sent on, so never more than one file of it."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        self.held.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        taken, self.held = b"".join(self.held), []
        return taken


def packed(page: Page, beside: Mapping[str, Iterable[str]]) -> Iterator[bytes]:
    """The text of a page, texts `beside` it and its files, as the pieces of a zip archive.

    A file of the page keeps its name, which its text leads to; a text gives way.
    """
    versions = FileVersion.objects.standing().told().filter(file__page=page)
    taken = {version.file.name_key for version in versions}
    name = "page.md" if f"{page.slug}.md".casefold() in taken else f"{page.slug}.md"
    taken.add(name.casefold())
    passing = _Passing()
    with zipfile.ZipFile(passing, "w") as archive:
        archive.writestr(name, f"# {page.title}\n\n{page.body}\n")
        for other, pieces in beside.items():
            name = f"page-{other}" if other.casefold() in taken else other
            archive.writestr(name, "".join(pieces))
        yield passing.take()
        for version in versions:
            try:
                archive.writestr(version.file.name, content_of(version.sha256))
            except FileNotFoundError:  # what is there is given
                continue
            yield passing.take()
    yield passing.take()
