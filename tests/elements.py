"""The elements of a page that was answered, found as a reader or a style sheet finds them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

BLOCKS = {
    *("article", "aside", "blockquote", "br", "div", "fieldset", "form", "h1", "h2", "h3", "h4"),
    *("legend", "li", "ol", "option", "p", "section", "summary", "table", "td", "th", "tr", "ul"),
}
VOID = {"br", "hr", "img", "input", "link", "meta", "use", "rect"}
BETWEEN = re.compile(r" (?![^\[]*\])")
STEP = re.compile(r"(?P<tag>\w+)?(?P<marks>(?:#[\w-]+|\.[\w-]+|\[[\w-]+(?:=[^\]]*)?\])*)")
MARK = re.compile(r"#(?P<id>[\w-]+)|\.(?P<cls>[\w-]+)|\[(?P<name>[\w-]+)(?:=(?P<value>[^\]]*))?\]")


class Element:
    """One element with what stands in it."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element | str] = []

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    def inside(self) -> Iterator["Element"]:
        """Every element in it, in reading order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.inside()

    @property
    def raw(self) -> str:
        """Its text to the byte."""
        return "".join(c if isinstance(c, str) else c.raw for c in self.children)

    @property
    def text(self) -> str:
        """Its text as it is read: blanks are one blank, and blocks stand apart."""
        return " ".join(self._read().split())

    def _read(self) -> str:
        words = "".join(c if isinstance(c, str) else c._read() for c in self.children)
        return f" {words} " if self.tag in BLOCKS else words

    def all(self, selector: str) -> list["Element"]:
        """Those that a selector finds: "li.rec p", "#r17 .star", "a[rel=next]"."""
        *before, last = BETWEEN.split(selector)
        return [e for e in self.inside() if e._is(last) and e._stands_in(before, self)]

    def one(self, selector: str) -> "Element":
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} elements are {selector}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.all(selector)]

    def _is(self, step: str) -> bool:
        parsed = STEP.fullmatch(step)
        assert parsed, f"{step} is no selector that these tests know"
        if parsed["tag"] and parsed["tag"] != self.tag:
            return False
        for mark in MARK.finditer(parsed["marks"]):
            if mark["id"] and self.get("id") != mark["id"]:
                return False
            if mark["cls"] and mark["cls"] not in (self.get("class") or "").split():
                return False
            if mark["name"] and self.get(mark["name"]) is None:
                return False
            if mark["value"] is not None and self.get(mark["name"]) != mark["value"]:
                return False
        return True

    def _stands_in(self, steps: list[str], top: "Element") -> bool:
        above = self.parent
        rest = list(steps)
        while rest and above is not None:
            if above._is(rest[-1]):
                rest.pop()
            if above is top:
                break
            above = above.parent
        return not rest


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = self.here = Element("document", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {n: v or "" for n, v in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        element: Element | None = self.here
        while element is not None and element.tag != tag:
            element = element.parent
        if element is not None and element.parent is not None:
            self.here = element.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def elements(html: str) -> Element:
    """The document of a piece of HTML."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.top


def read(response: Any, status: int = 200) -> Element:
    """The page of a test client's answer, which must have this status."""
    assert response.status_code == status, response.status_code
    return elements(response.content.decode())
