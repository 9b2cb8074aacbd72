"""Reservations: signed, with a reason, about one wording, and never lost."""

from functools import partial
from typing import Any

import pytest

from recommendations.arranging import add, add_area, bring_back, remove, reword
from recommendations.merging import merge
from recommendations.models import RESERVATION_LIMIT, Recommendation, Reservation
from recommendations.reserving import (
    ReasonNeeded,
    Reworded,
    keep,
    raise_reservation,
    withdraw,
)
from recommendations.starring import Removed, Superseded, give
from watching.models import Notification
from wiki.models import Changeset, Page, PageWatch
from wiki.sizes import size

WHY = "Nobody has asked who makes the bed"


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def item(night: Page, author: Any) -> Recommendation:
    return add(add_area(night, "Beds", author=author), "Keep a bed free", author=author)


def counted(item: Recommendation) -> tuple[int, int]:
    item.refresh_from_db()
    return item.reservations_now, item.reservations_earlier


def updates(night: Page) -> list[dict[str, int]]:
    return [row.counts for row in Changeset.objects.filter(page=night).order_by("number")]


def news_of(person: Any) -> list[Notification]:
    return list(Notification.objects.filter(person=person).order_by("pk"))


# Raising --------------------------------------------------------------------------------------


def test_a_reservation_stands_with_its_person_reason_and_wording(
    night: Page, item: Recommendation, member: Any
) -> None:
    made = raise_reservation(item, person=member, reason=f"  {WHY}\r\nat night \n")
    made.refresh_from_db()
    assert (made.person, made.reason) == (member, f"{WHY}\nat night")
    assert (made.wording, made.wording_number) == ("Keep a bed free", 1)
    assert made.withdrawn_at is None
    assert counted(item) == (1, 0)
    assert updates(night)[-1] == {"reservations_raised": 1}
    assert (item.stars_now, item.stars_earlier) == (0, 0)


def test_the_same_again_changes_nothing(night: Page, item: Recommendation, member: Any) -> None:
    made = raise_reservation(item, person=member, reason=WHY)
    assert raise_reservation(item, person=member, reason=f"{WHY} ") == made
    assert Reservation.history.count() == 1
    assert updates(night)[3:] == [{"reservations_raised": 1}]


def test_another_reason_takes_the_place_of_the_first_which_stays_in_history(
    night: Page, item: Recommendation, member: Any
) -> None:
    made = raise_reservation(item, person=member, reason=WHY)
    assert raise_reservation(item, person=member, reason="Who makes it?") == made
    assert counted(item) == (1, 0)
    reasons = made.history.order_by("history_id").values_list("reason", flat=True)
    assert list(reasons) == [WHY, "Who makes it?"]
    assert updates(night)[-1] == {"reservations_changed": 1}


def test_each_person_has_their_own(item: Recommendation, member: Any, listener: Any) -> None:
    raise_reservation(item, person=member, reason=WHY)
    raise_reservation(item, person=listener, reason=WHY)
    assert counted(item) == (2, 0)


def test_who_starred_may_have_a_reservation_too(item: Recommendation, member: Any) -> None:
    give(item, person=member)
    raise_reservation(item, person=member, reason=WHY)
    assert counted(item) == (1, 0)
    assert item.stars_now == 1


@pytest.mark.parametrize("reason", ["", " \n\t ", "x" * (RESERVATION_LIMIT + 1)])
def test_a_reason_is_needed_and_none_is_cut(
    night: Page, item: Recommendation, member: Any, reason: str
) -> None:
    with pytest.raises(ReasonNeeded):
        raise_reservation(item, person=member, reason=reason)
    assert not Reservation.objects.exists()
    assert len(updates(night)) == 3


