"""500 random moments of random stories are what a replay of the log up to then gives."""

import datetime
import random
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from discussions import acting, posting, regrouping, removing
from discussions.acting import Overtaken
from discussions.models import Post, PostMove, Thread, ThreadAct
from discussions.moments import read_at, threads_at
from discussions.undoing import undo
from recommendations import arranging, merging, starring
from recommendations.models import Area, Criterion, Recommendation, Star
from tests.updates.test_moments import Snapshot, Story, as_it_stood
from updates import moments
from wiki.models import Page
from wiki.pasts import texts_written

MODELS = (Page, Area, Criterion, Recommendation, Star)
STEPS, MOMENTS = 16, 100
REFUSED = (
    *(starring.Removed, starring.NoCriterion, starring.ReasonNeeded),
    *(merging.NotPossible, arranging.Succeeded),
)


def discuss(story: Story, threads: list[Thread]) -> None:
    """Somebody starts a thread, replies, edits a post of theirs or takes it down."""
    story.now += datetime.timedelta(minutes=story.die.randint(1, 300))
    who, at, words = story.die.choice(story.people), story.now, f"{story.words()} {story.now}"
    items = list(Recommendation.objects.filter(page=story.page))
    deed = story.die.choice(("start", "reply", "reply", "edit", "edit", "take down"))
    if deed == "start" or not threads:
        about = story.die.choice([None, *items])
        start = {"author": who, "subject": words, "body": words, "recommendation": about, "at": at}
        threads.append(posting.start_thread(story.page, **start))
        return
    thread = story.die.choice(threads)
    post = story.die.choice(list(Post.objects.filter(thread=thread, removed_at=None)) or [None])
    if post is None:
        return
    if deed == "reply":
        posting.reply(thread, author=who, body=words, to=post.number, at=at)
    elif deed == "edit":
        posting.edit_post(post, author=post.author, body=words, at=at)
    elif story.die.random() < 0.3:
        removing.take_down(post, author=post.author, at=at)


def look_after(story: Story, threads: list[Thread], other: Page) -> None:
    """Somebody splits a branch off, merges two threads, moves one, or undoes what was done."""
    story.now += datetime.timedelta(minutes=story.die.randint(1, 300))
    who, at, die = story.people[0], story.now, story.die
    standing = [one for one in threads if Thread.objects.standing().filter(pk=one.pk).exists()]
    replies = list(Post.objects.filter(number__gt=1))
    acts = list(ThreadAct.objects.filter(undone_at=None))
    deed = die.choice(("split", "merge", "move", "undo", "undo"))
    try:
        if deed == "split" and replies:
            given = {"by": who, "subject": story.words(), "reason": "So", "at": at}
            act = regrouping.split_off(die.choice(replies), **given)
            assert act.other is not None
            threads.append(act.other)
        elif deed == "merge" and len(standing) > 1:
            one, into = die.sample(standing, 2)
            regrouping.merge(one, into=into, by=who, reason="So", at=at)
        elif deed == "move" and standing:
            page = die.choice((story.page, other))
            acting.move(die.choice(standing), page=page, by=who, reason="So", at=at)
        elif deed == "undo" and acts:
            undo(die.choice(acts), by=who, at=at)
    except Overtaken:
        return


class Log:
    """Every event of a page and its threads in order; read from its beginning up to a moment."""

    def __init__(self) -> None:
        self.rows = [
            (row.changeset.created_at, model, row)
            for model in MODELS
            for row in model.history.select_related("changeset").order_by("history_id")
        ]
        self.posts = [
            (max(filter(None, (row.created_at, row.edited_at, row.removed_at))), row)
            for row in Post.history.order_by("history_id")
        ]
        self.texts = {
            pk: text
            for pk, (_, text) in texts_written(
                row.changeset_id for _, model, row in self.rows if model is Page
            ).items()
        }
        self.moves = list(PostMove.objects.order_by("pk"))
        self.acts = list(ThreadAct.objects.filter(kind="moved").order_by("pk"))
        self.gone = set(Post.objects.exclude(removed_at=None).values_list("pk", flat=True))

    def replay(self, until: datetime.datetime) -> dict[Any, dict[int, Any]]:
        state: dict[Any, dict[int, Any]] = {model: {} for model in MODELS}
        for at, model, row in self.rows:
            if at <= until and row.history_type == "-":
                state[model].pop(row.id)
            elif at <= until:
                if model is Page:
                    before = state[Page].get(row.id)
                    row.body = self.texts.get(row.changeset_id, before and before.body)
                state[model][row.id] = row
        return state

    def posts_of(self, thread: Thread, until: datetime.datetime) -> list[tuple[int, str]]:
        """The number and words of each post, in the order of numbers; none of those taken down."""
        state: dict[int, Any] = {}
        places: dict[int, tuple[int, int]] = {}
        for at, row in self.posts:
            if at <= until:
                state[row.id] = row
                places.setdefault(row.id, (row.thread_id, row.number))
        for move in self.moves:
            if move.at <= until:
                places[move.post_id] = (move.thread_to_id, move.number_to)
        here = sorted((n, pk) for pk, (where, n) in places.items() if where == thread.pk)
        return [(n, "" if pk in self.gone else state[pk].body) for n, pk in here]

    def page_of(self, thread: Thread, page: Page, until: datetime.datetime) -> int:
        """Beside which page a thread stood that began beside `page`."""
        found = page.pk
        events = [(act.at, act.page_to_id, act) for act in self.acts]
        events += [(act.undone_at, act.page_from_id, act) for act in self.acts if act.undone_at]
        for at, where, act in sorted(events, key=lambda event: event[0]):
            if at <= until and act.thread_id == thread.pk and where is not None:
                found = where
        return found


