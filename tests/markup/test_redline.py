"""Two rendered texts compared: the later page to the byte, with marks on what came and went."""

import random
import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markup.redline import blocks, redline, tokens
from markup.references import changed_references, references
from markup.rendered import Part, Rendered

COMING = re.compile(
    r'<ins><span class="vh">added: </span>(.*?)<span class="vh"> \(end of added\)</span></ins>',
    re.S,
)
GOING = re.compile(
    r'<del><span class="vh">removed: </span>(.*?)<span class="vh"> \(end of removed\)</span></del>',
    re.S,
)
OF_LINKS = re.compile(r" \[\+\(link \w+\)\]")


def page(html: str) -> Rendered:
    return Rendered(parts=[Part(html)])


def told(before: str, after: str) -> list[str]:
    """Each block with its kind; [+came] and [-went]."""
    found = redline(page(before), page(after)).blocks
    marked = [(b.kind, GOING.sub(r"[-\1]", COMING.sub(r"[+\1]", b.html))) for b in found]
    return [f"{kind}: {html}" for kind, html in marked]


def test_words_are_marked_inside_the_tags_they_stand_in() -> None:
    assert told("<p>Ask <b>a porter</b> now</p>", "<p>Ask <b>two porters</b> now</p>") == [
        "reworded: <p>Ask <b>[-a porter][+two porters]</b> now</p>"
    ]


def test_a_word_that_became_bold_is_no_other_word() -> None:
    assert told("<p>Ask a porter now</p>", "<p>Ask <b>a porter</b> now</p>") == [
        "reworded: <p>Ask <b>a porter</b> now</p>"
    ]


def test_what_went_never_stands_straight_in_a_list_or_a_table() -> None:
    (block,) = told(
        "<ul><li>one</li><li>two</li><li>three</li></ul>", "<ul><li>one</li><li>three</li></ul>"
    )
    assert block == "reworded: <ul><li>one</li><li>[-two ]three</li></ul>"
    (block,) = told("<ul><li>one</li><li>two</li></ul>", "<ul><li>one</li></ul>")
    assert block == 'reworded: <ul><li>one</li></ul><p class="went">[-two ]</p>'


def test_whole_paragraphs_come_go_and_move() -> None:
    before = "<p>One is here.</p><p>Two is there.</p><p>Three is last.</p><p>Going away now.</p>"
    after = "<p>Two is there.</p><p>Three is last.</p><p>One is here.</p><h2 id='x'>Brand new</h2>"
    assert told(before, after) == [
        "same: <p>Two is there.</p>",
        "same: <p>Three is last.</p>",
        'removed: <p class="went">[-Going away now. ]</p>',
        "moved: <p>One is here.</p>",
        "added: <h2 id='x'>[+Brand new]</h2>",
    ]


def test_an_image_that_changed_is_shown_before_and_after() -> None:
    (block,) = told(
        '<p>See <img src="/a.png" alt="A"> there</p>', '<p>See <img src="/b.png" alt="A"> there</p>'
    )
    assert block == (
        'reworded: <p>See [-<img src="/a.png" alt="A">][+<img src="/b.png" alt="A">] there</p>'
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('<a href="/a">rota</a>', '<a href="/b">rota</a>', "(link changed)"),
        ("rota", '<a href="/b">rota</a>', "(link added)"),
        ('<a href="/a">rota</a>', "rota", "(link removed)"),
    ],
)
def test_a_link_that_changed_is_said_so(before: str, after: str, said: str) -> None:
    (block,) = told(f"<p>Our {before} is new</p>", f"<p>Our {after} is new</p>")
    assert said in block
    assert "rota" in OF_LINKS.sub("", block)


def test_ids_stand_once_however_often_a_heading_is_shown() -> None:
    assert blocks('<h2 id="t-a">A</h2>\n<p>b</p>') == ["<h2>A</h2>\n", "<p>b</p>"]


INLINE = st.sampled_from(
    [
        "ward ",
        "team ",
        "rota",
        " ",
        "&amp;",
        "<b>bed</b>",
        '<a href="/x">x</a>',
        '<a href="/y">x</a>',
        '<img src="/i" alt="">',
        "<br>",
    ]
)
WORDS = st.lists(INLINE, max_size=6).map("".join)
BLOCK = st.one_of(
    WORDS.map("<p>{}</p>\n".format),
    WORDS.map("<h2>{}</h2>".format),
    st.lists(WORDS.map("<li>{}</li>".format), max_size=4).map("".join).map("<ul>{}</ul>".format),
    st.lists(WORDS.map("<tr><td>{}</td></tr>".format), max_size=3)
    .map("".join)
    .map("<table><tbody>{}</tbody></table>".format),
)
PAGE = st.lists(BLOCK, max_size=6).map("".join)


