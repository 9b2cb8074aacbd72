"""What the charts of some recommendations say, in numbers; recommendations/drawing.py draws them.

The numbers are of the wordings as they stand: now, or on the day that is told of.
"""

import datetime
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from operator import itemgetter
from typing import Any

from django.db.models import Count, QuerySet, Sum, Value
from django.utils import timezone

from recommendations.models import Recommendation, Star
from recommendations.places import Place, places

MOST_AREAS = 20  # in one picture; the others are said in words
MOST_STEPS = 60
ONE_DAY = datetime.timedelta(1)

# By area --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An area with its numbers."""

    place: Place
    stars: int
    recommendations: int


@dataclass(frozen=True)
class ByArea:
    """The areas with most stars, and the others."""

    lines: list[Line]
    others: list[Line]

    @property
    def names(self) -> list[str]:
        """One for each line; the page is named too where two areas have the same title."""
        often = Counter(line.place.title for line in self.lines)
        places = [line.place for line in self.lines]
        return [p.title if often[p.title] == 1 else f"{p.title}, {p.page}" for p in places]


def stars_by_area(items: QuerySet[Any]) -> ByArea:
    """Each area's stars and recommendations. Two queries."""
    found = places(items)
    counted = items.order_by().values_list("area").annotate(Sum("stars_now"), Count("pk"))
    lines = [Line(found[area], stars, number) for area, stars, number in counted]
    lines.sort(key=lambda line: (-line.stars, line.place.order))
    return ByArea(lines[:MOST_AREAS], lines[MOST_AREAS:])


def spread(items: QuerySet[Any]) -> list[int]:
    """How many people star in one area, in two, and so on; the last number is of that or more."""
    stars = Star.objects.on_this_wording().filter(recommendation__in=items.order_by().values("pk"))
    pairs = stars.values_list("person", "recommendation__area").distinct()
    people = Counter(Counter(person for person, _ in pairs).values())
    found = [0] * min(max(people, default=0), MOST_AREAS)
    for areas, number in people.items():
        found[min(areas, MOST_AREAS) - 1] += number
    return found


# Over time ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moment:
    """How many stars stood at the end of a day, week, month or year."""

    begins: datetime.date
    now: int  # on the wording as it stood then
    earlier: int

    @property
    def every(self) -> int:
        return self.now + self.earlier


@dataclass(frozen=True)
class OverTime:
    step: str
    moments: list[Moment]

    @property
    def has_earlier(self) -> bool:
        return any(moment.earlier for moment in self.moments)


class Tally:
    """Stars and wordings as their log tells of them, from its beginning to wherever one stops."""

    def __init__(self) -> None:
        self.now = self.every = 0
        self._standing: dict[int, int] = {}  # the number of each recommendation's wording
        self._stars: dict[int, tuple[int, int]] = {}  # each star's recommendation and wording
        self._on: Counter[tuple[int, int]] = Counter()

    def reword(self, item: int, number: int) -> bool:
        """Says whether that is another wording than stood there."""
        before = self._standing.get(item, 0)
        self._standing[item] = number
        self.now += self._on[item, number] - self._on[item, before]
        return number != before

    def star(self, pk: int, kind: str, item: int, number: int) -> None:
        """A star was given (+), moved or explained (~), or taken back (-)."""
        if pk in self._stars:
            self._add(self._stars.pop(pk), -1)
        if kind != "-":
            self._stars[pk] = (item, number)
            self._add((item, number), 1)

    def _add(self, wording: tuple[int, int], one: int) -> None:
        self._on[wording] += one
        self.every += one
        if self._standing.get(wording[0]) == wording[1]:
            self.now += one


def stars_over_time(items: QuerySet[Any]) -> OverTime:
    """How many stars these recommendations had, from the first star to the last change.

    It replays the log of stars and wordings, in days of the reader's time zone. Two queries.
    """
    days = _days(items)
    if not days:
        return OverTime("day", [])
    known = list(days)
    step = step_of(known[0], known[-1])
    moments = []
    for begins, ends in spans(step, known[0], known[-1]):
        now, every = days[known[bisect_right(known, ends) - 1]]
        moments.append(Moment(begins, now, every - now))
    return OverTime(step, moments)


def _days(items: QuerySet[Any]) -> dict[datetime.date, tuple[int, int]]:
    """At the end of each day that changed something: stars on the wordings of then, and all."""
    zone, tally = timezone.get_current_timezone(), Tally()
    days: dict[datetime.date, tuple[int, int]] = {}
    day, midnight, said = datetime.date.min, None, (0, 0)
    for at, kind, star, item, number in _log(items):
        if midnight is None or at >= midnight:
            day = at.astimezone(zone).date()
            midnight = datetime.datetime.combine(day + ONE_DAY, datetime.time.min, zone)
        if kind:
            tally.star(star, kind, item, number)
        else:
            tally.reword(item, number)
        if said != (tally.now, tally.every):
            days[day] = said = (tally.now, tally.every)
    return days


def _log(items: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of both histories in the order of time: when, what, star, recommendation, wording."""
    keys, order = items.order_by().values("pk"), ("history_date", "history_id")
    words = Recommendation.history.filter(id__in=keys).order_by(*order)
    stars = Star.history.filter(recommendation__in=keys).order_by(*order)
    return merge(
        words.values_list("history_date", Value(""), Value(0), "id", "wording_number"),
        stars.values_list(
            "history_date", "history_type", "id", "recommendation_id", "wording_number"
        ),
        key=itemgetter(0),
    )


STEPS = ("day", "week", "month", "year")


def step_of(first: datetime.date, last: datetime.date, most: int = MOST_STEPS) -> str:
    """The shortest step of which `most` lead from one day to another."""
    fitting = (step for step in STEPS if sum(1 for _ in spans(step, first, last)) <= most)
    return next(fitting, STEPS[-1])


def spans(
    step: str, first: datetime.date, last: datetime.date
) -> Iterator[tuple[datetime.date, datetime.date]]:
    """The first and last days of the steps that lead from one day to another."""
    begins = {
        "day": first,
        "week": first - datetime.timedelta(first.weekday()),
        "month": first.replace(day=1),
        "year": first.replace(month=1, day=1),
    }[step]
    while begins <= last:
        after = {
            "day": begins + ONE_DAY,
            "week": begins + datetime.timedelta(7),
            "month": (begins + datetime.timedelta(31)).replace(day=1),
            "year": (begins + datetime.timedelta(366)).replace(day=1),
        }[step]
        yield begins, after - ONE_DAY
        begins = after
