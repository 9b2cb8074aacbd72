"""What a plan needs beside the words: who does what by when, to what end, on what evidence."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from accounts.models import User
from recommendations.arranging import tidy
from recommendations.models import Recommendation
from recommendations.whereabouts import recording_of
from wiki.tagging import settled, tags_named, tidy_tags

URL_LIMIT = 500
SENTENCE_LIMIT = 300
EVIDENCE_AT_MOST = 20

# In the order of reading, as they are said in the middle of a sentence.
NAMES = {
    "doer": "who does it",
    "deed": "what is done",
    "by_when": "by when",
    "benefit": "benefit expected",
    "audience": "audience",
    "evidence": "evidence",
}


class NoLink(ValueError):
    """Raised where evidence has an address that is none of the web's, or lacks its sentence."""


@dataclass(frozen=True)
class Evidence:
    """A link with the sentence that says what it shows."""

    url: str
    sentence: str

    @property
    def spoken(self) -> str:
        return f"{self.sentence} {self.url}"


@dataclass(frozen=True)
class Details:
    """The details of one recommendation; each is empty until somebody fills it in."""

    doer: str = ""
    deed: str = ""
    by_when: str = ""
    benefit: str = ""
    audience: str = ""
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def of(cls, row: Any) -> "Details":
        """Those of a recommendation, or of a row of its history."""
        return cls.read({name: getattr(row, name) for name in NAMES})

    @classmethod
    def read(cls, data: Any) -> "Details":
        """From plain data, tidied; what has another shape is left out."""
        data = data if isinstance(data, Mapping) else {}
        texts = {name: tidy(str(data.get(name) or "")) for name in NAMES if name != "evidence"}
        texts["audience"] = tidy_tags(texts["audience"])
        links = data.get("evidence")
        found = (
            Evidence(tidy(str(one.get("url") or "")), tidy(str(one.get("sentence") or "")))
            for one in (links if isinstance(links, list | tuple) else ())
            if isinstance(one, Mapping)
        )
        evidence = tuple(dict.fromkeys(one for one in found if one.url or one.sentence))
        return cls(**texts, evidence=evidence)

    def plain(self) -> dict[str, Any]:
        """What `read` reads, and what the columns hold."""
        return asdict(self) | {"evidence": [asdict(one) for one in self.evidence]}

    @property
    def is_filled(self) -> bool:
        return self != Details()

    @property
    def audience_names(self) -> list[str]:
        return [name for name in self.audience.split(", ") if name]

    def spoken(self, name: str) -> str:
        """One of them as a text."""
        value = getattr(self, name)
        if name != "evidence":
            return str(value)
        return "\n".join(one.spoken for one in value)


def differences(was: Details, now: Details) -> Iterator[tuple[str, str, str]]:
    """Name, text before and text after of each that differs."""
    for field, name in NAMES.items():
        if getattr(was, field) != getattr(now, field):
            yield name, was.spoken(field), now.spoken(field)


def joined(seen: Details, mine: Details, now: Details) -> tuple[Details, list[str]]:
    """What one person made of what they had `seen`, with what others made of it meanwhile.

    With the names of those that both changed, each in a way of their own: there, mine is taken.
    """
    untouched: dict[str, Any] = {}
    against = []
    for name in NAMES:
        before, here, there = (getattr(one, name) for one in (seen, mine, now))
        if here == before:
            untouched[name] = there
        elif there not in (before, here):
            against.append(name)
    return replace(mine, **untouched), against


def is_link(url: str) -> bool:
    """Whether it is an address on the web that a browser may be sent to."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and named and not any(c.isspace() for c in url)


def set_details(
    recommendation: Recommendation,
    details: Details,
    *,
    author: User | None,
    note: str = "",
    at: datetime.datetime | None = None,
) -> bool:
    """Put these in place of the details that stand. Says whether anything changed.

    Raises NoLink.
    """
    details = Details.read(details.plain())
    details = replace(details, audience=settled(details.audience))
    if not all(is_link(one.url) and one.sentence for one in details.evidence):
        raise NoLink("Evidence is an address that begins with https:// or http://, and a sentence")
    with recording_of(recommendation, author=author, note=note, at=at) as update:
        before = Details.of(recommendation)
        if before == details:
            return False
        for name, value in details.plain().items():
            setattr(recommendation, name, value)
        recommendation.save()
        recommendation.audiences.set(tags_named(details.audience_names))
        update.count("details_changed")
        for _, old, new in differences(before, details):
            update.reworded(old, new)
    return True
