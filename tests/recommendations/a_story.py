"""Pages edited at random: each deed is done to the product and to the model of it."""

import copy
import random
from typing import Any

from django.http import QueryDict

from discussions.posting import start_thread
from recommendations import arranging, criteria, draft, drafting, merging, reserving, saving
from recommendations.models import Area, Criterion, Recommendation
from recommendations.starring import give, take_back
from tests.recommendations.a_model import Model, same
from updates.moving import move_to_page
from updates.restoring import restore
from wiki.models import Changeset, Page
from wiki.writing import create_page, revise_page

WORDS = (
    *("keep", "a", "bed", "free", "ask", "every", "nurse", "early"),
    *("start", "small", "trust", "people", "share", "what", "works"),
)
MEANINGS = ["Useful", "Kind", "Within reach"]
DEEDS = (
    *("add", "reword", "reword", "correct", "declare", "move", "remove", "bring_back"),
    *("star", "star", "star", "unstar", "define", "reserve", "reserve", "keep", "withdraw"),
    *("discuss", "rename", "edit_all", "go_back", "go_back"),
    *("move_away", "move_away", "merge", "merge", "merge_anew", "split", "undo"),
)


class Story:
    """Two pages, the first with two areas and the other with one, and what came of them."""

    def __init__(self, seed: int, people: list[Any]) -> None:
        self.random = random.Random(seed)
        self.people = people
        self.model = Model()
        self.past: dict[tuple[int, int], Model] = {}  # by page and update
        self.done: list[str] = []
        for title, areas in ((f"Page {seed}", ("One", "Two")), (f"Side {seed}", ("Three",))):
            page = create_page(author=people[0], title=title, body="Words.")
            self.model.titles[page.pk], self.model.offered[page.pk] = title, []
            for heading in areas:
                area = arranging.add_area(page, heading, author=people[0])
                self.model.page[area.pk], self.model.order[area.pk] = page.pk, []
                self.model.headings[area.pk] = heading
        for _ in range(4):
            self.add()

    def tell(self, deeds: int) -> None:
        for name in self.random.choices(DEEDS, k=deeds):
            for page in self.model.titles:
                number = Changeset.objects.filter(page=page).latest("number").number
                self.past[page, number] = copy.deepcopy(self.model)
            self.done.append(name)
            getattr(self, name)()

    # Choices ----------------------------------------------------------------------------------

    @property
    def person(self) -> Any:
        return self.random.choice(self.people)

    def someone(self, pk: int) -> Any:
        return next(person for person in self.people if person.pk == pk)

    def sentence(self) -> str:
        """Words that nothing else has: proposed where they stand already, they would be one."""
        words = " ".join(self.random.choices(WORDS, k=self.random.randint(3, 8)))
        taken = any(same(words, text) for said in self.model.said.values() for _, text in said)
        return self.sentence() if taken else words

    def one_of(self, among: list[int]) -> Recommendation | None:
        return Recommendation.objects.get(pk=self.random.choice(among)) if among else None

    def any_area(self, page: int | None = None) -> Area:
        return Area.objects.get(pk=self.random.choice(self.model.areas(page)))

    # Words and places -------------------------------------------------------------------------

    def add(self) -> None:
        area, words = self.any_area(), self.sentence()
        self.model.put(arranging.add(area, words, author=self.person).pk, area.pk, words)

    def _reword(self, item: Recommendation, words: str, *, declared: bool = False) -> None:
        self.model.say(item.pk, words, declared=declared)
        arranging.reword(item, words, author=self.person, declared=declared)

    def reword(self) -> None:
        """To new words, or to some that stood before."""
        if item := self.one_of(self.model.standing()):
            before = [words for _, words in self.model.said[item.pk]]
            self._reword(item, self.random.choice([self.sentence(), *before]))

    def correct(self, *, declared: bool = False) -> None:
        if item := self.one_of(self.model.standing()):
            words = self.model.words(item.pk)
            fixed = words.rstrip(".") if words.endswith(".") else f"{words.capitalize()}."
            self._reword(item, fixed, declared=declared)

    def declare(self) -> None:
        self.correct(declared=True)

    def move(self) -> None:
        if item := self.one_of(self.model.standing()):
            area = self.any_area(self.model.page_of(item.pk))
            self.model.take_off(item.pk)
            place = self.random.randint(1, len(self.model.order[area.pk]) + 1)
            self.model.insert(item.pk, area.pk, place)
            arranging.move(item, area=area, position=place, author=self.person)

    def move_away(self) -> None:
        """To the end of an area of the other page."""
        if item := self.one_of(self.model.standing()):
            other = next(pk for pk in self.model.titles if pk != self.model.page_of(item.pk))
            area = self.any_area(other)
            self.model.take_off(item.pk)
            self.model.insert(item.pk, area.pk)
            self.model.crossings[item.pk] += 1
            move_to_page(item, area=area, author=self.person)

    def remove(self) -> None:
        if item := self.one_of(self.model.standing()):
            self.model.take_off(item.pk)
            arranging.remove(item, author=self.person)

    def bring_back(self) -> None:
        if item := self.one_of(sorted(set(self.model.said) - set(self.model.standing()))):
            arranging.bring_back(item, author=self.person)
            home = self.model.home[item.pk]
            promised = list(self.model.order[home])
            self.model.insert(item.pk, home)
            self.settle(home, promised)

    def settle(self, area: int, promised: list[int]) -> None:
        """Take over the order of an area, where only that of some is `promised`."""
        there = Recommendation.objects.standing().filter(area=area).order_by("position", "pk")
        now = list(there.values_list("pk", flat=True))
        assert sorted(now) == sorted(self.model.order[area])
        assert [pk for pk in now if pk in promised] == promised
        self.model.order[area] = now

    def rename(self) -> None:
        """A page and an area, whichever."""
        area = self.any_area()
        self.model.headings[area.pk] = self.sentence()
        arranging.rename_area(area, self.model.headings[area.pk], author=self.person)
        page = Page.objects.get(pk=self.random.choice(list(self.model.titles)))
        title = f"{page.title.split(':')[0]}: {self.sentence()}"
        self.model.titles[page.pk] = title
        revise_page(page, author=self.person, title=title)

    def edit_all(self) -> None:
        """Reword one, move one, remove one, and add one, in one form."""
        page = Page.objects.get(pk=self.random.choice(list(self.model.titles)))
        form = form_of(page)
        there = self.model.standing(page.pk)
        there = self.random.sample(there, k=min(3, len(there)))
        area = self.any_area(page.pk).pk
        if there:
            words, declared = self.sentence(), self.random.random() < 0.5
            form[f"w-{there[0]}"], form[f"d-{there[0]}"] = words, str(int(declared))
            self.model.say(there[0], words, declared=declared)
        if len(there) > 1:
            self.model.take_off(there[1])
            place = self.random.randint(1, len(self.model.order[area]) + 1)
            form[f"in-{there[1]}"], form[f"at-{there[1]}"] = str(area), str(place)
            self.model.insert(there[1], area, place)
        if len(there) > 2:
            self.model.take_off(there[2])
            form[f"x-{there[2]}"] = "1"
        words = self.sentence()
        form.appendlist("item", "n1")
        form["w-n1"], form["in-n1"], form["at-n1"] = words, str(area), "999"
        sent = drafting.from_form(page, form, form.getlist("item"), form.getlist("area"))
        saving.save(sent, author=self.person)
        self.model.put(Recommendation.objects.latest("pk").pk, area, words)

    def go_back(self) -> None:
        page, number = self.random.choice(sorted(self.past))
        then = self.past[page, number]
        update = Changeset.objects.get(page=page, number=number)
        restore(update.page, update, author=self.person)
        self.model.go_back(page, then)
        for area in self.model.areas(page):
            row = self.model.order[area]
            self.settle(area, [pk for pk in then.order[area] if pk in row])

    # Taking the place of others ---------------------------------------------------------------

    def merge(self) -> None:
        chosen = self.several()
        if len(chosen) > 1:
            *originals, into = chosen
            merging.merge(originals, into=into, author=self.person)
            self.model.heirs |= {item.pk: {into.pk: False} for item in originals}

    def merge_anew(self) -> None:
        originals, area, words = self.several(), self.any_area(), self.sentence()
        if len(originals) > 1:
            new = merging.merge(originals, wording=words, area=area, author=self.person)
            self.model.put(new.pk, area.pk, words)
            self.model.heirs |= {item.pk: {new.pk: True} for item in originals}

    def split(self) -> None:
        if item := self.one_of(self.model.current()):
            area = self.model.home[item.pk]
            place = self.model.order[area].index(item.pk) + 2
            new = merging.split(item, [self.sentence(), self.sentence()], author=self.person)
            for at, part in enumerate(new, start=place):
                self.model.put(part.pk, area, part.wording, at)
            self.model.heirs[item.pk] = {part.pk: True for part in new}

    def undo(self) -> None:
        if item := self.one_of(sorted(self.model.heirs)):
            merging.undo([item], author=self.person)
            self.model.stand_again([item.pk])

    def several(self) -> list[Recommendation]:
        found = self.model.current()
        chosen = self.random.sample(found, k=min(self.random.randint(2, 3), len(found)))
        return [Recommendation.objects.get(pk=pk) for pk in chosen]

    # Stars, reservations, threads -------------------------------------------------------------

    def define(self) -> None:
        page = Page.objects.get(pk=self.random.choice(list(self.model.titles)))
        names = self.random.sample(MEANINGS, k=self.random.randint(0, 2))
        criteria.define(page, map(criteria.Meaning, names), author=self.person)
        self.model.offered[page.pk] = names
        for row in Criterion.objects.filter(page=page, is_removed=False):
            self.model.criteria.setdefault((page.pk, row.name), row.pk)

    def star(self) -> None:
        item, person = self.one_of(self.model.current()), self.person
        if item:
            page = self.model.page_of(item.pk)
            offered = [self.model.criteria[page, name] for name in self.model.offered[page]]
            criterion = self.random.choice(offered or [None])
            give(item, person=person, criterion=criterion_called(criterion))
            now, key = self.model.said[item.pk][-1], (item.pk, person.pk, criterion)
            if self.model.stars.get(key, (0, ""))[0] != now[0]:
                self.model.stars[key] = now

    def unstar(self) -> None:
        if self.model.stars:
            key = pk, person, criterion = self.random.choice(list(self.model.stars))
            item, meaning = Recommendation.objects.get(pk=pk), criterion_called(criterion)
            take_back(item, person=self.someone(person), criterion=meaning)
            del self.model.stars[key]

    def reserve(self) -> None:
        item, person = self.one_of(self.model.current()), self.person
        if item:
            reason = self.sentence()
            reserving.raise_reservation(item, person=person, reason=reason)
            self.model.reservations[item.pk, person.pk] = reason, self.model.said[item.pk][-1]

    def keep(self) -> None:
        current = self.model.current()
        held = [key for key in self.model.reservations if key[0] in current]
        if held:
            key = pk, person = self.random.choice(held)
            reserving.keep(Recommendation.objects.get(pk=pk), person=self.someone(person))
            reason, words = self.model.reservations[key]
            now = self.model.said[pk][-1]
            self.model.reservations[key] = reason, (words if words[0] == now[0] else now)

    def withdraw(self) -> None:
        if self.model.reservations:
            key = pk, person = self.random.choice(list(self.model.reservations))
            reserving.withdraw(Recommendation.objects.get(pk=pk), person=self.someone(person))
            self.model.withdrawn.append((*key, *self.model.reservations.pop(key)))

    def discuss(self) -> None:
        if item := self.one_of(self.model.standing()):
            text = {"subject": f"Thread {len(self.model.threads)}", "body": "Why?"}
            thread = start_thread(item.page, author=self.person, recommendation=item, **text)
            self.model.threads[thread.pk] = item.pk


def criterion_called(pk: int | None) -> Criterion | None:
    return Criterion.objects.get(pk=pk) if pk else None


def form_of(page: Page) -> QueryDict:
    """The form in which all of a page is edited, as it is shown."""
    edited = draft.Draft.from_page(page)
    form = QueryDict(mutable=True)
    form["base"] = str(edited.base)
    for area in edited.areas:
        form.appendlist("area", area.key)
        form[f"t-{area.key}"] = area.title
        for place, item in enumerate(area.items, start=1):
            form.appendlist("item", item.key)
            form[f"w-{item.key}"] = item.wording
            form[f"in-{item.key}"], form[f"at-{item.key}"] = area.key, str(place)
    return form
