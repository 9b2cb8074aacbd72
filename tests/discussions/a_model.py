"""Threads as plain dictionaries: what replies, splits, merges and moves should leave."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser

from discussions import acting, reading, regrouping
from discussions.acting import Overtaken
from discussions.models import MAX_DEPTH, Post, Thread, ThreadAct
from discussions.posting import edit_post, reply, start_thread
from discussions.removing import take_down
from discussions.undoing import undo


@dataclass
class Said:
    """A post: where it stands, and which post it answers there."""

    thread: int
    number: int
    answers: int | None
    body: str
    time: int
    gone: bool = False
    acts: list[int] = field(default_factory=list)  # the standing ones that took it along


@dataclass
class Deed:
    """A split or a merge, with where each post was before."""

    source: int
    target: int
    top: int
    before: dict[int, tuple[int, int | None]]


@dataclass
class Model:
    posts: dict[int, Said] = field(default_factory=dict)
    made: dict[int, int] = field(default_factory=dict)
    pages: dict[int, int] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)
    deeds: dict[int, Deed] = field(default_factory=dict)

    def of(self, thread: int) -> dict[int, int]:
        """The posts of a thread by number."""
        return {one.number: pk for pk, one in self.posts.items() if one.thread == thread}

    def follow(self, tops: set[int]) -> set[int]:
        """The posts, and all that answer them where they stand."""
        found = set(tops)
        while True:
            more = {pk for pk, one in self.posts.items() if one.answers in found} - found
            if not more:
                return found
            found |= more

    def number(self, posts: set[int], thread: int) -> None:
        """Let posts come to a thread with new numbers: by time, none before what it answers."""
        left = set(posts)
        while left:
            free = [pk for pk in left if self.posts[pk].answers not in left]
            pk = min(free, key=lambda pk: (self.posts[pk].time, self.posts[pk].number))
            left.remove(pk)
            self.made[thread] = self.made.get(thread, 0) + 1
            self.posts[pk].thread, self.posts[pk].number = thread, self.made[thread]

    def go(self, act: int, source: int, target: int, top: int, answers: int | None) -> None:
        going = self.follow({top})
        before = {pk: (self.posts[pk].number, self.posts[pk].answers) for pk in going}
        self.deeds[act] = Deed(source, target, top, before)
        self.posts[top].answers = answers
        self.number(going, target)
        for pk in going:
            self.posts[pk].acts.append(act)

    def may_undo(self, act: int) -> bool:
        deed = self.deeds[act]
        every = [self.posts[pk] for pk in deed.before]
        if any(one.acts[-1:] != [act] for one in every):
            return False
        going = self.follow(set(deed.before))
        if any(self.posts[pk].acts[-1:] != [act] for pk in going if self.posts[pk].acts):
            return False
        answered = deed.before[deed.top][1]
        return answered is None or self.posts[answered].thread == deed.source

    def put_back(self, act: int) -> None:
        deed = self.deeds.pop(act)
        going = self.follow(set(deed.before))
        for pk, (number, answers) in deed.before.items():
            one = self.posts[pk]
            one.thread, one.number, one.answers = deed.source, number, answers
            one.acts.remove(act)
        self.number(going - set(deed.before), deed.source)

    def outline(self, thread: int) -> list[tuple[int, int, int | None, str]]:
        """Number, depth, what it answers and words of each post, in the order of reading."""
        here = self.of(thread)
        below: dict[int, list[int]] = {}
        depths: dict[int, int] = {}
        above: dict[int, int] = {}
        for number in sorted(here):
            answered = self.posts[here[number]].answers
            if answered is None:
                depths[number] = 0
                continue
            over = self.posts[answered].number
            if depths[over] == MAX_DEPTH:
                over = above[over]
            above[number], depths[number] = over, depths[over] + 1
            below.setdefault(over, []).append(number)
        found, todo = [], [1] if here else []
        while todo:
            number = todo.pop()
            one = self.posts[here[number]]
            answers = None if one.answers is None else self.posts[one.answers].number
            found.append((number, depths[number], answers, "" if one.gone else one.body))
            todo += reversed(below.get(number, []))
        return found


class Story:
    """One deed after another, done to the product and to the model, as a seeded die says."""

    def __init__(self, seed: int, pages: list[Any], people: list[Any]) -> None:
        self.die, self.pages, self.people = random.Random(seed), pages, people
        self.model, self.words, self.seed = Model(), 0, seed

    def adopt(self, thread: Thread) -> None:
        """Know a thread that there is."""
        rows = {post.number: post for post in Post.objects.filter(thread=thread)}
        for number, post in sorted(rows.items()):
            answered = rows[post.answers].pk if post.answers else None
            self.model.posts[post.pk] = Said(thread.pk, number, answered, post.body, self.tick())
        self.model.made[thread.pk] = max(rows)
        self.model.pages[thread.pk] = thread.page_id

    def tick(self) -> int:
        self.words += 1
        return self.words

    def something(self) -> str:
        return f"Words {self.tick()} of {self.seed}"

    @property
    def standing(self) -> list[int]:
        return [pk for pk in self.model.made if pk not in self.model.into]

    def start(self) -> None:
        words = self.something()
        page, who = self.die.choice(self.pages), self.die.choice(self.people)
        thread = start_thread(page, author=who, subject=words, body=words)
        post = thread.posts.get()
        self.model.posts[post.pk] = Said(thread.pk, 1, None, words, self.tick())
        self.model.made[thread.pk], self.model.pages[thread.pk] = 1, page.pk

    def answer(self) -> None:
        """Answer a post, now and then by where it stood before."""
        choices = [pk for pk, one in self.model.posts.items() if not one.gone or one.number == 1]
        target = self.die.choice(choices[-8:] if self.die.random() < 0.7 else choices)
        one = self.model.posts[target]
        thread, number, words = one.thread, one.number, self.something()
        if one.acts and self.die.random() < 0.5:
            deed = self.model.deeds[one.acts[-1]]
            thread, number = deed.source, deed.before[target][0]
        if one.gone:
            thread, number = one.thread, one.number
        post = reply(
            Thread.objects.get(pk=thread),
            author=self.die.choice(self.people),
            body=words,
            to=number,
        )
        self.model.made[one.thread] += 1
        made = self.model.made[one.thread]
        self.model.posts[post.pk] = Said(one.thread, made, target, words, self.tick())

    def change(self) -> None:
        pk = self.die.choice(list(self.model.posts))
        post, one = Post.objects.get(pk=pk), self.model.posts[pk]
        if one.gone:
            return
        if self.die.random() < 0.5:
            one.body = self.something()
            edit_post(post, author=post.author, body=one.body)
        else:
            one.gone = True
            take_down(post, author=post.author)

    def split(self) -> None:
        replies = [pk for pk, one in self.model.posts.items() if one.number > 1]
        if not replies:
            return
        pk = self.die.choice(replies)
        one = self.model.posts[pk]
        source = one.thread
        act = regrouping.split_off(
            Post.objects.get(pk=pk), by=self.people[0], subject=f"Split {pk}", reason="So"
        )
        target = act.other_id or 0
        self.model.pages[target] = self.model.pages[source]
        self.model.go(act.pk, source, target, pk, None)

    def merge(self) -> None:
        if len(self.standing) < 2:
            return
        source, target = self.die.sample(self.standing, 2)
        act = regrouping.merge(
            Thread.objects.get(pk=source),
            into=Thread.objects.get(pk=target),
            by=self.people[0],
            reason="Same",
        )
        opening, first = self.model.of(source)[1], self.model.of(target)[1]
        self.model.go(act.pk, source, target, opening, first)
        self.model.into[source] = target

    def move(self) -> None:
        thread, page = self.die.choice(self.standing), self.die.choice(self.pages)
        if self.model.pages[thread] != page.pk:
            acting.move(Thread.objects.get(pk=thread), page=page, by=self.people[0], reason="There")
            self.model.pages[thread] = page.pk

    def undo(self) -> None:
        """Undo a split or a merge, or be told that something else has to be undone first."""
        if not self.model.deeds:
            return
        pk = self.die.choice(list(self.model.deeds))
        act, deed = ThreadAct.objects.get(pk=pk), self.model.deeds[pk]
        if not self.model.may_undo(pk):
            try:
                undo(act, by=self.people[0])
            except Overtaken:
                return
            raise AssertionError("posts that went on elsewhere were put back")
        undo(act, by=self.people[0])
        self.model.put_back(pk)
        if act.kind == ThreadAct.Kind.SPLIT:
            self.model.into[deed.target] = deed.source
        else:
            del self.model.into[deed.source]

    @property
    def deeds(self) -> list[Callable[[], None]]:
        many = [self.answer] * 6 + [self.split] * 3 + [self.merge] * 3 + [self.undo] * 4
        return [*many, self.start, self.change, self.move]

    def step(self) -> None:
        self.die.choice(self.deeds)()


def outline(thread: int) -> list[tuple[int, int, int | None, str]]:
    """What the thread's screen shows, as Model.outline says it."""
    shown = reading.read(Thread.objects.get(pk=thread), AnonymousUser())
    rows = [row for row in (shown.first, *shown.rows) if row]
    bodies = dict(Post.objects.filter(thread=thread).values_list("pk", "body"))
    return [
        (row.number, row.depth, row.answers, "" if row.removed_at else bodies[row.pk])
        for row in rows
    ]
