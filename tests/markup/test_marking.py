"""Marks around passages of rendered HTML: the words are marked, and all else stays to the byte."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup.marking import Mark, marked, text_of
from markup.redline import html_of
from markup.render import render_page
from tests.markup.hostile_markup import MARKDOWN

OUR_MARKS = re.compile(r'</?mark(?: class="m"(?: id="m\d+")?)?>|<i>\d+</i>')


def pieces_of(source: str) -> list[str]:
    text = render_page(source, {"Rota": "/wiki/rota/"})
    return [text.lead, *(part.html for part in text.parts)]


def put(pieces: list[str], *passages: str) -> str:
    """The pieces with a mark at each passage, "[...]", and its number after it, "^0"."""
    text = text_of(pieces)
    marks = []
    for n, passage in enumerate(passages):
        start = text.index(passage)
        marks.append(Mark(start, start + len(passage), f"m{n}", "m", f"<i>{n}</i>"))
    html = "".join(marked(pieces, marks))
    assert OUR_MARKS.sub("", html) == "".join(pieces)
    html = re.sub(r'<mark class="m"(?: id="m\d+")?>', "[", html).replace("</mark>", "]")
    return re.sub(r"<i>(\d+)</i>", r"^\1", html).replace("\n", "")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One *two*\nthree.\n\nFour", "One two three.\nFour"),
        ("Who rings?\n\nA & B < C", "Who rings?\nA & B < C"),
        ("# Top\n- one\n- two\n\n  more", "Top\none\ntwo\nmore"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\nb\n1\n2"),
        ("See [[Rota]] and [[Nowhere]].", "See Rota and Nowhere."),
        ("A note[^1] here.\n\n[^1]: Said so.", "A note here.\nSaid so."),
        ("One  \ntwo", "One\ntwo"),
        ("`a  b`", "a b"),
        ("", ""),
    ],
)
def test_text_is_what_a_reader_reads(source: str, text: str) -> None:
    assert text_of(pieces_of(source)) == text


def test_words_are_marked_and_what_follows_stands_behind_them() -> None:
    assert put(["<p>One two three.</p>"], "two") == "<p>One [two]^0 three.</p>"


def test_a_mark_ends_before_each_tag_and_begins_again_after_it() -> None:
    html = '<p>One <strong>two</strong> <a href="/x/">three <em>four</em></a> five</p>'
    assert put([html], "two three four") == (
        '<p>One <strong>[two]</strong>[ ]<a href="/x/">[three ]<em>[four]</em></a>^0 five</p>'
    )


def test_what_follows_a_mark_never_stands_inside_a_link() -> None:
    html = '<p><a href="/x/">one two three</a> four</p>'
    assert put([html], "two") == '<p><a href="/x/">one [two] three</a>^0 four</p>'


def test_a_mark_goes_on_over_blocks_and_placements() -> None:
    pieces = ["Why?", "<p>One two.</p>\n<ul>\n<li>three</li>\n</ul>", "<p>four five</p>"]
    assert put(pieces, "Why?\nOne two.\nthree\nfour") == (
        "[Why?]<p>[One two.]</p><ul><li>[three]</li></ul><p>[four]^0 five</p>"
    )


def test_marks_that_overlap_cover_their_words_once() -> None:
    html = "<p>one two three four</p>"
    assert put([html], "one two three", "two three four", "two") == (
        "<p>[one two]^2[ three]^0[ four]^1</p>"
    )


def test_entities_and_words_with_hyphens_can_be_cut_between() -> None:
    html = "<p>Forty-one &amp; more</p>"
    assert put([html], "one") == "<p>Forty-[one]^0 &amp; more</p>"
    assert put([html], "one & more") == "<p>Forty-[one &amp; more]^0</p>"


def test_what_is_only_heard_is_neither_text_nor_marked() -> None:
    html = (
        '<p>See <a class="missing" href="/n/">Sleep<span class="vh"> (missing)</span></a> on.</p>'
    )
    assert put([html], "See Sleep on").startswith('<p>[See ]<a class="missing" href="/n/">[Sleep]')


def test_an_id_stands_once() -> None:
    pieces = ["<p>one <em>two</em></p>", "<p>three</p>"]
    html = "".join(marked(pieces, [Mark(0, len(text_of(pieces)), "c1", "challenged")]))
    assert html.count('id="c1"') == 1
    assert html.startswith('<p><mark class="challenged" id="c1">one </mark>')


class Nesting(HTMLParser):
    """Fails where a tag is not closed in order, or a link stands in a link."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("br", "hr", "img", "input"):
            assert tag != "a" or "a" not in self.open
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("source", MARKDOWN, ids=range(len(MARKDOWN)))
def test_hostile_markup_stays_as_harmless_as_it_was(source: str) -> None:
    pieces = pieces_of(source)
    text = text_of(pieces)
    link = '<a href="/c/">c</a>'
    marks = [
        Mark(start, min(start + 9, len(text)), f"m{start}", "m", link)
        for start in range(0, len(text), 5)
    ]
    html = "".join(marked(pieces, marks))
    bare = re.sub(r'</?mark(?: class="m"(?: id="m\d+")?)?>', "", html).replace(link, "")
    assert bare == "".join(pieces)
    nesting = Nesting()
    nesting.feed(html)
    assert nesting.open == []
    assert text_of([bare]) == "".join(
        text_of([html_of(render_page(source, {"Rota": "/wiki/rota/"}))])
    )


HTML = st.lists(
    st.sampled_from(
        ["one ", "two", " ", "&lt;", "<em>x</em>", "<p>y z</p>\n", '<a href="/x/">l <em>m</em></a>']
    ),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(HTML, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4))
def test_marks_change_no_other_byte(html: list[str], places: list[tuple[int, int]]) -> None:
    pieces = ["".join(html[:10]), "".join(html[10:])]
    marks = [Mark(at, at + n, f"m{k}", "m", f"<i>{k}</i>") for k, (at, n) in enumerate(places)]
    found = "".join(marked(pieces, marks))
    assert OUR_MARKS.sub("", found) == "".join(pieces)
    nesting = Nesting()
    nesting.feed(found)
    assert nesting.open == []
    assert '<mark class="m"></mark>' not in found


def test_a_long_page_with_many_marks_is_written_quickly() -> None:
    pieces = ["<p>The <em>bell</em> rings on both floors.</p>\n" * 4_000]
    marks = [Mark(at, at + 20, f"m{at}", "m") for at in range(0, 100_000, 1_000)]
    began = time.process_time()
    marked(pieces, marks)
    assert time.process_time() - began < 1.5
