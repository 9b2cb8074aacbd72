"""Asking the search page, and reading its answer."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client


class _Texts(HTMLParser):
    """The headings of what was found, by kind, and the tabs."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._href: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._href, self._text = dict(attrs).get("href"), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href is not None:
            self.links.append((self._href, " ".join(self._text.split())))
            self._href = None

    def handle_data(self, data: str) -> None:
        self._text += data


@pytest.fixture
def ask(client: Client) -> Callable[..., SimpleNamespace]:
    """`ask("night rota", type="pages")`: the page's HTML, and what was found, in order.

    `found` holds the text of each result's link; `by_kind` the same, under the sections' headings.
    """

    def asking(typed: str, **more: Any) -> SimpleNamespace:
        answer = client.get("/search/", {"q": typed, **more})
        assert answer.status_code == 200
        html = answer.content.decode()
        main = html[html.index("<main") : html.index("</main>")]
        by_kind = {}
        for section in re.findall(r'<section aria-labelledby="found-.*?</section>', main, re.S):
            name = re.search(r"<h2[^>]*>(.*?)</h2>", section)[1]
            texts = _Texts()
            for heading in re.findall(r"<h3.*?</h3>|<p><a.*?</p>", section, re.S):
                texts.feed(heading)
            by_kind[name] = [text for _, text in texts.links]
        found = [title for titles in by_kind.values() for title in titles]
        return SimpleNamespace(html=html, main=main, by_kind=by_kind, found=found)

    return asking
