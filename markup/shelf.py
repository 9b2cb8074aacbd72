"""Files that a text shows or links: `![A ward](ward.jpg)`, `[The rota](rota.pdf)`."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

ENDINGS = (
    *("jpg", "jpeg", "png", "webp", "svg", "pdf", "docx", "xlsx", "pptx"),
    *("odt", "ods", "odp", "txt", "csv", "md"),
)
_NAME = rf"[\w-]{{1,90}}\.(?:{'|'.join(ENDINGS)})"
TARGET = re.compile(
    rf"(?:/wiki/(?P<slug>[^\s/()<>]{{1,200}})/files/)?(?P<name>{_NAME})/?", re.IGNORECASE
)
"""`ward.jpg`, a file of the page itself, or `/wiki/night-work/files/ward.jpg`, one of another."""

_WRITTEN = re.compile(
    rf"\](?:\(|:)[ \t\n]{{0,20}}<?(?P<target>{TARGET.pattern})(?=[\s)>])", re.IGNORECASE
)
WIDE = "(min-width: 45rem) 40rem, 100vw"
"""How wide a text is shown, so that a browser asks for no larger picture than it shows."""
MISSING = " (file not uploaded yet)"


@dataclass(frozen=True)
class Shown:
    """What a text needs to know of a file; only pictures have a width."""

    href: str
    about: str = ""  # "PDF, 1.2 MB"
    alt: str = ""
    width: int = 0
    height: int = 0
    srcset: str = ""


@dataclass(frozen=True)
class Shelf:
    """The files that a text may name. Without an address, names of files mean nothing."""

    address: str = ""
    """Where files of the page are listed and uploaded."""
    files: Mapping[str, Shown] = field(default_factory=dict)
    """By their targets, as `targets` gives them."""


def targets(source: str) -> set[str]:
    """Every file that `source` may name, also in code: it may name too many."""
    return {match["target"] for match in _WRITTEN.finditer(source)}


class Shelved(Treeprocessor):
    """Leads links and images that name files to them, and notes which they name."""

    def __init__(self, md: Markdown, shelf: Shelf) -> None:
        super().__init__(md)
        self.shelf = shelf
        self.found: dict[str, None] = {}

    def run(self, root: ElementTree.Element) -> None:
        if not self.shelf.address:
            return
        for element in root.iter():
            if element.tag in ("img", "a"):
                written = element.get("src" if element.tag == "img" else "href", "")
                target = html.unescape(written)
                if TARGET.fullmatch(target):
                    self.found[target] = None
                    self._lead(element, target)

    def _lead(self, element: ElementTree.Element, target: str) -> None:
        file = self.shelf.files.get(target)
        if element.tag == "img" and file is not None and file.width:
            _show(element, file)
            return
        if element.tag == "img":
            name = target.rstrip("/").rpartition("/")[2]
            element.text = AtomicString(element.get("alt") or name)
            element.tag = "a"
            element.attrib.clear()
        element.set("href", file.href if file else self.shelf.address)
        if file is None:
            element.set("class", "missing")
            ElementTree.SubElement(element, "span", {"class": "vh"}).text = AtomicString(MISSING)
        else:
            ElementTree.SubElement(element, "span", {"class": "about"}).text = AtomicString(
                f" ({file.about})"
            )


def _show(image: ElementTree.Element, file: Shown) -> None:
    image.set("src", file.href)
    image.set("alt", image.get("alt") or file.alt)
    image.set("width", str(file.width))
    image.set("height", str(file.height))
    image.set("loading", "lazy")
    if file.srcset:
        image.set("srcset", file.srcset)
        image.set("sizes", WIDE)
