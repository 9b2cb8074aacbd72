"""Reservations on screens: the form, the recommendation's page, the row, the person's page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.posting import start_thread
from recommendations.arranging import add, add_area, remove, reword
from recommendations.merging import merge
from recommendations.models import Recommendation, Reservation
from recommendations.reserving import raise_reservation, withdraw
from recommendations.starring import give
from tests.elements import Element, read
from wiki.changesets import recording
from wiki.models import Page

WHY = "Nobody has asked who makes the bed"


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def item(night: Page, author: Any) -> Recommendation:
    return add(add_area(night, "Beds", author=author), "Keep a bed free", author=author)


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def address(item: Recommendation) -> str:
    return f"/recommendations/{item.pk}/reservation/"


def send(client: Client, item: Recommendation, **form: Any) -> Any:
    return client.post(address(item), {"do": "raise", "seen": item.wording_number, **form})


def page_of(client: Client, item: Recommendation) -> Element:
    return read(client.get(f"/recommendations/{item.pk}/"))


def on_record(client: Client, item: Recommendation) -> list[str]:
    return page_of(client, item).texts("ul.reservations li[id]")


def wrong(found: Element) -> list[str]:
    return found.texts("#problems li")


# The form -------------------------------------------------------------------------------------


def test_the_form_says_which_words_it_is_about_and_that_it_is_public(
    item: Recommendation, reader: Client
) -> None:
    found = read(reader.get(address(item)))
    assert found.texts("h1") == [f"A reservation about {item.ref}"]
    assert "Keep a bed free" in found.one(".lede").text
    assert "public, with your name" in found.one("#reason_helptext").text
    assert found.one("input[name=seen]")["value"] == "1"
    assert found.all("button[value=withdraw]") == []


def test_a_stranger_is_sent_to_the_door_and_finds_the_text_again(
    item: Recommendation, stranger: Client, member: Any, signed_in: Any
) -> None:
    assert "/accounts/login/" in stranger.get(address(item))["Location"]
    assert send(stranger, item, reason=WHY).status_code == 302
    found = read(signed_in(stranger, member).get(address(item)))
    assert found.one("textarea[name=reason]").text == WHY
    assert not Reservation.objects.exists()


def test_a_reservation_sent_stands_on_the_page_with_its_name(
    item: Recommendation, reader: Client
) -> None:
    answer = send(reader, item, reason=f"{WHY}\r\nat night")
    assert answer.status_code == 302
    assert answer["Location"] == f"/recommendations/{item.pk}/#reservations"
    (line,) = on_record(reader, item)
    assert "ben" in line
    assert f"{WHY} at night" in line


def test_sent_twice_it_stands_once(item: Recommendation, reader: Client) -> None:
    for _ in range(2):
        assert send(reader, item, reason=WHY).status_code == 302
    assert len(on_record(reader, item)) == 1
    assert Reservation.history.count() == 1


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", "Say what your reservation is"),
        (" \r\n\t  ", "Say what your reservation is"),
        ("x" * 501, "Your reservation: use at most 500 characters. Yours has 501"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_with_the_text_in_its_place(
    item: Recommendation, reader: Client, reason: str, said: str
) -> None:
    found = read(send(reader, item, reason=reason), 422)
    assert wrong(found) == [said]
    assert found.one("#problems a")["href"] == "#reason"
    assert found.one("textarea[name=reason]").text == " ".join(reason.split())
    assert not Reservation.objects.exists()


def test_five_hundred_characters_over_two_lines_fit(item: Recommendation, reader: Client) -> None:
    reason = "x" * 249 + "\r\n" + "y" * 250
    assert send(reader, item, reason=reason).status_code == 302
    assert Reservation.objects.get().reason == reason.replace("\r", "")


def test_one_that_is_open_can_be_said_in_other_words(
    item: Recommendation, reader: Client, member: Any
) -> None:
    raise_reservation(item, person=member, reason=WHY)
    found = read(reader.get(address(item)))
    assert found.one("textarea[name=reason]").text == WHY
    assert "reworded" not in found.one(".lede").text
    assert found.all(".notice") == []
    send(reader, item, reason="Who makes it?")
    (line,) = on_record(reader, item)
    assert "Who makes it?" in line
    (details,) = page_of(reader, item).all("ul.reservations details")
    assert details.one("summary").text == "1 earlier reason"
    assert details.texts("q") == [WHY]


def test_words_that_changed_meanwhile_are_shown_beside_those_that_were_read(
    item: Recommendation, reader: Client, author: Any
) -> None:
    reword(item, "Keep two beds free", author=author)
    found = read(send(reader, item, reason=WHY, seen=1), 409)
    assert wrong(found) == [f"{item.ref} was reworded meanwhile. Nothing was recorded"]
    old, new = found.one(".pair-shown .old"), found.one(".pair-shown .new")
    assert old.texts("del") == ["removed: a bed (end of removed)"]
    assert new.texts("ins") == ["added: two beds (end of added)"]
    assert found.one("textarea[name=reason]").text == WHY
    assert not Reservation.objects.exists()
    seen = found.one("form input[name=seen]")["value"]
    assert seen == "2"
    assert send(reader, item, reason=WHY, seen=seen).status_code == 302
    assert Reservation.objects.get().wording == "Keep two beds free"


def test_a_spelling_fix_meanwhile_stops_nobody(
    item: Recommendation, reader: Client, author: Any
) -> None:
    reword(item, "Keep a bed free.", author=author)
    assert send(reader, item, reason=WHY, seen=1).status_code == 302


@pytest.mark.parametrize("seen", ["", "nonsense", "-1", "9" * 400])
def test_a_form_without_a_wording_is_about_the_one_that_stands(
    item: Recommendation, reader: Client, seen: str
) -> None:
    assert send(reader, item, reason=WHY, seen=seen).status_code == 302
    assert Reservation.objects.get().wording_number == 1


def test_from_an_old_tab_the_removed_one_takes_none_and_the_text_is_kept(
    item: Recommendation, reader: Client, author: Any
) -> None:
    remove(item, author=author)
    found = read(send(reader, item, reason=WHY), 409)
    assert wrong(found) == [f"{item.ref} no longer stands on this page. Nothing was recorded"]
    assert found.one("textarea[name=reason]").text == WHY
    assert found.one(".notice.warn a")["href"] == f"/recommendations/{item.pk}/"
    assert not Reservation.objects.exists()


def test_from_an_old_tab_the_superseded_one_leads_to_what_took_its_place(
    item: Recommendation, reader: Client, author: Any
) -> None:
    other = add(item.area, "Keep a mattress free", author=author)
    merge([item], into=other, author=author)
    found = read(send(reader, item, reason=WHY), 409)
    assert wrong(found) == [f"{item.ref} was superseded. Nothing was recorded"]
    assert found.one(".notice.warn a").text == f"{other.ref} Keep a mattress free"
    assert found.one("textarea[name=reason]").text == WHY


# After a rewording ----------------------------------------------------------------------------


@pytest.fixture
def overtaken(item: Recommendation, member: Any, author: Any) -> Recommendation:
    raise_reservation(item, person=member, reason=WHY)
    reword(item, "Keep two beds free", author=author)
    return item


def test_the_page_asks_whether_it_still_holds(overtaken: Recommendation, reader: Client) -> None:
    asked = page_of(reader, overtaken).one("#my-reservation")
    assert asked.texts("ins") == ["added: two beds (end of added)"]
    assert asked.texts("button") == ["It still holds", "Withdraw it"]
    assert asked["action"] == address(overtaken)


def test_nobody_else_is_asked(overtaken: Recommendation, author: Any, signed_in: Any) -> None:
    for client in (Client(), signed_in(Client(), author)):
        found = page_of(client, overtaken)
        assert found.all("#my-reservation") == []
        (line,) = found.texts("ul.reservations li[id]")
        assert "about an earlier wording" in line
        assert "How the wording changed since" in line


def test_said_to_hold_it_is_about_the_new_words(overtaken: Recommendation, reader: Client) -> None:
    assert send(reader, overtaken, do="keep", seen=2).status_code == 302
    assert page_of(reader, overtaken).all("#my-reservation") == []
    (line,) = on_record(reader, overtaken)
    assert "for this wording since" in line
    assert Reservation.objects.get().wording == "Keep two beds free"


def test_withdrawn_it_is_folded_away_and_not_gone(
    overtaken: Recommendation, reader: Client
) -> None:
    note = "The rota says who makes it"
    answer = reader.post(address(overtaken), {"do": "withdraw", "note": note})
    assert answer.status_code == 302
    found = page_of(reader, overtaken)
    (folded,) = [one for one in found.all("details") if one.all("li[id]")]
    assert folded.texts("summary")[0] == "1 withdrawn reservation"
    assert WHY in folded.text
    assert note in folded.text
    assert "No reservation is open." in found.text


def test_reworded_again_before_the_answer_it_asks_about_those_words(
    overtaken: Recommendation, reader: Client, author: Any
) -> None:
    reword(overtaken, "Keep three beds free", author=author)
    found = read(send(reader, overtaken, do="keep", seen=2), 409)
    assert found.one(".pair-shown .new").texts("ins") == ["added: three (end of added)"]
    assert found.one("textarea[name=reason]").text == WHY
    assert Reservation.objects.get().wording_number == 1


def test_answered_twice_nothing_breaks(overtaken: Recommendation, reader: Client) -> None:
    for do in ("withdraw", "withdraw", "keep"):
        assert send(reader, overtaken, do=do).status_code == 302
    assert Reservation.history.count() == 2


def test_a_note_that_is_too_long_is_given_back(overtaken: Recommendation, reader: Client) -> None:
    found = read(send(reader, overtaken, do="withdraw", note="x" * 501), 422)
    assert wrong(found) == ["Why you withdraw it: use at most 500 characters. Yours has 501"]
    assert found.one("input[name=note]")["value"] == "x" * 501
    assert Reservation.objects.get().withdrawn_at is None


# Where there is none --------------------------------------------------------------------------


def test_without_any_the_page_tells_silence_from_agreement(
    item: Recommendation, stranger: Client, member: Any, listener: Any
) -> None:
    for person in (member, listener):
        give(item, person=person)
    found = page_of(stranger, item)
    assert found.one("#reservations").text == (
        "2 people have starred this wording, and no reservation about it is on record. "
        "That says nothing about those who have not read it."
    )
    assert "objection" not in found.text
    assert found.all("h2#reservations") == []


def test_a_hidden_tally_is_not_told_by_it_either(
    night: Page, item: Recommendation, stranger: Client, member: Any, signed_in: Any
) -> None:
    give(item, person=member)
    night.hides_tally = True
    with recording(night, author=None):
        night.save()
    said = "No reservation about it is on record."
    assert page_of(stranger, item).one("#reservations").text.startswith(said)
    found = page_of(signed_in(Client(), member), item).one("#reservations")
    assert found.text.startswith("1 person has starred this wording")


# Elsewhere ------------------------------------------------------------------------------------


def test_a_row_says_how_many_there_are_and_only_where_there_are_any(
    night: Page, item: Recommendation, stranger: Client, author: Any, member: Any, listener: Any
) -> None:
    other = add(item.area, "Dim the light", author=author)
    raise_reservation(item, person=listener, reason=WHY)
    reword(item, "Keep two beds free", author=author)
    raise_reservation(item, person=member, reason=WHY)
    found = read(stranger.get(night.get_absolute_url()))
    link = found.one(f"#r{item.pk} a[href=/recommendations/{item.pk}/#reservations]")
    assert link.text == f"1 reservation, 1 on an earlier wording about {item.ref}"
    assert "reservation" not in found.one(f"#r{other.pk}").text
    withdraw(item, person=member)
    found = read(stranger.get(night.get_absolute_url()))
    assert "1 reservation on an earlier wording" in found.one(f"#r{item.pk}").text


def test_it_shows_beside_the_stars_and_leads_to_the_form(
    item: Recommendation, reader: Client, member: Any
) -> None:
    beside = page_of(reader, item).one("aside.rail")
    assert "I have a reservation" in beside.texts("a")
    raise_reservation(item, person=member, reason=WHY)
    beside = page_of(reader, item).one("aside.rail")
    assert {"1 reservation", "Change or withdraw my reservation"} <= set(beside.texts("a"))


def test_a_person_s_page_lists_what_is_open(
    item: Recommendation, stranger: Client, author: Any, member: Any
) -> None:
    other = add(item.area, "Dim the light", author=author)
    raise_reservation(item, person=member, reason=WHY)
    raise_reservation(other, person=member, reason="It is dim already")
    withdraw(other, person=member)
    reword(item, "Keep two beds free", author=author)
    found = read(stranger.get("/people/ben/"))
    (line,) = found.texts("ul.reservations li")
    assert f"{item.ref} Keep a bed free" in line
    assert "an earlier wording" in line
    assert WHY in line


def test_the_page_costs_no_more_with_ten_than_with_one(
    item: Recommendation, stranger: Client, author: Any, new_person: Any
) -> None:
    def record(n: int) -> None:
        person = new_person(f"person{n}")
        made = raise_reservation(item, person=person, reason=WHY)
        raise_reservation(item, person=person, reason=f"{WHY} {n}")
        start_thread(item.page, author=author, subject=f"On {n}", body="Me.", reservation=made)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(stranger, item)
        return len(queries)

    record(0)
    few = cost()
    for n in range(1, 10):
        record(n)
    assert cost() == few
