"""Two people edit all recommendations of a page at once, at random: no word of either is lost."""

import random
import re
from typing import Any

from recommendations import saving
from recommendations.arranging import add, add_area
from recommendations.draft import Draft
from recommendations.drafting import from_form
from recommendations.models import Recommendation
from wiki.models import Page

PAIRS = 80
MARKERS = re.compile(r"<{4,}|={4,}|>{4,}")


class Editor:
    """Somebody who changes what stands in the form, with words that nobody else ever wrote."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name, self.chance, self.written = name, chance, 0

    def word(self) -> str:
        self.written += 1
        return f"{self.name}{self.written}"

    def form(self, page: Page) -> tuple[dict[str, str], list[str], list[str]]:
        """The form as it stands on the screen, changed in one to three places."""
        draft = Draft.from_page(page)
        data = {"base": str(draft.base)}
        keys = [item.key for item in draft.items()]
        areas = [area.key for area in draft.areas]
        for area in draft.areas:
            data[f"t-{area.key}"] = area.title
        for item in draft.items():
            data |= {f"w-{item.key}": item.wording, f"in-{item.key}": item.area}
            data[f"at-{item.key}"] = str(item.position)
        for _ in range(self.chance.randint(1, 3)):
            self._change(data, keys, areas)
        return data, keys, areas

    def _change(self, data: dict[str, str], keys: list[str], areas: list[str]) -> None:
        key, area = self.chance.choice(keys), self.chance.choice(areas)
        kind = self.chance.choice(["word", "word", "add", "remove", "move", "area", "heading"])
        if kind == "word":
            words = data[f"w-{key}"].split()
            words[self.chance.randrange(len(words))] = self.word()
            data[f"w-{key}"] = " ".join(words)
        elif kind == "add":
            new = f"n{1 + sum(k.startswith('n') for k in keys)}"
            keys.append(new)
            data |= {f"w-{new}": f"Bring a lamp {self.word()}", f"in-{new}": area}
        elif kind == "remove" and not re.search(self.name, data[f"w-{key}"]):
            data[f"x-{key}"] = "1"
        elif kind == "move":
            data |= {f"in-{key}": area, f"at-{key}": "1"}
        elif kind == "area" and self.chance.random() < 0.3:
            data[f"xa-{area}"] = "1"
        elif kind == "heading":
            data[f"t-{area}"] = f"At {self.word()}"

    def new_words(self, data: dict[str, str], before: str) -> set[str]:
        """What is new in the form, but for what its own editor removes with it."""
        kept = [
            text
            for name, text in data.items()
            if (name.startswith("w-") and not self._is_gone(data, name[2:]))
            or (name.startswith("t-") and f"xa-{name[2:]}" not in data)
        ]
        return words_of(" ".join(kept)) - words_of(before)

    def _is_gone(self, data: dict[str, str], key: str) -> bool:
        return f"x-{key}" in data or f"xa-{data[f'in-{key}']}" in data


def words_of(text: str) -> set[str]:
    return set(re.findall(r"(?:theirs|mine)\d+", text))


def standing(page: Page) -> str:
    draft = Draft.from_page(page)
    titles = [area.title for area in draft.areas]
    return "\n".join([*titles, *(item.wording for item in draft.items())])


def on_the_screen(draft: Draft) -> str:
    """What the form says when it is shown again."""
    said = [part for area in draft.areas for part in (area.title, area.was, area.error)]
    said += [part for item in draft.items() for part in (item.wording, item.theirs, item.error)]
    return "\n".join(said)


def test_no_word_of_two_people_who_edit_at_once_is_lost(make_page: Any, author: Any) -> None:
    chance = random.Random(17)
    they, i = Editor("theirs", chance), Editor("mine", chance)
    merged = conflicts = 0
    for number in range(PAIRS):
        if number % 5 == 0:
            page = make_page()
            for title in ("Before the shift", "At night"):
                area = add_area(page, title, author=author)
                for wording in ("Put a lamp at every bed", "Keep two beds free", "Knock first"):
                    add(area, f"{wording} {title.lower()}", author=author)
        elif Recommendation.objects.standing().filter(page=page).count() < 4:
            continue
        before = standing(page)
        mine, my_keys, my_areas = i.form(page)
        theirs, their_keys, their_areas = they.form(page)
        saving.save(from_form(page, theirs, their_keys, their_areas), author=author)
        draft = from_form(page, mine, my_keys, my_areas)
        draft.check()
        words = they.new_words(theirs, before) | i.new_words(mine, before)
        if draft.is_valid():
            merged += 1
            saving.save(draft, author=author)
            assert words <= words_of(standing(page))
        else:
            conflicts += 1
            assert words <= words_of(on_the_screen(draft))
        assert not MARKERS.search(standing(page))
    assert merged > PAIRS / 5
    assert conflicts > PAIRS / 20
