"""A recommendation keeps its identity through whatever is done to it."""

from typing import Any

import pytest

from recommendations.arranging import (
    add,
    add_area,
    bring_back,
    move,
    place_of,
    remove,
    remove_area,
    reword,
    set_status,
)
from recommendations.models import Area, Recommendation
from recommendations.panels import groups_of, placed
from recommendations.starring import give
from recommendations.whereabouts import Elsewhere
from wiki.changesets import recording
from wiki.models import Changeset, Page


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def area(night: Page, author: Any) -> Area:
    return add_area(night, "Before the shift", author=author)


@pytest.fixture
def three(area: Area, author: Any) -> list[Recommendation]:
    return [add(area, wording, author=author) for wording in ("One", "Two", "Three")]


def standing(night: Page, reader: Any) -> dict[str, list[str]]:
    """What a reader sees: wordings by the heading above them."""
    return {group.title: [row.wording for row in group.rows] for group in groups_of(night, reader)}


def stars(item: Recommendation) -> tuple[int, int]:
    item.refresh_from_db()
    return item.stars_now, item.stars_earlier


def counts(night: Page) -> dict[str, int]:
    return Changeset.objects.filter(page=night).latest("number").counts


def test_the_same_words_twice_in_one_area_are_one(area: Area, author: Any, member: Any) -> None:
    first = add(area, "Keep a bed free", author=author)
    assert add(area, " Keep a bed free\r\n", author=member) == first
    assert Recommendation.objects.count() == 1
    assert Changeset.objects.filter(page=area.page).count() == 3


def test_the_wording_is_kept_to_the_byte(area: Area, author: Any) -> None:
    wording = "Don’t  ask – ‘twice’ * & <b>more</b>"
    assert Recommendation.objects.get(pk=add(area, wording, author=author).pk).wording == wording


def test_number_and_stars_outlive_rewording_moving_removing_and_return(
    night: Page, three: list[Recommendation], author: Any, member: Any
) -> None:
    item = three[0]
    give(item, person=member)
    other = add_area(night, "After the shift", author=author)
    reword(item, "Only one", author=author)
    move(item, area=other, position=1, author=author)
    remove(item, author=author)
    assert standing(night, member)["After the shift"] == []
    bring_back(item, author=author)
    reword(item, "ONE!", author=author)
    assert standing(night, member)["After the shift"] == ["ONE!"]
    assert Recommendation.objects.filter(wording="ONE!").get().pk == item.pk
    assert stars(item) == (1, 0)


def test_going_back_to_an_earlier_wording_gives_its_stars_back(
    three: list[Recommendation], author: Any, member: Any, listener: Any
) -> None:
    item = three[0]
    give(item, person=member)
    reword(item, "Only one", author=author)
    assert stars(item) == (0, 1)
    give(item, person=listener)
    assert stars(item) == (1, 1)
    reword(item, "one.", author=author)
    assert stars(item) == (1, 1)
    assert item.wording_number == 1
    reword(item, "Only one", author=author)
    assert (stars(item), item.wording_number) == ((1, 1), 2)
    reword(item, "Exactly one", author=author)
    assert (stars(item), item.wording_number) == ((0, 2), 3)


def test_a_spelling_fix_carries_the_stars_and_says_so(
    night: Page, three: list[Recommendation], author: Any, member: Any
) -> None:
    give(three[0], person=member)
    reword(three[0], "One!", author=author)
    assert stars(three[0]) == (1, 0)
    assert counts(night) == {"recommendations_corrected": 1}


def test_it_moves_to_the_place_that_is_asked_for(
    night: Page, three: list[Recommendation], author: Any
) -> None:
    one, two, three_ = three
    area = one.area
    for item, position, expected in [
        (one, 3, ["Two", "Three", "One"]),
        (one, 1, ["One", "Two", "Three"]),
        (three_, 2, ["One", "Three", "Two"]),
        (two, -4, ["Two", "One", "Three"]),
        (two, 9999, ["One", "Three", "Two"]),
    ]:
        assert move(item, area=area, position=position, author=author)
        assert standing(night, author)[area.title] == expected
        item.refresh_from_db()
        assert place_of(item) == expected.index(item.wording) + 1
        assert counts(night) == {"recommendations_moved": 1}


