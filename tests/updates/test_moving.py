"""Moving a recommendation to another page: it keeps everything, and both histories show it."""

import contextlib
import random
from functools import partial
from typing import Any

import pytest
from django.test import Client

from discussions.models import Thread
from discussions.posting import start_thread
from recommendations import arranging, merging, reserving, starring
from recommendations.arranging import add, add_area
from recommendations.models import Area, Criterion, Recommendation, Reservation, Star
from tests.elements import read
from tests.updates.test_moments import as_it_is, as_it_stood
from updates import moments
from updates.comparing import between
from updates.moving import move_to_page
from updates.restoring import restore
from wiki.changesets import recording
from wiki.models import Changeset, Page

KEPT = (
    *("wording", "wording_number", "status", "status_note", "created_at"),
    *("stars_now", "stars_earlier", "reasons_now", "tallies", "reservations_now", "threads_about"),
)


@pytest.fixture
def nights(make_page: Any) -> Page:
    return make_page("Nights")


@pytest.fixture
def days(make_page: Any) -> Page:
    return make_page("Days")


@pytest.fixture
def beds(nights: Page, author: Any) -> Area:
    return add_area(nights, "Beds", author=author)


@pytest.fixture
def rooms(days: Page, author: Any) -> Area:
    area = add_area(days, "Rooms", author=author)
    add(area, "Keep a room free", author=author)
    return area


@pytest.fixture
def item(beds: Area, author: Any) -> Recommendation:
    return add(beds, "Keep a bed free", author=author)


def last(page: Page) -> Changeset:
    return Changeset.objects.filter(page=page).latest("number")


def words_at(page: Page, number: int) -> list[str]:
    moment = moments.at(page, Changeset.objects.get(page=page, number=number))
    return [row.wording for group in moment.groups() for row in group.rows]


def changes(page: Page, old: int, new: int | None = None) -> Any:
    numbers = (old, new or last(page).number)
    return between(*(moments.at(page, _update(page, number)) for number in numbers))


def _update(page: Page, number: int) -> Changeset | None:
    return Changeset.objects.filter(page=page, number=number).first()


def in_short(changes: Any) -> list[tuple[Any, ...]]:
    lines = [(c.name, c.pk, c.detail, *([c.page.title] if c.page else c.others))
             for c in changes.recommendations]  # fmt: skip
    return lines + [(star.name, star.pk, star.person) for star in changes.stars]


def test_it_moves_with_its_number_stars_reservations_threads_and_history(
    item: Recommendation, rooms: Area, author: Any, member: Any, listener: Any
) -> None:
    starring.give(item, person=listener)
    arranging.reword(item, "Keep two beds free", author=author)
    starring.give(item, person=member)
    starring.explain(item, person=member, reason="I need one")
    reserving.raise_reservation(item, person=listener, reason="Who makes them?")
    arranging.set_status(item, "agreed", author=author, note="In spring")
    thread = start_thread(
        item.page, author=member, subject="Beds", body="Where?", recommendation=item
    )
    before = Recommendation.objects.get(pk=item.pk)
    stars = list(Star.objects.order_by("pk").values())
    held = list(Reservation.objects.values())
    assert move_to_page(item, area=rooms, author=author, note="It is about rooms")
    now = Recommendation.objects.get(pk=item.pk)
    assert (now.page, now.area, now.position) == (rooms.page, rooms, 2)
    for name in KEPT:
        assert getattr(now, name) == getattr(before, name), name
    assert list(Star.objects.order_by("pk").values()) == stars
    assert list(Reservation.objects.values()) == held
    thread.refresh_from_db()
    assert (thread.page, thread.area, thread.recommendation) == (rooms.page, rooms, item)
    words = now.history.order_by("history_id").values_list("wording", flat=True)
    assert list(words)[:3] == ["Keep a bed free", "Keep two beds free", "Keep two beds free"]


def test_both_pages_have_an_update_that_shows_it(
    item: Recommendation, nights: Page, days: Page, rooms: Area, author: Any, member: Any
) -> None:
    starring.give(item, person=member)
    move_to_page(item, area=rooms, author=author, note="It is about rooms")
    left, came = last(nights), last(days)
    assert (left.counts, came.counts) == (
        {"recommendations_left": 1},
        {"recommendations_came": 1},
    )
    assert (left.note, came.note, left.author) == ("It is about rooms", "It is about rooms", author)
    assert left.pk > came.pk
    assert in_short(changes(nights, left.number - 1)) == [
        ("Moved away", item.pk, "moved to", "Days"),
    ]
    assert in_short(changes(days, came.number - 1)) == [
        ("Moved here", item.pk, "came from", "Nights"),
    ]


