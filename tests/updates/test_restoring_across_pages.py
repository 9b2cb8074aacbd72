"""Going back on a page whose recommendations have moved, merged or split since."""

from typing import Any

import pytest

from recommendations import arranging, merging, starring
from recommendations.arranging import add, add_area
from recommendations.models import Area, Recommendation, Star, Succession
from tests.elements import read
from updates.moments import at
from updates.moving import move_to_page
from updates.restoring import restore, staying
from wiki.models import Changeset, Page


@pytest.fixture
def beds(make_page: Any, author: Any) -> Area:
    return add_area(make_page("Nights"), "Beds", author=author)


@pytest.fixture
def rooms(make_page: Any, author: Any) -> Area:
    return add_area(make_page("Days"), "Rooms", author=author)


@pytest.fixture
def bed(beds: Area, author: Any) -> Recommendation:
    return add(beds, "Keep a bed free", author=author)


@pytest.fixture
def room(rooms: Area, author: Any) -> Recommendation:
    return add(rooms, "Keep a room free", author=author)


def now(page: Page) -> Changeset:
    return Changeset.objects.filter(page=page).latest("number")


def standing(page: Page) -> list[str]:
    rows = (
        Recommendation.objects.standing().filter(page=page).order_by("area__position", "position")
    )
    return list(rows.values_list("wording", flat=True))


def status(item: Recommendation) -> tuple[str, str]:
    item.refresh_from_db()
    return item.status, item.status_note


def pairs() -> list[tuple[int, int]]:
    return list(Succession.objects.order_by("pk").values_list("predecessor", "successor"))


def said(page: Page, update: Changeset) -> list[str]:
    return [f"{one.recommendation.ref} {one.why}" for one in staying(at(page, update))]


def test_what_moved_away_stays_where_it_is(
    bed: Recommendation, beds: Area, rooms: Area, author: Any
) -> None:
    then = now(beds.page)
    other = add(beds, "Dim the light", author=author)
    move_to_page(bed, area=rooms, author=author)
    arranging.reword(bed, "Keep two beds free", author=author)
    assert said(beds.page, then) == [f"{bed.ref} moved to “Days” and stays there"]
    before = Changeset.objects.filter(page=rooms.page).count()
    restore(beds.page, then, author=author)
    assert (standing(beds.page), standing(rooms.page)) == ([], ["Keep two beds free"])
    assert Changeset.objects.filter(page=rooms.page).count() == before
    assert Recommendation.objects.get(pk=other.pk).is_removed


def test_whoever_goes_back_is_told_what_stays(
    client: Any, bed: Recommendation, beds: Area, rooms: Area, author: Any, signed_in: Any
) -> None:
    then = now(beds.page)
    move_to_page(bed, area=rooms, author=author)
    address = f"/wiki/nights/changes/{then.number}/restore/"
    signed_in(client, author)
    asks = read(client.get(address))
    assert f"{bed.ref} moved to “Days” and stays there" in asks.one(".notice").text
    done = read(client.post(address, follow=True))
    assert f"Left as it is: {bed.ref} moved to “Days” and stays there." in done.text


def test_what_came_from_another_page_is_not_taken_off(
    bed: Recommendation, beds: Area, rooms: Area, author: Any
) -> None:
    then = now(rooms.page)
    move_to_page(bed, page=rooms.page, title="Beds by day", author=author)
    add(rooms, "A room", author=author)
    assert said(rooms.page, then) == [f"{bed.ref} came from another page and stays"]
    restore(rooms.page, then, author=author)
    assert standing(rooms.page) == ["Keep a bed free"]
    assert Recommendation.objects.get(pk=bed.pk).area.is_removed is False


def test_what_was_there_before_it_left_and_came_back_stays_too(
    bed: Recommendation, beds: Area, rooms: Area, author: Any
) -> None:
    start = now(beds.page)
    arranging.remove(bed, author=author)
    gone = now(beds.page)
    arranging.bring_back(bed, author=author)
    restore(beds.page, gone, author=author)
    assert standing(beds.page) == []
    restore(beds.page, start, author=author)
    move_to_page(bed, area=rooms, author=author)
    move_to_page(bed, area=beds, author=author)
    restore(beds.page, gone, author=author)
    assert standing(beds.page) == ["Keep a bed free"]


