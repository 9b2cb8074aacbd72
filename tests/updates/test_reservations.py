"""Reservations in the history: what became of them, how many there were, and what stays."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations import arranging
from recommendations.models import Recommendation, Reservation
from recommendations.reserving import keep, raise_reservation, withdraw
from tests.elements import read
from updates.moving import move_to_page
from updates.restoring import restore
from wiki.models import Changeset, Page

WHY = "Nobody has asked who makes the bed"


@pytest.fixture
def item(a_page: Page, author: Any) -> Recommendation:
    area = arranging.add_area(a_page, "Beds", author=author)
    return arranging.add(area, "Keep a bed free", author=author)


def number(page: Page) -> int:
    return int(Changeset.objects.filter(page=page).latest("number").number)


def changes(client: Client, page: Page, path: str) -> list[str]:
    """Each change of a reservation as it is read, between two updates."""
    found = read(client.get(f"{page.get_absolute_url()}{path}/"))
    return found.texts("section[aria-labelledby=reserved] .hunk")


def last(client: Client, page: Page) -> list[str]:
    return changes(client, page, f"changes/{number(page)}")


def test_every_deed_on_a_reservation_is_told_by_its_update(
    client: Client, a_page: Page, item: Recommendation, author: Any, member: Any
) -> None:
    raise_reservation(item, person=member, reason=WHY)
    assert last(client, a_page) == [f"Raised {item.ref} Keep a bed free {WHY} ben"]
    raise_reservation(item, person=member, reason=f"{WHY} at night")
    assert last(client, a_page) == [
        f"In other words {item.ref} Keep a bed free {WHY}added: at night (end of added) ben"
    ]
    arranging.reword(item, "Keep two beds free", author=author)
    assert last(client, a_page) == []
    keep(item, person=member)
    assert last(client, a_page) == [f"Still holds {item.ref} Keep two beds free {WHY} at night ben"]
    withdraw(item, person=member)
    assert last(client, a_page) == [f"Withdrawn {item.ref} Keep two beds free {WHY} at night ben"]


def test_between_distant_updates_only_what_differs_is_told(
    client: Client, a_page: Page, item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    before = number(a_page)
    raise_reservation(item, person=listener, reason="Who airs it?")
    withdraw(item, person=listener)
    raise_reservation(item, person=member, reason="Who makes it?")
    raise_reservation(item, person=member, reason=WHY)
    assert changes(client, a_page, f"compare/{before}/{number(a_page)}") == [
        f"Raised {item.ref} Keep a bed free Who airs it? lena",
        f"Withdrawn {item.ref} Keep a bed free Who airs it? lena",
        f"Raised {item.ref} Keep a bed free {WHY} ben",
    ]


def test_as_it_stood_a_row_counts_the_reservations_of_that_time(
    client: Client, a_page: Page, item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    def row() -> str:
        found = read(client.get(f"{a_page.get_absolute_url()}at/{at[len(said)]}/"))
        return " ".join(found.texts(f"#r{item.pk} .rec-note"))

    at, said = [number(a_page)], []
    for deed in (
        lambda: raise_reservation(item, person=member, reason=WHY),
        lambda: raise_reservation(item, person=listener, reason=WHY),
        lambda: arranging.reword(item, "Keep two beds free", author=author),
        lambda: keep(item, person=member),
        lambda: withdraw(item, person=listener),
        lambda: withdraw(item, person=member),
    ):
        deed()
        at.append(number(a_page))
    for _ in at:
        said.append(row())
    assert said == [
        "",
        "1 reservation",
        "2 reservations",
        "2 reservations on an earlier wording",
        "1 reservation, 1 on an earlier wording",
        "1 reservation",
        "",
    ]


def test_it_moves_to_another_page_with_its_recommendation_and_is_not_raised_there(
    client: Client, a_page: Page, item: Recommendation, make_page: Any, author: Any, member: Any
) -> None:
    there = make_page("Rota")
    raise_reservation(item, person=member, reason=WHY)
    before = number(a_page)
    move_to_page(item, area=arranging.add_area(there, "Days", author=author), author=author)
    since = f"compare/1/{number(there)}"
    assert last(client, a_page) == []
    assert changes(client, there, since) == []
    withdraw(item, person=member)
    said = [f"Withdrawn {item.ref} Keep a bed free {WHY} ben"]
    assert changes(client, there, f"compare/1/{number(there)}") == said
    assert changes(client, a_page, f"compare/{before}/{number(a_page)}") == []


def test_going_back_touches_no_reservation(
    a_page: Page, item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    early = Changeset.objects.filter(page=a_page).latest("number")
    raise_reservation(item, person=member, reason=WHY)
    raise_reservation(item, person=listener, reason=WHY)
    withdraw(item, person=listener)
    arranging.reword(item, "Keep two beds free", author=author)
    rows = list(Reservation.objects.values())
    written = Reservation.history.count()
    made = restore(a_page, early, author=author)
    assert made is not None
    assert not [key for key in made.counts if key.startswith("reservations")]
    assert list(Reservation.objects.values()) == rows
    assert Reservation.history.count() == written
    item.refresh_from_db()  # the first words stand again, and with them what was said of them
    assert (item.reservations_now, item.reservations_earlier) == (1, 0)


def test_a_moment_costs_no_more_with_ten_than_with_one(
    client: Client, a_page: Page, item: Recommendation, new_person: Any
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client.get(f"{a_page.get_absolute_url()}compare/1/{number(a_page)}/"))
        return len(queries)

    raise_reservation(item, person=new_person("first"), reason=WHY)
    few = cost()
    for n in range(9):
        raise_reservation(item, person=new_person(f"person{n}"), reason=WHY)
    assert cost() == few
