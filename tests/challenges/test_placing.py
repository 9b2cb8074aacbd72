"""Marks at challenged words: there when the page is read, through every kind of edit."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from challenges.challenging import answer, withdraw
from challenges.models import Challenge
from tests.challenges.conftest import RINGS, WATER
from updates.restoring import restore
from wiki.models import MarkedText, Page
from wiki.writing import create_page, revise_page

Challenged = Callable[..., Challenge]
MARK = re.compile(r'<mark class="challenged"[^>]*>(.*?)</mark>')


def html_of(client: Client, page: Page) -> str:
    return client.get(page.get_absolute_url()).content.decode()


def marked_on(client: Client, page: Page) -> str:
    return "".join(MARK.findall(html_of(client, page)))


def edit(page: Page, author: Any, old: str, new: str) -> None:
    page.refresh_from_db()
    assert old in page.body
    revise_page(page, author=author, body=page.body.replace(old, new))


def test_the_words_are_marked_across_bold_ones_and_lead_to_the_challenge(
    a_page: Page, challenged: Challenged, stranger: Client
) -> None:
    made = challenged(RINGS)
    html = html_of(stranger, a_page)
    assert (
        f'<p><mark class="challenged" id="challenge-{made.pk}">The bell rings on </mark><strong>'
        '<mark class="challenged">both floors</mark></strong><mark class="challenged"> at once.'
        f'</mark><a class="challenge-ref" href="/challenges/{made.pk}/">challenged<span class="vh">'
        ": see what is said of “The bell rings on both floors at once.”</span></a> Two nurses"
    ) in html
    page = Page.objects.get(pk=a_page.pk)
    assert "challenge" not in str(page.rendered)


def test_the_lead_question_and_a_heading_can_be_challenged(
    a_page: Page, challenged: Challenged, stranger: Client
) -> None:
    challenged("Who hears the bell?")
    challenged("What we counted")
    assert marked_on(stranger, a_page) == "Who hears the bell?What we counted"


def test_whoever_may_edit_sees_the_marks_too(
    a_page: Page, challenged: Challenged, as_member: Client
) -> None:
    challenged("What we counted")
    html = html_of(as_member, a_page)
    assert marked_on(as_member, a_page) == "What we counted"
    assert "the section “What we counted”" in html


def test_a_mark_stays_with_its_words_when_they_are_reworded(
    a_page: Page, challenged: Challenged, stranger: Client, author: Any
) -> None:
    challenged(WATER)
    edit(a_page, author, "Who hears", "Who, at night, hears")
    assert marked_on(stranger, a_page) == WATER
    edit(a_page, author, "Nineteen rings were", "Most of the rings were")
    assert marked_on(stranger, a_page) == "Most of the rings were for a glass of water."


def test_words_that_were_removed_are_named_with_the_update_and_come_back(
    a_page: Page, challenged: Challenged, stranger: Client, author: Any
) -> None:
    made = challenged(WATER)
    edit(a_page, author, f"{WATER} ", "")
    made.refresh_from_db()
    assert made.is_gone
    assert made.removed_by == a_page.changesets.get(number=2)
    html = html_of(stranger, a_page)
    assert not MARK.findall(html)
    assert 'removed in <a href="/wiki/bells/changes/2/">update 2</a>' in html
    restore(a_page, a_page.changesets.get(number=1), author=author)
    made.refresh_from_db()
    assert (made.is_gone, made.removed_by) == (False, None)
    assert marked_on(stranger, a_page) == WATER


def test_words_that_go_after_an_answer_are_named_with_the_update_too(
    a_page: Page, challenged: Challenged, stranger: Client, author: Any
) -> None:
    made, other = challenged(WATER), challenged(RINGS)
    answer(made, by=author, update=a_page.changesets.get())
    withdraw(other, by=other.author)
    edit(a_page, author, "Who hears", "Who, at night, hears")
    edit(a_page, author, f"{WATER} ", "")
    edit(a_page, author, "at once", "together")
    html = " ".join(stranger.get(made.get_absolute_url()).content.decode().split())
    assert 'They were removed in <a href="/wiki/bells/changes/3/">update 3</a>.' in html
    listed = stranger.get("/wiki/bells/challenges/").content.decode()
    assert 'removed in <a href="/wiki/bells/changes/3/">update 3</a>' in listed
    other.refresh_from_db()
    assert not other.is_gone
    assert not MarkedText.objects.exists()


def test_a_mark_goes_with_an_answer_or_when_it_is_withdrawn(
    a_page: Page, challenged: Challenged, stranger: Client, author: Any
) -> None:
    first, second = challenged(RINGS), challenged(WATER)
    answer(first, by=author, update=a_page.changesets.get())
    assert marked_on(stranger, a_page) == WATER
    withdraw(second, by=second.author)
    assert marked_on(stranger, a_page) == ""
    assert not MarkedText.objects.exists()


def test_a_page_that_is_written_elsewhere_keeps_the_marks_of_those_that_link_to_it(
    a_page: Page, challenged: Challenged, stranger: Client, author: Any
) -> None:
    """The link to it turns: the page is rendered again."""
    challenged("See Rota and the house rules.")
    assert 'class="missing"' in html_of(stranger, a_page)
    create_page(author=author, title="Rota", body="Who comes when.")
    html = html_of(stranger, a_page)
    assert 'class="missing"' not in html
    assert marked_on(stranger, a_page) == "See Rota and the house rules."


def test_marks_of_another_text_are_shown_to_nobody(
    a_page: Page, challenged: Challenged, stranger: Client
) -> None:
    challenged(RINGS)
    page = Page.objects.get(pk=a_page.pk)
    page.rendered["parts"][0]["html"] = "<p>Something else.</p>"
    Page.objects.filter(pk=page.pk).update(rendered=page.rendered)
    assert not MARK.findall(html_of(stranger, a_page))
    assert "Something else." in html_of(stranger, a_page)


@pytest.mark.parametrize("words", [RINGS, "both"])
def test_a_page_costs_the_same_few_queries_with_many_challenges(
    words: str,
    a_page: Page,
    challenged: Challenged,
    new_person: Any,
    stranger: Client,
    django_assert_num_queries: Any,
) -> None:
    url = a_page.get_absolute_url()
    stranger.get(url)
    with django_assert_num_queries(1000, exact=False) as bare:
        stranger.get(url)
    challenged(words)
    for number in range(12):
        challenged(WATER, author=new_person(f"p{number}"), wrong="[[Rota]] says otherwise")
    with django_assert_num_queries(1000, exact=False) as full:
        stranger.get(url)
    links = 1  # of what is said to be wrong
    assert len(full) == len(bare) + links
