"""A thousand pairs of people write the same page at once, at random: no word of either is lost."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from django.test import Client

from markup.diff import paragraphs
from tests.elements import Element, read
from updates.editing import Merged, Texts, decide, put_together, save
from wiki.writing import revise_page

PAIRS = 1_000
EDIT = "/wiki/night-work/edit/"
WORDS = ["ward", "rota", "staff", "lamp", "tea", "desk", "shift", "week", "plan", "note"]
MARKERS = re.compile(r"^(?:<{4,}|={4,}|>{4,}|\|{4,})", re.MULTILINE)
START = (
    "What should change at night?\n\n## Beds\n\nThere are two beds by the door.\n\n"
    "- one lamp\n- two lamps\n- three lamps\n\n## Tea\n\nTea is at four, and again at six.\n\n"
    "| who | when |\n|---|---|\n| staff | week |\n\n```\nplan = note\n```\n\nThe end of the note."
)


class Writer:
    """Somebody who changes a text at random, with words that nobody else ever wrote."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name, self.chance, self.written = name, chance, 0

    def word(self) -> str:
        self.written += 1
        return f"{self.name}{self.written}"

    def edit(self, text: str) -> tuple[str, set[str]]:
        """The text changed in one to three places, and the words that are new in it."""
        before = words_of(text)
        for _ in range(self.chance.randint(1, 3)):
            text = self._changed(text)
        return text, words_of(text) - before

    def _changed(self, text: str) -> str:
        blocks = paragraphs(text) or [""]
        at = self.chance.randrange(len(blocks))
        kind = self.chance.choice(["word", "word", "insert", "paragraph", "remove", "move", "line"])
        if kind == "paragraph":
            blocks.insert(at, f"{self.word()} {self.chance.choice(WORDS)}.\n\n")
        elif kind == "remove" and len(blocks) > 4:
            del blocks[at]
        elif kind == "move":
            blocks.insert(self.chance.randrange(len(blocks)), blocks.pop(at))
        elif kind == "line":
            blocks[at] = f"{blocks[at].rstrip()}\n- {self.word()}\n\n"
        else:
            blocks[at] = self._reworded(blocks[at], replace=kind == "word")
        return "".join(block if block.endswith("\n\n") else f"{block}\n\n" for block in blocks)

    def _reworded(self, block: str, *, replace: bool) -> str:
        words = list(re.finditer(r"\w+", block))
        if not words:
            return block + self.word()
        word = self.chance.choice(words)
        start = word.start() if replace else word.end()
        return f"{block[:start]}{'' if replace else ' '}{self.word()}{block[word.end() :]}"


def told_in(merged: Merged) -> str:
    """All that the screen of a conflict puts together or asks about."""
    chunks = merged.body.chunks
    return "\n".join(
        chunk.theirs + chunk.mine if chunk.kind == "conflict" else chunk.text for chunk in chunks
    )


def picks(merged: Merged, chance: random.Random) -> Iterator[tuple[int, str]]:
    for place in merged.body.conflicts:
        chunk = merged.body.chunks[place]
        yield place, chance.choice([chunk.mine, chunk.theirs, f"{chunk.theirs}\n\n{chunk.mine}"])


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def pairs(chance: random.Random) -> Iterator[tuple[str, str, str, set[str], set[str]]]:
    """A text, what each of two people made of it, and which words are new in each."""
    text, they, i = START, Writer("theirs", chance), Writer("mine", chance)
    for _ in range(PAIRS):
        (theirs, their_words), (mine, my_words) = they.edit(text), i.edit(text)
        yield text, theirs, mine, their_words, my_words
        text = theirs if len(theirs) < 900 else START


def test_no_word_of_two_people_who_write_at_once_is_lost() -> None:
    chance = random.Random(2008)
    conflicts = 0
    for text, theirs, mine, their_words, my_words in pairs(chance):
        merged = put_together(*(Texts("T", body, "") for body in (text, theirs, mine)))
        conflicts += not merged.clean
        assert their_words | my_words <= words_of(told_in(merged))
        decided = decide(merged, dict(picks(merged, chance)), merged.title)
        assert not MARKERS.search(decided.body)
    assert PAIRS / 10 < conflicts < PAIRS * 9 / 10


def test_what_two_people_save_at_once_is_on_the_page_or_on_the_screen(
    make_page: Any, as_member: Client, author: Any
) -> None:
    page = make_page("Night work", body=START)
    statuses = Counter[int]()
    for text, theirs, mine, their_words, my_words in islice(pairs(random.Random(7)), 0, PAIRS, 10):
        revise_page(page, author=author, body=text)
        base = page.changesets.latest("number").number
        revise_page(page, author=author, body=theirs)
        sent = {"title": "Night work", "body": mine, "tags": "", "base": base, "do": "save"}
        answer = as_member.post(EDIT, sent)
        statuses[answer.status_code] += 1
        page.refresh_from_db()
        if answer.status_code == 302:
            assert their_words | my_words <= words_of(page.body)
        else:
            _assert_asked(read(answer, 409), their_words | my_words)
            assert page.body == theirs.rstrip()
        assert not MARKERS.search(page.body)
    assert statuses[302] > 10
    assert statuses[409] > 10


def _assert_asked(screen: Element, words: set[str]) -> None:
    """Every word is on the screen, and each place has a choice of three and a free text."""
    assert words <= words_of(screen.one("main").text)
    places = screen.all("fieldset.hunk")
    assert places
    for place in places:
        assert len(place.all("input[type=radio]")) == 3
        assert len(place.all("textarea")) == 1


@pytest.mark.parametrize("mark", ["<<<<<<< mine", "=======", ">>>>>>> theirs"])
def test_who_writes_of_markers_keeps_them_as_words(
    make_page: Any, author: Any, member: Any, mark: str
) -> None:
    page = make_page("Night work", body=START)
    text = START.replace("The end of the note.", f"They look like this:\n\n    {mark}")
    save(page, Texts(page.title, START.replace("two beds", "five beds"), ""), base=1, author=author)
    save(page, Texts(page.title, text, ""), base=1, author=member)
    page.refresh_from_db()
    assert page.body == text.replace("two beds", "five beds")