def test_moments_of_both_pages_are_right_before_and_after(
    item: Recommendation, nights: Page, days: Page, rooms: Area, author: Any, member: Any
) -> None:
    here, there = last(nights).number, last(days).number
    move_to_page(item, area=rooms, author=author)
    arranging.reword(item, "Keep two beds free", author=author)
    arranging.add_area(nights, "Later", author=author)
    assert words_at(nights, here) == ["Keep a bed free"]
    assert words_at(nights, here + 1) == words_at(nights, here + 2) == []
    assert words_at(days, there) == ["Keep a room free"]
    assert words_at(days, there + 1) == ["Keep a room free", "Keep a bed free"]
    assert words_at(days, there + 2) == ["Keep a room free", "Keep two beds free"]
    assert changes(nights, here + 1).recommendations == []


def test_stars_of_the_one_page_are_no_changes_of_the_other(
    item: Recommendation, nights: Page, days: Page, rooms: Area, author: Any, new_person: Any
) -> None:
    early, away, late, other = map(new_person, ["early", "away", "late", "other"])
    starring.give(item, person=early)
    starring.give(item, person=other)
    start = last(nights).number
    starring.give(item, person=away)
    move_to_page(item, area=rooms, author=author)
    came = last(days).number
    starring.give(item, person=late)
    starring.take_back(item, person=other)
    arranging.add_area(nights, "Later", author=author)
    assert in_short(changes(nights, start)) == [
        ("Moved away", item.pk, "moved to", "Days"),
        ("Star given", item.pk, "away"),
    ]
    assert in_short(changes(days, came - 1)) == [
        ("Moved here", item.pk, "came from", "Nights"),
        ("Star given", item.pk, "late"),
        ("Star taken back", item.pk, "other"),
    ]
    assert in_short(changes(days, came)) == [
        ("Star given", item.pk, "late"),
        ("Star taken back", item.pk, "other"),
    ]
    moment = moments.at(nights, last(nights))
    assert moment.stars == []


def test_it_may_come_back(
    item: Recommendation, nights: Page, days: Page, beds: Area, rooms: Area, author: Any
) -> None:
    start = last(nights).number
    move_to_page(item, area=rooms, author=author)
    move_to_page(item, area=beds, author=author)
    assert words_at(nights, start) == words_at(nights, start + 2) == ["Keep a bed free"]
    assert words_at(nights, start + 1) == []
    assert in_short(changes(nights, start + 1)) == [
        ("Moved here", item.pk, "came from", "Days"),
    ]
    assert changes(nights, start).recommendations == []
    assert in_short(changes(days, 0)) == [("Added", Recommendation.objects.get(
        wording="Keep a room free").pk, "in “Rooms”")]  # fmt: skip


def test_it_moves_on_to_a_third_page(
    item: Recommendation, nights: Page, days: Page, rooms: Area, make_page: Any, author: Any
) -> None:
    start = last(nights).number
    move_to_page(item, area=rooms, author=author)
    third = make_page("Weekends")
    move_to_page(item, page=third, title="Beds", author=author)
    assert in_short(changes(nights, start)) == [("Moved away", item.pk, "moved to", "Days")]
    assert in_short(changes(third, 1)) == [("Moved here", item.pk, "came from", "Days")]


def test_an_area_is_made_where_the_page_has_none_of_that_name(
    item: Recommendation, days: Page, author: Any
) -> None:
    assert move_to_page(item, page=days, title="Beds by day", author=author)
    assert not move_to_page(item, page=days, title="Beds by day", author=author)
    assert list(days.areas.values_list("title", flat=True)) == ["Beds by day"]
    assert last(days).counts == {"areas_added": 1, "recommendations_came": 1}


def test_moving_to_its_own_page_is_moving_to_another_area(
    item: Recommendation, nights: Page, beds: Area, author: Any
) -> None:
    light = add_area(nights, "Light", author=author)
    before = last(nights).number
    assert not move_to_page(item, area=beds, author=author)
    assert last(nights).number == before
    assert move_to_page(item, area=light, author=author)
    assert last(nights).counts == {"recommendations_moved": 1}


def test_what_was_removed_is_brought_back_first(
    item: Recommendation, rooms: Area, author: Any
) -> None:
    arranging.remove(item, author=author)
    before = Changeset.objects.count()
    with pytest.raises(starring.Removed):
        move_to_page(item, area=rooms, author=author)
    assert Changeset.objects.count() == before


def test_a_star_keeps_the_meaning_that_the_first_page_gave_it(
    item: Recommendation, nights: Page, rooms: Area, author: Any, member: Any, client: Client
) -> None:
    with recording(nights, author=author):
        simple = Criterion(page=nights, name="Simple", position=1)
        simple.save()
    starring.give(item, person=member, criterion=simple)
    move_to_page(item, area=rooms, author=author)
    item.refresh_from_db()
    assert (item.stars_now, item.tallies) == (1, {str(simple.pk): 1})
    page = read(client.get("/wiki/days/"))
    assert "Simple" in page.one(f"#r{item.pk}").text
    assert starring.take_back(item, person=member, criterion=simple)


