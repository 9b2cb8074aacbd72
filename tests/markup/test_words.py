import time

import pytest

from markup.words import count_change, plain, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("don't don’t well-being x-ray's", ["don't", "don’t", "well-being", "x-ray's"]),
        ("'quoted' ‘so’ – and - 5,000 naïve 日本", None),
        ("", []),
        (" -- ... ", []),
    ],
)
def test_words_keep_inner_apostrophes_and_hyphens(text, found):
    assert words(text) == (
        ["quoted", "so", "and", "5", "000", "naïve", "日本"] if found is None else found
    )


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("# A *heading* ##", "A heading"),
        ("**bold** and __strong__ `code` ~~gone~~ _it_", "bold and strong code gone it"),
        ("snake_case_name 2*3", "snake_case_name 23"),
        ("[text](https://example.org/a_(b)) end", "text end"),
        ('![alt text](/x.png "title") end', "alt text end"),
        ("[text][ref] and [short]", "text and short"),
        ("[ref]: https://example.org 'title'", ""),
        ("[[Page]] [[Page|a link]] [[Page#part|there]] [[Page#part]]", "Page a link there Page"),
        ("word[^1] end", "word end"),
        ("[^1]: the note", "the note"),
        ("- one\n  - two *\n> 3. three", "one\ntwo \nthree"),
        ("| a | [[b|c]] |\n|---|:-:|\n| d | e |", "a c \n\nd e"),
        ("```python title\nx = 1\n```\nafter", "x = 1\nafter"),
        ("Title\n=====\n\n* * *\n\ntext", "Title text"),
        ("[[recommendations]]\n\n[[recommendations: An area]]\n\ntext", "text"),
        (r"\*not emphasis\* \# 1\. &amp; &copy;", "*not emphasis* # 1. & ©"),
        ("<b>raw</b> <https://example.org>", "<b>raw</b> <https://example.org>"),
    ],
)
def test_markup_is_not_read(source, read):
    assert words(plain(source)) == words(read)
    assert plain(source).split() == read.split() or "<" in read


def test_markup_alone_changes_no_words():
    before = "Some words and a link to it"
    after = "## Some **words** and [a link](https://example.org/long/path)\n\n- to it"
    assert count_change(plain(before), plain(after)) == (0, 0)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("", "six new words are added here", (6, 0)),
        ("one two three", "one three", (0, 1)),
        ("one two three", "one 2 three", (1, 1)),
        ("a b c", "c a b", (1, 1)),
        ("the the the", "the the", (0, 1)),
        ("same", "same", (0, 0)),
        ("Same", "same", (1, 1)),
    ],
)
def test_words_added_and_removed_are_counted(before, after, change):
    assert count_change(before, after) == change


def test_counts_are_exact_on_repetitive_text():
    before = ["the ward and the team and the rota and"] * 500
    after = [*before]
    for place in range(0, 500, 10):
        after[place] = after[place].replace("rota", "list")
    assert count_change(" ".join(before), " ".join(after)) == (50, 50)


@pytest.mark.parametrize(
    "piece", ["[", "_", "_a", "*", "`", "[a](", "|", "-", "\\", "&#", "= ", "# "]
)
@pytest.mark.parametrize("end", ["", "x"])
def test_reading_hostile_markup_takes_time_in_proportion(piece, end):
    source = piece * (200_000 // len(piece)) + end
    began = time.process_time()
    plain(source)
    assert time.process_time() - began < 1.0


def test_counting_a_rewritten_page_of_the_largest_size_is_quick():
    before = " ".join(f"w{n}" for n in range(30_000))
    after = " ".join(f"w{n * 7 % 30_011}" for n in range(30_000))
    began = time.process_time()
    added, removed = count_change(before, after)
    assert time.process_time() - began < 3.0
    assert added == removed > 0
