"""Where a text answers a query is marked, and nothing in it becomes an element."""

import re

import pytest

from search.query import parse
from search.snippets import marked, snippet


def marks(html):
    return re.findall("<mark>(.*?)</mark>", html)


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("clinicians", "A clinician, two Clinicians", ["clinician", "Clinicians"]),
        ("engaged", "We engage; engaging; engagement", ["engage", "engaging", "engagement"]),
        ("study", "studies of a study", ["studies", "study"]),
        ("run", "Running runs", ["Running", "runs"]),
        ("letters", "Let me read the letter", ["letter"]),
        ("process", "processes, processing, proceeds", ["processes", "processing"]),
        ("nurse", "nurses nursed by a nurse, not a nurture", ["nurses", "nursed", "nurse"]),
        ("carry", "carries carried carrying a car", ["carries", "carried", "carrying"]),
        ("cafe", "The café", ["café"]),
        ("organ", "organisation of an organ", ["organisation", "organ"]),
        ('"two beds"', "two beds, two red beds", ["two beds"]),
        ("n.green", "n.green or green", ["n.green"]),
        ("star", "art", []),
        ("it", "IT is not item", ["IT"]),
        ("beds -taxi", "beds and a taxi", ["beds"]),
    ],
)
def test_the_words_that_answer_are_marked(typed, text, found):
    assert marks(marked(text, parse(typed))) == found


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('script')</script>",
        "<img src=x onerror=script>",
        "&lt;script&gt; script",
        "<mark>script</mark>",
        "script\"' onload='script",
        "<scr<script>ipt>",
    ],
)
@pytest.mark.parametrize("typed", ["script", "script lt gt mark", "amp script", "x27 39 script"])
@pytest.mark.parametrize("show", [marked, snippet])
def test_no_text_becomes_an_element(text, typed, show):
    html = show(text, parse(typed))
    rest = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in rest
    assert ">" not in rest
    assert '"' not in rest
    assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt|quot|#x27);)*", rest), "a mark stands in an entity"
    assert html.count("<mark>") == html.count("</mark>")


def test_a_snippet_is_what_a_reader_reads_and_not_its_markup():
    html = snippet("# Beds\n\nSee [the **bed** list](https://bed.example/bed).", parse("bed"))
    assert html == "<mark>Beds</mark> See the <mark>bed</mark> list."


def test_a_snippet_of_a_long_text_shows_the_places_of_different_words():
    text = f"{'before ' * 300}one night {'between ' * 300} a rota {'after ' * 300}"
    html = snippet(text, parse("rota night"))
    assert sorted(marks(html)) == ["night", "rota"]
    assert html.startswith("… before")
    assert html.endswith("after …")
    assert len(html) < 600


def test_a_match_far_down_a_long_text_is_shown():
    html = snippet("padding words\n" * 10_000 + "\nthe rota\n", parse("rota"))
    assert marks(html) == ["rota"]


def test_a_text_without_a_match_shows_its_beginning():
    html = snippet("A text that is found by its title. " * 20, parse("elsewhere"))
    assert html.startswith("A text that is found")
    assert html.endswith(" …")
    assert marks(html) == []


def test_a_word_without_end_does_not_make_a_snippet_without_end():
    assert len(snippet("x" * 100_000, parse("xxx"))) < 400
    assert snippet("", parse("xxx")) == ""
