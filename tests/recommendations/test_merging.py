"""Merging, splitting and undoing: stars stay with their words, and both ways are traced."""

from typing import Any

import pytest

from recommendations import arranging
from recommendations.arranging import Succeeded, add, add_area, remove, reword, set_status
from recommendations.merging import (
    AlreadySuperseded,
    Circular,
    IntoItself,
    NotStanding,
    TooFew,
    merge,
    split,
    undo,
)
from recommendations.models import Area, Recommendation, Star, Succession
from recommendations.starring import Superseded, explain, give, take_back
from watching.models import Notification
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


def state(item: Recommendation) -> tuple[str, str]:
    item.refresh_from_db()
    return item.status, item.status_note


def stars(item: Recommendation) -> tuple[int, int]:
    item.refresh_from_db()
    return item.stars_now, item.stars_earlier


def last(area: Area) -> Changeset:
    return Changeset.objects.filter(page=area.page).latest("number")


def standing(area: Area) -> list[str]:
    rows = Recommendation.objects.standing().filter(area=area).order_by("position", "pk")
    return list(rows.values_list("wording", flat=True))


# Merging --------------------------------------------------------------------------------------


def test_merged_ones_are_superseded_and_say_by_what(
    beds: Area, bed: Recommendation, room: Recommendation, author: Any
) -> None:
    assert merge([room], into=bed, author=author, note="The same, twice") == bed
    assert state(room) == ("superseded", f"Merged into {bed.ref}: The same, twice")
    assert state(bed) == ("proposed", "")
    row = Succession.objects.get()
    assert (row.predecessor, row.successor, row.kind) == (room, bed, "merge")
    assert (row.status_before, row.note_before, row.wrote_successor) == ("proposed", "", False)


def test_several_become_one_new_one_in_an_area(
    beds: Area, bed: Recommendation, room: Recommendation, author: Any
) -> None:
    set_status(bed, "agreed", author=author, note="In spring")
    new = merge([bed, room], wording="Keep a bed and a room", area=beds, author=author)
    assert (new.wording, new.area, new.status) == ("Keep a bed and a room", beds, "proposed")
    assert state(bed) == state(room) == ("superseded", f"Merged into {new.ref}")
    rows = Succession.objects.filter(successor=new).order_by("pk")
    assert [(row.status_before, row.note_before, row.wrote_successor) for row in rows] == [
        ("agreed", "In spring", True),
        ("proposed", "", True),
    ]
    assert standing(beds) == ["Keep a bed free", "Keep a bed and a room"]


def test_stars_stay_where_they_were_given_and_count_for_nothing_new(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any, member: Any, listener: Any
) -> None:
    explain_me = give(room, person=member)
    explain(room, person=member, reason="I need one")
    give(bed, person=listener)
    new = merge([bed, room], wording="Keep a bed and a room", area=beds, author=author)
    assert stars(new) == (0, 0)
    assert (stars(bed), stars(room)) == ((1, 0), (1, 0))
    star = Star.objects.get(pk=explain_me.pk)
    assert (star.recommendation, star.wording, star.reason) == (room, room.wording, "I need one")
    give(new, person=member)
    assert (stars(new), stars(room)) == ((1, 0), (1, 0))
    assert take_back(room, person=member)
    assert (stars(new), stars(room)) == ((1, 0), (0, 0))


def test_what_was_superseded_gets_no_new_star(
    bed: Recommendation, room: Recommendation, author: Any, member: Any, listener: Any
) -> None:
    give(room, person=member)
    reword(room, "Keep two rooms free", author=author)
    merge([room], into=bed, author=author)
    with pytest.raises(Superseded, match=f"{room.ref} was superseded"):
        give(room, person=listener)
    with pytest.raises(Superseded):  # nor one that stands on earlier words
        give(room, person=member)
    assert stars(room) == (0, 1)
    assert take_back(room, person=member)


