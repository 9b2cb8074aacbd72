"""Which wording words are: declared rewordings, and words that come back with their stars."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import add, add_area, reword
from recommendations.models import Recommendation, Star
from recommendations.starring import give, take_back
from tests.elements import read
from updates.restoring import restore
from watching.models import Notification
from wiki.models import Changeset, Page

BED, FIXED = "Keep a bed free", "Keep a bed free."


@pytest.fixture
def page(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def item(page: Page, author: Any) -> Recommendation:
    return add(add_area(page, "Beds", author=author), BED, author=author)


def stars(item: Recommendation) -> tuple[int, int]:
    item.refresh_from_db()
    return item.stars_now, item.stars_earlier


def told(person: Any) -> int:
    return Notification.objects.filter(person=person, kind=Notification.Kind.WORDING).count()


def latest(page: Page) -> Changeset:
    return Changeset.objects.filter(page=page).latest("number")


@pytest.mark.django_db(transaction=True)
def test_a_declared_rewording_leaves_the_stars_and_asks_who_gave_them(
    page: Page, item: Recommendation, author: Any, member: Any
) -> None:
    give(item, person=member)
    assert reword(item, FIXED, author=author, declared=True)
    assert (stars(item), item.wording_number) == ((0, 1), 2)
    assert latest(page).counts == {"recommendations_reworded": 1}
    assert told(member) == 1


def test_the_same_words_declared_are_no_change(
    page: Page, item: Recommendation, author: Any, member: Any
) -> None:
    give(item, person=member)
    before = latest(page)
    assert not reword(item, f" {BED}\n", author=author, declared=True)
    assert (stars(item), item.wording_number, latest(page)) == ((1, 0), 1, before)


def test_a_rewording_cannot_be_declared_a_fix(
    item: Recommendation, author: Any, member: Any
) -> None:
    give(item, person=member)
    reword(item, "Keep no bed free", author=author, declared=False)
    assert stars(item) == (0, 1)


def test_going_back_from_a_declared_rewording_gives_each_wording_its_own_stars(
    item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    give(item, person=member)
    reword(item, FIXED, author=author, declared=True)
    give(item, person=listener)
    give(item, person=author)
    assert stars(item) == (2, 1)
    for wording, expected in [(BED, (1, 2)), (FIXED, (2, 1))] * 3:
        reword(item, wording, author=author)  # by the rule a fix, and yet the editors' two wordings
        assert stars(item) == expected


def test_restoring_the_update_before_a_declared_rewording_borrows_no_star(
    page: Page, item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    give(item, person=member)
    then = latest(page)
    reword(item, FIXED, author=author, declared=True)
    give(item, person=listener)
    restore(page, then, author=author)
    assert (item.stars.get(person=listener).wording_number, stars(item)) == (2, (1, 1))
    assert item.wording_number == 1


def test_two_spellings_of_one_wording_can_be_declared_apart(
    item: Recommendation, author: Any, member: Any
) -> None:
    give(item, person=member)
    reword(item, FIXED, author=author)
    assert stars(item) == (1, 0)
    reword(item, BED, author=author, declared=True)
    assert (stars(item), item.wording_number) == ((0, 1), 2)
    reword(item, FIXED, author=author)
    assert (stars(item), item.wording_number) == ((1, 0), 1)


def test_words_that_correct_two_wordings_are_a_third(
    item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    give(item, person=member)
    reword(item, FIXED, author=author, declared=True)
    give(item, person=listener)
    reword(item, "Close at night", author=author)
    reword(item, "KEEP A BED FREE", author=author)  # whose stars would these words deserve?
    assert (stars(item), item.wording_number) == ((0, 2), 4)


def test_any_spelling_that_a_wording_once_had_leads_back_to_it(
    item: Recommendation, author: Any, member: Any
) -> None:
    for wording in ("Recieve a colour", "Receive a color", "Close at night"):
        reword(item, wording, author=author)
    assert item.wording_number == 3
    give(item, person=member)
    for wording, number in [("Receive a colour", 2), (BED, 1), ("Recieve a colour", 2)]:
        reword(item, wording, author=author)
        assert (item.wording_number, stars(item)) == (number, (0, 1))


# Long stories, told against a model ---------------------------------------------------------

SENTENCES = ("Keep a bed free", "Keep two beds free", "Close at night")
SPELLINGS: tuple[Callable[[str], str], ...] = (str, str.upper, "{}.".format, "“{}”".format)
TEXTS = [spell(sentence) for sentence in SENTENCES for spell in SPELLINGS]


class Model:
    """What a person would expect: texts grouped by what they say, and who starred which group."""

    def __init__(self, text: str) -> None:
        self.text, self.here = text, 0
        self.groups: list[list[str]] = [[text]]  # of texts that stood, each the latest last
        self.last: dict[str, int] = {text: 0}  # the group in which a text stood last
        self.starred: dict[int, int] = {}  # person: group

    def reword(self, text: str, declared: bool) -> None:
        if text == self.text:
            return
        stood = [n for n, group in enumerate(self.groups) if text in group]
        if declared:
            stood = [n for n in stood if n != self.here]
        alike = [n for n, group in enumerate(self.groups) if any(same(text, t) for t in group)]
        if self.last.get(text) in stood:
            group = self.last[text]
        elif stood:
            group = stood[0]
        elif not declared and same(text, self.text):
            group = self.here
        elif not declared and len(alike) == 1:
            group = alike[0]
        else:
            group = len(self.groups)
            self.groups.append([])
        self.groups[group].append(text)
        self.text, self.here, self.last[text] = text, group, group

    def counts(self) -> tuple[int, int]:
        now = sum(group == self.here for group in self.starred.values())
        return now, len(self.starred) - now


def same(one: str, other: str) -> bool:
    return one.strip("“”.").upper() == other.strip("“”.").upper()


@pytest.mark.parametrize("seed", range(24))
def test_back_and_forth_at_random_never_loses_or_borrows_a_star(
    seed: int, item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    chance = random.Random(seed)
    model = Model(BED)
    for _ in range(14):
        person = chance.choice([author, member, listener])
        match chance.choice(["star", "star", "unstar", "fix", "reword", "declare"]):
            case "star":
                give(item, person=person)
                model.starred[person.pk] = model.here
            case "unstar":
                take_back(item, person=person)
                model.starred.pop(person.pk, None)
            case deed:
                text = chance.choice(TEXTS if deed != "fix" else TEXTS[:4])
                before, stood = item.wording, item.stars_now
                reword(item, text, author=author, declared=deed == "declare")
                model.reword(text, deed == "declare")
                if deed == "declare" and text != before:
                    assert not Star.objects.filter(
                        wording_number=item.wording_number, wording=before
                    ).exists()
                    reword(item, before, author=author)  # and straight back
                    model.reword(before, False)
                    assert stars(item) == model.counts()
                    assert item.stars_now == stood
        assert stars(item) == model.counts(), f"seed {seed}: {model.groups}"
        assert item.wording_number == model.here + 1


# By the forms -------------------------------------------------------------------------------


def test_a_box_in_the_form_declares_it(
    client: Client, item: Recommendation, member: Any, signed_in: Any
) -> None:
    give(item, person=member)
    editor = signed_in(client, member)
    address = f"/recommendations/{item.pk}/edit/"
    box = read(editor.get(address)).one("input[name=declared]")
    assert box["type"] == "checkbox"
    assert "checked" not in box
    form = {"wording": FIXED, "seen": BED, "area": item.area_id, "position": "1"}
    refused = editor.post(address, {**form, "position": "x", "declared": "on"})
    assert "checked" in read(refused, 422).one("input[name=declared]")
    assert editor.post(address, {**form, "declared": "on"}).status_code == 302
    assert stars(item) == (0, 1)
    editor.post(address, {**form, "wording": BED, "seen": FIXED})
    assert stars(item) == (1, 0)


def test_a_box_of_a_line_declares_that_line_alone(
    client: Client, page: Page, item: Recommendation, author: Any, member: Any, signed_in: Any
) -> None:
    other = add(item.area, "Dim the light", author=author)
    for one in (item, other):
        give(one, person=member)
    editor, address = signed_in(client, member), f"/wiki/{page.slug}/recommendations/"
    form = {
        "item": [item.pk, other.pk],
        f"w-{item.pk}": FIXED,
        f"w-{other.pk}": "Dim the light!",
        f"d-{item.pk}": "1",
    }
    html = read(editor.post(address, {**form, "do": "preview"}))
    assert "checked" in html.one(f"input[name=d-{item.pk}]")
    assert "checked" not in html.one(f"input[name=d-{other.pk}]")
    assert editor.post(address, form).status_code == 302
    assert (stars(item), stars(other)) == ((0, 1), (1, 0))
