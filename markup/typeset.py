"""Source to `Rendered`, in this very process; only `markup.child` calls it on readers' texts."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.codehilite import CodeHilite
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor

from markup.blocks import prepare
from markup.inline import Citations, MailAddresses, Strike, WebAddresses, Wiki, WikiLinks, restore
from markup.links import PAGE_PREFIX, PLACEMENT, collapse
from markup.rendered import Part, Rendered
from markup.safety import safe
from markup.shelf import Shelf, Shelved
from markup.structure import Footnotes, Structure, Tables

PAGE_TOP = 2
POST_TOP = 4
SUMMARY_LENGTH = 200

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_PLACED = re.compile(r'<placement n="(\d+)"></placement>')
_LEAD = re.compile(r"<lead>(.*?)</lead>", re.DOTALL)


Known = Mapping[str, str]


def page(source: str, known: Known, cited: Known, shelf: Shelf) -> Rendered:
    """The text of a page: lead question, prose and placements."""
    document = _Document(known, cited, PAGE_PREFIX, PAGE_TOP, is_page=True, shelf=shelf)
    return document.render(source)


def post(source: str, known: Known, cited: Known, prefix: str) -> Rendered:
    """The text of a post: one part, in which a line break is a line break."""
    return _Document(known, cited, prefix, POST_TOP, is_page=False, shelf=Shelf()).render(source)


class _Document:
    """One text and the parser made for it; a fresh one each time keeps renderings equal."""

    def __init__(
        self,
        known: Known,
        cited: Known,
        prefix: str,
        top: int,
        *,
        is_page: bool,
        shelf: Shelf,
    ) -> None:
        self.prefix = prefix
        self.cited = cited
        self.is_page = is_page
        self.areas: list[str] = []
        self.tables = 0
        self.wiki = Wiki(known)
        self.md = Markdown(
            extensions=[
                TableExtension(use_align_attribute=True),
                FootnoteExtension(PLACE_MARKER="\x04", USE_DEFINITION_ORDER=False),
                SaneListExtension(),
            ]
        )
        self.structure = Structure(self.md, self.wiki, prefix, top, lead=is_page)
        self.shelved = Shelved(self.md, shelf)
        self._register()

    def _register(self) -> None:
        md = self.md
        md.preprocessors.deregister("html_block")
        for name in ("html", "entity", "automail"):
            md.inlinePatterns.deregister(name)
        md.preprocessors.register(_Prepare(md), "prepare", 25)
        md.inlinePatterns.register(WikiLinks(self.wiki), "wiki", 178)
        md.inlinePatterns.register(WebAddresses(), "web", 115)
        md.inlinePatterns.register(MailAddresses(), "mail", 114)
        md.inlinePatterns.register(Citations(self.cited), "citations", 113)
        md.inlinePatterns.register(Strike(), "strike", 45)
        md.treeprocessors.register(Footnotes(md, self.prefix), "footnote_ids", 12)
        md.treeprocessors.register(Tables(md), "tables", 11)
        md.treeprocessors.register(self.shelved, "shelved", -5)
        md.treeprocessors.register(self.structure, "structure", -10)
        if self.is_page:
            md.parser.blockprocessors.register(_Placements(md.parser, self.areas), "placement", 105)
        else:
            md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\n", "br"), "nl2br", 5)

    def render(self, source: str) -> Rendered:
        text = self.md.convert(clean_source(source))
        text = restore(text)
        lead = _LEAD.match(text)
        if lead:
            text = text[lead.end() :]
        return Rendered(
            lead=safe(lead[1], self.prefix) if lead else "",
            summary=shorten(self.structure.summary, SUMMARY_LENGTH),
            parts=self._parts(text),
            headings=self.structure.headings,
            links=self.structure.links,
            files=list(self.shelved.found),
        )

    def _parts(self, text: str) -> list[Part]:
        pieces = _PLACED.split(text)
        parts = []
        for at, piece in enumerate(pieces):
            if at % 2:
                parts.append(Part(area=self.areas[int(piece)]))
            elif piece.strip():
                parts.append(Part(html=self._scrolling(safe(piece.strip(), self.prefix))))
        return parts

    def _scrolling(self, text: str) -> str:
        """Wide tables scroll in a place of their own, which the keyboard reaches.

        `text` is safe, so a literal `<table>` in it is a table: in words it is escaped. A page's
        tables are landmarks, each with its own name; a thread would have too many of them.
        """
        role = "region" if self.is_page else "group"

        def opened(_: re.Match[str]) -> str:
            self.tables += 1
            name = f"Table {self.tables}" if self.tables > 1 else "Table"
            return f'<div class="scroll" tabindex="0" role="{role}" aria-label="{name}"><table>'

        return re.sub("<table>", opened, text).replace("</table>", "</table></div>")


class _Prepare(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return prepare("\n".join(lines), self._stash).split("\n")

    def _stash(self, code: str, language: str) -> str:
        shown = CodeHilite(
            code,
            lang=language or "text",
            guess_lang=False,
            linenums=False,
            css_class="codehilite",
        ).hilite(shebang=False)
        return self.md.htmlStash.store(shown.strip())


class _Placements(BlockProcessor):
    """A block of the page itself that is nothing but a placement."""

    def __init__(self, parser: object, areas: list[str]) -> None:
        super().__init__(parser)  # type: ignore[arg-type]
        self.areas = areas

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        return parent is self.parser.root and _is_placement(block)

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        match = PLACEMENT.fullmatch(blocks.pop(0).strip())
        assert match is not None
        ElementTree.SubElement(parent, "placement", {"n": str(len(self.areas))})
        self.areas.append(collapse(match["area"] or ""))


def _is_placement(block: str) -> bool:
    return not block.startswith("    ") and PLACEMENT.fullmatch(block.strip()) is not None


def clean_source(source: str) -> str:
    """`source` with one kind of line break, and without control characters and half characters."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", source)


def shorten(text: str, length: int) -> str:
    """`text`, cut at a word so that it has at most `length` characters."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept).rstrip(" ,;:–—-") + "…"
