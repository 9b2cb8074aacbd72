"""What a query means, whatever somebody typed."""

import pytest

from search.query import LIMIT, Term, parse


def test_words_must_all_be_there_and_the_last_may_be_a_beginning():
    assert parse("Night rota").terms == (Term(("night",)), Term(("rota",), open=True))


def test_quoted_words_stand_together_and_a_dash_leaves_words_out():
    query = parse('"keep a bed" -taxi -"night bus" home')
    assert query.wanted == [Term(("keep", "a", "bed")), Term(("home",), open=True)]
    assert query.unwanted == [Term(("taxi",), excluded=True), Term(("night", "bus"), excluded=True)]


@pytest.mark.parametrize("typed", ["“keep a bed”", "„keep a bed“", "«keep a bed»", '"keep a bed"'])
def test_quotation_marks_of_every_country_quote(typed):
    assert parse(typed).terms == (Term(("keep", "a", "bed")),)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("e-mail", ("e", "mail")),
        ("nurse’s", ("nurse", "s")),
        ("n.green", ("n", "green")),
        ("Café", ("cafe",)),
        ("cafe\u0301", ("cafe",)),
        ("snake_case", ("snake", "case")),
        ("हिन्दी", ("हिन्दी",)),
    ],
)
def test_marks_inside_a_word_make_it_words_that_stand_together(typed, words):
    assert [term.words for term in parse(typed).terms] == [words]


@pytest.mark.parametrize(
    "typed", ["", " ", '"', '""', "-", '-"', "*", "'", "- -", "\x00", "…", "😀"]
)
def test_marks_alone_ask_for_nothing(typed):
    assert parse(typed).terms == ()


def test_a_lone_quotation_mark_is_passed_over():
    assert parse('"night rota').wanted == [Term(("night",)), Term(("rota",), open=True)]
    assert parse('night"rota').wanted == [Term(("night",)), Term(("rota",), open=True)]


def test_a_dash_inside_or_alone_leaves_nothing_out():
    assert parse("well-being - rota").unwanted == []


@pytest.mark.parametrize("typed", ["it", '"rota"', "-rota", "rota -bus", 'rota "night bus"'])
def test_short_quoted_unwanted_and_earlier_words_are_whole(typed):
    assert not any(term.open for term in parse(typed).terms)


def test_a_long_query_is_cut_and_says_so():
    query = parse("word " * 2_000)
    assert query.was_cut
    assert len(query.text) <= LIMIT
    assert query.terms == (Term(("word",)), Term(("word",), open=True))


def test_a_query_of_the_full_length_is_not_cut():
    query = parse("w" * LIMIT)
    assert not query.was_cut
    assert query.text == "w" * LIMIT
