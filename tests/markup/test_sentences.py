"""A source cut into sentences: nothing is lost, and each is known again wherever it stands."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup.sentences import all_known, paragraphs_of


def cut(source: str) -> list[str]:
    return [" ".join(piece.split()) for paragraph in paragraphs_of(source) for piece in paragraph]


@pytest.mark.parametrize(
    ("source", "sentences"),
    [
        ("One is here. Two is there! Is three?", ["One is here.", "Two is there!", "Is three?"]),
        ("It goes on\nover a line. Next.", ["It goes on over a line.", "Next."]),
        ("# Top\nWords. More.", ["# Top", "Words.", "More."]),
        ("- one\n- two\n  goes on\n- three", ["- one", "- two goes on", "- three"]),
        ("| a | b |\n|---|---|\n| 1. | 2 |", ["| a | b |", "|---|---|", "| 1.", "| 2 |"]),
        ("He said “No.” She left.", ["He said “No.”", "She left."]),
        ("一つ。二つ。", ["一つ。", "二つ。"]),
        ("```\na = 1\n\nb = 2\n```\nAfter.", ["``` ", "a = 1", "b = 2", "```", "After."]),
        ("", []),
    ],
)
def test_sentences_are_cut_where_a_reader_stops(source: str, sentences: list[str]) -> None:
    assert cut(source) == [" ".join(one.split()) for one in sentences]


PIECES = st.sampled_from(
    [
        "One. ",
        "two ",
        "\n",
        "\n\n",
        "- a",
        "# b",
        "```",
        "| x |",
        "”",
        "。",
        "\u2028",
        "\r",
        "\x0b",
        " ",
        "3. ",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_nothing_of_a_text_is_lost(source: str) -> None:
    assert "".join("".join(paragraph) for paragraph in paragraphs_of(source)) == source
    assert len(all_known(source)) == len(set(all_known(source)))


def test_blanks_and_place_do_not_matter_but_words_do() -> None:
    one, other = all_known("A bed. A chair."), all_known("A  chair.\n\nA\nbed.")
    assert set(one) == set(other)
    assert not set(one) & set(all_known("a bed. A chair!"))


def test_the_longest_texts_are_cut_in_linear_time() -> None:
    began = time.process_time()
    for piece in ("a. ", "- a\n", "a\n\n", "...!?", "”" * 9 + " ", " " * 50):
        all_known(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 8
