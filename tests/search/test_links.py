"""Where a page is linked from: pages, posts, reasons and notes, each with its sentence."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from challenges.challenging import answer as settle
from challenges.challenging import challenge
from challenges.models import ChallengeLink
from discussions.posting import reply, start_thread
from discussions.removing import take_down
from recommendations import criteria
from recommendations.arranging import add, add_area
from recommendations.reserving import raise_reservation
from recommendations.starring import give
from wiki.deleting import delete
from wiki.models import Page
from wiki.writing import revise_page


def lines(client: Client, page: Page, kind: str) -> list[str]:
    screen = client.get(f"{page.get_absolute_url()}links/?kind={kind}").content.decode()
    (found,) = re.findall(r'<ul class="lines mt-4">(.*?)</ul>', screen, re.DOTALL) or [""]
    return [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in found.split("<li>")[1:]]


def test_links_are_listed_by_kind_with_their_sentence(
    make_page: Any, author: Any, member: Any, stranger: Client
) -> None:
    rota = make_page("Rota")
    page = make_page("Rest", body="First. As the [[Rota]] has it.", note="Taken from [[rota]]")
    thread = start_thread(page, author=member, subject="Beds", body="Hm. See [[Rota|that]]. So.")
    item = add(add_area(page, "Nights", author=author), "Keep a bed free", author=author)
    give(item, person=member, reason="The [[Rota]] says so")
    screen = stranger.get("/wiki/rota/links/").content.decode()
    assert re.findall(r'Pages <span class="nums">(\d+)', screen) == ["1"]
    assert lines(stranger, rota, "pages") == ["Rest As the Rota has it."]
    (post,) = lines(stranger, rota, "threads")
    assert post.startswith(f"{thread.subject} post 1 by ben")
    assert post.endswith("See that.")
    (reason,) = lines(stranger, rota, "recommendations")
    assert reason == f"{item.ref} Keep a bed free in the reason of a star The Rota says so"
    (note,) = lines(stranger, rota, "notes")
    assert note.startswith("Update 1 of Rest by amara")
    assert note.endswith("Taken from rota")


def test_what_is_said_of_a_challenge_is_listed_until_its_page_is_deleted(
    make_page: Any, author: Any, member: Any, moderator: Any, stranger: Client
) -> None:
    rota, page = make_page("Rota"), make_page("Rest")
    item = add(add_area(page, "Nights", author=author), "Keep a bed free", author=author)
    made = challenge(page, author=member, wrong="None is. See [[Rota|there]].", about=item)
    (line,) = lines(stranger, rota, "challenges")
    assert line.startswith("“Keep a bed free” challenged by ben")
    assert line.endswith("See there.")
    settle(made, by=author, update=page.changesets.first(), text="In [[Rota]] one is")
    assert len(ChallengeLink.objects.to(rota)) == 2
    assert len(lines(stranger, rota, "challenges")) == 1, "one line a challenge"
    delete(page, by=moderator, reason="Nobody needs it")
    assert lines(stranger, rota, "challenges") == []


def test_a_post_that_was_taken_down_links_nowhere(
    make_page: Any, member: Any, stranger: Client
) -> None:
    rota, page = make_page("Rota"), make_page("Rest")
    post = start_thread(page, author=member, subject="Beds", body="See [[Rota]].").posts.get()
    take_down(post, author=member)
    assert lines(stranger, rota, "threads") == []


def test_a_reason_that_is_kept_from_a_reader_is_not_told_here_either(
    make_page: Any, author: Any, member: Any, stranger: Client, client: Client, signed_in: Any
) -> None:
    rota, page = make_page("Rota"), make_page("Rest")
    item = add(add_area(page, "Nights", author=author), "Keep a bed free", author=author)
    give(item, person=member, reason="The [[Rota]] says so", note="As in [[Rota]]")
    raise_reservation(item, person=author, reason="The [[Rota]] does not")
    criteria.define(page, [], author=author, hide_tally=True)
    assert len(lines(stranger, rota, "recommendations")) == 1
    assert "does not" in lines(stranger, rota, "recommendations")[0]
    assert lines(stranger, rota, "notes") == []
    signed_in(client, member)
    assert len(lines(client, rota, "notes")) == 1


@pytest.mark.parametrize("kind", ["pages", "threads", "recommendations", "notes"])
def test_the_list_asks_as_often_for_many_links_as_for_one(
    kind: str, make_page: Any, author: Any, new_person: Any, stranger: Client
) -> None:
    rota, page = make_page("Rota"), make_page("Rest")
    area = add_area(page, "Nights", author=author)

    def write(number: int) -> None:
        make_page(f"Page of {number}", body="See [[Rota]].", note="From [[Rota]]")
        start_thread(page, author=author, subject=f"{number}", body="See [[Rota]].")
        item = add(area, f"Bed {number}", author=author)
        give(item, person=author, reason="[[Rota]]")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            stranger.get(f"{rota.get_absolute_url()}links/?kind={kind}")
        return len(queries)

    write(0)
    asked()
    one = asked()
    for number in range(1, 5):
        write(number)
    assert asked() == one <= 9


def test_long_lists_of_links_come_in_parts(
    make_page: Any, author: Any, stranger: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr("search.views.PAGE_SIZE", 3)
    make_page("Rota")
    for number in range(4):
        make_page(f"Linking {number}", body="See [[Rota]].")
    first = stranger.get("/wiki/rota/links/").content.decode()
    second = stranger.get("/wiki/rota/links/?kind=pages&page=2").content.decode()
    assert "Part 1 of 2" in first
    assert "Linking 2" in first
    assert "Linking 3" not in first
    assert "Linking 3" in second


def test_a_post_marks_a_page_as_missing_until_it_is_written(
    make_page: Any, member: Any, stranger: Client
) -> None:
    page = make_page("Rest")
    thread = start_thread(page, author=member, subject="Beds", body="See [[Sleep]].")
    answer = reply(thread, author=member, body="I mean [[sleep#At day|by day]].")
    assert 'class="missing"' in stranger.get(thread.get_absolute_url()).content.decode()
    sleep = make_page("Sleep")
    screen = stranger.get(thread.get_absolute_url()).content.decode()
    assert 'class="missing"' not in screen
    assert 'href="/wiki/sleep/#t-at-day"' in screen
    revise_page(sleep, author=member, title="Dreams")
    screen = stranger.get(thread.get_absolute_url()).content.decode()
    assert screen.count('href="/wiki/dreams/') == 2
    assert 'href="/wiki/sleep/' not in screen
    answer.refresh_from_db()
    assert answer.edited_at is None
