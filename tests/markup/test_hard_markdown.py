"""What is hard in Markdown, gathered from public test suites, and what must hold of all of it."""

import itertools
import random
import re
import time
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from bleach._vendor import html5lib

from markup.diff import apply, compare, compare_in_place, compare_words
from markup.merge import merge
from markup.oneline import linked, page_links
from markup.redline import html_of, redline
from markup.references import references
from markup.render import Rendered, render_page, render_post
from markup.sections import sections
from markup.sentences import all_known, paragraphs_of
from markup.words import plain, words

FAMILIES = tomllib.loads((Path(__file__).parent / "hard_markdown.toml").read_text())["families"]
CASES = [
    pytest.param(source, id=f"{family['source'].split(' (')[0]} {number}")
    for family in FAMILIES
    for number, source in enumerate(family["inputs"], start=1)
]
SOURCES = [source for family in FAMILIES for source in family["inputs"]]
NEIGHBOURS = [
    pytest.param(one.values[0], other.values[0], id=str(other.id))
    for one, other in itertools.pairwise(CASES)
]
KNOWN = {"ward": "/wiki/ward/"}
SECONDS = 1.0
"""CPU time that any of these short texts may take in this process; a rendering has its own."""

HARMLESS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "del", "sup", "a", "img", "span", "div"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
LEADS = {"a": "href", "img": "src"}
OF_CHARACTERS = re.compile("codepoint|entity")  # what the parser says of "&x;": no tag is wrong
GOOD = re.compile(r"(?:https?://[^/\\]|mailto:|/(?![/\\])|#|\?)", re.IGNORECASE)


@cache
def page(source: str) -> Rendered:
    return render_page(source, KNOWN)


def all_html(rendered: Rendered) -> str:
    return f"<p>{rendered.lead}</p>" + "".join(part.html for part in rendered.parts)


def faults(html: str) -> Iterator[str]:
    """What a reader's browser must not get. Knows nothing of how the product makes HTML safe."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parseFragment(html)
    yield from (error for _, error, _ in parser.errors if not OF_CHARACTERS.search(error))
    for element in root.iter():
        if element is root:
            continue
        if element.tag not in HARMLESS:
            yield f"element {element.tag}"
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "srcdoc", "formaction", "name"):
                yield f"attribute {name}"
            if name in ("href", "src", "action", "data", "poster", "background", "ping"):
                seen = re.sub(r"[\s\x00-\x20\u200b-\u200f\u2028\u2029]", "", value)
                if LEADS.get(element.tag) != name or not GOOD.match(seen):
                    yield f"{element.tag} {name} {value!r}"
                if element.tag == "img" and re.match("https?:|//", seen):
                    yield f"an image of another site: {value!r}"


def test_the_collection_is_large_and_names_its_sources() -> None:
    assert len(set(SOURCES)) == len(SOURCES) >= 250
    for name in ("CommonMark", "cmark-gfm", "markdown-it", "Python-Markdown", "bleach"):
        assert any(name in family["source"] for family in FAMILIES)


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick=x>w</p>",
        "<a href='java\tscript:x'>w</a>",
        "<a href='//x.example'>w</a>",
        "<img src='https://x.example/y.png'>",
        "<p style=x>w</p>",
        "<p><em>w</p>",
        "<p>w</div>",
    ],
)
def test_what_must_not_be_there_would_be_noticed(html: str) -> None:
    assert list(faults(html))


@pytest.mark.parametrize("source", CASES)
def test_it_is_rendered_safely_and_always_alike(source: str) -> None:
    rendered = page(source)
    assert list(faults(all_html(rendered))) == []
    assert render_page(source, KNOWN) == rendered
    post = render_post(source, KNOWN, "p1-")
    assert list(faults(all_html(post))) == []
    line = linked(source, KNOWN, {})
    assert list(faults(f"<p>{line}</p>")) == []


@pytest.mark.parametrize("source", CASES)
def test_it_is_cut_without_loss_into_sections_and_sentences(source: str) -> None:
    began = time.process_time()
    assert "".join("".join(paragraph) for paragraph in paragraphs_of(source)) == source
    assert len(all_known(source)) == len(set(all_known(source)))
    around = f"# First\n\nBefore.\n\n# Hard\n\n{source}\n\n# Last\n\nAfter.\n"
    for text in (source, around):
        for section in sections(text, page(text).headings):
            assert section.before + section.text + section.gap + section.after == text
            other = section.replaced("# Another\n\nOther words.")
            assert other.startswith(section.before)
            assert other.endswith(section.gap + section.after)
            assert section.replaced(section.text) == text
    references(source)
    page_links(source, KNOWN)
    words(plain(source))
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("source", CASES)
def test_a_change_of_it_is_compared_and_merged_without_loss(source: str) -> None:
    began = time.process_time()
    chance = random.Random(source)
    other = chance.choice(SOURCES)
    for before, after in ((source, other), ("", source), (source, source + "\n\nMore.")):
        assert apply(compare(before, after)) == after
        segments = compare_words(before, after)
        assert "".join(s.text for s in segments if s.op != "delete") == after
        assert "".join(s.text for s in segments if s.op != "insert") == before
        hunks = compare_in_place(before, after)
        assert "".join(hunk.after for hunk in hunks).rstrip() == after.rstrip()
        assert "".join(hunk.before for hunk in hunks).rstrip() == before.rstrip()
    assert merge(source, source, other).text == other
    assert merge(source, other, source).text == other
    apart = f"One stands first.\n\n{source}\n\nTwo stands last."
    theirs, mine = apart.replace("One", "Theirs"), apart.replace("Two", "Mine")
    assert merge(apart, theirs, mine).text == theirs.replace("Two", "Mine")
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(("before", "after"), NEIGHBOURS)
def test_two_renderings_are_compared_safely(before: str, after: str) -> None:
    began = time.process_time()
    found = redline(page(before), page(after))
    assert "".join(block.html for block in found.blocks) or not html_of(page(after))
    for block in found.blocks:
        for html in (block.html, block.old, block.new):
            unmarked = re.sub(r"</?(?:ins|del)>", "", html)
            assert list(faults(unmarked)) == []
    assert time.process_time() - began < SECONDS