def test_going_back_behind_a_merge_undoes_it_and_forth_again_redoes_it(
    bed: Recommendation, beds: Area, author: Any, member: Any
) -> None:
    cot = add(beds, "Have a cot", author=author)
    arranging.set_status(bed, "agreed", author=author, note="In spring")
    star = starring.give(bed, person=member)
    before = now(beds.page)
    new = merging.merge([bed, cot], wording="A bed or a cot", area=beds, author=author, note="One")
    after = now(beds.page)
    restore(beds.page, before, author=author)
    assert standing(beds.page) == ["Keep a bed free", "Have a cot"]
    assert (status(bed), status(cot)) == (("agreed", "In spring"), ("proposed", ""))
    assert pairs() == []
    restore(beds.page, after, author=author)
    assert standing(beds.page) == ["Keep a bed free", "Have a cot", "A bed or a cot"]
    assert status(bed) == ("superseded", f"Merged into {new.ref}: One")
    assert pairs() == [(bed.pk, new.pk), (cot.pk, new.pk)]
    assert restore(beds.page, after, author=author) is None
    assert list(Star.objects.values_list("pk", "recommendation")) == [(star.pk, bed.pk)]
    merging.undo([bed], author=author)
    assert status(bed) == ("agreed", "In spring")


def test_a_split_comes_and_goes_likewise(bed: Recommendation, beds: Area, author: Any) -> None:
    before = now(beds.page)
    made = merging.split(bed, ["Keep a bed", "Free it"], author=author)
    after = now(beds.page)
    restore(beds.page, before, author=author)
    assert (standing(beds.page), pairs()) == (["Keep a bed free"], [])
    restore(beds.page, after, author=author)
    assert standing(beds.page) == ["Keep a bed free", "Keep a bed", "Free it"]
    assert pairs() == [(bed.pk, one.pk) for one in made]


def test_a_merge_into_another_page_is_undone_on_both(
    bed: Recommendation, room: Recommendation, beds: Area, rooms: Area, author: Any
) -> None:
    before = now(beds.page)
    merging.merge([bed], into=room, author=author)
    after = now(beds.page)
    restore(beds.page, before, author=author)
    assert (status(bed)[0], pairs()) == ("proposed", [])
    assert now(rooms.page).counts == {"recommendations_unmerged": 1}
    restore(beds.page, after, author=author)
    assert (status(bed)[0], pairs()) == ("superseded", [(bed.pk, room.pk)])
    assert now(rooms.page).counts == {"recommendations_merged": 1}


def test_what_others_elsewhere_gave_way_to_is_not_taken_off(
    bed: Recommendation, room: Recommendation, beds: Area, rooms: Area, author: Any
) -> None:
    before = now(beds.page)
    new = merging.merge([bed, room], wording="A bed, a room", area=beds, author=author)
    assert said(beds.page, before) == [
        f"{new.ref} took the place of others on other pages and stays",
    ]
    restore(beds.page, before, author=author)
    assert standing(beds.page) == ["Keep a bed free", "A bed, a room"]
    assert (status(bed)[0], status(room)[0]) == ("proposed", "superseded")
    assert pairs() == [(room.pk, new.pk)]


def test_what_gave_way_then_stands_as_it_is_where_its_successor_is_gone(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    merging.merge([bed], into=room, author=author)
    then = now(beds.page)
    merging.undo([bed], author=author)
    arranging.remove(room, author=author)
    assert restore(beds.page, then, author=author) is None
    assert (status(bed)[0], pairs()) == ("proposed", [])


def test_going_back_makes_no_circle(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    merging.merge([bed], into=room, author=author)
    then = now(beds.page)
    merging.undo([bed], author=author)
    merging.merge([room], into=bed, author=author)
    restore(beds.page, then, author=author)
    assert pairs() == [(room.pk, bed.pk)]
    assert (status(bed)[0], status(room)[0]) == ("proposed", "superseded")
