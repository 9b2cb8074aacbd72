"""Replies filled into skeletons are, byte for byte, what their templates render."""

import datetime
import random
from collections.abc import Callable
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Engine
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.models import Post, Thread
from discussions.ordering import View
from discussions.reading import Row, read
from discussions.removing import take_down
from discussions.rows import Rows, skeleton_of
from discussions.valuing import answer
from tests.recommendations.test_rows import TYPES, Chance

DAYS = [timezone.now() - datetime.timedelta(days=400 * n, minutes=7 * n) for n in range(5)]
FEW = {"answer": [None, True, False], "closes": [(), (True,), (False, True, True)]}
DRAWN = TYPES | {type(DAYS[0]): DAYS, type(DAYS[0]) | None: [None, *DAYS]}
LIST = ("is_first", "deeper", "closes")


def template(name: str) -> Any:
    return get_template(f"discussions/{name}.html").template


class Thrown(Chance):
    def post(self) -> Row:
        """One with anything in every field that it has, or will have."""
        drawn = {
            field.name: self.choice(FEW.get(field.name) or DRAWN[field.type])
            for field in fields(Row)
            if field.name != "moved"
        }
        given = {"pk": self.choice([1, 2, 17, 10**17]), "number": self.choice([2, 3, 10**6])}
        return Row(**drawn | given | {"html": self.choice(["", "<p>50% &amp; %s</p>"])})

    def page(self) -> Context:
        user = SimpleNamespace(pk=self.choice([1, 2, 11]), is_authenticated=self.random() < 0.7)
        user.moderates = user.is_authenticated and self.random() < 0.3
        return Context(
            {
                "user": user,
                "csrf_token": self.choice(["abc", "x&y"]),
                "thread": SimpleNamespace(pk=8, locked_at=self.choice([None, DAYS[0]])),
                "view": View(order=self.choice(["", "newest"]), is_whole=self.random() < 0.5),
            }
        )


def looped(rows: list[Row], page: Context) -> str:
    found = ""
    for place, row in enumerate(rows):
        given = {"is_first": place == 0, "deeper": row.deeper, "closes": row.closes, "row": row}
        with page.push(**given):
            found += template("_between").render(page) + template("_reply").render(page)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_reply_is_what_its_template_makes_of_it(seed: int) -> None:
    chance = Thrown(seed)
    for _ in range(15):
        rows, page = [chance.post() for _ in range(9)], chance.page()
        filled = Rows(template("_reply"), template("_between"), page).html(rows)
        assert filled == looped(rows, page)


def test_what_a_skeleton_does_not_know_of_the_page_leaves_the_row_to_its_template() -> None:
    one = Engine().from_string("{{ row.pk }}{% if thread.mood %}, {{ thread.mood }}{% endif %}")
    for mood in ("", "glad", "sad"):
        page = Thrown(1).page()
        page["thread"].mood = mood
        rows = [Thrown(seed).post() for seed in range(5)]
        told = [f"{row.pk}, {mood}" if mood else f"{row.pk}" for row in rows]
        empty = Engine().from_string("")
        assert Rows(one, empty, page).html(rows) == "".join(told)


def test_the_replies_of_a_real_thread_are_filled_in(
    grown: Callable[..., Thread], listener: Any, author: Any, client: Client, signed_in: Any
) -> None:
    """Whoever reads it: no post of an ordinary thread is left to the template itself."""
    thread = grown(120)
    posts = list(Post.objects.filter(thread=thread))
    for post in random.Random(1).sample(posts, k=20):
        answer(post, person=listener, given=True)
    take_down(posts[7], author=posts[7].author)
    signed_in(client, listener)
    for reader in (None, listener, author):
        client.logout()
        if reader:
            signed_in(client, reader)
        client.get(thread.get_absolute_url())
        made = skeleton_of.cache_info()
        client.get(thread.get_absolute_url())
        used = skeleton_of.cache_info()
        assert used.misses == made.misses
        assert used.hits - made.hits == 119


def test_the_whole_thread_asks_the_database_as_often_at_any_length_and_depth(
    thread: Thread, grown: Callable[..., Thread], listener: Any, client: Client, signed_in: Any
) -> None:
    signed_in(client, listener)
    address = f"/discussion/{thread.pk}/?posts=all"
    asked = []
    for posts, levels in ((20, 1), (1_000, 1), (1_000, 50)):
        Post.objects.filter(thread=thread, number__gt=1).delete()
        grown(posts, answers=lambda n, levels=levels: 1 if (n - 2) % levels == 0 else n - 1)
        client.get(address)  # notes how far it was read
        with CaptureQueriesContext(connection) as seen:
            page = client.get(address)
        assert page.content.count(b'<article class="reply') == posts
        asked.append(len(seen))
    assert asked[0] == asked[1] == asked[2] <= 10


def test_depth_and_folds_are_told_of_each_row(thread: Thread, say: Any, listener: Any) -> None:
    a, b, c, d = say(1), say(2), say(2), say(1)
    rows = {row.pk: row for row in read(thread, listener).rows}
    assert [rows[post.pk].depth for post in (a, b, c, d)] == [1, 2, 2, 1]
    assert [rows[post.pk].below for post in (a, b, c, d)] == [2, 0, 0, 0]
    assert [rows[post.pk].can_fold for post in (a, b, c, d)] == [True, False, False, False]
