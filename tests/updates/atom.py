"""Reading a feed as strictly as RFC 4287 is written."""

import datetime
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.conf import settings
from django.test import Client

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = ("id", "title", "updated")
KNOWN = {
    "feed": {*ONCE, "author", "link", "subtitle", "entry", "rights"},
    "entry": {*ONCE, "author", "link", "summary", "content", "published", "category"},
}
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def entries(client: Client, address: str) -> list[ElementTree.Element]:
    """The entries of the valid feed that stands at an address."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own answer
    assert feed.tag == f"{ATOM}feed"
    found = feed.findall(f"{ATOM}entry")
    for one in (feed, *found):
        _check(one)
    assert _links(feed)["self"] == settings.SITE_URL + address
    ids = [one.findtext(f"{ATOM}id") for one in found]
    assert len(set(ids)) == len(ids)
    moments = [one.findtext(f"{ATOM}updated") or "" for one in found]
    assert sorted(moments, reverse=True) == moments
    assert feed.findtext(f"{ATOM}updated") == max(moments, default=feed.findtext(f"{ATOM}updated"))
    return found


def _check(one: ElementTree.Element) -> None:
    names = [child.tag.removeprefix(ATOM) for child in one]
    assert set(names) <= KNOWN[one.tag.removeprefix(ATOM)]
    assert [names.count(name) for name in ONCE] == [1, 1, 1]
    assert urlsplit(one.findtext(f"{ATOM}id") or "").scheme in ("http", "https", "tag")
    for name in ("updated", "published"):
        moment = one.findtext(f"{ATOM}{name}")
        if moment is not None:
            assert RFC_3339.fullmatch(moment)
            assert datetime.datetime.fromisoformat(moment).tzinfo
    assert one.findtext(f"{ATOM}author/{ATOM}name")
    assert (one.findtext(f"{ATOM}title") or "").strip()
    assert urlsplit(_links(one)["alternate"]).scheme in ("http", "https")
    for text in one.findall(f"{ATOM}summary"):
        assert text.get("type") == "html"


def _links(one: ElementTree.Element) -> dict[str, Any]:
    found = one.findall(f"{ATOM}link")
    links = {link.get("rel", "alternate"): link.get("href") for link in found}
    assert len(links) == len(found)
    return links


def said(entry: ElementTree.Element) -> str:
    return entry.findtext(f"{ATOM}summary") or ""


def titles(found: list[ElementTree.Element]) -> list[str]:
    return [one.findtext(f"{ATOM}title") or "" for one in found]
