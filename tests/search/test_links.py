"""Where a page is linked from: pages, posts, reasons and notes, each with its sentence."""

import random
import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.models import Post, PostLink
from discussions.posting import edit_post, reply, start_thread, take_down
from markup.oneline import page_links
from markup.render import render_page, render_post
from recommendations import criteria
from recommendations.arranging import add, add_area
from recommendations.models import ReasonLink, Reservation, Star
from recommendations.reserving import raise_reservation, withdraw
from recommendations.starring import explain, give, take_back
from wiki.deleting import delete, undelete
from wiki.linking import known_pages, slug_of
from wiki.models import Changeset, NoteLink, Page, PageLink, PageName
from wiki.naming import NameTaken
from wiki.writing import create_page, revise_page


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


# The tables against a scan of all texts --------------------------------------------------------

TITLES = ["Rota", "Rest", "Night work", "C", "Beds", "Änderung", "Sleep well", "R1", "Dreams"]
SENTENCES = [
    "See [[{}]].",
    "One. As in [[{}|that text]], so here. Two.",
    "`[[{}]]` is code.",
    "- [[{}#Why]]\n- and [[{}]] again",
    "Nothing of the kind.",
    "```\n[[{}]]\n```\n\nBut [[{}]] is.",
]


class Chance:
    """A small site on which anything may happen next, the same for the same seed."""

    def __init__(self, people: list[Any], moderator: Any, seed: int) -> None:
        self.random = random.Random(seed)
        self.people, self.moderator = people, moderator
        pages = [
            create_page(author=people[0], title=title, body="At first.") for title in TITLES[:4]
        ]
        self.home = pages[0]
        area = add_area(self.home, "Nights", author=people[0])
        self.items = [add(area, f"Bed {number}", author=people[0]) for number in range(3)]
        self.thread = start_thread(self.home, author=people[0], subject="On", body="So.")
        self.deeds = [self.edit, self.rename, self.write, self.say, self.say_anew, self.take_down]
        self.deeds += [self.star, self.unstar, self.explain, self.reserve, self.withdraw]
        self.deeds += [self.delete, self.undelete]

    def text(self) -> str:
        chosen = self.random.choice(SENTENCES)
        return chosen.replace("{}", self.random.choice(TITLES))

    def plain(self) -> str:
        return " ".join(self.text().split())[:120]

    def step(self) -> None:
        self.random.choice(self.deeds)()

    def page(self) -> Page:
        standing = Page.objects.visible_to(None).order_by("pk")
        return standing[self.random.randrange(len(standing))]

    def edit(self) -> None:
        body = f"{self.text()}\n\n{self.text()}"
        revise_page(self.page(), author=self.people[0], body=body, note=self.plain())

    def rename(self) -> None:
        page, title = self.page(), self.random.choice(TITLES)
        try:
            revise_page(page, author=self.people[0], title=title, note=self.plain())
        except NameTaken:
            revise_page(page, author=self.people[0], title=f"{title} {self.random.random()}")

    def write(self) -> None:
        try:
            self.begin(self.random.choice(TITLES))
        except NameTaken as taken:
            self.begin(taken.former, take_over=taken.former) if taken.former else self.edit()

    def begin(self, title: str, **more: str) -> None:
        create_page(author=self.people[0], title=title, body=self.text(), **more)

    def delete(self) -> None:
        page = self.page()
        if page.pk != self.home.pk:  # where people star and talk all the time
            delete(page, by=self.moderator, reason=self.plain())

    def undelete(self) -> None:
        if page := Page.objects.deleted().order_by("deleted_at").first():
            undelete(page, by=self.moderator, reason=self.plain())

    def say(self) -> None:
        reply(self.thread, author=self.random.choice(self.people), body=self.text())

    def post(self) -> Post | None:
        posts = Post.objects.filter(number__gt=1, removed_at__isnull=True).order_by("pk")
        return self.random.choice(list(posts)) if posts else None

    def say_anew(self) -> None:
        if post := self.post():
            edit_post(post, author=post.author, body=self.text())

    def take_down(self) -> None:
        if post := self.post():
            take_down(post, author=post.author)

    def star(self) -> None:
        give(
            self.random.choice(self.items),
            person=self.random.choice(self.people),
            reason=self.plain(),
        )

    def unstar(self) -> None:
        take_back(self.random.choice(self.items), person=self.random.choice(self.people))

    def explain(self) -> None:
        star = Star.objects.order_by("pk").first()
        if star:
            explain(star.recommendation, person=star.person, reason=self.plain())

    def reserve(self) -> None:
        item, person = self.random.choice(self.items), self.random.choice(self.people)
        raise_reservation(item, person=person, reason=self.text())

    def withdraw(self) -> None:
        open_ones = Reservation.objects.open().order_by("pk")
        if one := open_ones.first():
            withdraw(one.recommendation, person=one.person)


def in_the_tables() -> Counter[Any]:
    found: Counter[Any] = Counter()
    for link in PageLink.objects.all():
        found["page", link.source_id, link.target_slug, link.sentence, link.is_missing] += 1
    for post in PostLink.objects.all():
        found["post", post.source_id, post.target_slug, post.sentence, post.is_missing] += 1
    for reason in ReasonLink.objects.all():
        owner = ("star", reason.star_id) if reason.star_id else ("held", reason.reservation_id)
        found[owner, reason.source_id, reason.target_slug, reason.sentence] += 1
    for note in NoteLink.objects.all():
        found["note", note.source_id, note.target_slug, note.sentence] += 1
    return found


def in_the_texts() -> Counter[Any]:
    known = known_pages(TITLES)
    found: Counter[Any] = Counter()
    for page in Page.objects.all():
        for link in render_page(page.body, known).links:
            missing = link.title not in known
            found["page", page.pk, slug_of(link.title), link.sentence, missing] += 1
    for post in Post.objects.standing():
        for link in render_post(post.body, known, "p-").links:
            missing = link.title not in known
            found["post", post.pk, slug_of(link.title), link.sentence, missing] += 1
    for star in Star.objects.all():
        for link in page_links(star.reason, known):
            owner = ("star", star.pk), star.recommendation_id
            found[*owner, slug_of(link.title), link.sentence] += 1
    for held in Reservation.objects.all():
        for link in page_links(held.reason, known):
            owner = ("held", held.pk), held.recommendation_id
            found[*owner, slug_of(link.title), link.sentence] += 1
    for update in Changeset.objects.all():
        for link in page_links(update.note, known):
            found["note", update.pk, slug_of(link.title), link.sentence] += 1
    return found


def test_after_a_thousand_random_deeds_the_tables_hold_what_the_texts_say(
    new_person: Any, moderator: Any
) -> None:
    site = Chance([new_person(name) for name in ("ines", "kofi", "wren")], moderator, seed=4)
    for _ in range(1_000):
        site.step()
    assert in_the_tables() == in_the_texts()
    assert PageName.objects.count() > len(TITLES)  # renames did happen
    deletions = [row for row in Changeset.objects.all() if "deleted" in row.counts]
    assert len(deletions) > 20
    for link_table in (PageLink, PostLink, ReasonLink, NoteLink):
        assert link_table.objects.exists()
