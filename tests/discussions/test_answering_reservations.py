"""Threads that answer a reservation: who is told, what they show, and what is refused."""

from typing import Any

import pytest
from django.test import Client

from discussions.models import Thread, ThreadWatch
from discussions.posting import start_thread
from recommendations.arranging import add, add_area, reword
from recommendations.models import Recommendation, Reservation
from recommendations.reserving import raise_reservation, withdraw
from tests.elements import Element, read
from watching.models import Notification
from wiki.models import Page, PageWatch

WHY = "Nobody has asked who makes the bed"


@pytest.fixture
def item(wiki_page: Page, author: Any) -> Recommendation:
    return add(add_area(wiki_page, "Beds", author=author), "Keep a bed free", author=author)


@pytest.fixture
def reservation(item: Recommendation, member: Any) -> Reservation:
    return raise_reservation(item, person=member, reason=WHY)


@pytest.fixture
def writer(client: Client, listener: Any, signed_in: Any) -> Client:
    return signed_in(client, listener)


def form_of(client: Client, page: Page, query: str) -> Element:
    return read(client.get(f"/wiki/{page.slug}/discussion/new/?{query}"))


def send(client: Client, page: Page, **form: Any) -> Any:
    words = {"subject": "Who makes it", "body": "The night porter does.", "do": "save"}
    return client.post(f"/wiki/{page.slug}/discussion/new/", words | form)


def told(person: Any) -> list[str]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [f"{row.actor_name} {row.deed} {row.subject}" for row in rows]


def test_the_form_shows_the_reservation_that_the_thread_will_answer(
    wiki_page: Page, reservation: Reservation, writer: Client
) -> None:
    query = f"about={reservation.recommendation_id}&reservation={reservation.pk}"
    found = form_of(writer, wiki_page, query)
    assert found.texts("main blockquote") == [WHY]
    assert "Answers the reservation of ben" in found.one("main").text
    assert found.one("input[name=reservation]")["value"] == str(reservation.pk)
    assert found.one("input[name=about]")["value"] == str(reservation.recommendation_id)


def test_the_thread_stands_with_what_it_answers(
    wiki_page: Page, reservation: Reservation, writer: Client
) -> None:
    about = reservation.recommendation_id
    answer = send(writer, wiki_page, about=about, reservation=reservation.pk)
    thread = Thread.objects.get()
    assert answer["Location"] == thread.get_absolute_url()
    assert (thread.reservation, thread.recommendation_id) == (reservation, about)
    shown = read(writer.get(answer["Location"])).one(".about")
    assert "Answers the reservation of ben" in shown.text
    assert shown.texts("blockquote") == [WHY]
    assert "withdrawn" not in shown.text
    listed = read(writer.get(f"/recommendations/{about}/")).one(f"#reservation-{reservation.pk}")
    assert listed.one("ul a")["href"] == thread.get_absolute_url()


def test_the_thread_says_when_the_reservation_was_withdrawn_since(
    wiki_page: Page, item: Recommendation, reservation: Reservation, author: Any, member: Any
) -> None:
    thread = start_thread(
        wiki_page, author=author, subject="Who", body="Me.", reservation=reservation
    )
    withdraw(item, person=member)
    shown = read(Client().get(thread.get_absolute_url())).one(".about")
    assert "Answers the reservation of ben withdrawn" in shown.text


def test_who_has_the_reservation_is_told_once_and_watches_the_thread(
    wiki_page: Page,
    reservation: Reservation,
    author: Any,
    member: Any,
    listener: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    for person in (member, author):
        PageWatch.objects.get_or_create(
            page=wiki_page, person=person, defaults={"since": reservation.raised_at}
        )
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            thread = start_thread(
                wiki_page, author=listener, subject="Who", body="Me.", reservation=reservation
            )
    assert told(member) == ["lena answered your reservation in Who"]
    assert told(author) == ["lena started a thread Who"]
    watches = ThreadWatch.objects.filter(thread=thread).values_list("person_id", flat=True)
    assert set(watches) == {member.pk, listener.pk}


def test_one_s_own_reservation_can_be_discussed_by_oneself(
    wiki_page: Page,
    reservation: Reservation,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        thread = start_thread(
            wiki_page, author=member, subject="Who", body="Tell me.", reservation=reservation
        )
    assert told(member) == []
    assert ThreadWatch.objects.filter(thread=thread).count() == 1


def test_the_same_words_to_two_reservations_are_two_threads(
    wiki_page: Page, item: Recommendation, reservation: Reservation, author: Any, listener: Any
) -> None:
    other = raise_reservation(item, person=listener, reason="Who airs it?")
    for one in (reservation, other, reservation):
        start_thread(wiki_page, author=author, subject="Who", body="Me.", reservation=one)
    assert Thread.objects.count() == 2
    item.refresh_from_db()
    assert item.threads_about == 2


@pytest.fixture
def elsewhere(make_page: Any, author: Any, member: Any) -> Reservation:
    area = add_area(make_page("Rota"), "Days", author=author)
    return raise_reservation(add(area, "Say who comes", author=author), person=member, reason=WHY)


def test_a_reservation_about_something_else_is_refused_and_the_text_kept(
    wiki_page: Page, item: Recommendation, elsewhere: Reservation, writer: Client, author: Any
) -> None:
    beside = add(item.area, "Dim the light", author=author)
    near = raise_reservation(beside, person=author, reason="It is dim already")
    said = (
        "The reservation that you wanted to answer is about something else. "
        "Send it again to start the thread without it"
    )
    for number in (elsewhere.pk, near.pk, 999_999, "nonsense", "9" * 400):
        found = read(send(writer, wiki_page, about=item.pk, reservation=number), 422)
        assert found.texts("#problems li") == [said]
        assert found.one("textarea[name=body]").text == "The night porter does."
        assert found.all("input[name=reservation]") == []
    assert not Thread.objects.exists()


def test_a_link_to_a_reservation_about_something_else_says_so(
    wiki_page: Page, item: Recommendation, elsewhere: Reservation, writer: Client
) -> None:
    found = form_of(writer, wiki_page, f"about={item.pk}&reservation={elsewhere.pk}")
    assert "is about something else" in found.one(".notice").text
    assert found.all("blockquote") == []


def test_a_link_to_the_reservation_alone_is_about_its_recommendation(
    wiki_page: Page, item: Recommendation, reservation: Reservation, writer: Client, author: Any
) -> None:
    reword(item, "Keep two beds free", author=author)
    found = form_of(writer, wiki_page, f"reservation={reservation.pk}")
    assert found.one("input[name=about]")["value"] == str(item.pk)
    send(writer, wiki_page, reservation=reservation.pk)
    thread = Thread.objects.get()
    assert thread.recommendation == item
    assert thread.about_wording == "Keep two beds free"


def test_a_preview_keeps_what_is_answered(
    wiki_page: Page, reservation: Reservation, writer: Client
) -> None:
    found = read(send(writer, wiki_page, do="preview", reservation=reservation.pk))
    assert found.one("input[name=reservation]")["value"] == str(reservation.pk)
