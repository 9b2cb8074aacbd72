"""Reading a page is noted: when a visit ends, how seldom it is written, and that it never fails."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from wiki.models import Page, PageVisit
from wiki.visiting import mark_seen, read

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def after(minutes: float) -> datetime.datetime:
    return NOON + datetime.timedelta(minutes=minutes)


@pytest.fixture
def night(make_page: Callable[..., Page]) -> Page:
    return make_page("Night work")


def test_the_first_visit_has_nothing_before_it(night: Page, member: Any) -> None:
    assert read(night, member, at=NOON).since is None
    assert read(night, member, at=after(4)).since is None
    assert PageVisit.objects.count() == 1


@pytest.mark.parametrize(("minutes", "is_another"), [(29, False), (30, False), (31, True)])
def test_a_visit_ends_when_half_an_hour_passes(
    night: Page, member: Any, minutes: int, is_another: bool
) -> None:
    read(night, member, at=NOON)
    assert read(night, member, at=after(minutes)).since == (NOON if is_another else None)


def test_a_long_visit_is_one_as_long_as_the_page_is_read_again(night: Page, member: Any) -> None:
    read(night, member, at=after(-60))
    for minutes in range(0, 200, 20):
        assert read(night, member, at=after(minutes)).since == after(-60)
    assert read(night, member, at=after(300)).since == after(180)


def test_a_visit_is_written_when_it_begins_and_then_every_five_minutes(
    night: Page, member: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        read(night, member, at=NOON)
    for minutes in (1, 3, 4.9):
        with django_assert_num_queries(1):
            read(night, member, at=after(minutes))
    assert PageVisit.objects.get().latest_at == NOON
    with django_assert_num_queries(2):
        read(night, member, at=after(5))
    assert PageVisit.objects.get().latest_at == after(5)
    with django_assert_num_queries(1):
        read(night, member, at=after(9))
    with django_assert_num_queries(2):
        read(night, member, at=after(60))


def test_every_page_and_every_person_has_visits_of_their_own(
    night: Page, make_page: Callable[..., Page], member: Any, listener: Any
) -> None:
    read(night, member, at=NOON)
    assert read(night, listener, at=after(60)).since is None
    assert read(make_page("Rota"), member, at=after(60)).since is None
    assert read(night, member, at=after(60)).since == NOON


def test_what_is_marked_as_seen_stays_seen(night: Page, member: Any) -> None:
    read(night, member, at=NOON)
    read(night, member, at=after(60))
    mark_seen(night, member, upto=after(63))
    assert read(night, member, at=after(64)).since == after(63)
    assert read(night, member, at=after(200)).since == after(63)  # latest noted at 60


def test_an_old_tab_marks_nothing_as_unseen_and_none_marks_the_future(
    night: Page, member: Any
) -> None:
    read(night, member, at=NOON)
    read(night, member, at=after(60))
    mark_seen(night, member, upto=after(61))
    mark_seen(night, member, upto=after(-500))
    assert PageVisit.objects.get().before_at == after(61)
    mark_seen(night, member, upto=timezone.now() + datetime.timedelta(days=900))
    assert PageVisit.objects.get().before_at <= timezone.now()


def test_marking_as_seen_what_was_never_read_notes_nothing(night: Page, member: Any) -> None:
    mark_seen(night, member, upto=NOON)
    assert not PageVisit.objects.exists()


def test_only_whoever_signed_in_and_reads_is_noted(
    night: Page, member: Any, signed_in: Any
) -> None:
    Client().get(night.get_absolute_url())
    client = signed_in(Client(), member)
    client.head(night.get_absolute_url())
    client.get(f"{night.get_absolute_url()}history/")
    assert not PageVisit.objects.exists()
    client.get(night.get_absolute_url())
    assert PageVisit.objects.get().person == member


def test_a_page_is_read_though_its_visit_cannot_be_written(
    transactional_db: None, night: Page, member: Any, signed_in: Any
) -> None:
    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        if "wiki_pagevisit" in sql and not sql.startswith("SELECT"):
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    client = signed_in(Client(), member)
    with connection.execute_wrapper(refuse):
        assert client.get(night.get_absolute_url()).status_code == 200
    assert not PageVisit.objects.exists()
    read(night, member, at=NOON)
    with connection.execute_wrapper(refuse):
        assert read(night, member, at=after(60)).since == NOON


@pytest.mark.parametrize("began", [None, NOON])
def test_twenty_tabs_opened_at_once_are_one_visit(
    transactional_db: None,
    night: Page,
    member: Any,
    at_once: Callable[..., list[Any]],
    began: datetime.datetime | None,
) -> None:
    if began:
        read(night, member, at=began)
    found = at_once([partial(read, night, member, at=after(60 + n / 100)) for n in range(20)])
    assert {visit.since for visit in found} == {began}
    noted = PageVisit.objects.get()
    assert noted.before_at == began
    assert noted.latest_at >= after(60)
