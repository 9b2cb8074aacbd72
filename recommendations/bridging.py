"""Which recommendations are starred across people who otherwise star different areas.

Leave one recommendation aside: the area in which one of its starrers stars most of the other ones
is where that person comes from. A recommendation bridges as many areas as its starrers come from.
Whoever stars nothing else comes from nowhere. docs/decisions/bridging.md says why this rule.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from recommendations.models import Recommendation, Star
from recommendations.places import Place, places

FEWEST = 2  # areas that make a bridge


@dataclass(frozen=True)
class Home:
    """The area in which a person stars most, one recommendation left aside."""

    area: int
    there: int  # recommendations that they star in it
    others: int  # and in all areas


class Stances:
    """Who stands behind what among `items`, on the wording as it stands. Two queries for all.

    With `only`, a recommendation, no more is read than what those who star it stand behind.
    """

    def __init__(self, items: QuerySet[Any], only: int | None = None) -> None:
        self.places: dict[int, Place] = places(items)
        self.area_of: dict[int, int] = {}
        self.starrers: dict[int, list[int]] = defaultdict(list)
        self._areas: dict[int, Counter[int]] = defaultdict(Counter)
        stars = Star.objects.on_this_wording().filter(
            recommendation__in=items.order_by().values("pk")
        )
        if only is not None:
            stars = stars.filter(
                person__in=Star.objects.filter(recommendation=only).values("person")
            )
        found = stars.values_list("recommendation", "person", "recommendation__area")
        # One person's stars by several criteria make one: what counts is what they stand behind.
        for item, person, area in dict.fromkeys(found.iterator(chunk_size=5000)):
            self.area_of[item] = area
            self.starrers[item].append(person)
            self._areas[person][area] += 1
        self._others = {person: areas.total() - 1 for person, areas in self._areas.items()}
        self._first = {person: self._in_order(areas)[:2] for person, areas in self._areas.items()}

    def _in_order(self, areas: dict[int, int]) -> list[int]:
        """The areas that hold most first; of equals, the one that stands first on the site."""
        return sorted(areas, key=lambda area: (-areas[area], self.places[area].order))

    def home(self, person: int, item: int) -> Home | None:
        """Where a starrer of `item` comes from (None: they star nothing else)."""
        if not self._others[person]:
            return None
        own, areas = self.area_of[item], self._areas[person]
        # With one fewer in its own area, the first is among that one and the two that were first.
        left = {area: areas[area] - (area == own) for area in (*self._first[person], own)}
        area = self._in_order(left)[0]
        return Home(area, left[area], self._others[person])

    def bridged(self, item: int) -> set[int]:
        """The areas that the starrers of `item` come from."""
        homes = (self.home(person, item) for person in self.starrers.get(item, ()))
        return {home.area for home in homes if home}


@dataclass(frozen=True)
class Starrer:
    """A person who stars a recommendation, with where they come from (None: nowhere)."""

    person: User
    home: Home | None
    place: Place | None


@dataclass(frozen=True)
class Bridge:
    """A recommendation with the people who star it, those of one area together."""

    item: Recommendation
    starrers: list[Starrer]
    areas: list[tuple[Place, int]]  # each with how many come from it, most first

    @property
    def from_nowhere(self) -> int:
        return sum(starrer.home is None for starrer in self.starrers)


def ranked(listed: QuerySet[Any], stances: Stances) -> list[int]:
    """Those of `listed` that bridge areas: most areas first, then most stars. One query."""
    stars = dict(listed.order_by().values_list("pk", "stars_now"))
    areas = {pk: len(stances.bridged(pk)) for pk in stars}
    bridging = [pk for pk, number in areas.items() if number >= FEWEST]
    return sorted(bridging, key=lambda pk: (-areas[pk], -stars[pk], pk))


def bridges(keys: Iterable[int], stances: Stances) -> list[Bridge]:
    """These recommendations, each with everything needed to check it by hand. Two queries."""
    keys = list(keys)
    items = Recommendation.objects.select_related("page", "area")
    found = items.defer("page__body", "page__rendered").in_bulk(keys)
    people = User.objects.in_bulk(
        {person for pk in keys for person in stances.starrers.get(pk, ())}
    )
    return [_bridge(found[pk], people, stances) for pk in keys]


def _bridge(item: Recommendation, people: dict[int, User], stances: Stances) -> Bridge:
    starrers = []
    for person in stances.starrers.get(item.pk, ()):
        home = stances.home(person, item.pk)
        place = stances.places[home.area] if home else None
        starrers.append(Starrer(people[person], home, place))
    counts = Counter(starrer.place for starrer in starrers if starrer.place)
    areas = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].order))
    number = {place: rank for rank, (place, _) in enumerate(areas)}
    starrers.sort(
        key=lambda starrer: (
            number[starrer.place] if starrer.place else len(number),
            starrer.person.username.casefold(),
        )
    )
    return Bridge(item, starrers, areas)