def test_none_can_be_raised_about_what_was_removed(
    night: Page, item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    raise_reservation(item, person=listener, reason=WHY)
    remove(item, author=author)
    before = len(updates(night))
    with pytest.raises(Removed):
        raise_reservation(item, person=member, reason=WHY)
    with pytest.raises(Removed):
        keep(item, person=listener)
    assert len(updates(night)) == before
    bring_back(item, author=author)
    assert counted(item) == (1, 0)


def test_none_is_raised_about_words_that_its_person_has_not_seen(
    night: Page, item: Recommendation, author: Any, member: Any
) -> None:
    raise_reservation(item, person=member, reason=WHY, seen=1)
    reword(item, "Keep two beds free", author=author)
    before = len(updates(night))
    with pytest.raises(Reworded):
        raise_reservation(item, person=member, reason="And who airs it?", seen=1)
    with pytest.raises(Reworded):
        keep(item, person=member, seen=1)
    assert len(updates(night)) == before
    raise_reservation(item, person=member, reason="And who airs it?", seen=2)
    assert counted(item) == (1, 0)


# Rewording ------------------------------------------------------------------------------------


def test_a_spelling_fix_carries_it_and_a_rewording_leaves_it_behind(
    item: Recommendation, author: Any, member: Any
) -> None:
    raise_reservation(item, person=member, reason=WHY)
    reword(item, "Keep a bed free.", author=author)
    assert counted(item) == (1, 0)
    reword(item, "Keep two beds free", author=author)
    assert counted(item) == (0, 1)
    reword(item, "Keep a bed free", author=author)
    assert counted(item) == (1, 0)
    assert Reservation.history.count() == 1


def test_its_person_is_told_once_for_each_rewording(
    item: Recommendation,
    author: Any,
    member: Any,
    listener: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    raise_reservation(item, person=member, reason=WHY)
    raise_reservation(item, person=listener, reason=WHY)
    withdraw(item, person=listener)
    with django_capture_on_commit_callbacks(execute=True):
        reword(item, "Keep two beds free", author=author)
    with django_capture_on_commit_callbacks(execute=True):
        reword(item, "Keep three beds free", author=author)  # it stands on the first words still
    (told,) = news_of(member)
    assert told.deed == "reworded a recommendation you have a reservation about:"
    assert told.quote == "Keep [removed: a bed] [added: two beds] free"
    assert told.url.endswith(f"/recommendations/{item.pk}/#my-reservation")
    assert news_of(listener) == []


def test_whoever_rewords_is_not_told_of_it(
    item: Recommendation, member: Any, django_capture_on_commit_callbacks: Any
) -> None:
    raise_reservation(item, person=member, reason=WHY)
    with django_capture_on_commit_callbacks(execute=True):
        reword(item, "Keep two beds free", author=member)
    assert news_of(member) == []


def test_it_can_hold_for_the_new_words_too(
    night: Page, item: Recommendation, author: Any, member: Any
) -> None:
    made = raise_reservation(item, person=member, reason=WHY)
    assert not keep(item, person=member)
    reword(item, "Keep two beds free", author=author)
    assert keep(item, person=member)
    made.refresh_from_db()
    assert (made.wording, made.wording_number) == ("Keep two beds free", 2)
    assert made.reason == WHY
    assert counted(item) == (1, 0)
    assert updates(night)[-1] == {"reservations_changed": 1}
    assert not keep(item, person=member)


def test_nothing_of_somebody_else_can_be_kept_or_withdrawn(
    item: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    raise_reservation(item, person=member, reason=WHY)
    reword(item, "Keep two beds free", author=author)
    assert not keep(item, person=listener)
    assert not withdraw(item, person=listener)
    assert counted(item) == (0, 1)


def test_when_others_take_its_place_it_stays_behind_and_its_person_is_told(
    item: Recommendation,
    author: Any,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    other = add(item.area, "Keep a mattress free", author=author)
    raise_reservation(item, person=member, reason=WHY)
    with django_capture_on_commit_callbacks(execute=True):
        into = merge([item, other], wording="Keep a place to sleep", area=item.area, author=author)
    (told,) = news_of(member)
    assert told.deed == f"merged {item.ref}, which you have a reservation about, into"
    assert told.subject == str(into)
    assert counted(item) == (1, 0)
    assert counted(into) == (0, 0)
    with pytest.raises(Superseded):
        raise_reservation(item, person=member, reason="Who airs it?")
    assert withdraw(item, person=member)


# Withdrawing ----------------------------------------------------------------------------------


def test_a_withdrawn_one_stays_on_record(night: Page, item: Recommendation, member: Any) -> None:
    made = raise_reservation(item, person=member, reason=WHY)
    assert withdraw(item, person=member, note="The rota says who makes it now")
    made.refresh_from_db()
    update = Changeset.objects.filter(page=night).latest("number")
    assert made.withdrawn_at == update.created_at
    assert (update.counts, update.note) == (
        {"reservations_withdrawn": 1},
        "The rota says who makes it now",
    )
    assert counted(item) == (0, 0)
    assert not withdraw(item, person=member)
    assert len(updates(night)) == update.number


def test_after_withdrawing_another_may_be_raised(item: Recommendation, member: Any) -> None:
    first = raise_reservation(item, person=member, reason=WHY)
    withdraw(item, person=member)
    second = raise_reservation(item, person=member, reason=WHY)
    assert first.pk != second.pk
    assert counted(item) == (1, 0)
    assert Reservation.objects.count() == 2


def test_what_was_removed_meanwhile_can_still_be_withdrawn(
    item: Recommendation, author: Any, member: Any
) -> None:
    raise_reservation(item, person=member, reason=WHY)
    remove(item, author=author)
    assert withdraw(item, person=member)
    assert counted(item) == (0, 0)


# Being told -----------------------------------------------------------------------------------


def test_who_watches_the_page_is_told_of_a_reservation(
    night: Page,
    item: Recommendation,
    author: Any,
    member: Any,
    listener: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    PageWatch.objects.get_or_create(
        page=night, person=listener, defaults={"since": item.created_at}
    )
    with django_capture_on_commit_callbacks(execute=True):
        raise_reservation(item, person=member, reason=WHY)
    update = Changeset.objects.filter(page=night).latest("number")
    assert not update.only_stars
    (told,) = news_of(listener)
    assert (told.actor_name, told.subject, told.url) == (
        member.username,
        "Night work",
        update.get_absolute_url(),
    )
    assert told.quote == size(0, 0, update.counts) == "1 reservation raised"
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(item, person=member)
    assert [one.quote for one in news_of(listener)][1:] == ["1 reservation withdrawn"]


# Many at once ---------------------------------------------------------------------------------


def test_twenty_at_once_make_one(
    transactional_db: None, item: Recommendation, member: Any, at_once: Any
) -> None:
    deeds = [
        partial(
            raise_reservation,
            Recommendation.objects.get(pk=item.pk),
            person=member,
            reason=WHY if n % 2 else "Who airs it?",
        )
        for n in range(20)
    ]
    found = at_once(deeds)
    assert {one.pk for one in found} == {Reservation.objects.get().pk}
    assert counted(item) == (1, 0)
    made = Reservation.objects.get()
    assert made.reason in (WHY, "Who airs it?")
    assert sum("reservations_raised" in counts for counts in updates(item.page)) == 1
    assert len(updates(item.page)) == 3 + Reservation.history.count()


def test_twenty_people_at_once_are_twenty(
    transactional_db: None, item: Recommendation, new_person: Any, at_once: Any
) -> None:
    people = [new_person(f"person{n}") for n in range(20)]
    at_once(
        partial(
            raise_reservation,
            Recommendation.objects.get(pk=item.pk),
            person=person,
            reason=WHY,
        )
        for person in people
    )
    assert counted(item) == (20, 0)
