"""Who wrote this: any sentence leads to the update that brought it."""

import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations import arranging
from recommendations.models import Recommendation
from tests.elements import read
from tests.updates.conftest import BODY
from updates.restoring import restore
from wiki.models import Changeset, Page
from wiki.origins import passages
from wiki.writing import revise_page

AUTHORS = "/wiki/night-work/authors/"


def rows(client: Client, query: str = "") -> list[tuple[str, str, str]]:
    """Passage, update and person, as a reader sees them."""
    screen = read(client.get(f"{AUTHORS}{query}"))
    found = []
    for row in screen.all(".wrote tbody tr"):
        update, who, _ = row.all("td")
        found.append((row.one("th").text, update.text, who.text))
    return found


def test_each_passage_stands_with_its_update_and_person(
    client: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=BODY.replace("short too.", "short too. Ben adds this. And this."))
    assert rows(client) == [
        ("The first paragraph is short.", "Update 1", "amara"),
        ("The second one is short too.", "Update 1", "amara"),
        ("Ben adds this. And this.", "Update 2", "ben"),
        ("The third ends it.", "Update 1", "amara"),
    ]
    links = [a["href"] for a in read(client.get(AUTHORS)).all(".wrote td a")]
    assert "/wiki/night-work/changes/2/" in links


def test_what_is_moved_or_wrapped_keeps_its_author(client: Client, a_page: Page, edit: Any) -> None:
    one, two, three = BODY.split("\n\n")
    edit(1, body=f"{three}\n\n{two.replace(' one', chr(10) + 'one')} {one}")
    assert {update for _, update, _ in rows(client)} == {"Update 1"}


def test_what_was_taken_out_and_put_back_keeps_its_author(
    client: Client, a_page: Page, edit: Any, member: Any
) -> None:
    edit(1, body="Nothing is left.")
    restore(a_page, Changeset.objects.get(page=a_page, number=1), author=member)
    assert {who for _, _, who in rows(client)} == {"amara"}


def test_the_same_words_twice_are_two(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, body=f"{BODY}\n\nThe third ends it.")
    assert [update for _, update, _ in rows(client)][-2:] == ["Update 1", "Update 2"]


def test_recommendations_lead_to_the_update_of_their_words(
    client: Client, a_page: Page, author: Any, member: Any
) -> None:
    area = arranging.add_area(a_page, "Before", author=author)
    first, second = (arranging.add(area, words, author=author) for words in ("Eat", "Sleep"))
    arranging.reword(first, "Dine", author=member)
    arranging.move(first, area=area, position=2, author=author)
    assert rows(client)[-2:] == [
        (f"R{second.pk} Sleep", "Update 4", "amara"),
        (f"R{first.pk} Dine", "Update 5", "ben"),
    ]
    assert Recommendation.objects.get(pk=first.pk).wording == "Dine"


def test_long_texts_come_in_pages(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, body="\n\n".join(f"Sentence {n}." for n in range(900)))
    seen, query = [], ""
    while True:
        screen = read(client.get(f"{AUTHORS}{query}"))
        seen += screen.texts(".wrote th.source")
        later = screen.all("a[rel=next]")
        if not later:
            break
        query = later[0]["href"]
    assert seen == [f"Sentence {n}." for n in range(900)]
    assert client.get(f"{AUTHORS}?from={'9' * 18}").status_code == 200


def test_it_costs_the_same_however_long_the_history_is(
    client: Client, a_page: Page, author: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(AUTHORS).status_code == 200
        return len(captured)

    few = queries()
    for number in range(30):
        revise_page(a_page, author=author, body=f"{BODY} Number {number}. And {number}.")
    area = arranging.add_area(a_page, "Before", author=author)
    for number in range(10):
        arranging.add(area, f"Words {number}", author=author)
    assert queries() <= few + 1 <= 12


def model(texts: list[list[str]]) -> list[int]:
    """For each sentence of the last text, the first update that had as many of its like."""
    found = []
    for place, sentence in enumerate(texts[-1]):
        nth = texts[-1][: place + 1].count(sentence)
        found.append(next(n for n, text in enumerate(texts, 1) if text.count(sentence) >= nth))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_random_edits_are_told_as_a_simple_model_tells_them(
    make_page: Any, author: Any, seed: int
) -> None:
    chance = random.Random(seed)
    text = [f"Sentence {n}." for n in range(5)]
    texts = [text]
    page = make_page("Night work", body=" ".join(text))
    for _ in range(12):
        text = list(texts[-1])
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(text) + 1)
            deed = chance.choice(("add", "double", "take", "move", "back"))
            if deed == "add":
                text.insert(place, f"Sentence {chance.randrange(20)}.")
            elif deed == "double" and text:
                text.insert(place, chance.choice(text))
            elif deed == "take" and len(text) > 1:
                text.pop(place - 1)
            elif deed == "move" and text:
                text.insert(place, text.pop(chance.randrange(len(text))))
            elif deed == "back":
                text = list(chance.choice(texts))
        if text != texts[-1]:
            joined = "".join(f"{s}{chance.choice((' ', chr(10), chr(10) * 2))}" for s in text)
            revise_page(page, author=author, body=joined)
            texts.append(text)
    page.refresh_from_db()
    told = [
        passage.changeset.number
        for passage in passages(page, 0, 1000)[0]
        if passage.changeset
        for _ in range(passage.text.count("Sentence"))
    ]
    assert told == model(texts)
