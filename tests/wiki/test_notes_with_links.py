"""Links in plain texts: notes of updates, reasons of stars and reservations."""

from typing import Any

import pytest
from django.test import Client

from markup.oneline import linked, page_links
from recommendations.arranging import add, add_area, reword
from recommendations.reserving import raise_reservation
from recommendations.starring import give
from wiki.writing import revise_page

KNOWN = {"Rota": "/wiki/rota/", "C#": "/wiki/c/"}
CITED = {"R1": "/recommendations/1/?cited=1", "@ben": "/people/ben/"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("See [[Rota]].", 'See <a href="/wiki/rota/">Rota</a>.'),
        ("[[Rota#Night work|who]]", '<a href="/wiki/rota/#t-night-work">who</a>'),
        ("[[C#]]", '<a href="/wiki/c/">C#</a>'),
        ("R1, R2", '<a class="cite" href="/recommendations/1/?cited=1">R1</a>, R2'),
        ("@ben and @nobody", '<a class="cite" href="/people/ben/">@ben</a> and @nobody'),
        ("`[[Rota]] R1` and ``@ben`` ", "`[[Rota]] R1` and ``@ben`` "),
        ("<b>&[[ ]] [[recommendations]]", "&lt;b&gt;&amp;[[ ]] [[recommendations]]"),
        ('[[Rota|<i>"R1"]]', '<a href="/wiki/rota/">&lt;i&gt;&quot;R1&quot;</a>'),
    ],
)
def test_plain_text_gets_its_links_and_no_other_markup(text: str, html: str) -> None:
    assert linked(text, KNOWN, CITED) == html


def test_a_missing_page_is_told_apart_in_words() -> None:
    html = linked("[[So & so]]", KNOWN, CITED)
    assert 'class="missing" href="/wiki/new/?title=So%20%26%20so"' in html
    assert "(page not written yet)" in html


def test_a_note_tells_which_pages_it_links_in_which_sentence() -> None:
    (link,) = page_links("First. As [[Rota#Night|the rota]] of R1 says. `[[Sleep]]`", KNOWN)
    assert (link.title, link.section, link.text) == ("Rota", "Night", "the rota")
    assert link.sentence == "As the rota of R1 says."


def test_notes_and_reasons_are_linked_wherever_they_are_shown(
    make_page: Any, author: Any, member: Any, stranger: Client
) -> None:
    make_page("Rota")
    page = make_page("Rest", note="From [[Rota]] and [[Sleep]]")
    item = add(add_area(page, "Nights", author=author), "Keep a bed free", author=author)
    give(item, person=member, reason=f"See [[Rota]], {item.ref} and @amara")
    raise_reservation(item, person=author, reason="Which bed?\n[[Rota|That one]]")
    reword(item, "Keep two beds free for whoever cannot drive home", author=author)
    history = stranger.get(f"{page.get_absolute_url()}history/").content.decode()
    assert 'From <a href="/wiki/rota/">Rota</a> and <a class="missing"' in history
    screen = stranger.get(item.get_absolute_url()).content.decode()
    assert (
        f'See <a href="/wiki/rota/">Rota</a>, <a class="cite" '
        f'href="/recommendations/{item.pk}/?cited=1">{item.ref}</a> and '
        '<a class="cite" href="/people/amara/">@amara</a>'
    ) in screen
    assert 'Which bed?<br><a href="/wiki/rota/">That one</a>' in screen
    make_page("Sleep")
    history = stranger.get(f"{page.get_absolute_url()}history/").content.decode()
    assert '<a href="/wiki/sleep/">Sleep</a>' in history


def test_nobody_can_write_the_mark_that_a_text_is_put_in_at(
    make_page: Any, member: Any, stranger: Client
) -> None:
    page = make_page("Rest", note="<!--0:0--> [[Rest]]")
    history = stranger.get(f"{page.get_absolute_url()}history/").content.decode()
    assert '&lt;!--0:0--&gt; <a href="/wiki/rest/">Rest</a>' in history
    assert "<!--" not in history


def test_many_notes_ask_as_often_as_one(make_page: Any, member: Any, stranger: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = make_page("Rest", note="No links")
    address = f"{page.get_absolute_url()}history/"
    stranger.get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            stranger.get(address)
        return len(queries)

    without = asked()
    revise_page(page, author=member, body="1", note="[[Rest]] R1 @ben")
    with_one = asked()
    for number in range(2, 9):
        revise_page(page, author=member, body=f"{number}", note=f"[[Page {number}]] R{number} @ben")
    assert asked() == with_one == without + 3
