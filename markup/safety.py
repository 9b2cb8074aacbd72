"""The sanitiser: one function, so that what stands behind it can be replaced in one place.

Three filters in a row, each of which alone should be enough: bleach's allow-list, our own rule
for addresses, and nh3, which must find nothing left to remove.
"""

import html
import logging
import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import bleach
import nh3
from bleach import html5lib_shim

from markup.addresses import is_local, leaves_site, safe_address
from markup.shelf import WIDE

TAGS = (
    frozenset({"p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"})
    | frozenset({"pre", "code", "em", "strong", "del", "sup", "a", "img", "span", "div"})
    | frozenset({"table", "thead", "tbody", "tr", "th", "td"})
)
CLASSES = {
    "a": frozenset({"missing", "cite", "footnote-ref", "footnote-backref"}),
    "span": frozenset({"vh", "about"}),
    "div": frozenset({"footnote", "codehilite"}),
    "th": frozenset({"left", "center", "right"}),
    "td": frozenset({"left", "center", "right"}),
}
REL = "nofollow ugc noopener"
SCHEMES = frozenset({"http", "https", "mailto"})
_ATTRIBUTES = {
    "a": {"href", "title", "class", "id", "rel"},
    "img": {"src", "alt", "title", "width", "height", "srcset", "sizes", "loading"},
    "ol": {"start"},
    "th": {"class", "scope"},
    "td": {"class"},
    "span": {"class"},
    "div": {"class"},
    "sup": {"id"},
    "li": {"id"},
} | {f"h{level}": {"id"} for level in range(2, 7)}
_SRCSET = re.compile(r"/files/\d+/\d+/[\w.%-]+ \d+w(?:, /files/\d+/\d+/[\w.%-]+ \d+w){0,9}")
_ID = re.compile(r"[\w-]{1,120}")
_PYGMENTS = re.compile(r"[a-z][a-z0-9]{0,2}")

_log = logging.getLogger(__name__)
_HREF = (None, "href")
_SRC = (None, "src")


def safe(source: str, prefix: str = "") -> str:
    """`source` as HTML in which only harmless elements, attributes and addresses remain.

    Ids are kept only where they begin with `prefix`; with no prefix none is kept.
    """
    first = _rules.clean(source, prefix)
    second = _nh3(first, prefix)
    if _events(first) == _events(second):
        return first
    _log.warning("The second sanitiser removed something that the first let through.")
    return second


def _allowed(tag: str, name: str, value: str, prefix: str) -> bool:
    """Whether the attribute may stay; addresses have their own rule."""
    if name not in _ATTRIBUTES.get(tag, ()):
        return False
    if name == "id":
        return bool(prefix and value.startswith(prefix) and _ID.fullmatch(value))
    if name == "class":
        return value in CLASSES[tag] or (tag == "span" and bool(_PYGMENTS.fullmatch(value)))
    if name == "scope":
        return value == "col"
    if name == "start":
        return value.isascii() and value.isdigit() and len(value) < 10
    if name in ("width", "height"):
        return value.isascii() and value.isdigit() and len(value) < 6
    if name == "srcset":
        return bool(_SRCSET.fullmatch(value))
    if name == "sizes":
        return value == WIDE
    if name == "loading":
        return value == "lazy"
    if name == "rel":
        return value == REL
    return True


class _Addresses(html5lib_shim.Filter):  # type: ignore[misc, name-defined, unused-ignore]
    """Our own rule for links and images, on what bleach has let through."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        opened = ""
        for token in super().__iter__():
            attributes = token.get("data")
            if opened == "pre" and token["type"] in ("Characters", "SpaceCharacters"):
                # A line break straight after <pre> is lost each time that HTML is read.
                token["data"] = token["data"].lstrip("\n")
                if not token["data"]:
                    continue
            opened = token["name"] if token["type"] == "StartTag" else ""
            if token["type"] in ("StartTag", "EmptyTag") and token["name"] in ("a", "img"):
                if token["name"] == "img" and not self._keep_image(attributes):
                    yield from self._as_text(attributes)
                    continue
                self._clean_link(attributes)
            yield token

    @staticmethod
    def _clean_link(attributes: dict[tuple[None, str], str]) -> None:
        written = attributes.pop(_HREF, None)
        attributes.pop((None, "rel"), None)
        address = safe_address(html.unescape(written)) if written is not None else None
        if address is not None:
            attributes[_HREF] = address.replace("&", "&amp;")
            if leaves_site(address):
                attributes[(None, "rel")] = REL

    @staticmethod
    def _keep_image(attributes: dict[tuple[None, str], str]) -> bool:
        address = safe_address(html.unescape(attributes.get(_SRC, "")))
        if address is None or not is_local(address):
            return False
        attributes[_SRC] = address.replace("&", "&amp;")
        attributes.setdefault((None, "alt"), "")
        return True

    @staticmethod
    def _as_text(attributes: dict[tuple[None, str], str]) -> Iterator[dict[str, Any]]:
        alt = html.unescape(attributes.get((None, "alt"), ""))
        if alt:
            yield {"type": "Characters", "data": alt}


class _Rules(threading.local):
    """A thread's own cleaner; bleach's parser keeps state and is not shared."""

    def __init__(self) -> None:
        self.prefix = ""
        self.cleaner = bleach.Cleaner(
            tags=TAGS,
            attributes=lambda tag, name, value: _allowed(tag, name, value, self.prefix),
            protocols=SCHEMES,
            strip=False,
            strip_comments=True,
            filters=[_Addresses],
        )

    def clean(self, source: str, prefix: str) -> str:
        self.prefix = prefix
        cleaned: str = self.cleaner.clean(source)
        return cleaned


_rules = _Rules()


def _nh3(source: str, prefix: str) -> str:
    def keep(tag: str, name: str, value: str) -> str | None:
        return value if _allowed(tag, name, value, prefix) else None

    return nh3.clean(
        source,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=keep,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


class _Events(HTMLParser):
    """The document as a list that does not depend on how it is written down."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[Any, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, *sorted((name, value or "") for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(("/", tag))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] == "text":
            self.found[-1] = ("text", self.found[-1][1] + data)
        else:
            self.found.append(("text", data))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))


def _events(source: str) -> list[tuple[Any, ...]]:
    parser = _Events()
    parser.feed(source)
    parser.close()
    return parser.found
