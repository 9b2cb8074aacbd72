"""The names of pages: new titles, addresses that are kept, names that are taken over."""

import random
import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from discussions.models import Post
from discussions.posting import start_thread
from tests.elements import read
from wiki.access import find_page
from wiki.models import Page, PageName
from wiki.naming import NameTaken
from wiki.writing import create_page, revise_page


def html(page: Page) -> str:
    return "".join(part.html for part in Page.objects.get(pk=page.pk).text.parts)


def test_a_new_title_may_leave_the_address_as_it_is(
    make_page: Any, member: Any, stranger: Client
) -> None:
    rota = make_page("Rota")
    other = make_page("Rest", body="See [[Rota]] and [[Plan of the month]].")
    revise_page(rota, author=member, title="Plan of the month", keep_address=True)
    assert rota.get_absolute_url() == "/wiki/rota/"
    assert stranger.get("/wiki/rota/").status_code == 200
    assert stranger.get("/wiki/plan-of-the-month/")["Location"] == "/wiki/rota/"
    assert html(other).count('href="/wiki/rota/"') == 2
    with pytest.raises(NameTaken) as taken:
        make_page("Plan of the month")
    assert taken.value.former == ""  # it is its title: nobody takes it over


def test_a_former_name_is_taken_over_by_who_says_so(
    make_page: Any, member: Any, stranger: Client
) -> None:
    plan = make_page("Rota")
    linker = make_page("Rest", body="See [[Rota]].")
    thread = start_thread(linker, author=member, subject="Beds", body="See [[Rota]].")
    revise_page(plan, author=member, title="Plan")
    with pytest.raises(NameTaken) as taken:
        make_page("Rota")
    assert (taken.value.page, taken.value.former) == (plan, "rota")
    rota = make_page("Rota", take_over="rota")
    assert stranger.get("/wiki/rota/").context["page"] == rota
    assert 'href="/wiki/rota/"' in html(linker)
    assert 'href="/wiki/rota/"' in Post.objects.get(thread=thread).html
    revise_page(plan, author=member, title="Schedule")
    assert stranger.get("/wiki/plan/")["Location"] == "/wiki/schedule/"
    assert stranger.get("/wiki/rota/").context["page"] == rota


def test_the_name_that_a_page_has_now_is_taken_over_by_nobody(make_page: Any, member: Any) -> None:
    make_page("Rota")
    other = make_page("Rest")
    with pytest.raises(NameTaken) as taken:
        make_page("Rota", body="Another.", take_over="rota")
    assert taken.value.former == ""
    with pytest.raises(NameTaken) as taken:
        revise_page(other, author=member, title="Rota", take_over="rota")
    assert taken.value.former == ""


def test_the_form_says_which_page_had_a_name_and_asks(
    make_page: Any, client: Client, signed_in: Any, member: Any
) -> None:
    plan, rest = make_page("Rota"), make_page("Rest")
    revise_page(plan, author=member, title="Plan")
    signed_in(client, member)
    sent = {"title": "Rota", "base": "1", "do": "save"}
    for address in (f"{rest.get_absolute_url()}title/", "/wiki/new/"):
        refused = client.post(address, sent)
        said = refused.content.decode()
        assert refused.status_code == 422
        assert "The page “Plan” had this name before, and links with it lead there" in said
        assert 'name="take_over" value="rota"' in said
    again = client.post(f"{rest.get_absolute_url()}title/", sent | {"take_over": "rota"})
    assert (again.status_code, again["Location"]) == (302, "/wiki/rota/")


def test_the_form_keeps_the_address_for_who_wants_that(
    make_page: Any, client: Client, signed_in: Any, member: Any
) -> None:
    rest = make_page("Rest")
    signed_in(client, member)
    sent = {"title": "Sleep", "base": "1", "do": "save", "keep_address": "on"}
    assert client.post(f"{rest.get_absolute_url()}title/", sent)["Location"] == "/wiki/rest/"
    rest.refresh_from_db()
    assert (rest.title, rest.slug) == ("Sleep", "rest")