class Nesting(HTMLParser):
    """Fails on an element that ends where it may not."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("del", "ins"):
            assert self.open[-1] not in ("ul", "ol", "table", "tbody", "tr")
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(PAGE, PAGE)
@settings(max_examples=300, deadline=None)
def test_without_its_marks_it_is_the_later_page_to_the_byte(before: str, after: str) -> None:
    found = redline(page(before), page(after)).blocks
    for block in found:
        for html in (block.html, block.old, block.new):
            (nesting := Nesting()).feed(html)
            assert not nesting.open
    html = "".join(block.html for block in found)
    html = re.sub(r' <ins><span class="vh">added: </span>\(link \w+\).*?</ins>', "", html)
    html = GOING.sub("", re.sub(r'<p class="went">.*?</p>', "", html, flags=re.S))
    assert COMING.sub(r"\1", html) == after


@given(PAGE, PAGE)
@settings(max_examples=200, deadline=None)
def test_side_by_side_without_marks_are_both_pages_to_the_byte(before: str, after: str) -> None:
    found = redline(page(before), page(after)).blocks
    link = re.compile(r' <ins><span class="vh">added: </span>\(link \w+\).*?</ins>')
    old = [GOING.sub(r"\1", block.old) for block in found if block.old]
    new = [COMING.sub(r"\1", link.sub("", block.new)) for block in found if block.new]
    assert sorted(old) == sorted(blocks(before))  # what moved stands where it went
    assert new == blocks(after)


@given(PAGE, PAGE)
@settings(max_examples=200, deadline=None)
def test_every_word_that_went_is_shown(before: str, after: str) -> None:
    html = "".join(block.html for block in redline(page(before), page(after)).blocks)
    for word in ("ward", "team", "rota", "bed"):
        assert html.count(word) >= max(before.count(word), after.count(word))


def test_the_largest_rewritten_pages_take_under_three_seconds() -> None:
    chance = random.Random(3)

    def long_page(paragraphs: int, words: int) -> str:
        return "".join(
            "<p>" + " ".join(f"word{chance.randrange(3000)}" for _ in range(words)) + "</p>\n"
            for _ in range(paragraphs)
        )

    for paragraphs, words in ((370, 60), (1, 22_000), (7000, 3)):
        before, after = long_page(paragraphs, words), long_page(paragraphs, words)
        began = time.process_time()
        found = redline(page(before), page(after))
        assert time.process_time() - began < 3.0
        assert found.coarse or paragraphs == 1


@pytest.mark.parametrize("hostile", ["<" * 50_000, "<p " * 20_000, "&#" * 30_000])
def test_hostile_texts_are_cut_in_linear_time(hostile: str) -> None:
    began = time.process_time()
    assert "".join(tokens(hostile)) == hostile
    assert time.process_time() - began < 3.0


# In the source --------------------------------------------------------------------------------


def changed(before: str, after: str) -> list[tuple[str, str]]:
    return [
        (c.name, f"{c.was.target if c.was else ''} > {c.now.target if c.now else ''}")
        for c in changed_references(before, after)
    ]


def test_links_and_images_are_found_with_where_they_lead() -> None:
    found = references("See [[Rota|ours]] and [that](/a(b)) ![A bed](/bed.png 'wide') [[Rota#x]]")
    assert [(one.kind, one.label, one.target) for one in found] == [
        ("link", "ours", "[[Rota]]"),
        ("link", "that", "/a"),
        ("image", "A bed", "/bed.png"),
        ("link", "Rota", "[[Rota]]"),
    ]


def test_what_became_of_links_and_images_is_told() -> None:
    before = "[rota](/a) [beds](/b) ![Bed](/1.png) ![Old](/2.png) [[Gone]]"
    after = "[rota](/c) [rooms](/b) ![Bed](/3.png) ![New](/2.png) [[Here]]"
    assert changed(before, after) == [
        ("Link changed", "/a > /c"),
        ("Words of a link changed", "/b > /b"),
        ("Image changed", "/1.png > /3.png"),
        ("Image described anew", "/2.png > /2.png"),
        ("Link added", " > [[Here]]"),
        ("Link removed", "[[Gone]] > "),
    ]


def test_links_that_moved_did_not_change() -> None:
    assert changed("[a](/a) [b](/b)", "[b](/b) and [a](/a), [a](/a)") == []


def test_ten_thousand_links_are_compared_in_no_time() -> None:
    before = "".join(f"[w{n}](/a{n}) " for n in range(10_000))
    began = time.process_time()
    assert len(changed(before, before.replace("/a", "/b"))) == 10_000
    assert len(references("[" * 100_000 + "](" * 50_000)) == 1
    assert time.process_time() - began < 2.0