def test_a_merge_is_traced_wherever_either_stands(
    item: Recommendation, nights: Page, days: Page, rooms: Area, make_page: Any, author: Any
) -> None:
    room = Recommendation.objects.get(area=rooms)
    start = last(nights).number, last(days).number
    merging.merge([item], into=room, author=author)
    assert in_short(changes(nights, start[0])) == [
        ("Merged", item.pk, "is superseded by", room.pk),
    ]
    assert in_short(changes(days, start[1])) == [("Merged", room.pk, "supersedes", item.pk)]
    third = make_page("Weekends")
    move_to_page(item, page=third, author=author)
    assert in_short(changes(third, 1)) == [("Moved here", item.pk, "came from", "Nights")]
    merging.undo([item], author=author)
    assert in_short(changes(third, 2)) == [
        ("Merge undone", item.pk, "is no longer superseded by", room.pk),
    ]
    assert in_short(changes(days, start[1] + 1)) == [
        ("Merge undone", room.pk, "no longer supersedes", item.pk),
    ]


def test_a_split_is_one_line_of_its_page(item: Recommendation, nights: Page, author: Any) -> None:
    start = last(nights).number
    one, two = merging.split(item, ["Keep a bed", "Free it"], author=author)
    lines = in_short(changes(nights, start))
    assert lines[0][:3] == ("Added", one.pk, "in “Beds”")
    assert lines[1][:3] == ("Added", two.pk, "in “Beds”")
    assert lines[2:] == [("Split", item.pk, "is superseded by", one.pk, two.pk)]


def test_stars_words_and_moves_at_once_lose_nothing(
    transactional_db: None,
    nights: Page,
    days: Page,
    beds: Area,
    rooms: Area,
    item: Recommendation,
    author: Any,
    new_person: Any,
    at_once: Any,
) -> None:
    people = [new_person(f"person{n}") for n in range(6)]

    def own() -> Recommendation:
        return Recommendation.objects.select_related("page").get(pk=item.pk)

    def to_and_fro() -> None:
        for area in (rooms, beds, rooms):
            move_to_page(own(), area=Area.objects.get(pk=area.pk), author=author)

    deeds: list[Any] = [to_and_fro]
    deeds += [partial(starring.give, own(), person=person) for person in people]
    deeds += [partial(arranging.reword, own(), f"Keep {n} beds", author=author) for n in (2, 3)]
    deeds += [partial(reserving.raise_reservation, own(), person=people[0], reason="Who?")]
    deeds += [partial(start_thread, nights, author=author, subject=f"Beds {n}", body="Where?",
                      recommendation=own()) for n in range(2)]  # fmt: skip
    found = at_once(deeds)
    assert [one for one in found if isinstance(one, Exception)] == []
    now = Recommendation.objects.get(pk=item.pk)
    assert (now.page, now.stars_now + now.stars_earlier) == (days, 6)
    assert set(Thread.objects.values_list("page", "recommendation")) == {(days.pk, item.pk)}
    for page in (nights, days):
        numbers = [row.number for row in Changeset.objects.filter(page=page).order_by("number")]
        assert numbers == list(range(1, len(numbers) + 1))
        moment = moments.at(page, last(page))
        standing = Recommendation.objects.standing().filter(page=page)
        assert {row.id for row in moment.recommendations} == {one.pk for one in standing}
        assert {(s.recommendation_id, s.person_id) for s in moment.stars} == set(
            Star.objects.filter(recommendation__page=page).values_list("recommendation", "person")
        )


@pytest.mark.parametrize("seed", range(20))
def test_every_update_of_either_page_left_what_stood_after_it(
    make_page: Any, author: Any, member: Any, seed: int
) -> None:
    """Deeds at random on two pages; each update is read again when all is done."""
    die, pages = random.Random(seed), [make_page("Nights"), make_page("Days")]
    areas = [add_area(page, "Beds", author=author) for page in pages]
    items = [add(area, f"Bed {n}", author=author) for n, area in enumerate(areas * 2)]
    left: dict[int, Any] = {}
    for n in range(15):
        item, other = die.sample(items, 2)
        area = die.choice(areas)
        deed = die.choice(
            [
                partial(move_to_page, item, area=area, author=author),
                partial(move_to_page, item, area=area, author=author),
                partial(starring.give, item, person=die.choice([author, member])),
                partial(starring.take_back, item, person=die.choice([author, member])),
                partial(arranging.reword, item, f"Other words {n}", author=author),
                partial(merging.merge, [item], into=other, author=author),
                partial(merging.undo, [item], author=author),
                partial(restore, page := die.choice(pages), die.choice(
                    list(Changeset.objects.filter(page=page, number__gt=3))), author=author),
            ]
        )  # fmt: skip
        with contextlib.suppress(starring.Removed, merging.NotPossible):
            deed()
        for page in pages:
            left[last(page).pk] = as_it_is(page)
    for update in Changeset.objects.filter(pk__in=left).select_related("page"):
        assert as_it_stood(update.page, update) == left[update.pk], f"{update.page} {update.number}"
