"""Merging whatever two people made of whatever text: nothing lost, nothing invented."""

import re
from collections import Counter
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from markup.diff import tokens
from markup.merge import Merge, merge, resolve

WORD = re.compile(r"[btm]\d+x")
BREAKS = ["\n\n", "\n", "\n\n\n", "\n- ", "\n\n# ", "\n| "]
SIGNS = ["", ".", ",", " *", "`", "<<<<<<<", "=======", ">>>>>>>"]


@dataclass(frozen=True)
class Three:
    """A text and what two people made of it; no word of the three was written twice."""

    base: str
    theirs: str
    mine: str


@st.composite
def texts(draw: st.DrawFn) -> Three:
    """Pieces are a word each, with the blank after it."""
    between = st.sampled_from([" "] * 5 + BREAKS)
    count = draw(st.integers(0, 25))
    base = [f"b{n}x{draw(between)}" for n in range(count)]
    return Three(
        *(
            "".join(one).strip()
            for one in (base, _edited(draw, base, "t"), _edited(draw, base, "m"))
        )
    )


def _edited(draw: st.DrawFn, base: list[str], name: str) -> list[str]:
    pieces = list(base)
    for number in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(pieces)))
        new = (
            f"{name}{number}x{draw(st.sampled_from(SIGNS))}{draw(st.sampled_from([' ', *BREAKS]))}"
        )
        gone = draw(st.integers(0, 3))
        pieces[place : place + gone] = draw(st.sampled_from([[new], [new], []]))
    return pieces


def held(merged: Merge) -> str:
    """The result, with all that a person is asked about where they are asked."""
    return "".join(
        f"{chunk.base} {chunk.theirs} {chunk.mine}" if chunk.kind == "conflict" else chunk.text
        for chunk in merged.chunks
    )


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text))


@given(texts())
@settings(max_examples=500)
def test_no_word_is_lost_and_none_is_invented(three: Three) -> None:
    merged = merge(three.base, three.theirs, three.mine)
    base, theirs, mine = (set(words(text)) for text in (three.base, three.theirs, three.mine))
    here = set(words(held(merged)))
    assert (theirs - base) | (mine - base) <= here  # what anybody wrote
    assert base & theirs & mine <= here  # what nobody took out
    assert here <= base | theirs | mine
    if merged.clean:
        assert max(words(merged.text).values(), default=1) == 1
        assert set(words(merged.text)) == (theirs - base) | (mine - base) | (base & theirs & mine)


@given(texts())
@settings(max_examples=300)
def test_no_sign_stands_in_the_result_that_nobody_typed(three: Three) -> None:
    merged = merge(three.base, three.theirs, three.mine)
    typed = {token for text in (three.base, three.theirs, three.mine) for token in tokens(text)}
    put = {token for chunk in merged.chunks for token in tokens(chunk.text)}
    assert {token for token in put - typed if token.strip()} == set()
    for marker in ("<<<<<<<", "=======", ">>>>>>>"):
        if marker not in three.theirs + three.mine:
            assert marker not in held(merged)


@given(texts())
@settings(max_examples=300)
def test_the_pieces_are_the_three_texts_and_a_choice_of_one_side_is_its_text(three: Three) -> None:
    merged = merge(three.base, three.theirs, three.mine)
    for name in ("base", "theirs", "mine"):
        assert "".join(getattr(chunk, name) for chunk in merged.chunks) == getattr(three, name)
    mine = resolve(merged, {place: merged.chunks[place].mine for place in merged.conflicts})
    written = set(words(three.mine)) - set(words(three.base))
    assert written <= set(words(mine))


ANY = st.text(st.sampled_from("ab .\n\n-#|\u3042\u0301\u200b\r\t"), max_size=60)


@given(ANY, ANY)
@settings(max_examples=300)
def test_a_change_of_one_side_is_taken_as_it_is(base: str, other: str) -> None:
    assert merge(base, base, other).text == other
    assert merge(base, other, base).text == other
    assert merge(base, other, other).text == other


@given(texts())
@settings(max_examples=300)
def test_it_does_not_matter_whose_text_is_called_mine(three: Three) -> None:
    one = merge(three.base, three.theirs, three.mine)
    other = merge(three.base, three.mine, three.theirs)
    assert one.clean == other.clean
    assert len(one.conflicts) == len(other.conflicts)
    if one.clean:
        assert one.text == other.text


@given(ANY, ANY, ANY)
@settings(max_examples=300)
def test_any_three_texts_are_merged_or_asked_about(base: str, theirs: str, mine: str) -> None:
    merged = merge(base, theirs, mine)
    assert merged.clean or all(
        merged.chunks[place].theirs != merged.chunks[place].mine for place in merged.conflicts
    )
    for name, text in (("base", base), ("theirs", theirs), ("mine", mine)):
        assert "".join(getattr(chunk, name) for chunk in merged.chunks) == text
