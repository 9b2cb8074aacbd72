"""What is new in a thread to somebody who has read it before."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions import visiting
from discussions.access import get_thread_or_404
from discussions.models import Post, Thread, ThreadVisit
from discussions.ordering import PAGE_SIZE
from discussions.posting import reply, start_thread
from discussions.removing import put_back, take_down
from discussions.valuing import answer
from tests.elements import Element, read

Say = Callable[..., Post]
LIST = "/wiki/night-work/discussion/"


@pytest.fixture
def reader(client: Client, signed_in: Any, listener: Any) -> Client:
    return signed_in(client, listener)


def shown(client: Client, thread: Thread, **query: Any) -> Element:
    return read(client.get(f"/discussion/{thread.pk}/", query))


def new_on(page: Element) -> list[str]:
    return [article["id"] for article in page.all("article[data-new]")]


def some_time_passes(**times: Any) -> None:
    """Whoever has visited anything did so earlier than they did."""
    for visit in ThreadVisit.objects.all():
        visit.latest_at -= datetime.timedelta(**(times or {"hours": 2}))
        visit.save()


def test_a_first_visit_tells_nothing_new(thread: Thread, say: Say, reader: Client) -> None:
    say()
    page = shown(reader, thread)
    assert new_on(page) == []
    assert "since your last visit" not in page.text


def test_what_came_since_the_last_visit_is_marked_in_words(
    thread: Thread, say: Say, reader: Client
) -> None:
    old = say()
    shown(reader, thread)
    some_time_passes()
    below, beside = say(old.number), say()
    page = shown(reader, thread)
    assert new_on(page) == [f"post-{below.pk}", f"post-{beside.pk}"]
    assert page.texts("article[data-new] .new-mark") == ["New", "New"]
    link = next(a for a in page.all("a") if a.text == "2 new replies since your last visit")
    assert link["href"] == "#first-unread"
    assert page.one(f"#post-{below.pk} #first-unread").text == "New"
    assert len(page.all("#first-unread")) == 1


def test_it_stays_new_while_the_visit_lasts_and_is_old_at_the_next(
    thread: Thread, say: Say, reader: Client
) -> None:
    shown(reader, thread)
    some_time_passes()
    said = say()
    for minutes in (1, 10, 20):
        assert new_on(shown(reader, thread)) == [f"post-{said.pk}"]
        some_time_passes(minutes=minutes)
    some_time_passes()
    assert new_on(shown(reader, thread)) == []


def test_what_comes_while_somebody_reads_is_new(thread: Thread, say: Say, reader: Client) -> None:
    shown(reader, thread)
    said = say()
    assert new_on(shown(reader, thread)) == [f"post-{said.pk}"]


def test_ones_own_words_and_what_was_taken_down_are_not_new(
    thread: Thread, say: Say, reader: Client, listener: Any, member: Any
) -> None:
    shown(reader, thread)
    some_time_passes()
    say(author=listener)
    take_down(say(), author=member)
    page = shown(reader, thread)
    assert new_on(page) == []
    assert "since your last visit" not in page.text


def test_the_first_new_one_is_found_on_another_page(
    grown: Callable[..., Thread], say: Say, reader: Client
) -> None:
    thread = grown(PAGE_SIZE + 10, answers=lambda number: 1)
    shown(reader, thread)
    some_time_passes()
    said = say()
    page = shown(reader, thread)
    link = next(a for a in page.all("a") if "since your last visit" in a.text)
    assert link.text == "1 new reply since your last visit"
    assert link["href"] == f"/posts/{said.pk}/"
    there = reader.get(link["href"], follow=True)
    assert new_on(read(there)) == [f"post-{said.pk}"]


@pytest.mark.parametrize("order", ["newest", "valuable"])
def test_in_other_orders_the_first_new_one_is_that_which_is_shown_first(
    order: str, grown: Callable[..., Thread], say: Say, reader: Client, author: Any
) -> None:
    thread = grown(PAGE_SIZE - 2, answers=lambda number: 1)
    shown(reader, thread)
    some_time_passes()
    say(2)
    newer = say()
    answer(newer, person=author, given=True)
    page = shown(reader, thread, order=order)
    assert page.one("#first-unread") is page.one(f"#post-{newer.pk} .new-mark")
    say()
    say()
    link = next(a for a in shown(reader, thread).all("a") if "since your last visit" in a.text)
    assert link["href"] == "#first-unread", "in the tree it is an answer to the second"
    last = shown(reader, thread, order=order, after=PAGE_SIZE - 3)
    there = next(a for a in last.all("a") if "since your last visit" in a.text)["href"]
    found = Post.objects.order_by("-number").first() if order == "newest" else newer
    assert found is not None
    assert there == f"/posts/{found.pk}/?order={order}"
    assert f"order={order}" in reader.get(there)["Location"]


def test_a_visitor_is_told_nothing_and_nothing_is_noted(
    thread: Thread, say: Say, stranger: Client
) -> None:
    assert new_on(shown(stranger, thread)) == []
    assert not ThreadVisit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_reading_goes_on_where_nothing_can_be_noted(thread: Thread, reader: Client) -> None:
    """As on a read-only copy of the database."""
    with connection.execute_wrapper(refuse_notes):
        assert reader.get(f"/discussion/{thread.pk}/").status_code == 200
    assert not ThreadVisit.objects.exists()


def refuse_notes(execute: Any, sql: str, *rest: Any) -> Any:
    if sql.startswith(("INSERT", "UPDATE")) and "threadvisit" in sql:
        raise OperationalError("attempt to write a readonly database")
    return execute(sql, *rest)


def test_reading_again_writes_nothing_for_some_minutes(
    thread: Thread, say: Say, listener: Any
) -> None:
    at = timezone.now()
    visiting.read(get_thread_or_404(listener, thread.pk), listener, at=at)
    again = get_thread_or_404(listener, thread.pk)
    with CaptureQueriesContext(connection) as seen:
        visiting.read(again, listener, at=at + datetime.timedelta(minutes=4))
    assert len(seen) == 0


# In lists -------------------------------------------------------------------------------------


def marks(client: Client, address: str = LIST) -> list[str]:
    return read(client.get(address)).texts(".new-mark")


def test_lists_say_how_many_are_new(
    thread: Thread, say: Say, reader: Client, listener: Any
) -> None:
    assert marks(reader) == [], "a thread that was never read is not new in parts"
    shown(reader, thread)
    assert marks(reader) == []
    say()
    assert marks(reader) == ["1 new post"]
    say()
    for address in (LIST, "/wiki/night-work/", "/"):
        assert marks(reader, address) == ["2 new posts"]
    assert marks(Client()) == []
    shown(reader, thread)
    assert marks(reader) == []


def test_what_one_wrote_oneself_is_not_new_in_lists(
    thread: Thread, say: Say, reader: Client, listener: Any
) -> None:
    shown(reader, thread)
    say(author=listener)
    assert marks(reader) == []
    say()
    say(author=listener)
    assert marks(reader) == ["1 new post"], "another's came between, which was not read"


def test_what_was_taken_down_is_not_new_in_lists(
    thread: Thread, say: Say, reader: Client, member: Any, author: Any
) -> None:
    shown(reader, thread)
    said = say()
    take_down(said, author=member)
    unread = {"show": "unread"}
    assert marks(reader) == []
    assert not read(reader.get(LIST, unread)).all("th[scope=row]")
    say()
    assert marks(reader) == ["1 new post"]
    assert read(reader.get(LIST, unread)).all("th[scope=row]")
    put_back(said, author=member)
    assert marks(reader) == ["2 new posts"]


def test_a_list_counts_new_posts_up_to_a_number(
    grown: Callable[..., Thread], reader: Client, thread: Thread
) -> None:
    shown(reader, thread)
    grown(500, answers=lambda number: 1)
    assert marks(reader) == ["more than 200 new posts"]


def test_all_threads_of_a_page_are_marked_as_read_at_once(
    thread: Thread, say: Say, reader: Client, author: Any, member: Any
) -> None:
    other = start_thread(thread.page, author=author, subject="Cots", body="So?")
    for one in (thread, other):
        shown(reader, one)
        reply(one, author=member, body="Yes")
    assert len(marks(reader)) == 2
    form = next(f for f in read(reader.get(LIST)).all("form") if "Mark all as read" in f.text)
    assert reader.post(form["action"]).status_code == 302
    page = read(reader.get(LIST))
    assert page.texts(".new-mark") == []
    assert "Mark all as read" not in page.text
    assert new_on(shown(reader, thread)) == []


def test_marking_as_read_is_for_members_and_its_address_leads_back(
    thread: Thread, reader: Client, stranger: Client
) -> None:
    assert reader.get(f"{LIST}read/")["Location"] == LIST
    assert Client().post(f"{LIST}read/")["Location"].startswith("/accounts/login/")


def test_the_number_costs_no_query_in_a_list(
    thread: Thread, say: Say, reader: Client, author: Any, django_assert_num_queries: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            reader.get(LIST)
        return len(seen)

    before = queries()
    for number in range(12):
        other = start_thread(thread.page, author=author, subject=f"Cots {number}", body="So?")
        shown(reader, other)
        reply(other, author=author, body="Yes")
    assert len(marks(reader)) == 12
    assert queries() == before


def test_a_thread_read_long_ago_costs_as_many_queries_however_many_are_new(
    grown: Callable[..., Thread], reader: Client
) -> None:
    thread = grown(1000)
    address = f"/discussion/{thread.pk}/"
    reader.get(address)
    ThreadVisit.objects.update(before_number=3, latest_number=3)
    with CaptureQueriesContext(connection) as seen:
        assert reader.get(address).status_code == 200
    assert len(seen) <= 10
