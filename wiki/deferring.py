"""Links in notes and reasons. They are plain text, and their links are found when they are read:
for a whole answer at once, so that a list of any length asks three questions at most.

A template leaves a mark in a text's place. When the answer is made, the texts of all marks are
linked together and put in; until then nobody else can make such a mark.
"""

import datetime
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from markup.links import citations, link_titles
from markup.oneline import linked
from wiki.citing import Citable
from wiki.linking import known_pages

Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Said:
    """A plain text, and when it was said."""

    text: str
    at: datetime.datetime | None
    breaks: bool = False  # its lines stay lines


@dataclass
class Deferred:
    """The texts that one answer will say, by the number of their mark."""

    said: list[Said] = field(default_factory=list)
    secret: str = field(default_factory=lambda: secrets.token_hex(8))

    def mark(self, said: Said) -> SafeString:
        self.said.append(said)
        return mark_safe(f"<!--{self.secret}:{len(self.said) - 1}-->")  # noqa: S308

    def put_in(self, content: str) -> str:
        html = link_all(self.said)
        marks = rf"<!--{self.secret}:(\d+)-->"
        return re.sub(marks, lambda match: html[int(match[1])], content)


def link_all(said: list[Said]) -> list[SafeString]:
    """Each text as safe HTML with its links. Three queries at most."""
    titles = {title for one in said for title in link_titles(one.text)}
    known = known_pages(titles) if titles else {}
    citable = Citable(mark for one in said for mark in citations(one.text))
    return [_html(one, linked(one.text, known, citable.at(one.at))) for one in said]


def _html(said: Said, html: str) -> SafeString:
    return mark_safe(html.replace("\n", "<br>") if said.breaks else html)  # noqa: S308


def has_links(text: str) -> bool:
    return "[[" in text or bool(citations(text))


def link_notes(get_response: Handler) -> Handler:
    """Put the texts that the templates deferred into the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.deferred = deferred = Deferred()  # type: ignore[attr-defined]
        response = get_response(request)
        if deferred.said and not response.streaming:
            content = deferred.put_in(response.content.decode(response.charset))
            response.content = content.encode(response.charset)
        return response

    return middleware
