import random
import re

import pytest

from markup.merge import merge, resolve

BASE = (
    "The ward opens early.\n\nThe team meets on Monday and plans the week.\n\n- one\n- two\n- three"
)


def changed(old: str, new: str) -> str:
    assert old in BASE
    return BASE.replace(old, new)


def test_changes_of_different_paragraphs_are_both_kept():
    merged = merge(BASE, changed("early", "at six"), changed("- two", "- two and more"))
    assert merged.clean
    assert merged.text == BASE.replace("early", "at six").replace("- two", "- two and more")
    assert [chunk.kind for chunk in merged.chunks] == ["theirs", "same", "mine"]


def test_words_of_one_paragraph_that_do_not_touch_are_both_kept():
    merged = merge(BASE, changed("Monday", "Tuesday"), changed("the week", "the month"))
    assert merged.text == BASE.replace("Monday", "Tuesday").replace("the week", "the month")
    assert "merged" in {chunk.kind for chunk in merged.chunks}


def test_neighbouring_bullets_are_both_kept():
    merged = merge(BASE, changed("- one", "- first"), changed("- two", "- second"))
    assert merged.text == BASE.replace("- one", "- first").replace("- two", "- second")


def test_neighbouring_paragraphs_are_both_kept():
    theirs, mine = changed("early", "late"), changed("Monday", "Friday")
    assert merge(BASE, theirs, mine).text == theirs.replace("Monday", "Friday")


def test_a_paragraph_added_before_one_that_was_edited_is_kept():
    theirs = changed("The team", "A new paragraph.\n\nThe team")
    merged = merge(BASE, theirs, changed("Monday", "Friday"))
    assert merged.text == theirs.replace("Monday", "Friday")


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (changed("Monday", "Tuesday"), changed("Monday", "Friday")),
        (changed("on Monday", "on Tuesday"), changed("on Monday", "each Monday")),
        (changed("The ward opens early.\n\n", ""), changed("early", "late")),
        (BASE + "\n- four", BASE + "\n- fifth"),
        ("", changed("early", "late")),
    ],
    ids=["same word", "adjacent words", "deletion against edit", "same place", "all deleted"],
)
def test_changes_that_touch_are_for_a_person_to_decide(theirs, mine):
    merged = merge(BASE, theirs, mine)
    assert not merged.clean
    with pytest.raises(ValueError, match="not decided"):
        _ = merged.text
    (place,) = merged.conflicts
    chunk = merged.chunks[place]
    assert resolve(merged, {place: chunk.mine}) == mine
    assert resolve(merged, {place: chunk.theirs}) == theirs
    assert resolve(merged, {place: chunk.base}) == BASE


def test_a_conflict_is_no_larger_than_its_paragraph():
    theirs = changed("Monday", "Tuesday").replace("early", "late")
    mine = changed("Monday", "Friday").replace("ward", "clinic")
    merged = merge(BASE, theirs, mine)
    (place,) = merged.conflicts
    assert merged.chunks[place].mine == "The team meets on Friday and plans the week.\n\n"
    assert "The clinic opens late." in resolve(merged, {place: "Decided.\n\n"})


def test_the_same_change_made_twice_is_made_once():
    theirs = changed("early", "late")
    assert merge(BASE, theirs, theirs).text == theirs
    both = merge(BASE, theirs, theirs.replace("Monday", "Friday"))
    assert both.text == theirs.replace("Monday", "Friday")


@pytest.mark.parametrize("text", ["", "x", "\n\nx\n \n", "x\n", BASE, BASE + "\n\n\n"])
def test_a_change_of_one_side_alone_is_taken_whole(text):
    assert merge(BASE, BASE, text).text == text
    assert merge(BASE, text, BASE).text == text
    assert merge(BASE, text, text).text == text


def test_a_paragraph_deleted_at_the_end_leaves_no_blank_lines():
    mine = BASE.removesuffix("\n\n- one\n- two\n- three")
    assert merge(BASE, changed("early", "late"), mine).text == mine.replace("early", "late")


WORDS = ["ward", "team", "rota", "plan", "week", "bed", "night", "staff", "care", "time"]


def random_text(chance: random.Random) -> str:
    paragraphs = [
        " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 12)))
        for _ in range(chance.randint(0, 6))
    ]
    return chance.choice(["\n\n", "\n- ", "\n\n\n"]).join(paragraphs) + chance.choice(["", "\n"])


def random_edit(chance: random.Random, text: str, name: str) -> str:
    pieces = re.split(r"(\s+)", text)
    for number in range(chance.randint(0, 4)):
        place = chance.randrange(len(pieces))
        kind = chance.randrange(4)
        if kind == 0:
            pieces[place] += f" {name}{number}"
        elif kind == 1:
            pieces[place] = f"{name}{number}"
        elif kind == 2:
            del pieces[place : place + chance.randint(1, 4)]
        else:
            pieces.insert(place, f"{name}{number} new paragraph\n\n")
        pieces = pieces or [""]
    return "".join(pieces)


def test_no_word_that_either_side_wrote_is_ever_lost():
    chance = random.Random(2008)
    conflicts = 0
    for _ in range(1000):
        base = random_text(chance)
        theirs, mine = random_edit(chance, base, "theirs"), random_edit(chance, base, "mine")
        merged = merge(base, theirs, mine)
        conflicts += len(merged.conflicts)
        held = "".join(
            chunk.theirs + chunk.mine if chunk.kind == "conflict" else chunk.text
            for chunk in merged.chunks
        )
        for side in (theirs, mine):
            assert set(re.findall(r"(?:theirs|mine)\d", side)) <= set(
                re.findall(r"(?:theirs|mine)\d", held)
            )
        assert "<<<" not in held
        assert ">>>" not in held
        for name, text in (("base", base), ("theirs", theirs), ("mine", mine)):
            assert "".join(getattr(chunk, name) for chunk in merged.chunks) == text
    assert 100 < conflicts < 900


def test_who_is_called_mine_decides_nothing():
    chance = random.Random(7)
    for _ in range(200):
        base = random_text(chance).rstrip()
        one, other = (random_edit(chance, base, name).rstrip() for name in ("theirs", "mine"))
        first, second = merge(base, one, other), merge(base, other, one)
        assert first.clean == second.clean
        if first.clean:
            assert first.text == second.text


def test_a_sentence_added_behind_one_that_somebody_rewrote_is_theirs_to_decide():
    base = "Rosters come late.\n"
    theirs = "Rosters come late. Nobody is told.\n"
    mine = "Completely other words stand here now.\n"
    result = merge(base, theirs, mine)
    assert not result.clean
    assert {result.chunks[place].theirs for place in result.conflicts} == {theirs}


def test_sentences_changed_at_a_distance_in_one_paragraph_still_merge():
    base = "Rosters come late. Swaps take four days. Nobody is told why.\n"
    theirs = "Rosters come far too late. Swaps take four days. Nobody is told why.\n"
    mine = "Rosters come late. Swaps take four days. Nobody is ever told why.\n"
    assert merge(base, theirs, mine).text == (
        "Rosters come far too late. Swaps take four days. Nobody is ever told why.\n"
    )
