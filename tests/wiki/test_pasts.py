"""A page's past texts: every one is read back as it was, cheaply, and kept cheaply."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Length
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from updates import moments
from updates.editing import Texts
from wiki import origins
from wiki.changesets import recording
from wiki.models import Changeset, Page, PastText
from wiki.pasts import PERIOD, Unreadable, text_at, texts_written
from wiki.tracking import KeptApart
from wiki.writing import feature, revise_page

CHANCE = random.Random(2008)
WORDS = ["".join(CHANCE.choices("aeilnorst", k=CHANCE.randrange(2, 10))) for _ in range(1_500)]


def prose(size: int, chance: random.Random = CHANCE) -> str:
    words = iter(lambda: chance.choice(WORDS), None)
    text = ""
    while len(text) < size:
        text += " ".join(next(words) for _ in range(60)) + ".\n\n"
    return text


def update(page: Page, number: int) -> Changeset:
    return Changeset.objects.get(page=page, number=number)


def write(page: Page, texts: list[str], author: Any) -> None:
    """Further updates by the page's own rows, without what a text brings beside it."""
    for text in texts:
        with recording(page, author=author):
            page.body = text
            page.save()


def spoil(page: Page, nth: int) -> None:
    row = PastText.objects.get(page=page, nth=nth)
    row.packed = bytes(row.packed)[:-1]
    row.save()