def test_where_one_was_removed_no_gap_is_felt(
    night: Page, three: list[Recommendation], author: Any
) -> None:
    remove(three[0], author=author)
    before = Changeset.objects.count()
    three[2].refresh_from_db()
    assert place_of(three[2]) == 2
    assert not move(three[2], area=three[2].area, position=2, author=author)
    assert Changeset.objects.count() == before


def test_it_cannot_move_to_another_pages_area(
    three: list[Recommendation], make_page: Any, author: Any
) -> None:
    elsewhere = add_area(make_page(), "Beds", author=author)
    with pytest.raises(Elsewhere, match="stands on “Night work” by now"):
        move(three[0], area=elsewhere, position=1, author=author)


def test_an_area_goes_with_what_stands_in_it_and_comes_back_with_one(
    night: Page, three: list[Recommendation], author: Any
) -> None:
    area = three[0].area
    assert remove_area(area, author=author)
    assert standing(night, author) == {}
    assert counts(night) == {"areas_removed": 1, "recommendations_removed": 3}
    assert not remove_area(area, author=author)
    assert bring_back(three[1], author=author)
    assert standing(night, author) == {area.title: ["Two"]}


def test_what_is_put_into_an_area_that_went_meanwhile_is_seen(
    night: Page, three: list[Recommendation], author: Any, member: Any
) -> None:
    seen_by_member = Area.objects.get(pk=three[0].area_id)
    other = add_area(night, "After the shift", author=author)
    stays = add(other, "Rest", author=author)
    remove_area(three[0].area, author=author)
    add(seen_by_member, "Four", author=member)
    assert standing(night, member) == {"Before the shift": ["Four"], "After the shift": ["Rest"]}
    remove_area(Area.objects.get(pk=seen_by_member.pk), author=author)
    move(stays, area=seen_by_member, position=1, author=member)
    assert standing(night, member)["Before the shift"] == ["Rest"]


def test_people_set_where_it_stands_and_no_number_of_stars_does(
    night: Page, three: list[Recommendation], author: Any, new_person: Any
) -> None:
    for n in range(12):
        give(three[0], person=new_person(f"person{n}"))
    three[0].refresh_from_db()
    assert three[0].status == "proposed"
    assert set_status(three[0], "declined", author=author, note="No room")
    assert not set_status(three[0], "declined", author=author, note=" No room ")
    assert set_status(three[0], "declined", author=author, note="No room, and no money")
    three[0].refresh_from_db()
    assert three[0].status_note == "No room, and no money"
    assert counts(night) == {"statuses_changed": 1}


def test_several_deeds_at_once_are_one_update(
    night: Page, three: list[Recommendation], author: Any
) -> None:
    before = Changeset.objects.filter(page=night).count()
    with recording(night, author=author, note="A new order"):
        reword(three[0], "First", author=author)
        move(three[0], area=three[0].area, position=3, author=author)
        remove(three[1], author=author)
    assert Changeset.objects.filter(page=night).count() == before + 1
    assert standing(night, author) == {"Before the shift": ["Three", "First"]}


def test_areas_of_the_same_heading_are_all_shown_where_it_is_placed(
    make_page: Any, author: Any
) -> None:
    night = make_page(body="Before\n\n[[recommendations: Staff]]\n\nAfter")
    for wording in ("One", "Two"):
        add(add_area(night, "Staff", author=author), wording, author=author)
    blocks = placed(night.text.parts, groups_of(night, author))
    shown = [row.wording for block in blocks for group in block.groups for row in group.rows]
    assert shown == ["One", "Two"]
