import re
from html.parser import HTMLParser

import pytest
from bleach._vendor import html5lib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from markup.render import render_page, render_post
from markup.safety import REL, TAGS, safe
from tests.markup.hostile_markup import HTML, MARKDOWN

VOID = {"br", "hr", "img"}
ROLES = {"t-": "region", "p12-": "group"}
ATTRIBUTES = {"href", "title", "class", "id", "rel", "src", "alt", "start", "scope"}


def faults(html: str, prefix: str) -> list[str]:
    """What a browser would find in the HTML that must not be there."""
    root = html5lib.parseFragment(html, namespaceHTMLElements=False, treebuilder="etree")
    found = []
    for element in root.iter():
        scroll = {"class": "scroll", "tabindex": "0", "role": ROLES.get(prefix)}
        if element is root or element.attrib == {**scroll, "aria-label": "Table"}:
            continue
        if element.tag not in TAGS:
            found.append(f"element {element.tag}")
        found += [f"attribute {name}" for name in element.attrib if name not in ATTRIBUTES]
        found += address_faults(element.attrib)
        if "id" in element.attrib and not (prefix and element.attrib["id"].startswith(prefix)):
            found.append(f"id {element.attrib['id']}")
    return found


def address_faults(attributes: dict[str, str]) -> list[str]:
    found = []
    for name in ("href", "src"):
        address = attributes.get(name)
        if address is None:
            continue
        local = re.match(r"[/?#](?![/\\])", address) or address in ("/", "#", "?")
        if not (local or (name == "href" and re.match(r"(https?://[^/\\]|mailto:)", address))):
            found.append(f"{name} {address}")
        if address.startswith("http") and attributes.get("rel") != REL:
            found.append(f"rel of {address}")
        if re.search(r"[\s\x00-\x1f\u200b\u202e\u00ad]", address):
            found.append(f"invisible characters in {address!r}")
    return found


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.crossed = False

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.crossed |= not self.open or self.open.pop() != tag


def well_formed(html: str) -> bool:
    balance = Balance()
    balance.feed(html)
    balance.close()
    return not balance.open and not balance.crossed


@pytest.mark.parametrize("attempt", HTML + MARKDOWN)
def test_a_page_carries_no_script_handler_or_foreign_address(attempt):
    rendered = render_page(f"Before.\n\n{attempt}\n\nAfter.", {"x": "/wiki/x/"})
    for html in [rendered.lead, *(part.html for part in rendered.parts)]:
        assert faults(html, "t-") == []
        assert well_formed(html)
    assert "After." in rendered.parts[-1].html or "After." in rendered.parts[0].html


@pytest.mark.parametrize("attempt", HTML + MARKDOWN)
def test_a_post_that_begins_with_an_attempt_carries_none_either(attempt):
    rendered = render_post(attempt, {}, "p12-")
    for part in rendered.parts:
        assert faults(part.html, "p12-") == []
        assert well_formed(part.html)


@pytest.mark.parametrize("attempt", HTML)
def test_html_that_is_cleaned_itself_keeps_nothing_harmful(attempt):
    assert faults(safe(attempt, "t-"), "t-") == []
    assert faults(safe(f"<div>{attempt}</div>"), "") == []


@pytest.mark.parametrize("attempt", HTML)
def test_a_lead_question_is_cleaned_like_the_text(attempt):
    lead = render_page(f"What of {attempt} then?\n\nText.", {}).lead
    assert "then?" in lead
    assert faults(lead, "t-") == []
    assert well_formed(lead)


def test_raw_html_is_shown_as_the_writer_typed_it():
    html = render_page("A <b>bold</b> claim", {}).parts[0].html
    assert html == "<p>A &lt;b&gt;bold&lt;/b&gt; claim</p>"


def test_words_of_a_refused_address_stay():
    assert render_page("[read me](javascript:123)", {}).parts[0].html == "<p><a>read me</a></p>"


def test_links_to_other_sites_are_marked_as_written_by_users():
    html = render_page("[x](https://example.org/?a=1&b=2) [y](/wiki/)", {}).parts[0].html
    assert f'<a href="https://example.org/?a=1&amp;b=2" rel="{REL}">x</a>' in html
    assert '<a href="/wiki/">y</a>' in html


@pytest.mark.parametrize("id_", ["location", "t", "T-x", "x t-x", "p12-x"])
def test_ids_of_another_document_are_dropped(id_):
    assert "id=" not in safe(f'<h2 id="{id_}">x</h2>', "t-")


def test_no_prefix_means_no_ids():
    assert safe('<h2 id="x">x</h2>') == "<h2>x</h2>"


FRAGMENTS = st.lists(
    st.sampled_from([*HTML, "<p>", "</p>", "<pre>\n\n", "<table>", "<td>", "<a href=", "&amp;lt;"])
    | st.text(alphabet="<>/&;\"'= \nabh1#:", max_size=12),
    max_size=6,
).map("".join)


@given(FRAGMENTS)
@example("<pre>\n\n\nx</pre>")
@example("&amp;amp;lt;")
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_is_cleaning_once(source):
    once = safe(source, "t-")
    assert safe(once, "t-") == once
    assert faults(once, "t-") == []