def replayed(page: Page, state: dict[Any, dict[int, Any]]) -> Snapshot:
    """What a moment holds, from the rows that a replay left."""
    (now,) = (row for row in state[Page].values() if row.id == page.pk)
    areas = [row for row in state[Area].values() if not row.is_removed]
    areas.sort(key=lambda row: (row.position, row.id))
    criteria = [row for row in state[Criterion].values() if not row.is_removed]
    criteria.sort(key=lambda row: (row.position, row.id))
    items = {row.id: row for row in state[Recommendation].values() if not row.is_removed}
    stars = [row for row in state[Star].values() if row.recommendation_id in items]
    on_now, reasons, every = Counter[int](), Counter[int](), Counter[int]()
    for star in stars:
        every[star.recommendation_id] += 1
        if star.wording_number == items[star.recommendation_id].wording_number:
            on_now[star.recommendation_id] += 1
            reasons[star.recommendation_id] += bool(star.reason)
    order = [
        row.id
        for area in areas
        for row in sorted(items.values(), key=lambda row: (row.position, row.id))
        if row.area_id == area.id
    ]
    return {
        "texts": (now.title, now.body, now.tags),
        "rules": (now.stars_need_reason, now.hides_tally),
        "criteria": [(row.id, row.name, row.meaning) for row in criteria],
        "areas": [(row.id, row.title, row.position) for row in areas],
        "recommendations": sorted(
            (r.id, r.area_id, r.position, r.wording, r.wording_number, r.status, r.status_note)
            for r in items.values()
        ),
        "stars": sorted(
            (
                *(s.criterion_id or 0, s.recommendation_id, s.person_id, s.wording),
                *(s.wording_number, s.reason, s.given_at),
            )
            for s in stars
        ),
        "order": order,
        "counts": sorted(
            (pk, on_now[pk], every[pk] - on_now[pk], reasons[pk]) for pk in set(order)
        ),
    }


def said(thread: Thread, until: datetime.datetime) -> list[tuple[int, str]]:
    """What the thread's screen shows of each post."""
    shown = read_at(thread, AnonymousUser(), until)
    rows = [row for row in (shown.first, *shown.rows) if row]
    rows.sort(key=lambda row: row.number)
    found = []
    for row in rows:
        words = row.html.removeprefix("<p>").strip().removesuffix("</p>")
        found.append((row.number, "" if row.removed_at else words))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_a_moment_is_what_a_replay_of_the_log_gives(
    make_page: Any, author: Any, member: Any, listener: Any, seed: int
) -> None:
    begun = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    page = make_page("Night work", body="How it began.", tags="shifts", at=begun)
    other = make_page("Rota", at=begun)
    story, threads = Story(seed, page, [author, member, listener]), []
    for _ in range(STEPS):
        discuss(story, threads)
        discuss(story, threads)
        look_after(story, threads, other)
        try:
            story.step()
        except REFUSED:
            continue
    log, die = Log(), random.Random(seed)
    homes = {one.pk: one.page for one in threads}
    for _ in range(MOMENTS):
        until = begun + (story.now - begun) * die.random()
        update = moments.update_until(page, until, author)
        assert update is not None
        assert as_it_stood(page, update) == replayed(page, log.replay(until)), until
        there = threads_at(page, moments.at(page, update).here, until)
        assert {one.pk for one in there} == {
            one.pk
            for one in threads
            if log.posts_of(one, until) and log.page_of(one, homes[one.pk], until) == page.pk
        }
        thread = die.choice(threads)
        posts = log.posts_of(thread, until)
        if posts:
            assert said(thread, until) == posts, until
