import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from markup.diff import Hunk, Segment, apply, compare, compare_words, paragraphs


def kinds(before: str, after: str) -> list[str]:
    return [hunk.kind for hunk in compare(before, after)]


def told(segments: list[Segment]) -> str:
    marks = {"equal": "{}", "insert": "[+{}]", "delete": "[-{}]"}
    return "".join(marks[segment.op].format(segment.text) for segment in segments)


def joined(hunk: Hunk, *ops: str) -> str:
    return "".join(segment.text for segment in hunk.segments if segment.op in ops)


def test_a_changed_word_is_shown_in_its_sentence():
    segments = compare_words("Ask a porter to show it", "Ask two porters to show it")
    assert told(segments) == "Ask [-a porter][+two porters] to show it"


def test_an_added_word_leaves_the_others_alone():
    assert told(compare_words("one three", "one two three")) == "one [+two ]three"


def test_an_unchanged_sentence_is_one_equal_stretch():
    assert compare_words("same", "same") == [Segment("equal", "same")]
    assert compare_words("", "") == []


def test_paragraphs_are_told_apart_by_what_became_of_them():
    before = "First one stays.\n\nThe second has some words.\n\nThis goes away entirely.\n\nLast."
    after = "First one stays.\n\nThe second has other words.\n\nLast.\n\nBrand new text."
    hunks = compare(before, after).hunks
    assert [(hunk.kind, hunk.after.strip() or hunk.before.strip()) for hunk in hunks] == [
        ("same", "First one stays."),
        ("reworded", "The second has other words."),
        ("removed", "This goes away entirely."),
        ("same", "Last."),
        ("added", "Brand new text."),
    ]
    assert told(hunks[1].segments) == "The second has [-some][+other] words.\n\n"


def test_a_paragraph_that_only_changed_place_is_moved():
    before = "One is here.\n\nTwo is there.\n\nThree is last."
    after = "Two is there.\n\nThree is last.\n\nOne is here."
    assert sorted(kinds(before, after)) == ["moved", "same", "same"]
    assert "delete" not in {
        s.op for hunk in compare(before, after) for s in hunk.segments if s.text.strip()
    }


def test_one_bullet_in_a_long_list_is_one_small_change():
    before = "\n".join(f"- point number {n} of the list" for n in range(30))
    after = before.replace("number 7 of", "number seven of")
    (hunk,) = compare(before, after)
    changes = [s.text for s in hunk.segments if s.op != "equal"]
    assert changes == ["7", "seven"]


def test_unrelated_paragraphs_are_not_mixed_word_by_word():
    assert kinds("The rota is done weekly.", "Nobody asked patients about beds!") == [
        "removed",
        "added",
    ]


def test_a_lost_line_break_at_the_end_is_no_rewording():
    assert kinds("One.\n\nTwo.\n", "One.\n\nTwo.\n\nThree.") == ["same", "same", "added"]


def test_empty_texts_have_nothing_to_compare():
    assert compare("", "").hunks == []
    assert kinds("", "x") == ["added"]
    assert kinds("x", "") == ["removed"]


TEXT = st.lists(
    st.sampled_from(["ward", "team", "rota", "a", "the", "don’t", " ", "  ", "\n", "\n\n", "\n \n"])
    | st.text(max_size=4),
    max_size=40,
).map("".join)


@given(TEXT, TEXT)
@settings(max_examples=400, deadline=None)
def test_applying_a_comparison_gives_the_later_text_to_the_byte(before, after):
    comparison = compare(before, after)
    assert apply(comparison) == after
    for hunk in comparison:
        assert joined(hunk, "equal", "insert") == hunk.after
        assert joined(hunk, "equal", "delete") == hunk.before
    assert sorted(h.before for h in comparison if h.before) == sorted(paragraphs(before))


@given(TEXT, TEXT)
@settings(max_examples=200, deadline=None)
def test_segments_of_a_sentence_hold_both_versions(before, after):
    segments = compare_words(before, after)
    assert "".join(s.text for s in segments if s.op != "delete") == after
    assert "".join(s.text for s in segments if s.op != "insert") == before


def sentence(chance: random.Random, length: int) -> str:
    return " ".join(f"word{chance.randrange(3000)}" for _ in range(length)) + "."


def edited(chance: random.Random, text: str) -> str:
    found = text.split(" ")
    found[chance.randrange(len(found))] = "changed"
    return " ".join(found)


def test_a_page_of_ten_thousand_words_is_compared_finely_and_fast():
    chance = random.Random(1)
    page = [sentence(chance, 80) for _ in range(125)]
    before, after = "\n\n".join(page), "\n\n".join(edited(chance, text) for text in page)
    began = time.process_time()
    comparison = compare(before, after)
    assert time.process_time() - began < 0.3
    assert not comparison.coarse
    assert {hunk.kind for hunk in comparison} == {"reworded"}


def test_the_largest_rewritten_pages_take_under_three_seconds():
    chance = random.Random(2)
    pages = [
        ("\n\n".join(sentence(chance, 60) for _ in range(370)) for _ in range(2)),
        (sentence(chance, 22_000) for _ in range(2)),
        ("a " * 100_000, "b a " * 50_000),
        ("." * 200_000, ",." * 100_000),
        ("a\n\n" * 66_000, "b\n\na\n\n" * 33_000),
    ]
    for before, after in pages:
        began = time.process_time()
        comparison = compare(before, after)
        assert time.process_time() - began < 3.0
        assert apply(comparison) == after