def test_every_starrer_is_told_once_and_led_to_the_new_one(
    bed: Recommendation,
    room: Recommendation,
    beds: Area,
    author: Any,
    member: Any,
    listener: Any,
    new_person: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    early = new_person("early")
    give(room, person=early)
    reword(room, "Keep two rooms free", author=author)
    give(room, person=member)
    give(bed, person=member)
    give(room, person=listener)
    give(bed, person=author)  # who merges them, and knows
    with django_capture_on_commit_callbacks(execute=True):
        new = merge([bed, room], wording="Keep beds and rooms", area=beds, author=author)
    told = {news.person: news for news in Notification.objects.filter(kind="wording")}
    assert len(told) == Notification.objects.count() == 3
    assert set(told) == {early, member, listener}
    news = told[member]
    assert news.deed == f"merged {bed.ref}, {room.ref}, which you starred, into"
    assert (news.actor_name, news.subject) == ("amara", f"{new.ref} Keep beds and rooms")
    assert news.quote == "Keep a bed free; Keep two rooms free"
    assert news.url == f"/recommendations/{new.pk}/#lineage"
    assert told[listener].deed == f"merged {room.ref}, which you starred, into"


def test_who_stands_behind_the_new_one_already_is_not_asked(
    bed: Recommendation,
    room: Recommendation,
    author: Any,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    give(room, person=member)
    give(bed, person=member)
    with django_capture_on_commit_callbacks(execute=True):
        merge([room], into=bed, author=author)
    assert not Notification.objects.exists()


def test_each_page_has_one_update_and_the_new_ones_page_the_last(
    bed: Recommendation, room: Recommendation, beds: Area, rooms: Area, author: Any
) -> None:
    other = add(beds, "Have a bed", author=author)
    before = (last(beds).number, last(rooms).number)
    merge([bed, other, room], wording="A bed, a room", area=rooms, author=author, note="So")
    here, there = last(beds), last(rooms)
    assert (here.number, there.number) == (before[0] + 1, before[1] + 1)
    assert here.counts == {"recommendations_merged": 2}
    assert there.counts == {"recommendations_added": 1, "recommendations_merged": 3}
    assert (here.note, there.note) == ("So", "So")
    assert there.pk > here.pk  # read as it left it, the page shows what came from elsewhere


def test_a_page_that_only_gains_shows_it_too(
    bed: Recommendation, room: Recommendation, beds: Area, rooms: Area, author: Any
) -> None:
    merge([room], into=bed, author=author)
    assert last(beds).counts == last(rooms).counts == {"recommendations_merged": 1}
    assert last(beds).pk > last(rooms).pk


def test_merging_twice_is_merging_once(
    bed: Recommendation, room: Recommendation, beds: Area, rooms: Area, author: Any
) -> None:
    new = merge([bed, room], wording="A bed, a room", area=beds, author=author)
    before = Changeset.objects.count()
    assert merge([room, bed, room], wording=" A bed, a room ", area=beds, author=author) == new
    assert merge([bed, room], into=new, author=author) == new
    assert Changeset.objects.count() == before


def test_the_words_of_one_of_them_are_no_new_ones(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    assert merge([bed, room], wording="Keep a bed free", area=beds, author=author) == bed
    assert state(bed)[0] == "proposed"
    assert not Succession.objects.get().wrote_successor
    undo([room], author=author)
    assert standing(beds) == ["Keep a bed free"]


def test_a_chain_of_merges_is_kept(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    third = add(beds, "Have a bed", author=author)
    merge([room], into=bed, author=author)
    merge([bed], into=third, author=author)
    pairs = Succession.objects.values_list("predecessor", "successor")
    assert list(pairs) == [(room.pk, bed.pk), (bed.pk, third.pk)]
    assert state(room)[1] == f"Merged into {bed.ref}"


def test_what_cannot_be_merged_is_refused_in_words_and_nothing_is_written(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    gone = add(beds, "A hammock", author=author)
    remove(gone, author=author)
    old = add(beds, "A cot", author=author)
    merge([old], into=bed, author=author)
    before = Changeset.objects.count()
    new = {"wording": "A bed, a room", "area": beds}
    for refused, words, originals, into in [
        (IntoItself, f"{bed.ref} cannot be merged into itself", [room, bed], {"into": bed}),
        (TooFew, "at least one other", [], {"into": bed}),
        (TooFew, "at least one other", [bed], new),
        (TooFew, "at least one other", [bed], {"wording": bed.wording, "area": beds}),
        (NotStanding, f"{gone.ref} no longer stands", [gone, room], new),
        (NotStanding, f"{gone.ref} no longer stands", [room], {"into": gone}),
        (AlreadySuperseded, f"{old.ref} is superseded by {bed.ref}", [old, room], new),
        (AlreadySuperseded, f"{old.ref} is superseded by {bed.ref}", [room], {"into": old}),
        (Circular, f"{old.ref} is superseded by {bed.ref}. Undo", [bed], {"into": old}),
    ]:
        with pytest.raises(refused, match=words):
            merge(originals, **into, author=author)
    assert Changeset.objects.count() == before
    assert Succession.objects.count() == 1
    assert not Recommendation.objects.filter(wording="A bed, a room").exists()


def test_a_circle_over_several_is_refused(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    third = add(beds, "Have a bed", author=author)
    merge([bed], into=room, author=author)
    merge([room], into=third, author=author)
    with pytest.raises(Circular):
        merge([third], into=bed, author=author)


def test_the_same_words_may_be_proposed_anew(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    merge([bed], into=room, author=author)
    assert add(beds, bed.wording, author=author) != bed


def test_a_status_is_not_set_past_what_took_its_place(
    bed: Recommendation, room: Recommendation, author: Any
) -> None:
    merge([room], into=bed, author=author)
    with pytest.raises(Succeeded, match=f"{room.ref} was superseded by {bed.ref}"):
        set_status(room, "agreed", author=author)
    assert set_status(room, "superseded", author=author, note="By agreement of both")
    assert state(room) == ("superseded", "By agreement of both")


# Splitting ------------------------------------------------------------------------------------


def test_one_becomes_several_after_it_in_its_area(
    bed: Recommendation, beds: Area, author: Any, member: Any
) -> None:
    add(beds, "Dim the light", author=author)
    give(bed, person=member)
    made = split(bed, ["Keep a bed", " ", "Make the bed\nfree"], author=author, note="Two matters")
    assert [item.wording for item in made] == ["Keep a bed", "Make the bed free"]
    assert standing(beds) == [
        *("Keep a bed free", "Keep a bed", "Make the bed free", "Dim the light"),
    ]
    assert state(bed) == (*("superseded", f"Split into {made[0].ref}, {made[1].ref}: Two matters"),)
    assert last(beds).counts == {"recommendations_added": 2, "recommendations_split": 1}
    assert [stars(item) for item in [bed, *made]] == [(1, 0), (0, 0), (0, 0)]


def test_a_split_asks_its_starrers_once_for_all_parts(
    bed: Recommendation, author: Any, member: Any, django_capture_on_commit_callbacks: Any
) -> None:
    give(bed, person=member)
    with django_capture_on_commit_callbacks(execute=True):
        one, two = split(bed, ["Keep a bed", "Free it"], author=author)
    (news,) = Notification.objects.all()
    assert (news.person, news.deed) == (member, f"split {bed.ref}, which you starred, into")
    assert news.subject == f"{one.ref} Keep a bed; {two.ref} Free it"
    assert news.url == f"/recommendations/{bed.pk}/#lineage"


def test_splitting_twice_is_splitting_once(bed: Recommendation, author: Any) -> None:
    made = split(bed, ["Keep a bed", "Free it"], author=author)
    before = Changeset.objects.count()
    assert split(bed, ["Keep a bed", "Free it"], author=author) == made
    assert Changeset.objects.count() == before
    with pytest.raises(AlreadySuperseded):
        split(bed, ["Keep a bed", "Free another"], author=author)


def test_words_that_stand_in_the_area_are_part_of_the_split_as_they_are(
    bed: Recommendation, beds: Area, author: Any
) -> None:
    there = add(beds, "Free it", author=author)
    made = split(bed, ["Keep a bed", "Free it"], author=author)
    assert made[1] == there
    undo([bed], author=author)
    assert standing(beds) == ["Keep a bed free", "Free it"]


def test_what_cannot_be_split_is_refused_in_words(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    gone = add(beds, "A hammock", author=author)
    remove(gone, author=author)
    before = Changeset.objects.count()
    for refused, words, item, texts in [
        (TooFew, "at least two", bed, ["Keep a bed", "", " \n", "keep a bed."]),
        (TooFew, "at least two", bed, []),
        (IntoItself, f"{bed.ref} has one of these", bed, ["keep a bed free!", "Free it"]),
        (NotStanding, f"{gone.ref} no longer stands", gone, ["A", "B"]),
    ]:
        with pytest.raises(refused, match=words):
            split(item, texts, author=author)
    assert Changeset.objects.count() == before


# Undoing --------------------------------------------------------------------------------------


def test_undoing_a_merge_brings_back_what_stood(
    bed: Recommendation, room: Recommendation, beds: Area, rooms: Area, author: Any, member: Any
) -> None:
    set_status(room, "agreed", author=author, note="In spring")
    give(room, person=member)
    new = merge([bed, room], wording="A bed, a room", area=beds, author=author)
    assert undo([room], author=member, note="They differ") == [room]
    assert state(room) == ("agreed", "In spring")
    assert state(bed)[0] == "superseded"
    assert not Recommendation.objects.get(pk=new.pk).is_removed  # more led to it
    assert last(beds).counts == last(rooms).counts == {"recommendations_unmerged": 1}
    assert (last(rooms).note, last(rooms).author) == ("They differ", member)
    undo([bed], author=member)
    assert state(bed) == ("proposed", "")
    new.refresh_from_db()
    assert new.is_removed
    assert last(beds).counts == {"recommendations_removed": 1, "recommendations_unmerged": 1}
    assert stars(room) == (1, 0)
    assert not Succession.objects.exists()


def test_undoing_leaves_what_stood_before_or_gave_way_itself(
    bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    other = add(beds, "Have a cot", author=author)
    merge([other], into=bed, author=author)
    undo([other], author=author)
    assert not Recommendation.objects.get(pk=bed.pk).is_removed
    new = merge([bed, room], wording="A bed, a room", area=beds, author=author)
    merge([new], into=other, author=author)
    undo([bed, room], author=author)
    new.refresh_from_db()
    assert (new.is_removed, new.status) == (False, "superseded")


def test_undoing_a_split_takes_its_parts_off(
    bed: Recommendation, beds: Area, author: Any, member: Any
) -> None:
    one, _ = split(bed, ["Keep a bed", "Free it"], author=author)
    give(one, person=member)
    assert undo([bed], author=author) == [bed]
    assert standing(beds) == ["Keep a bed free"]
    assert last(beds).counts == {"recommendations_removed": 2, "recommendations_unsplit": 1}
    assert stars(one) == (1, 0)  # kept with it, as with all that is removed
    arranging.bring_back(one, author=author)
    assert standing(beds) == ["Keep a bed free", "Keep a bed"]


def test_undoing_what_was_not_done_or_is_undone_changes_nothing(
    bed: Recommendation, room: Recommendation, author: Any
) -> None:
    merge([room], into=bed, author=author)
    undo([room], author=author)
    before = Changeset.objects.count()
    assert undo([room, bed], author=author) == []
    assert Changeset.objects.count() == before


def test_what_was_undone_can_be_merged_the_other_way_round(
    bed: Recommendation, room: Recommendation, author: Any
) -> None:
    merge([room], into=bed, author=author)
    undo([room], author=author)
    merge([bed], into=room, author=author)
    assert (state(bed)[0], state(room)[0]) == ("superseded", "proposed")


def test_history_says_who_led_to_what_and_when(
    bed: Recommendation, room: Recommendation, rooms: Area, author: Any, member: Any
) -> None:
    merge([room], into=bed, author=author)
    undo([room], author=member)
    rows = list(Succession.history.order_by("history_id"))
    assert [(row.history_type, row.predecessor_id, row.successor_id) for row in rows] == [
        ("+", room.pk, bed.pk),
        ("-", room.pk, bed.pk),
    ]
    assert [row.changeset.author for row in rows] == [author, member]
    assert {row.changeset.page for row in rows} == {rooms.page}


def test_the_past_can_be_told(bed: Recommendation, room: Recommendation, author: Any) -> None:
    from datetime import UTC, datetime

    day = datetime(2026, 9, 30, 12, tzinfo=UTC)
    merge([room], into=bed, author=author, at=day)
    assert Succession.objects.get().made_at == day
    assert set(Changeset.objects.filter(counts__has_key="recommendations_merged")) == {
        update for update in Changeset.objects.all() if update.created_at == day
    }


# Many at once ---------------------------------------------------------------------------------


def test_merges_over_the_same_pages_do_not_wait_for_each_other(
    transactional_db: None, beds: Area, rooms: Area, author: Any, at_once: Any
) -> None:
    here = [add(beds, f"Bed {n}", author=author) for n in range(4)]
    there = [add(rooms, f"Room {n}", author=author) for n in range(4)]

    def own(item: Recommendation) -> Recommendation:
        return Recommendation.objects.get(pk=item.pk)

    deeds = [
        lambda one=one, two=two: merge([own(one)], into=own(two), author=author)
        for pair in zip(here, there, strict=True)
        for one, two in (pair, pair[::-1])
    ]
    found = at_once(deeds)
    for pair in zip(here, there, strict=True):
        states = sorted(state(item)[0] for item in pair)
        assert states == ["proposed", "superseded"]
    refused = [one for one in found if isinstance(one, Exception)]
    assert len(refused) == 4
    assert all(isinstance(one, Circular) for one in refused)


def test_one_merge_sent_ten_times_is_one(
    transactional_db: None,
    bed: Recommendation,
    room: Recommendation,
    beds: Area,
    author: Any,
    at_once: Any,
) -> None:
    found = at_once(
        [lambda: merge([bed, room], wording="A bed, a room", area=beds, author=author)] * 10
    )
    assert len({item.pk for item in found}) == 1
    assert Succession.objects.count() == 2
    pages: list[Page] = list(Page.objects.all())
    for page in pages:
        numbers = list(Changeset.objects.filter(page=page).values_list("number", flat=True))
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
