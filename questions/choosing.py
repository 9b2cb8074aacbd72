"""Which questions of the site somebody asks for, kept in an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from questions.models import Question
from questions.querysets import QuestionQuerySet
from web.forms import UNSHOWN
from wiki.access import find_page_asked
from wiki.models import Page, PageWatch, Tag

TEXT_LIMIT = 200
SHOWN = 30
STATES = {"": "Unanswered", "answered": "Answered", "superseded": "Superseded", "all": "All"}
SORTS = {"": "Newest first", "oldest": "Oldest first", "watched": "Most watched page first"}


@dataclass(frozen=True)
class Choice:
    """What is asked for; unanswered questions, the newest first, where it is empty."""

    state: str = ""
    on: str = ""  # the name of a page in its address
    tag: str = ""  # a keyword of the page
    q: str = ""  # words that stand in the question or its answer
    sort: str = ""
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def asked(cls, query: Any, reader: Any) -> "Choice":
        """What an address asks for. What it names and is nowhere is left out, and said so.

        Raises Deleted where it is of a page that was.
        """
        given = {
            name: " ".join(UNSHOWN.sub("", query.get(name, "")).split())[:TEXT_LIMIT]
            for name in FIELDS
        }
        page = find_page_asked(reader, given["on"]) if given["on"] else None
        tag = Tag.objects.meant_by(given["tag"]) if given["tag"] else None
        found = {"on": page, "tag": tag}
        return cls(
            state=given["state"] if given["state"] in STATES else "",
            on=page.slug if page else "",
            tag=tag.slug if tag else "",
            q=given["q"],
            sort=given["sort"] if given["sort"] in SORTS else "",
            names={"on": page.title if page else "", "tag": tag.name if tag else ""},
            unknown=tuple(
                sorry.format(given[name])
                for name, sorry in SORRY.items()
                if given[name] and found[name] is None
            ),
        )

    def query(self, **changes: Any) -> str:
        """As it stands in an address after the question mark, with these changes."""
        changed = replace(self, **changes)
        return urlencode(
            {name: getattr(changed, name) for name in FIELDS if getattr(changed, name)}
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.on or self.tag or self.q)

    @property
    def said(self) -> str:
        words = (
            self.on and f"of “{self.names['on']}”",
            self.tag and f"tagged {self.names['tag']}",
            self.q and f"with “{self.q}”",
        )
        return ", ".join(filter(None, words))

    def of_any_state(self, reader: Any) -> QuestionQuerySet:
        found: QuestionQuerySet = Question.objects.visible_to(reader)
        if self.on:
            found = found.filter(page__slug=self.on)
        if self.tag:
            pages = Page.objects.filter(keywords__in=Tag.objects.of(self.tag))
            found = found.filter(page__in=pages.values("pk"))
        if self.q:
            found = found.filter(Q(text__icontains=self.q) | Q(answer__icontains=self.q))
        return found

    def numbers(self, reader: Any) -> dict[str, int]:
        """How many there are of each of STATES. One query."""
        counted = self.of_any_state(reader).order_by().values("state").annotate(n=Count("pk"))
        found = {row["state"]: row["n"] for row in counted}
        return {
            state: sum(found.values()) if state == "all" else found.get(state or "open", 0)
            for state in STATES
        }

    def rows(self, reader: Any) -> QuestionQuerySet:
        found = self.of_any_state(reader)
        if self.state != "all":
            found = found.filter(state=self.state or "open")
        return _watched(found) if self.sort == "watched" else found

    def listed(self, reader: Any, after: int | None = None) -> tuple[list[Question], int | None]:
        """Some of what is asked for, and after which the next begin. Three queries at most."""
        rows = self.rows(reader)
        names = (*(("watchers",) if self.sort == "watched" else ()), "asked_at", "pk")
        up = self.sort == "oldest"
        if after is not None:
            rows = rows.filter(self._beyond(after, names, up=up))
        rows = rows.with_people().with_answers().with_page()
        rows = rows.order_by(*(name if up else f"-{name}" for name in names))
        found = list(rows[: SHOWN + 1])
        return found[:SHOWN], found[SHOWN - 1].pk if len(found) > SHOWN else None

    def _beyond(self, after: int, names: tuple[str, ...], *, up: bool) -> Q:
        """What comes after a question in this order; all where there is no such question."""
        every = Question.objects.filter(pk=after)
        held = (_watched(every) if "watchers" in names else every).values(*names).first()
        if held is None:
            return Q()
        beyond, same = Q(), Q()
        for name in names:
            way = "gt" if up else "lt"
            beyond |= same & Q(**{f"{name}__{way}": held[name]})
            same &= Q(**{name: held[name]})
        return beyond


def _watched(rows: QuestionQuerySet) -> QuestionQuerySet:
    """With `watchers`: how many people watch the page."""
    watches = PageWatch.objects.filter(page=OuterRef("page")).order_by().values("page")
    number = Subquery(watches.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return rows.annotate(watchers=Coalesce(number, 0))


FIELDS = tuple(one.name for one in fields(Choice) if one.compare)
SORRY = {
    "on": "No page is called “{}”, so questions of all pages are shown.",
    "tag": "Nothing is tagged “{}”, so questions of all pages are shown.",
}
