"""Identity survives every way of editing: 1,000 random sequences, against a model of the same.

The model knows only what a person would expect: which recommendations there are, their words, the
area and order they stand in, who starred which words, and which threads are about them.
"""

import copy
import random
from typing import Any

import pytest
from django.http import QueryDict

from discussions.models import Thread
from discussions.posting import start_thread
from recommendations import arranging, draft, saving, starring
from recommendations.models import Area, Recommendation, Star
from updates.restoring import restore
from wiki.models import Changeset, Page
from wiki.writing import create_page, revise_page

SEQUENCES, DEEDS = 1000, 6
WORDS = [
    "keep",
    "a",
    "bed",
    "free",
    "ask",
    "every",
    "nurse",
    "early",
    "start",
    "small",
    "trust",
    "people",
    "share",
    "what",
    "works",
]


class Story:
    """One page edited at random, and what should have come of it."""

    def __init__(self, seed: int, people: list[Any]) -> None:
        self.random = random.Random(seed)
        self.people = people
        self.page = create_page(author=people[0], title=f"Page {seed}", body="Words.")
        self.order: dict[int, list[int]] = {}  # standing recommendations by area
        self.words: dict[int, str] = {}
        self.home: dict[int, int] = {}  # the area that a removed one comes back to
        self.stars: dict[tuple[int, int], str] = {}  # the words that a person starred
        self.threads: dict[int, int] = {}  # thread: recommendation
        self.past: dict[int, Any] = {}  # what stood, by update
        for title in ("One", "Two"):
            self.order[arranging.add_area(self.page, title, author=people[0]).pk] = []
        for _ in range(3):
            self.add()

    @property
    def person(self) -> Any:
        return self.random.choice(self.people)

    def sentence(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(3, 8)))

    def standing(self) -> list[int]:
        return [pk for row in self.order.values() for pk in row]

    def any_standing(self) -> Recommendation | None:
        there = self.standing()
        return Recommendation.objects.get(pk=self.random.choice(there)) if there else None

    # Deeds, each done to the product and to the model ----------------------------------------

    def add(self) -> None:
        area = Area.objects.get(pk=self.random.choice(list(self.order)))
        words = self.sentence()
        if words in (self.words[pk] for pk in self.order[area.pk]):
            return
        item = arranging.add(area, words, author=self.person)
        self.order[area.pk].append(item.pk)
        self.words[item.pk], self.home[item.pk] = words, area.pk

    def reword(self) -> None:
        item = self.any_standing()
        if item:
            self.words[item.pk] = self.sentence()
            arranging.reword(item, self.words[item.pk], author=self.person)

    def correct(self) -> None:
        item = self.any_standing()
        if item:
            self.words[item.pk] = f"{self.words[item.pk].rstrip('.').capitalize()}."
            arranging.reword(item, self.words[item.pk], author=self.person)

    def move(self) -> None:
        item = self.any_standing()
        if item:
            area = self.random.choice(list(self.order))
            self.order[self.home[item.pk]].remove(item.pk)
            place = self.random.randint(1, len(self.order[area]) + 1)
            self.order[area].insert(place - 1, item.pk)
            self.home[item.pk] = area
            target = Area.objects.get(pk=area)
            arranging.move(item, area=target, position=place, author=self.person)

    def remove(self) -> None:
        item = self.any_standing()
        if item:
            self.order[self.home[item.pk]].remove(item.pk)
            arranging.remove(item, author=self.person)

    def bring_back(self) -> None:
        gone = sorted(set(self.words) - set(self.standing()))
        if gone:
            pk = self.random.choice(gone)
            item = Recommendation.objects.get(pk=pk)
            arranging.bring_back(item, author=self.person)
            row = self.order[self.home[pk]]
            there = Recommendation.objects.standing().filter(area=self.home[pk])
            now = list(there.order_by("position", "pk").values_list("pk", flat=True))
            assert sorted(now) == sorted([*row, pk])  # its place among the others is not promised
            row[:] = now

    def star(self) -> None:
        item, person = self.any_standing(), self.person
        if item:
            starring.give(item, person=person)
            key = (item.pk, person.pk)
            if not same(self.stars.get(key), self.words[item.pk]):
                self.stars[key] = self.words[item.pk]

    def unstar(self) -> None:
        if self.stars:
            pk, person = self.random.choice(sorted(self.stars))
            who = next(one for one in self.people if one.pk == person)
            starring.take_back(Recommendation.objects.get(pk=pk), person=who)
            del self.stars[pk, person]

    def discuss(self) -> None:
        item = self.any_standing()
        if item:
            subject = f"Thread {len(self.threads)}"
            thread = start_thread(
                self.page, author=self.person, subject=subject, body="Why?", recommendation=item
            )
            self.threads[thread.pk] = item.pk

    def rename(self) -> None:
        area = Area.objects.get(pk=self.random.choice(list(self.order)))
        arranging.rename_area(area, self.sentence(), author=self.person)
        self.page.refresh_from_db()
        title = f"{self.page.title.split(':')[0]}: {self.sentence()}"
        revise_page(self.page, author=self.person, title=title)

    def edit_all(self) -> None:
        """Reword one, move one by its fields, remove one, and add one, in one form."""
        edited = draft.Draft.from_page(self.page)
        form = QueryDict(mutable=True)
        form["base"] = str(edited.base)
        for area in edited.areas:
            form.appendlist("area", area.key)
            form[f"t-{area.key}"] = area.title
            for place, item in enumerate(area.items, start=1):
                form.appendlist("item", item.key)
                form[f"w-{item.key}"] = item.wording
                form[f"in-{item.key}"], form[f"at-{item.key}"] = area.key, str(place)
        there = self.random.sample(self.standing(), k=min(2, len(self.standing())))
        if there:
            self.words[there[0]] = self.sentence()
            form[f"w-{there[0]}"] = self.words[there[0]]
        if len(there) > 1:
            self.order[self.home[there[1]]].remove(there[1])
            form[f"x-{there[1]}"] = "1"
        area_pk, words = self.random.choice(list(self.order)), f"{self.sentence()} anew"
        form.appendlist("item", "n1")
        form["w-n1"], form["in-n1"], form["at-n1"] = words, str(area_pk), "999"
        sent = draft.from_form(self.page, form, form.getlist("item"), form.getlist("area"))
        saving.save(sent, author=self.person)
        new = Recommendation.objects.filter(page=self.page, wording=words).latest("pk").pk
        if new not in self.words:
            self.order[area_pk].append(new)
            self.words[new], self.home[new] = words, area_pk

    def go_back(self) -> None:
        number = self.random.choice(sorted(self.past))
        then = Changeset.objects.get(page=self.page, number=number)
        restore(self.page, then, author=self.person)
        self.order, words, home = copy.deepcopy(self.past[number])
        stood = {pk for row in self.order.values() for pk in row}
        self.words |= {pk: words[pk] for pk in stood}
        self.home |= {pk: home[pk] for pk in stood}

    def remember(self) -> None:
        number = Changeset.objects.filter(page=self.page).latest("number").number
        self.past[number] = copy.deepcopy((self.order, self.words, self.home))

    # What must be true afterwards --------------------------------------------------------------

    def check(self) -> None:
        items = Recommendation.objects.filter(page=self.page)
        assert {item.pk for item in items} == set(self.words)
        assert {item.pk for item in items if not item.is_removed} == set(self.standing())
        for area, row in self.order.items():
            there = items.filter(area=area, is_removed=False).order_by("position", "pk")
            assert list(there.values_list("pk", flat=True)) == row
        for item in items:
            if not item.is_removed:
                assert item.wording == self.words[item.pk]
            mine = {key: words for key, words in self.stars.items() if key[0] == item.pk}
            now = sum(same(words, item.wording) for words in mine.values())
            assert (item.stars_now, item.stars_earlier) == (now, len(mine) - now)
        stars = Star.objects.filter(recommendation__page=self.page)
        assert {(s.recommendation_id, s.person_id) for s in stars} == set(self.stars)
        threads = Thread.objects.filter(page=self.page)
        assert dict(threads.values_list("pk", "recommendation_id")) == self.threads


def same(one: str | None, other: str) -> bool:
    """Whether two of these sentences are one wording; they differ in case and a full stop."""
    return one is not None and one.rstrip(".").lower() == other.rstrip(".").lower()


DEED_NAMES = (
    *("add", "reword", "correct", "move", "remove", "bring_back", "star", "star", "star", "unstar"),
    *("discuss", "rename", "edit_all", "go_back"),
)


@pytest.mark.parametrize("hundred", range(SEQUENCES // 100))
def test_every_identity_star_and_thread_is_where_the_model_says(
    hundred: int, author: Any, member: Any, listener: Any
) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        story = Story(seed, [author, member, listener])
        done = []
        for name in story.random.choices(DEED_NAMES, k=DEEDS):
            story.remember()
            getattr(story, name)()
            done.append(name)
        try:
            story.check()
        except AssertionError as wrong:
            raise AssertionError(f"seed {seed} after {', '.join(done)}") from wrong
        assert Page.objects.filter(pk=story.page.pk).exists()
