"""The search page itself: its form, its empty answers, hostile questions, its cost."""

import re

import pytest
from django.test import Client

from recommendations.arranging import add, add_area


def test_an_empty_query_shows_the_form_and_how_to_ask(client, db):
    html = client.get("/search/").content.decode()
    assert "<title>Search – " in html
    assert html.count("<h1") == 1
    assert re.search(r'<input id="q" name="q" type="search" value=""', html)
    assert "A number such as R17" in html


def test_the_page_is_named_after_the_query_and_keeps_it_in_the_form(a_small_site, ask):
    answer = ask("night")
    assert "<title>night – search – " in answer.html
    assert answer.html.count("<h1") == 1
    assert '<input id="q" name="q" type="search" value="night"' in answer.main


def test_searching_again_stays_with_the_kind(a_small_site, ask):
    assert '<input type="hidden" name="type" value="pages">' in ask("night", type="pages").main


def test_nothing_found_offers_close_titles_and_what_to_do(make_page, ask):
    make_page("Emerging issues")
    make_page("Night work")
    answer = ask("emergin isues")
    assert answer.found == []
    assert 'Did you mean <a href="/wiki/emerging-issues/">Emerging issues</a>?' in answer.main
    assert 'href="/wiki/new/?title=emergin%20isues"' in answer.main
    assert "Did you mean" not in ask("qqqqqq").main


def test_only_unwanted_words_are_answered_with_what_to_add(a_small_site, ask):
    assert "Say also what to look for" in ask("-night").main


def test_a_query_of_ten_thousand_characters_is_cut_and_says_so(a_small_site, ask):
    answer = ask("night " * 1_667)
    assert "Only the first 200 characters were searched for" in answer.main
    assert "Only the first" not in ask("night").main


HOSTILE = [
    '"',
    '""',
    "'",
    "night*",
    "* night",
    "NEAR(night work)",
    "night NEAR/2 work",
    "title:night",
    "{title body}:night",
    "^night",
    "night AND",
    "OR night",
    "NOT night",
    "(night",
    "night)",
    "((((((",
    "- - -",
    '-"',
    '"night',
    "night + work",
    "night & | ! <-> work",
    "night:*",
    "night:A",
    "\\",
    "night\\",
    "%",
    "%s %d {0}",
    "night'; DROP TABLE wiki_page; --",
    "<script>alert(1)</script>",
    "\ud7ff\ue000\ufffd\ufdd0",
    "\u202enight",
    "😀",
    "ß İ ı ﬁ",
    "́",
    "हिन्दी 日本語 العربية",
    "1e999 -1 0x10 1.2.3 ½ ²",
    "a " * 100,
    "ab cd " * 40,
    '"' * 200,
    "-" * 200,
    "(" * 200,
    "w" * 10_000,
    "😀" * 10_000,
    "'" * 10_000,
]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("kind", ["all", "pages"])
def test_any_text_is_a_harmless_question(typed, kind, a_small_site, ask):
    answer = ask(typed, type=kind)
    assert "<script>alert" not in answer.html
    assert answer.html.count("<h1") == 1


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=night%00",
        "/search/?q=%FF%FE",
        "/search/?q=%ED%A0%80",
        "/search/?q=night&type=%00",
        "/search/?q=night&type=nonsense&page=-1",
        "/search/?q=night&type=pages&page=0",
        "/search/?q=night&type=pages&page=999999999999999999",
        "/search/?q=night&type=pages&page=99999999999999999999999999",
        "/search/?q=night&page=x",
        "/search/?q[]=night",
        "/search/?q=night&q=-work",
    ],
)
def test_any_address_is_answered(address, a_small_site, client):
    assert client.get(address).status_code in (200, 404)


def test_what_people_wrote_is_shown_as_text(make_page, author, ask):
    page = make_page("<b>Bold</b> zebra", body="<script>zebra</script> &lt;i&gt; zebra")
    add(add_area(page, "", author=author), "<img src=x> zebra", author=author)
    main = ask("zebra").main
    assert "<b>" not in main
    assert "<script" not in main
    assert "<img" not in main
    assert "&lt;b&gt;Bold&lt;/b&gt; <mark>zebra</mark>" in main


def test_only_reading_is_answered(client, db):
    assert client.post("/search/", {"q": "night"}).status_code == 405
    assert client.head("/search/?q=night").status_code == 200


def test_nothing_is_set_in_the_markup_that_the_policy_refuses(a_small_site, ask):
    main = ask("night").main
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", main)


@pytest.mark.parametrize("typed", ["night", "bed", "", "nothing has this"])
def test_a_search_costs_at_most_twelve_queries(
    typed, a_small_site, member, signed_in, django_assert_max_num_queries
):
    client = signed_in(Client(), member)
    with django_assert_max_num_queries(12):
        assert client.get("/search/", {"q": typed}).status_code == 200


def test_a_search_costs_no_more_queries_when_more_is_found(
    make_page, author, member, new_person, ask, django_assert_max_num_queries
):
    from discussions.posting import reply, start_thread

    def write(number):
        page = make_page(f"Zebra {number}", note="zebra")
        thread = start_thread(page, author=member, subject=f"Zebra {number}", body="Why?")
        reply(thread, author=author, body="A zebra")
        add(add_area(page, "", author=author), f"Zebra {number}", author=author)
        new_person(f"zebra{number}", about="zebra")

    write(1)
    with django_assert_max_num_queries(12) as few:
        assert len(ask("zebra").by_kind) == 5
    for number in range(2, 8):
        write(number)
    with django_assert_max_num_queries(12) as many:
        assert len(ask("zebra").found) == 25
    assert len(many) == len(few)
    with django_assert_max_num_queries(12):
        ask("zebra", type="talk")