@given(
    st.lists(st.sampled_from(["", "Same. " * 30, "é🌙\u2028"]) | st.text(max_size=60), max_size=9)
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.usefixtures("db")
def test_any_texts_are_read_back_at_every_update(
    author: Any, make_page: Callable[..., Page], texts: list[str]
) -> None:
    texts = [text.replace("\x00", "") for text in texts]  # no database takes it
    page = make_page()
    write(page, texts, author)
    stood = [text_at(page, one) for one in page.changesets.order_by("number")]
    assert stood == ["Some words.", *texts]


def test_texts_are_read_back_over_several_periods_of_edits_rewrites_and_blanking(
    author: Any, make_page: Callable[..., Page]
) -> None:
    page, texts = make_page(body=prose(3_000)), []
    for n in range(2 * PERIOD + 9):
        text = texts[-1] if texts else page.body
        place = CHANCE.randrange(len(text) + 1)
        text = text[:place] + CHANCE.choice(WORDS) + text[place + 6 :]
        texts.append({30: "", 31: texts[-1] if texts else "", 90: prose(5_000)}.get(n, text))
    write(page, texts, author)
    stood = [text_at(page, one) for one in page.changesets.order_by("number")][1:]
    assert stood == texts
    nths = PastText.objects.filter(page=page).order_by("changeset_id").values_list("nth", flat=True)
    assert list(nths) == list(range(len(nths)))


def test_an_update_of_other_things_shows_the_text_and_keeps_no_copy(
    make_page: Callable[..., Page], author: Any
) -> None:
    page = make_page(body="Said once")
    feature(page, by=author, reason="Read it")
    revise_page(page, author=author, tags="new")
    assert [text_at(page, update(page, n)) for n in (1, 2, 3)] == ["Said once"] * 3
    assert PastText.objects.filter(page=page).count() == 1


def test_what_is_saved_twice_in_one_update_is_read_as_it_was_left(
    make_page: Callable[..., Page], author: Any
) -> None:
    page = make_page(body="First")
    with recording(page, author=author):
        for text in ("Second", "Third"):
            page.body = text
            page.save()
    assert [text_at(page, update(page, n)) for n in (1, 2)] == ["First", "Third"]


def test_reading_takes_two_queries_whichever_update_it_is(
    make_page: Callable[..., Page], author: Any
) -> None:
    page = make_page(body=prose(500))
    write(page, [f"{page.body} {n}" for n in range(PERIOD)], author)
    for number in (1, 2, PERIOD, PERIOD + 1):
        one = update(page, number)
        with CaptureQueriesContext(connection) as asked:
            text_at(page, one)
        assert len(asked) == 2


def test_what_many_updates_wrote_is_read_at_once_with_what_stood_before(
    make_page: Callable[..., Page], author: Any
) -> None:
    pages = [make_page(body=f"Page {n}") for n in range(3)]
    for page in pages:
        feature(page, by=author, reason="Read it")
        write(page, [f"{page.body}, again", f"{page.body}, and again"], author)
    with CaptureQueriesContext(connection) as asked:
        found = texts_written(Changeset.objects.values_list("pk", flat=True))
    assert len(asked) <= 3  # with that of the updates
    for page in pages:
        first, featured, second, third = page.changesets.order_by("number")
        said = page.title.replace("Page", "")
        assert featured.pk not in found
        body = text_at(page, first)
        assert found[first.pk] == ("", body), said
        assert found[second.pk] == (body, f"{body}, again")
        assert found[third.pk] == (f"{body}, again", f"{body}, and again")


def test_history_rows_neither_hold_a_text_nor_make_one_up(
    make_page: Callable[..., Page], author: Any
) -> None:
    page = make_page(body="First")
    revise_page(page, author=author, body="Second")
    row = page.history.earliest("history_id")
    for look in (
        lambda: row.body,
        lambda: row.instance,
        lambda: row.history_object,
        lambda: page.history.as_of(row.history_date),
        lambda: list(Page.history.as_of(row.history_date)),
        lambda: page.history.most_recent(),
    ):
        with pytest.raises((KeptApart, AttributeError)):
            look()
    assert str(row)


# Damage ---------------------------------------------------------------------------------------


def test_damage_is_said_and_no_other_text_shown(
    make_page: Callable[..., Page], author: Any, stranger: Client
) -> None:
    page = make_page(title="Night work", body=prose(2_000))
    write(page, [f"{page.body} {n}" for n in range(5)], author)
    spoil(page, 3)
    for number, readable in ((1, True), (3, True), (4, False), (5, True)):
        if readable:
            text_at(page, update(page, number))
        else:
            with pytest.raises(Unreadable):
                text_at(page, update(page, number))
    answer = stranger.get("/wiki/night-work/changes/4/")
    assert answer.status_code == 500
    assert "The text of update 4 cannot be read" in answer.content.decode()
    assert stranger.get("/wiki/night-work/changes/2/").status_code == 200
    assert stranger.get("/wiki/night-work/").status_code == 200
    assert stranger.get("/activity/feed/").status_code == 200


def test_damage_reaches_what_was_packed_against_it_and_stops_nobody_from_writing(
    make_page: Callable[..., Page], author: Any
) -> None:
    page = make_page(body=prose(2_000))
    write(page, [f"{page.body} {n}" for n in range(3)], author)
    spoil(page, 2)
    with pytest.raises(Unreadable):
        Texts.at(page, 4)  # against the third
    write(page, ["Written after", "And after that"], author)
    assert [text_at(page, update(page, n)) for n in (5, 6)] == ["Written after", "And after that"]


def test_a_lost_text_is_not_taken_for_an_empty_page(make_page: Callable[..., Page]) -> None:
    page = make_page()
    PastText.objects.all().delete()
    with pytest.raises(Unreadable):
        moments.at(page, update(page, 1))


def test_somebody_whose_base_cannot_be_read_keeps_what_they_typed(
    make_page: Callable[..., Page], author: Any, client: Client, signed_in: Any
) -> None:
    page = make_page(title="Night work", body=prose(2_000))
    write(page, [f"{page.body} {n}" for n in range(3)], author)
    spoil(page, 1)
    form = {"title": page.title, "body": "What I typed", "tags": "", "base": 2}
    answer = signed_in(client, author).post("/wiki/night-work/edit/", form)
    assert answer.status_code == 500
    assert "What I typed" in answer.content.decode()


# What it costs --------------------------------------------------------------------------------


def bytes_used() -> int:
    """On the disk, by all that an update leaves; dead rows of others need a VACUUM to go."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT page_count - freelist_count, page_size FROM pragma_page_count,"
                " pragma_freelist_count, pragma_page_size"
            )
            pages, size = cursor.fetchone()
            return int(pages * size)
        tables = ("pasttext", "historicalpage", "changeset", "origin", "notelink")
        sizes = ", ".join(f"pg_total_relation_size('wiki_{table}')" for table in tables)
        cursor.execute(f"SELECT {sizes.replace(',', ' +')}")
        return int(cursor.fetchone()[0])


def test_updates_of_a_page_of_20_kb_cost_less_than_2_500_bytes_each_on_disk(
    make_page: Callable[..., Page], author: Any
) -> None:
    """As 10,000 do in benchmarks/storage.py."""
    chance, number, begun = random.Random(4), 2 * PERIOD, 100_000
    page = make_page(body=prose(20_000, chance))
    before = bytes_used()
    for _ in range(number):
        words = page.body.split(" ")
        place = chance.randrange(len(words))
        words[place : place + 3] = chance.choices(WORDS, k=3)
        with recording(page, author=author, note=" ".join(chance.choices(WORDS, k=6))) as update:
            was, page.body = page.body, " ".join(words)
            page.save()
            origins.keep(page, was, update.changeset())
    assert bytes_used() - before < number * 2_500 + begun
    rows = PastText.objects.filter(page=page).exclude(nth=0)
    assert rows.count() == number
    assert rows.aggregate(all=Sum(Length("packed")))["all"] < number * 500
