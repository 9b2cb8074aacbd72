"""Links in plain text: notes and reasons, which have no markup but page links, R17 and @name."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote

from markup.links import (
    CITATION,
    CITED_CLASS,
    MISSING,
    PAGE_PREFIX,
    PLACEMENT,
    WIKI_LINK,
    collapse,
    sentence,
    slugify,
)
from markup.rendered import WikiLink

Known = Mapping[str, str]
_CODE = re.compile(r"(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_LINKS = re.compile(f"{_CODE.pattern}|{WIKI_LINK.pattern}|{CITATION.pattern}")


def linked(text: str, known: Known, cited: Known) -> str:
    """`text` as HTML, with links to the pages in `known` and to what is in `cited`.

    A page that `known` lacks is told apart; what `cited` lacks stays as it was typed.
    """
    html = ""
    for before, match in _pieces(text):
        html += escape(before)
        if match is None:
            continue
        if _is_page_link(match):
            html += _page_link(match, known)
        elif match[0] in cited:
            html += f'<a class="{CITED_CLASS}" href="{escape(cited[match[0]])}">{match[0]}</a>'
        else:
            html += escape(match[0])
    return html


def page_links(text: str, known: Known) -> list[WikiLink]:
    """The page links of `text`, in order, each with its sentence as it is read."""
    plain, found = "", []
    for before, match in _pieces(text):
        plain += before
        if match is None:
            continue
        start = len(plain)
        if _is_page_link(match):
            title, section = _target(match, known)
            plain += _label(match, title)
            found.append((title, section, start, len(plain)))
        else:
            plain += match[0]
    return [
        WikiLink(title, plain[start:end], section, sentence(plain, start, end))
        for title, section, start, end in found
    ]


def unlinked(text: str) -> str:
    """`text` as it is read, without its links: for places that are links themselves."""
    said = ""
    for before, match in _pieces(text):
        said += before
        if match is not None:
            said += _label(match, _target(match, {})[0]) if _is_page_link(match) else match[0]
    return said


def _pieces(text: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """What stands before each link, citation or code, and that one; at last, the rest."""
    at = 0
    for match in _LINKS.finditer(text):
        yield text[at : match.start()], match
        at = match.end()
    yield text[at:], None


def _is_page_link(match: re.Match[str]) -> bool:
    return bool(collapse(match["title"] or "")) and not PLACEMENT.fullmatch(match[0])


def _page_link(match: re.Match[str], known: Known) -> str:
    title, section = _target(match, known)
    if title in known:
        fragment = f"#{PAGE_PREFIX}{slugify(section)}" if section else ""
        return f'<a href="{escape(known[title] + fragment)}">{escape(_label(match, title))}</a>'
    wanted = f"/wiki/new/?title={quote(title, safe='')}"
    hidden = f'<span class="vh">{MISSING}</span>'
    return f'<a class="missing" href="{wanted}">{escape(_label(match, title))}{hidden}</a>'


def _target(match: re.Match[str], known: Known) -> tuple[str, str]:
    """Title and section; a page whose own title has a # in it comes first."""
    whole = collapse(f"{match['title']}#{match['section']}")
    if match["section"] is not None and whole in known:
        return whole, ""
    return collapse(match["title"]), collapse(match["section"] or "")


def _label(match: re.Match[str], title: str) -> str:
    return collapse(match["text"] or "") or title
