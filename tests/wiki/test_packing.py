"""Every text comes back as it was, or is said to be damaged."""

import contextlib
import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wiki.packing import Damaged, is_whole, pack, unpack

PIECES = st.sampled_from(["", "a" * 40, "Schicht 🌙 ", "\n\n", "word ", "\u2028", "é", "\x00"])
TEXT = st.one_of(st.text(), st.lists(PIECES | st.text(max_size=40), max_size=40).map("".join))
CHANCE = random.Random(2008)
LONG = " ".join("".join(CHANCE.choices("aeinorst", k=6)) for _ in range(3_000))


@given(TEXT, TEXT)
@example("", "")
@example("a" * 200_000, "a" * 100_000 + "b" + "a" * 99_999)
@settings(max_examples=300, deadline=None)
def test_a_text_comes_back_whatever_its_base(base: str, text: str) -> None:
    assert unpack(pack(text, base), base) == text
    assert unpack(pack(text)) == text


@given(TEXT, st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 300), TEXT), max_size=8))
@settings(max_examples=100, deadline=None)
def test_an_edited_text_comes_back(lead: str, edits: list[tuple[int, int, str]]) -> None:
    text = base = lead + LONG
    for at, length, put in edits:
        text = text[:at] + put + text[at + length :]
    assert unpack(pack(text, base), base) == text


def test_a_few_changed_words_take_a_few_bytes() -> None:
    text = LONG.replace(LONG[9_000:9_010], "other words", 1)
    assert len(pack(text, LONG)) < 50
    moved = LONG[10_000:15_000] + LONG[:10_000] + LONG[15_000:]
    assert len(pack(moved, LONG)) < 80


def test_a_text_of_which_the_base_has_little_needs_no_base() -> None:
    assert is_whole(pack(LONG[:5_000] + LONG[:10_000].upper(), LONG))
    assert is_whole(pack("", LONG))
    assert not is_whole(pack(LONG[:5_000], LONG))


@given(st.integers(min_value=0), st.integers(1, 255), st.booleans())
@settings(max_examples=300, deadline=None)
def test_a_changed_byte_never_gives_another_text(place: int, change: int, alone: bool) -> None:
    base, text = LONG, LONG.replace("o", "oo", 40)
    packed = bytearray(pack(text) if alone else pack(text, base))
    packed[place % len(packed)] ^= change
    with contextlib.suppress(Damaged):
        assert unpack(bytes(packed), base) == text  # zlib leaves a few bits at the end unread


@pytest.mark.parametrize("alone", [True, False])
def test_what_was_cut_short_is_damaged(alone: bool) -> None:
    packed = pack(LONG + "and more", None if alone else LONG)
    for length in (0, 1, 4, 5, 6, len(packed) // 2, len(packed) - 1):
        with pytest.raises(Damaged):
            unpack(packed[:length], LONG)


def test_a_missing_or_another_base_is_noticed() -> None:
    packed = pack(LONG + "and more", LONG)
    for base in (None, "", LONG.upper(), LONG[1:]):
        with pytest.raises(Damaged):
            unpack(packed, base)


def test_packing_grows_with_the_text_and_not_faster() -> None:
    """Two texts that have no block, or only one and the same, in common."""

    def spent(times: int) -> float:
        began = time.process_time()
        for old, new in ((LONG, LONG.upper()), ("ab" * 10_000, "aab" * 7_000)):
            pack(new * times, old * times)
        return time.process_time() - began

    spent(1)
    assert spent(8) < 40 * max(spent(1), 0.001)
