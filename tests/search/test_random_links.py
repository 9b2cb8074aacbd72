"""After any deeds at all, the tables of links hold what a scan of all texts finds."""

import random
from collections import Counter
from typing import Any

from challenges.challenging import answer as settle
from challenges.challenging import challenge, reopen
from challenges.models import Challenge, ChallengeLink, Turn
from discussions.models import Post, PostLink
from discussions.posting import edit_post, reply, start_thread
from discussions.removing import take_down
from markup.oneline import page_links
from markup.render import render_page, render_post
from questions.asking import Answer, answer, ask
from questions.models import Question, QuestionLink
from recommendations.arranging import add, add_area
from recommendations.models import ReasonLink, Reservation, Star
from recommendations.reserving import raise_reservation, withdraw
from recommendations.starring import explain, give, take_back
from wiki.deleting import delete, undelete
from wiki.hiding import hide
from wiki.linking import known_pages, slug_of
from wiki.models import Changeset, NoteCorrection, NoteLink, Page, PageLink, PageName
from wiki.naming import NameTaken
from wiki.noting import correct_note
from wiki.writing import create_page, revise_page

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
        self.deeds += [self.challenge, self.settle, self.challenge_again]
        self.deeds += [self.delete, self.undelete, self.ask, self.answer, self.correct, self.hide]

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

    def ask(self) -> None:
        ask(self.page(), author=self.random.choice(self.people), text=self.plain())

    def answer(self) -> None:
        standing = Question.objects.visible_to(None).order_by("pk")
        if standing:
            question = self.random.choice(list(standing))
            answer(question, author=self.people[0], given=Answer(self.text()))

    def update(self) -> Changeset:
        """One that somebody made of the home page."""
        return self.random.choice(list(self.home.changesets.filter(author__in=self.people)))

    def correct(self) -> None:
        update = self.update()
        if not update.note_is_hidden:
            correct_note(update, by=update.author, note=self.plain())

    def hide(self) -> None:
        update = self.update()
        if update.note:
            hide(update, by=self.moderator, reason="It told too much", text=False, note=True)

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

    def challenge(self) -> None:
        item = self.random.choice(self.items)
        challenge(self.home, author=self.people[0], wrong=self.text(), about=item)

    def settle(self) -> None:
        if one := Challenge.objects.open().order_by("pk").first():
            update = self.home.changesets.order_by("-number")[0]
            settle(one, by=self.people[1], update=update, text=self.plain())

    def challenge_again(self) -> None:
        if one := Challenge.objects.filter(state="answered").order_by("pk").first():
            reopen(one, by=one.author, text=self.plain())

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
    for asked in QuestionLink.objects.all():
        found["asked", asked.source_id, asked.target_slug, asked.sentence] += 1
    for said in ChallengeLink.objects.all():
        owner = ("challenge", said.turn_id)
        found[owner, said.source_id, said.target_slug, said.sentence] += 1
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
    for question in Question.objects.all():
        for link in page_links(f"{question.text}\n{question.answer}", known):
            found["asked", question.pk, slug_of(link.title), link.sentence] += 1
    said = [(None, one.pk, one.wrong) for one in Challenge.objects.all()]
    said += [(turn.pk, turn.challenge_id, turn.text) for turn in Turn.objects.all()]
    for turn, pk, text in said:
        for link in page_links(text, known):
            found[("challenge", turn), pk, slug_of(link.title), link.sentence] += 1
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
    assert Changeset.objects.filter(note_is_hidden=True).exists()
    assert NoteCorrection.objects.exists()
    for link_table in (PageLink, PostLink, ReasonLink, QuestionLink, ChallengeLink, NoteLink):
        assert link_table.objects.exists()
