"""Passes over the parsed tree: headings, lead question, images, footnotes and page links."""

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions.footnotes import NBSP_PLACEHOLDER
from markdown.treeprocessors import Treeprocessor

from markup.addresses import is_local, safe_address
from markup.inline import LINE, Wiki, restore
from markup.links import collapse, sentence, slugify
from markup.rendered import Heading, WikiLink

BLOCKS = frozenset({"p", "li", "td", "th", "h2", "h3", "h4", "h5", "h6"})
_CONTAINERS = BLOCKS | {"ul", "ol", "blockquote", "pre", "table", "div", "hr"}
_HEADING = re.compile(r"h([1-6])")
_QUESTION = re.compile(r"[??؟]['\"’”»)\]*]*$")
_AMP = "\x02amp\x03"


class Structure(Treeprocessor):
    """Runs last, when every inline pattern has been applied."""

    def __init__(self, md: Markdown, wiki: Wiki, prefix: str, top: int, *, lead: bool) -> None:
        super().__init__(md)
        self.wiki = wiki
        self.prefix = prefix
        self.top = top
        self.with_lead = lead
        self.headings: list[Heading] = []
        self.links: list[WikiLink] = []
        self.summary = ""

    def run(self, root: ElementTree.Element) -> None:
        self._images(root)
        self._headings(root)
        self._links(root)
        first = next((child for child in root if child.tag == "p"), None)
        self.summary = plain(first) if first is not None else ""
        if first is None or root[0] is not first:
            return
        if self.with_lead and _QUESTION.search(self.summary):
            first.tag = "lead"

    def _images(self, root: ElementTree.Element) -> None:
        """An image of another site becomes a link to it: no page loads anything from there."""
        for image in root.iter("img"):
            address = safe_address(html.unescape(image.get("src", "")))
            if address is not None and not is_local(address):
                image.tag = "a"
                image.text = image.get("alt") or address
                image.attrib.clear()
                image.set("href", address)

    def _headings(self, root: ElementTree.Element) -> None:
        found = [el for el in root.iter() if isinstance(el.tag, str) and _HEADING.fullmatch(el.tag)]
        if not found:
            return
        highest = min(int(el.tag[1]) for el in found)
        level, taken = self.top - 1, set[str]()
        for element in found:
            wanted = int(element.tag[1]) - highest + self.top
            line = _line(element)
            text = plain(element)
            if not text:
                element.tag, element.text = "p", ""
                continue
            level = min(wanted, level + 1, 6)
            element.tag = f"h{level}"
            id_ = _unique(self.prefix + slugify(text), taken)
            element.set("id", id_)
            self.headings.append(Heading(id=id_, level=level, text=text, line=line))

    def _links(self, root: ElementTree.Element) -> None:
        for block in root.iter():
            if block.tag in BLOCKS:
                self._links_of(block)

    def _links_of(self, block: ElementTree.Element) -> None:
        """Note the block's own page links, in order, each with its sentence."""
        text = ""
        spans: list[tuple[ElementTree.Element, int, int]] = []
        for piece, link in _pieces(block, None):
            if link is not None and (not spans or spans[-1][0] is not link):
                spans.append((link, len(text), len(text)))
            text += piece
            if link is not None:
                spans[-1] = (link, spans[-1][1], len(text))
        for link, start, end in spans:
            title, section = self.wiki.found[int(link.attrib.pop("wiki"))]
            self.links.append(
                WikiLink(title, collapse(text[start:end]), section, sentence(text, start, end))
            )


class Footnotes(Treeprocessor):
    """Gives footnotes the document's own ids, and names their links for those who listen."""

    _REF = re.compile(r"fnref(\d*):(.*)", re.DOTALL)

    def __init__(self, md: Markdown, prefix: str) -> None:
        super().__init__(md)
        self.prefix = prefix

    def run(self, root: ElementTree.Element) -> None:
        notes = next((el for el in root if el.get("class") == "footnote"), None)
        if notes is None:
            return
        items = notes.findall("ol/li")
        self.numbers = {item.get("id", "")[len("fn:") :]: n for n, item in enumerate(items, 1)}
        marks = {sup.get("id", "") for sup in root.iter("sup")}
        for item in items:
            item.set("id", f"{self.prefix}fn-{self.numbers[item.get('id', '')[3:]]}")
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == "sup" and "id" in child.attrib:
                    self._mark(child)
                elif child.get("class") == "footnote-backref":
                    self._way_back(parent, child, marks)

    def _mark(self, sup: ElementTree.Element) -> None:
        link = sup[0]
        link.set("href", f"#{self.prefix}fn-{self.numbers[link.get('href', '')[4:]]}")
        sup.set("id", self._renamed(sup.get("id", "")))
        hidden = ElementTree.Element("span", {"class": "vh"})
        hidden.text, hidden.tail, link.text = "Note ", link.text, None
        link.insert(0, hidden)

    def _way_back(
        self, parent: ElementTree.Element, link: ElementTree.Element, marks: set[str]
    ) -> None:
        target = link.get("href", "")[1:]
        if target not in marks:
            parent.remove(link)
            return
        link.attrib.pop("title", None)
        link.set("href", "#" + self._renamed(target))
        number = self._renamed(target).removeprefix(f"{self.prefix}fnref-").replace("-", ", place ")
        link.text = "↩"
        ElementTree.SubElement(
            link, "span", {"class": "vh"}
        ).text = f" Back to note {number} in the text"

    def _renamed(self, id_: str) -> str:
        match = self._REF.fullmatch(id_)
        assert match is not None
        return f"{self.prefix}fnref-{self.numbers[match[2]]}" + (match[1] and f"-{match[1]}")


class Tables(Treeprocessor):
    """Says in words what a header cell heads, and aligns by class instead of by style."""

    def run(self, root: ElementTree.Element) -> None:
        for cell in root.iter():
            if cell.tag == "th":
                cell.set("scope", "col")
            if cell.tag in ("th", "td"):
                align = cell.attrib.pop("align", None)
                if align is not None:
                    cell.set("class", align)


def _line(element: ElementTree.Element) -> int | None:
    """The number of a heading's line in the source, taken out of its words."""
    match = LINE.match(element.text or "")
    if match is None:
        return None
    element.text = (element.text or "")[match.end() :].lstrip()
    return int(match[1])


def plain(element: ElementTree.Element) -> str:
    """The words of an element, without footnote marks and hidden words."""
    return collapse("".join(piece for piece, _ in _pieces(element, None)))


def _pieces(
    element: ElementTree.Element, link: ElementTree.Element | None
) -> Iterator[tuple[str, ElementTree.Element | None]]:
    """An element's own text in order, each piece with the page link that it is in, if any."""
    if element.text:
        yield _readable(element.text), link
    for child in element:
        if child.tag == "img":
            yield child.get("alt", ""), link
        elif child.tag == "br":
            yield " ", link
        elif child.tag not in _CONTAINERS and not _hidden(child):
            yield from _pieces(child, child if "wiki" in child.attrib else link)
        if child.tail:
            yield _readable(child.tail), link


def _hidden(element: ElementTree.Element) -> bool:
    if element.tag == "sup":
        return "id" in element.attrib
    return element.get("class") in ("vh", "footnote-backref")


def _readable(text: str) -> str:
    return restore(html.unescape(text.replace(_AMP, "&").replace(NBSP_PLACEHOLDER, " ")))


def _unique(wanted: str, taken: set[str]) -> str:
    id_, number = wanted, 1
    while id_ in taken:
        number += 1
        id_ = f"{wanted}-{number}"
    taken.add(id_)
    return id_
