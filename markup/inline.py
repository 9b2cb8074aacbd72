"""Inline patterns of our own, and the calming of brackets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote
from xml.etree import ElementTree

from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.util import AtomicString

from markup.links import (
    CITATION,
    CITED_CLASS,
    MISSING,
    PAGE_PREFIX,
    PLACEMENT,
    WIKI_LINK,
    collapse,
    slugify,
)

STAND_INS = {"[": "\x11", "(": "\x12", "]": "\x13", "|": "\x14"}
"""Control characters (never in a source) that stand for a plain character until the end."""

LINE = re.compile("\x15(\\d+)\x16")
"""Stands before the words of a heading and says on which line of the source it is."""

_ORIGINALS = {ord(code): char for char, code in STAND_INS.items()}
_BRACKETS = re.compile(r"[\[\]()]")
_BRACKET_DEPTH = 6
_STX_CODE = re.compile("\x02(\\d+)\x03")

Match = tuple[ElementTree.Element | None, int | None, int | None]


def restore(text: str) -> str:
    """`text` with the plain characters back in place of their stand-ins, and no line numbers."""
    return LINE.sub("", text).translate(_ORIGINALS)


def calm(block: str) -> str:
    """`block` with every bracket that opens no link replaced by its stand-in.

    That is a `[` with no partner or more than six deep, and the `(` of `](` with no `)` after
    it. The bar of a page link gets a stand-in too, so that a table does not split there.
    """
    if "[" not in block:
        return block
    block = WIKI_LINK.sub(lambda match: match[0].replace("|", STAND_INS["|"], 1), block)
    chars = list(block)
    opened: list[int] = []
    last_close = block.rfind(")")
    for match in _BRACKETS.finditer(block):
        at, char = match.start(), match[0]
        if char == "[":
            opened.append(at)
        elif char == "]" and opened:
            start = opened.pop()
            if len(opened) >= _BRACKET_DEPTH:
                chars[start], chars[at] = STAND_INS["["], STAND_INS["]"]
        elif char == "(" and block[at - 1 : at] == "]" and at > last_close:
            chars[at] = STAND_INS["("]
    for at in opened:
        chars[at] = STAND_INS["["]
    return "".join(chars)


@dataclass
class Wiki:
    """The pages that a text may link to, and the links found in it."""

    known: Mapping[str, str]
    found: list[tuple[str, str]] = field(default_factory=list)
    """Title and section of each link; a link's element carries its index here."""


class WikiLinks(InlineProcessor):
    """`[[Title]]`, `[[Title|text]]` and `[[Title#section|text]]`."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, wiki: Wiki) -> None:
        super().__init__(WIKI_LINK.pattern)
        self.wiki = wiki

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # type: ignore[override]  # noqa: N802
        title, section = self._target(m)
        if not title or "\x02" in title or PLACEMENT.fullmatch(m[0]):
            return None, None, None
        link = ElementTree.Element("a")
        label = collapse(m["text"] or "")
        link.text = label or AtomicString(title)
        address = self.wiki.known.get(title)
        if address is None:
            link.set("href", f"/wiki/new/?title={quote(title, safe='')}")
            link.set("class", "missing")
            ElementTree.SubElement(link, "span", {"class": "vh"}).text = AtomicString(MISSING)
        else:
            fragment = f"#{PAGE_PREFIX}{slugify(section)}" if section else ""
            link.set("href", address + fragment)
        link.set("wiki", str(len(self.wiki.found)))
        self.wiki.found.append((title, section))
        return link, m.start(0), m.end(0)

    def _target(self, m: re.Match[str]) -> tuple[str, str]:
        """Title and section; a page whose own title has a # in it comes first."""
        title, section = _plain(m["title"]), _plain(m["section"] or "")
        whole = _plain(f"{m['title']}#{m['section']}")
        if m["section"] is not None and whole in self.wiki.known:
            return whole, ""
        return title, section


class Citations(InlineProcessor):
    """`R17` and `@name` become links where there is such a recommendation or person."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, cited: Mapping[str, str]) -> None:
        super().__init__(CITATION.pattern)
        self.cited = cited

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # type: ignore[override]  # noqa: N802
        address = self.cited.get(m[0])
        if address is None:
            return None, None, None
        link = ElementTree.Element("a", {"class": CITED_CLASS, "href": address})
        link.text = AtomicString(m[0])
        return link, m.start(0), m.end(0)


class WebAddresses(InlineProcessor):
    """A bare http(s) address becomes a link, without the punctuation that follows it."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self) -> None:
        super().__init__(r"(?<![\w/@.])https?://[^\s<>\[\]\"`\x02\x03\x11-\x14]{3,2000}")

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # type: ignore[override]  # noqa: N802
        address = m[0].rstrip(".,:;!?'\"*_~’”»")
        if address.endswith(")") and "(" not in address:
            address = address.rstrip(").,:;!?'\"")
        if address.count("/") < 2 or len(address) <= len("https://"):
            return None, None, None
        link = ElementTree.Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(0), m.start(0) + len(address)


class MailAddresses(InlineProcessor):
    """`<someone@example.org>` becomes a link that writes to them."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self) -> None:
        super().__init__(r"<([^\s<>@:\x02\x03]{1,64}@[^\s<>@:\x02\x03]{1,255})>")

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # type: ignore[override]  # noqa: N802
        link = ElementTree.Element("a", {"href": f"mailto:{m[1]}"})
        link.text = AtomicString(m[1])
        return link, m.start(0), m.end(0)


class Strike(SimpleTagInlineProcessor):
    """`~~words~~` are struck through."""

    def __init__(self) -> None:
        super().__init__(r"(~~)(?=\S)([^~]{1,2000})(?<=\S)~~", "del")


def _plain(text: str) -> str:
    """Source text with backslash escapes undone and white space collapsed."""
    return collapse(_STX_CODE.sub(lambda match: chr(int(match[1])), text))
