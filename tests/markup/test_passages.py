"""A passage is found again wherever its words went, and told to be gone where they did not."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup.diff import likeness
from markup.passages import Passage, Text, find, flat
from markup.terms import words_of
from tests.markup import more_rewrites, rewrites
from tests.markup.more_rewrites import ROUGHLY
from tests.markup.rewrites import BELL, LAMP, TEXT, Rewrite

KEPT = [*rewrites.KEPT, *more_rewrites.KEPT]
REWORDED = [*rewrites.REWORDED, *more_rewrites.REWORDED]
ALL = [*KEPT, *REWORDED, *rewrites.GONE, *more_rewrites.GONE]
CLOSE = 0.8
"""Share of the words that a found place must have in common with the one that a person named."""


def passage_of(quote: str, text: str = TEXT) -> Passage:
    found = Text(text).chosen(quote)
    assert found is not None
    return found


def test_the_table_is_large() -> None:
    assert len(ALL) >= 200
    assert len({rewrite.name for rewrite in ALL}) == len(ALL)


@pytest.mark.parametrize("rewrite", ALL, ids=lambda rewrite: rewrite.name)
def test_a_passage_is_found_where_a_person_finds_it(rewrite: Rewrite) -> None:
    place = find(passage_of(rewrite.quote, rewrite.text), rewrite.after)
    if rewrite.stands is None:
        assert place is None
        return
    assert place is not None
    found = flat(rewrite.after[place.start : place.end])
    assert likeness(found.casefold(), rewrite.stands.casefold()) >= CLOSE, found
    assert place.is_exact == (rewrite in KEPT)


@pytest.mark.parametrize("rewrite", ROUGHLY, ids=lambda rewrite: rewrite.name)
def test_some_are_found_at_the_right_place_but_not_to_their_full_extent(rewrite: Rewrite) -> None:
    place = find(passage_of(rewrite.quote, rewrite.text), rewrite.after)
    assert place is not None
    at = rewrite.after.index(str(rewrite.stands))
    covered = min(place.end, at + len(str(rewrite.stands))) - max(place.start, at)
    assert covered >= len(str(rewrite.stands)) // 2


@pytest.mark.parametrize("rewrite", [*KEPT, *REWORDED], ids=lambda rewrite: rewrite.name)
def test_of_two_alike_the_one_with_the_right_neighbours_is_found(rewrite: Rewrite) -> None:
    """Where the place begins, not only how it reads."""
    place = find(passage_of(rewrite.quote, rewrite.text), rewrite.after)
    assert place is not None
    stands = rewrite.stands or ""
    at = rewrite.after.casefold().find(stands.casefold())
    if rewrite.after.count(stands) == 1:
        assert abs(place.start - at) <= max(8, len(stands) // 2)


def test_a_twin_is_told_by_what_stands_around_it() -> None:
    text = f"First. {LAMP} And so on.\nSecond. {LAMP} And no more."
    passage = Text(text).chosen(LAMP, before="And so on.\nSecond. ")
    assert passage is not None
    place = find(passage, f"{LAMP}\n{text}")
    assert place is not None
    assert place.start == text.rindex(LAMP) + len(LAMP) + 1


def test_chosen_words_are_taken_as_they_stand() -> None:
    found = Text(TEXT).chosen("the bell ON the upper\n ward   rings on both floors at once")
    assert found is not None
    assert found.quote == BELL
    assert found.before.endswith("Why\n")
    assert found.after.startswith(" Whoever hears")


def test_a_word_cut_in_two_is_taken_whole() -> None:
    found = Text(TEXT).chosen("ell on the upper ward ri")
    assert found is not None
    assert found.quote == "bell on the upper ward rings"


def test_words_that_do_not_stand_there_are_not_chosen_but_the_nearest_sentence_is_named() -> None:
    text = Text(TEXT)
    typed = "the bell of the upper ward is ringing on both floors"
    assert text.chosen(typed) is None
    assert text.nearest(typed) == BELL
    assert text.nearest("Elephants dislike custard") == ""
    assert text.nearest("…") == ""


@pytest.mark.parametrize("nothing", ["", " ", "…", "—\n"])
def test_no_words_are_no_passage(nothing: str) -> None:
    assert Text(TEXT).chosen(nothing) is None
    assert find(Passage(nothing), TEXT) is None
    assert find(passage_of(BELL), nothing) is None


def test_scripts_without_blanks_are_found_too() -> None:
    text = "夜のベルは二つの階で鳴る。看護師は二人だけだ。水は十一時に運ぶ。"
    passage = passage_of("看護師は二人だけだ。", text)
    assert passage.quote == "看護師は二人だけだ。"
    place = find(passage, text.replace("看護師は二人だけだ", "看護師は三人だけだ"))
    assert place is not None
    assert not place.is_exact


words = st.sampled_from(["the", "a", "bell", "lamp", "ward", "night", "rings.", "quiet?\n"])
texts = st.lists(words, min_size=1, max_size=80).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(texts, st.data())
def test_a_passage_stands_where_it_was_chosen(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    passage = Text(text).chosen(text[start : data.draw(st.integers(start + 1, len(text)))])
    place = find(passage, text) if passage else None
    if passage and place:  # a blank is no passage, and few words are known by nothing but them
        assert place.is_exact
        assert words_of(text[place.start : place.end]) == words_of(passage.quote)


@settings(max_examples=100, deadline=None)
@given(texts, texts)
def test_a_found_place_lies_in_the_text(text: str, other: str) -> None:
    passage = Passage(text[:40], "\n", text[40:])
    place = find(passage, other)
    assert place == find(passage, other)
    if place is not None:
        assert 0 <= place.start < place.end <= len(other)


def long_text(size: int) -> str:
    chance = random.Random(4)
    said = [f"w{chance.randrange(3_000)}" for _ in range(size // 6)]
    return " ".join(word + ("." if at % 14 == 13 else "") for at, word in enumerate(said))[:size]


@pytest.mark.parametrize("kind", ["varied", "one word", "one sentence", "no blank"])
def test_a_long_text_is_searched_in_time_in_proportion(kind: str) -> None:
    whole = {
        "varied": long_text(200_000),
        "one word": "bell " * 40_000,
        "one sentence": "The bell rings on both floors. " * 6_450,
        "no blank": "鐘" * 200_000,
    }[kind]
    passage = Passage("The bell rings twice on three floors at night " * 12, "Why\n", " Whoever")
    took = []
    for text in (whole[:50_000], whole):
        began = time.process_time()
        find(passage, text)
        took.append(time.process_time() - began)
    assert took[1] < 8 * max(took[0], 0.05)
    assert took[1] < 2.0
