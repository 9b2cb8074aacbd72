"""What a mail's HTML says, as the plain text that its writer could have typed.

The HTML is cleaned first by the parser that browsers' rules are built into, so that nothing
unclosed, hidden or endless is left for the walk.
"""

import re
from html.parser import HTMLParser

import nh3

KEPT = {
    *("a", "blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol"),
    *("p", "pre", "table", "td", "th", "tr", "ul"),
}
LINES = {"div", "li", "ol", "table", "tr", "ul"}
PARAGRAPHS = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre"}
WITHOUT_WORDS = {"script", "style", "title", "head", "noscript", "template", "xml"}
HTML_LIMIT = 1_000_000  # characters
NESTED = 100  # elements in each other; with ten thousand the parser takes minutes
NEVER_NEST = {
    *("base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "o:p", "option"),
    *("p", "tbody", "td", "th", "tr", "wbr"),
}
TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
DEEPEST = 20  # levels of quotes and lists that are told apart


def text_of(html: str) -> str:
    """Quotes become lines that begin with `>`, list items lines that begin with `-`."""
    clean = nh3.clean(
        _shallow(html[:HTML_LIMIT]),
        tags=KEPT,
        clean_content_tags=WITHOUT_WORDS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    walk = _Walk()
    walk.feed(clean)
    walk.close()
    walk.end_line()
    text = "\n".join(walk.lines)
    return re.sub(r"\n(?:>* ?\n){2,}", "\n\n", text).strip("\n")


def _shallow(html: str) -> str:
    """The same without the elements that stand deeper than any mail program puts them."""
    depth = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2].lower() in NEVER_NEST or tag[0].endswith("/>"):
            return tag[0]
        if tag[1]:
            depth = max(depth - 1, 0)
            return tag[0] if depth < NESTED else " "
        depth += 1
        return tag[0] if depth <= NESTED else " "

    return TAG.sub(keep, html)


class _Walk(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.quotes = self.as_written = 0
        self.link, self.linked_from = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.end_line(always=True)
        elif tag in PARAGRAPHS:
            self.blank_line()
        elif tag in LINES:
            self.end_line()
        if tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.as_written += 1
        elif tag == "li":
            self.line = "- "
        elif tag in ("td", "th") and self.line:
            self.line += " "
        elif tag == "a":
            self.link, self.linked_from = dict(attrs).get("href") or "", len(self.line)

    def handle_endtag(self, tag: str) -> None:
        if tag in PARAGRAPHS or tag in LINES:
            self.end_line()
        if tag == "blockquote":
            self.quotes = max(self.quotes - 1, 0)
        elif tag == "pre":
            self.as_written = max(self.as_written - 1, 0)
        if tag in PARAGRAPHS:
            self.blank_line()
        elif tag == "a":
            self.end_link()

    def handle_data(self, data: str) -> None:
        if self.as_written:
            first, *others = data.split("\n")
            self.line += first
            for line in others:
                self.end_line(always=True)
                self.line = line
            return
        words = re.sub(r"[ \t\r\n]+", " ", data)
        self.line += words.lstrip() if not self.line or self.line.endswith(" ") else words

    def end_link(self) -> None:
        """Say where a link leads, unless its words say so already."""
        words = self.line[self.linked_from :].strip()
        target = self.link.removeprefix("mailto:")
        if self.link.startswith("http") and words and words not in (target, target.rstrip("/")):
            self.line = f"{self.line[: self.linked_from]}[{words}]({self.link})"
        self.link = ""

    def end_line(self, *, always: bool = False) -> None:
        if self.line.strip() or always:
            self.lines.append(self._quoted(self.line.rstrip()))
        self.line = ""

    def blank_line(self) -> None:
        self.end_line()
        blank = self._quoted("")
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(blank)
        elif self.lines and len(blank) < len(self.lines[-1]):
            self.lines[-1] = blank  # a quote ended: the blank line stands outside it

    def _quoted(self, line: str) -> str:
        marks = ">" * min(self.quotes, DEEPEST)
        return f"{marks} {line}".rstrip() if marks else line
