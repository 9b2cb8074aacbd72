"""Which threads a list shows, and in what order: a choice, kept in an address."""

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from discussions.effects import without_effect
from discussions.models import Post, Thread, ThreadVisit
from discussions.querysets import SORTS
from web.paging import whole_number
from wiki.models import Tag

TEXT_LIMIT = 200
SHOW = {
    "": "All",
    "unanswered": "Unanswered",
    "effectless": "Led to nothing yet",
    "unread": "With something unread",
    "mine": "Started by me",
    "replied": "With my replies",
}
OF_READER = ("unread", "mine", "replied")
STATES = {"": "Open or resolved", "open": "Open", "resolved": "Resolved"}
ABOUT = {"": "Anything", "recommendation": "A recommendation"}
SAID = {
    "unanswered": "without an answer",
    "effectless": "that led to no update yet",
    "unread": "with something that you have not read",
    "mine": "that you started",
    "replied": "with replies of yours",
    "open": "not resolved",
    "resolved": "resolved",
    "recommendation": "about a recommendation",
}


@dataclass(frozen=True)
class Choice:
    """What of the threads is shown, in what order. Two choices alike are equal."""

    show: str = ""  # one of SHOW
    state: str = ""  # one of STATES
    about: str = ""  # one of ABOUT
    tag: str = ""  # its name in an address
    sort: str = ""  # one of SORTS, "-" before it for the other way; the latest post first otherwise
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def asked(cls, query: Mapping[str, str], reader: Any) -> "Choice":
        """What an address asks for. What it names and is nowhere is left out, and said so."""
        given = {name: " ".join(query.get(name, "").split())[:TEXT_LIMIT] for name in FIELDS}
        show = given["show"] if given["show"] in SHOW else ""
        tag = Tag.objects.meant_by(given["tag"]) if given["tag"] else None
        sorry = f"Nothing is tagged “{given['tag']}”, so all tags are shown."
        return cls(
            show=show if reader.is_authenticated or show not in OF_READER else "",
            state=given["state"] if given["state"] in STATES else "",
            about=given["about"] if given["about"] in ABOUT else "",
            tag=tag.slug if tag else "",
            sort=given["sort"] if given["sort"].removeprefix("-") in SORTS else "",
            names={"tag": tag.name} if tag else {},
            unknown=() if tag or not given["tag"] else (sorry,),
        )

    @classmethod
    def sorted_by(cls, query: Mapping[str, str]) -> "Choice":
        """All threads in the order that an address asks for."""
        sort = query.get("sort", "")
        return cls(sort=sort if sort.removeprefix("-") in SORTS else "")

    @property
    def kept(self) -> dict[str, str]:
        """What its address says: defaults are left out."""
        return {name: getattr(self, name) for name in FIELDS if getattr(self, name)}

    def query(self, **changes: str) -> str:
        """The part of an address that asks for this, with changes and other names among them."""
        wanted = {name: value for name, value in (self.kept | changes).items() if value}
        return f"?{urlencode(wanted)}"

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each thing that is asked for, in words, and the address without it."""
        words = {name: SAID.get(getattr(self, name), "") for name in FILTERS}
        words["tag"] = f"tagged {self.names['tag']}" if self.tag else ""
        return [(words[name], self._without(name)) for name in FILTERS if words[name]]

    @property
    def without_filter(self) -> str:
        return self._without(*FILTERS)

    def _without(self, *names: str) -> str:
        cleared: dict[str, Any] = dict.fromkeys(names, "")
        return replace(self, **cleared).query()

    @property
    def order(self) -> tuple[str, str]:
        """The column that it sorts by, and "-" where from the highest."""
        name = self.sort.removeprefix("-") or "last"
        return SORTS[name], "-" if not self.sort or self.sort.startswith("-") else ""

    def among(self, threads: Any, reader: Any) -> Any:
        """Those of some threads that are asked for, in no order."""
        if self.show == "unanswered":
            threads = threads.filter(replies=0)
        elif self.show == "effectless":
            threads = without_effect(threads)
        elif self.show == "mine":
            threads = threads.filter(started_by=reader)
        elif self.show == "replied":
            mine = Post.objects.standing().filter(author=reader, number__gt=1)
            threads = threads.filter(pk__in=mine.values("thread"))
        elif self.show == "unread":
            new = Post.objects.new_to(reader, since=OuterRef("latest_number"))
            unread = Exists(new.filter(thread=OuterRef("thread")))
            visits = ThreadVisit.objects.filter(~unread, person=reader, thread=OuterRef("pk"))
            threads = threads.exclude(Exists(visits))
        if self.state:
            threads = threads.filter(resolved_at__isnull=self.state == "open")
        if self.about:
            threads = threads.filter(recommendation__isnull=False)
        if self.tag:
            carrying = Thread.keywords.through.objects.filter(tag__in=Tag.objects.of(self.tag))
            threads = threads.filter(pk__in=carrying.values("thread"))
        return threads


FIELDS = tuple(one.name for one in fields(Choice) if one.compare)
FILTERS = tuple(name for name in FIELDS if name != "sort")


@dataclass(frozen=True)
class Key:
    """After or before which thread of an order a page begins, whatever became of it since."""

    value: Any
    pk: int

    @classmethod
    def read(cls, text: str, column: str) -> "Key | None":
        """As an address has it: "12:Beds"; None where that makes no sense."""
        number, _, said = text[:300].partition(":")
        pk = whole_number(number)
        if pk is None:
            return None
        if column == "last_post_at":
            with suppress(ValueError):
                moment = datetime.datetime.fromisoformat(said)
                return cls(moment, pk) if moment.tzinfo else None
            return None
        if column == "replies":
            replies = whole_number(said)
            return None if replies is None or replies > 2**31 else cls(replies, pk)
        return cls(said, pk)

    @classmethod
    def of(cls, thread: Any, column: str) -> str:
        """The key of a thread, as an address has it."""
        value = getattr(thread, column)
        said = value.astimezone(datetime.UTC).isoformat() if column == "last_post_at" else value
        return f"{thread.pk}:{said}"

    def beyond(self, column: str, way: str) -> Q:
        """What comes after it in an order; `way`: "-" where that goes down."""
        sign = "lt" if way else "gt"
        same = Q(**{column: self.value, f"pk__{sign}": self.pk})
        # The first condition alone is what an index can begin at.
        within = Q(**{f"{column}__{sign}e": self.value})
        return within & (Q(**{f"{column}__{sign}": self.value}) | same)
