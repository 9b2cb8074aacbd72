"""What the board shows: a choice among all recommendations and their order, kept in an address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.names import canonical
from recommendations.models import DEFAULT_CRITERION, Criterion, Recommendation, Star
from recommendations.orders import GROUPINGS, MONTH, ORDERS, change_since
from recommendations.querysets import RecommendationQuerySet
from web.paging import whole_number
from wiki.access import find_page_asked
from wiki.models import Tag

TEXT_LIMIT = 200
WORDS_LIMIT = 10  # of the words looked for

FORMER_SORTS = {"threads": "discussed"}
BY = {
    "": "By anyone",
    "me": "By me",
    "not-me": "Not by me",
    "earlier": "By me, on an earlier wording",
}


@dataclass(frozen=True)
class Choice:
    """Which recommendations are shown, grouped and sorted how. Two choices alike are equal."""

    on: str = ""  # the name of a page in its address
    q: str = ""  # words, each of which must stand in the wording
    status: str = ""
    person: str = ""  # whose star stands on the wording as it is
    criterion: str = ""  # by which such a star was given: a name, or the id of one
    tag: str = ""  # of an audience, or a keyword of the page: its name in an address
    by: str = ""  # one of BY: the reader's own stars
    group: str = ""  # one of GROUPINGS
    sort: str = "stars"  # one of ORDERS
    # What the page, person, criterion and tag are called, and what of the address is nowhere.
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_query(cls, query: Mapping[str, str], reader: Any = None) -> "Choice":
        """What an address asks for. What it names and is nowhere is left out, and said so.

        Raises Deleted where the page was.
        """
        reader = reader or AnonymousUser()
        given = {name: " ".join(query.get(name, "").split())[:TEXT_LIMIT] for name in FIELDS}
        sort = FORMER_SORTS.get(given["sort"], given["sort"])
        chosen = {
            "q": given["q"],
            "status": given["status"] if given["status"] in Recommendation.Status.values else "",
            "by": given["by"] if given["by"] in BY and reader.is_authenticated else "",
            "group": given["group"] if given["group"] in GROUPINGS else "",
            "sort": sort if sort in ORDERS else "stars",
        }
        names, unknown = {}, []
        for name, (find, sorry) in FINDERS.items():
            found = find(given[name], reader) if given[name] else None
            if found is not None:
                chosen[name], names[name] = found
            elif given[name]:
                unknown.append(sorry.format(given[name]))
        return cls(**chosen, names=names, unknown=tuple(unknown))

    @property
    def is_filtered(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    def query(self, **changes: Any) -> str:
        """The part of an address that asks for this, with changes; defaults are left out.

        Other names may be among the changes, as `page` of a long list is.
        """
        wanted = {name: getattr(self, name) for name in FIELDS} | changes
        kept = {
            name: value
            for name, value in wanted.items()
            if value not in ("", None) and value != DEFAULTS.get(name)
        }
        return f"?{urlencode(kept)}"

    @property
    def feed_query(self) -> str:
        """Of what becomes of these: in no order, for feed readers are nobody with stars."""
        return self.query(by="", group="", sort="stars").rstrip("?")

    @property
    def address(self) -> str:
        return (reverse("board") + self.query()).rstrip("?")

    def without_filter(self) -> "Choice":
        """The same order and groups of everything."""
        return replace(self, **dict.fromkeys(FILTERS, ""), names={}, unknown=())

    def rows(self, reader: Any) -> RecommendationQuerySet:
        """The recommendations chosen, each once, in no order, with what `told_to` adds."""
        rows: RecommendationQuerySet = Recommendation.objects.visible_to(reader).standing()
        if self.on:
            rows = rows.filter(page__slug=self.on)
        if self.status:
            rows = rows.filter(status=self.status)
        for word in self.q.split()[:WORDS_LIMIT]:
            rows = rows.filter(wording__icontains=word)
        if self.tag:
            rows = rows.filter(_tagged(self.tag))
        if self.person or self.criterion:
            rows = rows.telling_stars_to(reader).filter(self._starred())
        if self.by and reader.is_authenticated:
            rows = rows.filter(_starred_by(reader, self.by))
        return rows.told_to(reader)

    def _starred(self) -> Any:
        """Whether such a star as the choice asks for stands on the wording as it is."""
        stars = Star.objects.all()
        if self.criterion == DEFAULT_CRITERION:
            stars = stars.filter(criterion__isnull=True)
        elif self.criterion:
            pk = whole_number(self.criterion)
            named = Q(pk=pk) if pk else Q(name__iexact=self.criterion)
            stars = stars.filter(criterion__in=Criterion.objects.filter(named).values("pk"))
        if self.person:  # has few of all stars: they are listed
            theirs = stars.on_this_wording().filter(person__username=self.person)
            return Q(pk__in=theirs.values("recommendation"))
        here = Q(recommendation=OuterRef("pk"), wording_number=OuterRef("wording_number"))
        return Exists(stars.filter(here))

    def ordered(
        self, reader: Any, rows: RecommendationQuerySet | None = None
    ) -> RecommendationQuerySet:
        """The rows in their order. Grouped by audience, one stands in each group it belongs to."""
        rows = self.rows(reader) if rows is None else rows
        if self.sort == "month":
            rows = rows.annotate(change=change_since(timezone.now() - MONTH, reader))
        group = GROUPINGS[self.group].by if self.group else ()
        return rows.order_by(*group, *ORDERS[self.sort].by)


DEFAULTS = {one.name: one.default for one in fields(Choice) if one.compare}
FIELDS = tuple(DEFAULTS)
FILTERS = tuple(name for name in FIELDS if name not in ("group", "sort"))


def _tagged(slug: str) -> Q:
    tags = Tag.objects.of(slug).values("pk")
    audience = Recommendation.audiences.through.objects.filter(tag__in=tags)
    keyword = Tag.pages.through.objects.filter(tag__in=tags)
    return Q(pk__in=audience.values("recommendation")) | Q(page__in=keyword.values("page"))


def _starred_by(reader: Any, how: str) -> Q:
    mine = Star.objects.filter(person=reader)
    chosen = {"me": mine.on_this_wording(), "earlier": mine.on_an_earlier_wording()}
    among = Q(pk__in=chosen.get(how, mine).values("recommendation"))
    return ~among if how == "not-me" else among


# Of what an address names: as it is kept, and as it is called.
Found = tuple[str, str] | None


def _page(text: str, reader: Any) -> Found:
    page = find_page_asked(reader, text)
    return (page.slug, page.title) if page else None


def _person(text: str, reader: Any) -> Found:
    person = User.objects.filter(name_key=canonical(text)).first()
    return (person.username, person.username) if person else None


def _criterion(text: str, reader: Any) -> Found:
    if text.casefold() == DEFAULT_CRITERION.casefold():
        return DEFAULT_CRITERION, DEFAULT_CRITERION
    pk = whole_number(text)
    one = Criterion.objects.filter(pk=pk).first() if pk else None
    if one is not None:
        return str(one.pk), one.name
    named = Criterion.objects.filter(name__iexact=text).first()
    return (named.name, named.name) if named else None


def _tag(text: str, reader: Any) -> Found:
    tag = Tag.objects.meant_by(text)
    return (tag.slug, tag.name) if tag else None


FINDERS: dict[str, tuple[Callable[[str, Any], Found], str]] = {
    "on": (_page, "No page is called “{}”, so all pages are shown."),
    "person": (_person, "Nobody here is called “{}”, so everybody’s stars count."),
    "criterion": (_criterion, "No star means “{}” here, so every meaning counts."),
    "tag": (_tag, "Nothing is tagged “{}”, so everything is shown."),
}
