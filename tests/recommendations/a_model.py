"""What a person expects of pages that are edited: plain data, which knows nothing of the product.

Recommendations, areas, pages, people and criteria are known by their numbers alone.
"""

from collections import Counter
from dataclasses import dataclass, field

Words = tuple[int, str]  # which wording of its recommendation it is, and how it read


@dataclass
class Model:
    page: dict[int, int] = field(default_factory=dict)  # of each area
    titles: dict[int, str] = field(default_factory=dict)  # of pages
    headings: dict[int, str] = field(default_factory=dict)  # of areas
    order: dict[int, list[int]] = field(default_factory=dict)  # what stands in each area
    home: dict[int, int] = field(default_factory=dict)  # the area, also of what was removed
    said: dict[int, list[Words]] = field(default_factory=dict)  # all its words; the last stand
    crossings: Counter[int] = field(default_factory=Counter)  # from one page to another
    # What took its place; whether that was written for it.
    heirs: dict[int, dict[int, bool]] = field(default_factory=dict)
    offered: dict[int, list[str]] = field(default_factory=dict)  # what a star means, by page
    criteria: dict[tuple[int, str], int] = field(default_factory=dict)  # page and name: number
    # By recommendation, person and criterion: the words that the star is bound to.
    stars: dict[tuple[int, int, int | None], Words] = field(default_factory=dict)
    # By recommendation and person: reason, and the words that it is about.
    reservations: dict[tuple[int, int], tuple[str, Words]] = field(default_factory=dict)
    withdrawn: list[tuple[int, int, str, Words]] = field(default_factory=list)
    threads: dict[int, int] = field(default_factory=dict)  # the recommendation of each

    # What there is ----------------------------------------------------------------------------

    def words(self, pk: int) -> str:
        return self.said[pk][-1][1]

    def page_of(self, pk: int) -> int:
        return self.page[self.home[pk]]

    def areas(self, page: int | None = None) -> list[int]:
        return [area for area in self.order if page in (None, self.page[area])]

    def standing(self, page: int | None = None) -> list[int]:
        return [pk for area in self.areas(page) for pk in self.order[area]]

    def current(self) -> list[int]:
        """Those that stand and have not given way to others."""
        return [pk for pk in self.standing() if pk not in self.heirs]

    def origins(self, pk: int) -> list[int]:
        return [origin for origin, heirs in self.heirs.items() if pk in heirs]

    def leads_to(self, pk: int, other: int) -> bool:
        heirs = self.heirs.get(pk, {})
        return other in heirs or any(self.leads_to(heir, other) for heir in heirs)

    # What is done -----------------------------------------------------------------------------

    def put(self, pk: int, area: int, words: str, place: int | None = None) -> None:
        """A new one, at a place (from 1) or last."""
        self.said[pk], self.home[pk] = [(1, words)], area
        self.insert(pk, area, place)

    def insert(self, pk: int, area: int, place: int | None = None) -> None:
        row = self.order[area]
        row.insert(len(row) if place is None else place - 1, pk)
        self.home[pk] = area

    def take_off(self, pk: int) -> None:
        if pk in self.order[self.home[pk]]:
            self.order[self.home[pk]].remove(pk)

    def say(self, pk: int, words: str, *, declared: bool = False) -> None:
        """Words that stood before are that wording again, corrected ones stay what they are."""
        here, before = self.said[pk][-1]
        if words == before:
            return
        known = [one for one in reversed(self.said[pk]) if not (declared and one[0] == here)]
        number = next((number for number, text in known if text == words), None)
        if number is None and not declared:
            alike = {number for number, text in known if same(text, words)}
            number = here if here in alike and same(before, words) else None
            number = alike.pop() if number is None and len(alike) == 1 else number
        new = max(number for number, _ in self.said[pk]) + 1
        self.said[pk].append((new if number is None else number, words))

    def stand_again(self, originals: list[int]) -> None:
        """What was written to take their place goes, unless more came of it."""
        undone = [self.heirs.pop(pk) for pk in originals if pk in self.heirs]
        for heirs in undone:
            for heir, written in heirs.items():
                if written and not self.origins(heir) and heir not in self.heirs:
                    self.take_off(heir)

    def go_back(self, page: int, then: "Model") -> None:
        """As the page was, except what has to do with other pages by now."""
        stood = then.standing(page)
        here = [pk for pk in stood if self.page_of(pk) == page]
        changed = [
            pk for pk in here if self.heirs.get(pk, {}).keys() != then.heirs.get(pk, {}).keys()
        ]
        self.stand_again(changed)
        for pk in self.standing(page):
            came = self.crossings[pk] > then.crossings[pk]
            elsewhere = any(self.page_of(origin) != page for origin in self.origins(pk))
            if pk not in stood and not came and not elsewhere:
                self.take_off(pk)
        for area in self.areas(page):
            stays = [pk for pk in self.order[area] if pk not in here]
            self.order[area] = [pk for pk in then.order[area] if pk in here] + stays
            self.headings[area] = then.headings[area]
        for pk in here:
            self.home[pk] = then.home[pk]
            self.say(pk, then.words(pk))
        there = self.standing()
        for pk in changed:
            heirs = then.heirs.get(pk, {})
            if heirs and all(h in there and not self.leads_to(h, pk) for h in heirs):
                self.heirs[pk] = dict(heirs)
        self.titles[page] = then.titles[page]


def same(one: str, other: str) -> bool:
    """Whether two of these sentences are one wording; they differ in case and a full stop."""
    return one.rstrip(".").lower() == other.rstrip(".").lower()
