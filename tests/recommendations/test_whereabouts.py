"""Whoever read a recommendation before it moved still writes to it, on the page it moved to."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from recommendations.arranging import add, add_area, remove, reword, set_status
from recommendations.models import Area, Recommendation
from recommendations.reserving import raise_reservation, withdraw
from recommendations.starring import explain, give, give_all, take_back
from recommendations.whereabouts import Elsewhere, recording_all, recording_of
from wiki.models import Changeset, Page


@pytest.fixture
def item(make_page: Any, author: Any) -> Recommendation:
    return add(add_area(make_page("Nights"), "Beds", author=author), "Keep a bed", author=author)


@pytest.fixture
def area(make_page: Any, author: Any) -> Area:
    return add_area(make_page("Days"), "Rooms", author=author)


def put(item: Recommendation, area: Area, author: Any) -> None:
    with recording_all(lambda: {item.page_id, area.page_id}, author=author):
        found = Recommendation.objects.get(pk=item.pk)
        found.page, found.area = area.page, area
        found.save()


def updates(page: Page) -> int:
    return Changeset.objects.filter(page=page).count()


DEEDS: list[Callable[[Recommendation, Any], Any]] = [
    lambda item, who: reword(item, "Keep two beds", author=who),
    lambda item, who: set_status(item, "agreed", author=who),
    lambda item, who: give(item, person=who),
    lambda item, who: raise_reservation(item, person=who, reason="Who cleans it?"),
    lambda item, who: explain(item, person=who, reason="I slept there"),
    lambda item, who: withdraw(item, person=who),
    lambda item, who: take_back(item, person=who),
    lambda item, who: remove(item, author=who),
]


def test_deeds_on_what_moved_meanwhile_are_updates_of_its_new_page(
    item: Recommendation, area: Area, author: Any, member: Any
) -> None:
    old, new = item.page, area.page
    before = updates(old)
    stale = [Recommendation.objects.select_related("page").get(pk=item.pk) for _ in DEEDS]
    put(item, area, author)
    for count, (deed, read) in enumerate(zip(DEEDS, stale, strict=True), start=3):
        assert deed(read, member)
        assert (updates(old), updates(new)) == (before, count + 1)
        assert (read.page, read.page_id) == (new, new.pk)


def test_several_stars_on_a_page_tell_of_one_that_left_it(
    item: Recommendation, area: Area, author: Any, member: Any
) -> None:
    old, other = item.page, add(item.area, "Dim the light", author=author)
    put(item, area, author)
    with pytest.raises(Elsewhere, match="stands on “Days” by now"):
        give_all(old, [other, item], person=member)
    other.refresh_from_db()
    assert other.stars_now == 0


def test_a_deed_that_waits_for_a_page_goes_on_at_the_next(
    item: Recommendation, area: Area, author: Any, member: Any, at_once: Any
) -> None:
    """It moves to and fro while stars come; everyone's star stands, on whichever page it was."""
    here, there = item.area, area

    def wander() -> None:
        for _ in range(4):
            put(item, there, author)
            put(item, here, author)

    def star(person: Any, words: str) -> None:
        for n in range(4):
            give(Recommendation.objects.get(pk=item.pk), person=person)
            reword(Recommendation.objects.get(pk=item.pk), f"{words} {n}", author=person)

    found = at_once([wander, partial(star, member, "Keep beds"), partial(star, author, "Have")])
    assert found == [None, None, None]
    item.refresh_from_db()
    assert item.stars_now + item.stars_earlier == 2
    for page in (here.page, there.page):
        numbers = Changeset.objects.filter(page=page).order_by("number").values_list("number")
        assert [number for (number,) in numbers] == list(range(1, len(numbers) + 1))


def test_pages_are_opened_again_where_more_are_needed_under_the_lock(
    item: Recommendation, area: Area, author: Any
) -> None:
    asked: list[set[int]] = [{item.page_id}, {item.page_id, area.page_id}]
    with recording_all(lambda: asked.pop(0) if len(asked) > 1 else asked[0], author=author) as all_:
        assert set(all_) == {item.page_id, area.page_id}


def test_nothing_written_is_no_update(item: Recommendation, author: Any) -> None:
    before = updates(item.page)
    with recording_of(item, author=author):
        pass
    assert updates(item.page) == before