def test_the_whole_pages_form_keeps_the_address_too(
    make_page: Any, client: Client, signed_in: Any, member: Any
) -> None:
    rest = make_page("Rest", body="Words.")
    signed_in(client, member)
    form = f"{rest.get_absolute_url()}edit/"
    words = [
        read(client.get(address)).one("[data-differs]").text
        for address in (form, f"{rest.get_absolute_url()}title/")
    ]
    assert words[0] == words[1]
    sent = {"title": "Sleep", "body": "More words.", "tags": "", "base": "1", "do": "save"}
    assert client.post(form, sent | {"keep_address": "on"})["Location"] == "/wiki/rest/"
    again = sent | {"title": "Dreams", "base": "2"}
    assert client.post(form, again)["Location"] == "/wiki/dreams/"
    for earlier in ("rest", "sleep"):
        assert client.get(f"/wiki/{earlier}/")["Location"] == "/wiki/dreams/"
    same = again | {"body": "Other words.", "base": "3", "keep_address": "on"}
    assert client.post("/wiki/dreams/edit/", same)["Location"] == "/wiki/dreams/"


def test_an_address_is_kept_through_a_conflict(
    make_page: Any, client: Client, signed_in: Any, member: Any, author: Any
) -> None:
    rest = make_page("Rest", body="Words.")
    revise_page(rest, author=author, body="Their words.")
    signed_in(client, member)
    sent = {"title": "Sleep", "body": "My words.", "tags": "", "base": "1", "do": "save"}
    screen = read(client.post("/wiki/rest/edit/", sent | {"keep_address": "on"}), 409)
    hidden = {e["name"]: e["value"] for e in screen.all("main form input[type=hidden]")}
    decided = hidden | {"body": "My words.", "p0": "mine", "do": "decide"}
    assert client.post("/wiki/rest/edit/", decided)["Location"] == "/wiki/rest/"
    rest.refresh_from_db()
    assert (rest.title, rest.slug, rest.body) == ("Sleep", "rest", "My words.")


def test_after_a_thousand_random_renames_no_link_is_dead_and_no_old_address_leads_twice(
    author: Any, stranger: Client
) -> None:
    chance = random.Random(7)
    words = ["Rota", "Rest", "Beds", "Änderung", "Sleep well", "Night work", "C", "Dreams"]
    pages = [create_page(author=author, title=word, body="Words.") for word in words]
    for page, word in zip(pages, [*words[1:], words[0]], strict=True):
        revise_page(page, author=author, body=f"See [[{word}]].")
    start_thread(page, author=author, subject="On", body=" ".join(f"[[{w}]]" for w in words[:2]))
    renamed = taken_over = 0
    while renamed < 1_000:
        at = chance.randrange(len(pages))
        page, own = pages[at], words[at] if chance.random() < 0.8 else chance.choice(words)
        title = chance.choice([own, *(f"{own} {number}" for number in range(6))])
        keep = chance.random() < 0.2
        page.refresh_from_db()
        try:
            made = revise_page(page, author=author, title=title, keep_address=keep)
        except NameTaken as taken:
            if not taken.former:
                continue
            made = revise_page(page, author=author, title=title, take_over=taken.former)
            taken_over += 1
        renamed += made is not None
    assert taken_over > 50
    addresses = set(Page.objects.values_list("slug", flat=True))
    texts = [html(page) for page in pages] + list(Post.objects.values_list("html", flat=True))
    targets = [unquote(s) for text in texts for s in re.findall(r'href="/wiki/([^/"]+)/', text)]
    assert len(targets) == len(pages) + 2
    assert not any("missing" in text for text in texts)
    assert set(targets) <= addresses  # straight to the page, through no redirect
    for name in chance.sample(sorted(PageName.objects.values_list("slug", flat=True)), 25):
        there = find_page(author, name)
        answer = stranger.get(f"/wiki/{name}/", follow=True)
        assert (answer.status_code, answer.context["page"]) == (200, there)
        assert len(answer.redirect_chain) <= 1
