"""Comparing two rendered texts: what a reader sees, with what came and what went marked in it.

Both are HTML that markup/safety.py made; its tags are kept as they are, and only words and images
are marked. What went is shown where words may stand: never straight inside a list or a table.
"""

import re
from dataclasses import dataclass

from markup.diff import Hunk, Kind, Segment, compare_blocks, is_tag
from markup.rendered import Rendered

_TAG = r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>'
_TOKEN = re.compile(rf"{_TAG}|&#?\w+;|\w+(?:['’‐‑-]\w+)*|\s+|[^\w\s<]|<")
_NAME = re.compile(r"</?([a-z0-9]+)")
_ID = re.compile(r'(?<=[a-z0-9"])\s+id="[^"]*"')
_VOID = frozenset(("br", "hr", "img", "input"))
_NO_WORDS = frozenset(("ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr"))
_LINES = frozenset(("p", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"))

ADDED = '<ins><span class="vh">added: </span>{}<span class="vh"> (end of added)</span></ins>'
REMOVED = '<del><span class="vh">removed: </span>{}<span class="vh"> (end of removed)</span></del>'


@dataclass(frozen=True)
class Block:
    """One block of the page and what became of it, as safe HTML: in one piece, and side by side."""

    kind: Kind
    html: str
    old: str
    new: str

    @classmethod
    def of(cls, hunk: Hunk) -> "Block":
        left = [
            Segment("equal" if s.op == "equal" else "insert", s.text)
            for s in hunk.segments
            if s.op != "insert"
        ]
        right = [segment for segment in hunk.segments if segment.op != "delete"]
        return cls(
            hunk.kind,
            html=_Marking(ADDED).marked(hunk.segments),
            old=_Marking(REMOVED).marked(left),
            new=_Marking(ADDED).marked(right),
        )


@dataclass(frozen=True)
class Redline:
    blocks: list[Block]
    coarse: bool = False


def redline(before: Rendered, after: Rendered) -> Redline:
    """The later page in order, with the removed blocks where they stood."""
    found = compare_blocks(blocks(html_of(before)), blocks(html_of(after)), tokens)
    return Redline([Block.of(hunk) for hunk in found], found.coarse)


def html_of(text: Rendered) -> str:
    """All that a reader sees of a page's own text."""
    lead = f'<p class="lede">{text.lead}</p>' if text.lead else ""
    return lead + "".join(part.html for part in text.parts)


def blocks(html: str) -> list[str]:
    """HTML cut after each outermost element, without ids: two of one name would stand there."""
    found, depth, begun = [""], 0, False
    for token in tokens(html):
        if is_tag(token):
            name = _name(token)
            if depth == 0 and begun and token[1] != "/":
                found.append("")
            begun = True
            depth += 0 if name in _VOID else -1 if token[1] == "/" else 1
            token = _ID.sub("", token)
        found[-1] += token
    return [block for block in found if block]


def tokens(html: str) -> list[str]:
    """Tags, entities, words, blanks and other characters; joined again they are `html`."""
    return _TOKEN.findall(html)


def _name(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1] if found else ""


class _Marking:
    """Writes one block with its marks."""

    def __init__(self, mark: str) -> None:
        self.mark = mark  # of what is in this text and not in the other
        self.out: list[str] = []
        self.open: list[str] = []
        self.came = self.went = ""
        self.links: list[str] = []  # of each open link, what to say at its end
        self.kept = False  # whether words of the link that is open were there before
        self.lost: list[bool] = []  # of each link that went: whether its words stay

    def marked(self, segments: list[Segment]) -> str:
        for segment in segments:
            for token in tokens(segment.text):
                if segment.op == "delete":
                    self._gone(token)
                else:
                    self._there(token, segment.op == "insert")
        self._end_came()
        if self.went.strip():
            self.out.append(f'<p class="went">{REMOVED.format(self.went)}</p>')
        return "".join(self.out)

    def _gone(self, token: str) -> None:
        if not is_tag(token):
            self.went += token
            return
        name = _name(token)
        if name == "img":
            self.went += token
        elif name == "a" and token[1] != "/":
            self.lost.append(False)
        elif name == "a" and self.lost:
            self.went += " (link removed)" if self.lost.pop() else ""
        elif name == "br" or (name in _LINES and token[1] == "/"):
            self.went += " "

    def _there(self, token: str, is_new: bool) -> None:
        name = _name(token) if is_tag(token) else ""
        self._flush()
        if is_new and name in ("", "img"):
            self.came += token
            return
        self._end_came()
        self.out.append(token)
        if not name:
            self.lost = [True for _ in self.lost]
            self.kept = True
        elif token[1] == "/":
            self.open = self.open[:-1]
            if name == "a" and self.links:
                said = self.links.pop()
                self.out.append(said if self.kept else "")
        elif name not in _VOID:
            self.open.append(name)
            if name == "a":
                self.links.append(self._said_of_link() if is_new else "")
                self.kept = False

    def _said_of_link(self) -> str:
        """What follows a new link: it may have taken the place of one that has just gone."""
        changed = bool(self.lost) and not self.lost[-1]
        self.lost = self.lost[:-1] if changed else self.lost
        if self.mark == REMOVED:
            return ""
        return " " + ADDED.format("(link changed)" if changed else "(link added)")

    def _flush(self) -> None:
        """Write what went, where words may stand."""
        if self.went and self.open and self.open[-1] not in _NO_WORDS:
            self._end_came()
            if self.went.strip():
                self.out.append(REMOVED.format(self.went))
            self.went = ""

    def _end_came(self) -> None:
        if self.came:
            self.out.append(self.mark.format(self.came) if self.came.strip() else self.came)
            self.came = ""
