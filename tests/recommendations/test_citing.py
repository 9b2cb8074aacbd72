"""R17 and @name in texts: what there is becomes a link, to the wording that was cited."""

import re
from typing import Any

import pytest
from django.test import Client

from discussions.models import Post
from discussions.posting import edit_post, start_thread
from markup.render import render_page
from recommendations.arranging import add, add_area, reword
from recommendations.models import Recommendation
from wiki.models import Page
from wiki.writing import revise_page


@pytest.fixture
def item(make_page: Any, author: Any) -> Recommendation:
    area = add_area(make_page("Rest"), "Nights", author=author)
    return add(area, "Keep a bed free", author=author)


def cited(html: str) -> dict[str, str]:
    found = re.findall(r'<a class="cite" href="([^"]*)">([^<]*)</a>', html)
    return {mark: address for address, mark in found}


def of_page(page: Page) -> dict[str, str]:
    text = Page.objects.get(pk=page.pk).text
    return cited(text.lead + "".join(part.html for part in text.parts))


def test_recommendations_and_people_are_linked_in_pages_and_posts(
    item: Recommendation, make_page: Any, member: Any
) -> None:
    said = f"{item.ref} is what @Ben asked for, and (@ben) *said*; @nobody and R999999 are not."
    page = make_page("Sleep", body=said)
    post = start_thread(page, author=member, subject="Beds", body=said).posts.get()
    wanted = {
        item.ref: f"/recommendations/{item.pk}/?cited=1",
        "@Ben": "/people/ben/",
        "@ben": "/people/ben/",
    }
    assert of_page(page) == wanted
    assert cited(post.html) == wanted


@pytest.mark.parametrize(
    "source",
    [
        "`R1 @ben`",
        "    R1 @ben",
        "```\nR1 @ben\n```",
        "ben@ben CVR1 R1a R01 /R1 #R1 x/@ben r1",
        "https://example.org/R1?x=@ben",
        "[to R1 and @ben](https://example.org/)",
        "[[Rest|R1 and @ben]]",
    ],
)
def test_code_addresses_links_and_longer_words_cite_nothing(source: str) -> None:
    known = {"R1": "/recommendations/1/", "@ben": "/people/ben/"}
    rendered = render_page(source, {"Rest": "/wiki/rest/"}, known)
    assert cited("".join(part.html for part in rendered.parts)) == {}


def test_a_citation_keeps_the_wording_that_it_was_written_about(
    item: Recommendation, make_page: Any, author: Any, member: Any, stranger: Client
) -> None:
    page = make_page("Sleep", body=f"See {item.ref} and [[Dreams]].")
    post = start_thread(page, author=member, subject="Beds", body=f"On {item.ref}.").posts.get()
    reword(item, "Keep two beds free for whoever cannot drive home", author=author)
    address = f"/recommendations/{item.pk}/?cited=1"
    revise_page(page, author=author, body=f"As {item.ref} says, and [[Dreams]].")
    assert of_page(page) == {item.ref: address}
    edit_post(post, author=member, body=f"About {item.ref}.")
    assert cited(Post.objects.get().html) == {item.ref: address}
    make_page("Dreams")  # the page that links there is rendered again
    assert of_page(page) == {item.ref: address}
    screen = stranger.get(address).content.decode()
    assert "The text that led you here was written about wording 1: <q>Keep a bed free</q>" in (
        screen
    )
    assert 'href="#wording-1"' in screen


def test_a_citation_of_what_stands_unchanged_says_nothing_of_wordings(
    item: Recommendation, stranger: Client
) -> None:
    for query in ("?cited=1", "?cited=7", "?cited=x", ""):
        assert (
            "led you here" not in stranger.get(f"{item.get_absolute_url()}{query}").content.decode()
        )


def test_a_text_taken_out_and_written_again_cites_the_words_of_then(
    item: Recommendation, make_page: Any, author: Any
) -> None:
    page = make_page("Sleep", body=f"See {item.ref}.")
    reword(item, "Keep two beds free for whoever cannot drive home", author=author)
    revise_page(page, author=author, body="See nothing.")
    revise_page(page, author=author, body=f"See {item.ref}.")
    assert of_page(page) == {item.ref: f"/recommendations/{item.pk}/?cited=2"}


def test_a_number_that_came_to_exist_later_was_never_cited(
    item: Recommendation, make_page: Any, author: Any
) -> None:
    page = make_page("Sleep", body=f"The road R{item.pk + 1} and [[Dreams]].")
    later = add(item.area, "Say who is coming", author=author)
    assert later.pk == item.pk + 1
    make_page("Dreams")
    assert of_page(page) == {}


def test_finding_what_a_text_cites_asks_as_often_for_many_as_for_one(
    item: Recommendation, django_assert_num_queries: Any, new_person: Any
) -> None:
    from wiki.citing import cite

    marks = [add(item.area, f"Bed {n}", author=None).ref for n in range(8)]
    names = [f"@{new_person(name)}" for name in ("ines", "kofi", "wren")]
    for text in (f"{marks[0]} {names[0]}", " ".join([*marks, *names])):
        with django_assert_num_queries(2):
            assert len(cite(text)) == len(text.split())
