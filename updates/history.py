"""A page's complete history: which of its updates somebody asks for, kept in an address."""

import datetime
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from accounts.names import canonical
from web.forms import UNSHOWN
from wiki.querysets import ChangesetQuerySet
from wiki.sizes import FINER_KINDS, KINDS

TEXT_LIMIT = 200
EVERY_KIND = {key: name for key, (name, _) in (KINDS | FINER_KINDS).items()}
CAUSE = {"": "Any", "none": "No thread named", "some": "A thread named"}
MINOR = {"": "With minor edits", "without": "Without minor edits", "only": "Minor edits alone"}


@dataclass(frozen=True)
class Choice:
    """What is asked for; what is left out asks for everything. Days are of the reader's zone."""

    kind: str = ""
    by: str = ""
    minor: str = ""
    cause: str = ""  # whether it names a thread that led to it
    note: str = ""  # words that stand in it
    begins: str = ""  # a day, as it was typed
    ends: str = ""

    @classmethod
    def asked(cls, query: Any) -> "Choice":
        """What an address asks for; what makes no sense there is left out, but for days."""
        kind, minor, cause = (query.get(name, "") for name in ("kind", "minor", "cause"))
        return cls(
            kind=kind if kind in EVERY_KIND else "",
            by=_text(query, "by"),
            minor=minor if minor in MINOR else "",
            cause=cause if cause in CAUSE else "",
            note=_text(query, "note"),
            begins=_text(query, "from"),
            ends=_text(query, "until"),
        )

    @property
    def query(self) -> str:
        """As it stands in an address."""
        names = {"begins": "from", "ends": "until"}
        said = {names.get(name, name): value for name, value in vars(self).items() if value}
        return urlencode(said)

    @property
    def undated(self) -> str:
        """The same for all time, as it stands in an address."""
        return replace(self, begins="", ends="").query

    @property
    def problems(self) -> dict[str, str]:
        """By the field's id: what is wrong with a day."""
        found = {}
        for name, text in (("from", self.begins), ("until", self.ends)):
            if text and _day(text) is None:
                found[name] = f"“{text}” is no date. Write it as year-month-day, like 2008-11-14"
        first, last = _day(self.begins), _day(self.ends)
        if first and last and last < first:
            found["until"] = "The last day is before the first one"
        return found

    @property
    def said(self) -> list[str]:
        """Each thing that is asked for, in words."""
        kind = EVERY_KIND.get(self.kind, "").lower()
        first, last = _day(self.begins), _day(self.ends)
        return [
            words
            for words in (
                kind and f"about {kind}",
                self.by and f"by {self.by}",
                {"without": "without minor edits", "only": "minor edits alone"}.get(self.minor),
                {"none": "that name no thread", "some": "that name a thread"}.get(self.cause),
                self.note and f"with “{self.note}” in the note",
                first and f"from {date_format(first, 'j F Y')}",
                last and f"until {date_format(last, 'j F Y')}",
            )
            if words
        ]

    def among(self, updates: ChangesetQuerySet) -> ChangesetQuerySet:
        """Those of some updates that are asked for."""
        found = updates.of_kind(self.kind)
        if self.by:
            key = canonical(self.by)
            found = found.filter(Q(author__name_key=key) | Q(author=None, author_name=self.by))
        if self.minor:
            found = found.filter(minor=self.minor == "only")
        if self.cause:
            found = found.filter(causes__isnull=self.cause == "none").distinct()
        if self.note:
            found = found.filter(note__icontains=self.note)
        first, last = _day(self.begins), _day(self.ends)
        if first:
            found = found.filter(created_at__gte=_midnight(first))
        if last and last < datetime.date.max:
            found = found.filter(created_at__lt=_midnight(last + datetime.timedelta(1)))
        return found


def _text(query: Any, name: str) -> str:
    return " ".join(UNSHOWN.sub("", query.get(name, "")).split())[:TEXT_LIMIT]


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None
    return day if datetime.MINYEAR < day.year < datetime.MAXYEAR else None


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, timezone.get_current_timezone())
