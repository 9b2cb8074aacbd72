"""Going back in parts: each paragraph, area and recommendation alone, and nothing else moves."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from markup.diff import compare_in_place
from recommendations import arranging, merging, starring
from recommendations.models import Recommendation, Star
from tests.elements import read
from tests.updates.conftest import BODY
from updates.moments import at
from updates.parts import Stale, parts, restore_parts, text_with
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.writing import revise_page

PARTS = "/wiki/night-work/changes/{}/restore/parts/"
TEXT = st.lists(
    st.sampled_from(["ward team rota", "beds", "a", "# Top", "- one\n- two", "ward team beds"]),
    max_size=8,
).map("\n\n".join)


@given(TEXT, TEXT)
@settings(max_examples=300, deadline=None)
def test_any_paragraphs_can_be_taken_alone(now: str, then: str) -> None:
    hunks = compare_in_place(now, then)
    assert "".join(hunk.before for hunk in hunks).rstrip() == now
    assert "".join(hunk.after for hunk in hunks).rstrip() == then
    assert "moved" not in {hunk.kind for hunk in hunks}


@given(TEXT, TEXT)
@settings(max_examples=100, deadline=None)
def test_nothing_chosen_is_the_page_of_now(now: str, then: str) -> None:
    assert text_with(now, then, ()) == now


def update(page: Page, number: int) -> Changeset:
    return Changeset.objects.get(page=page, number=number)


def offered(page: Page, number: int) -> Any:
    return parts(at(page, page.changesets.latest("number")), at(page, update(page, number)))


def key_of(page: Page, number: int, words: str) -> str:
    """Of the one part whose words these are."""
    found = offered(page, number)
    return next(
        str(part.key)
        for part in (*found.texts, *found.objects)
        if words in "".join(s.text for s in (part.hunk or part.changes[0]).segments)
    )


def restore(page: Page, number: int, *words: str, by: Any) -> Changeset | None:
    chosen = {key_of(page, number, one) for one in words}
    return restore_parts(page, update(page, number), chosen, author=by, note="Back to parts")


def test_one_paragraph_comes_back_and_the_others_stay(a_page: Page, edit: Any, member: Any) -> None:
    edit(1, body=BODY.replace("first", "1st").replace("third", "3rd"), title="Nights", tags="new")
    made = restore(a_page, 1, "third", by=member)
    a_page.refresh_from_db()
    assert a_page.body == BODY.replace("first", "1st")
    assert (a_page.title, a_page.tags) == ("Nights", "new")
    assert made is not None
    assert made.counts.keys() == {"text_changed", "partly_restored"}


def test_all_of_them_are_the_page_of_then(a_page: Page, edit: Any, member: Any) -> None:
    edit(1, body="Another text.\n\nThe third ends it.", title="Nights", tags="new")
    every = offered(a_page, 1).keys
    restore_parts(a_page, update(a_page, 1), every, author=member, note="")
    a_page.refresh_from_db()
    assert (a_page.title, a_page.body, a_page.tags) == ("Night work", BODY, "shifts, rest")


@pytest.fixture
def rewritten(a_page: Page, author: Any, member: Any) -> list[Recommendation]:
    """Update 2: an area with three, 3: a star, 4: two reworded, one removed, one added, renamed."""
    with recording(a_page, author=author):
        area = arranging.add_area(a_page, "Before", author=author)
        items = [arranging.add(area, words, author=author) for words in ("Eat", "Sleep", "Walk")]
    starring.give(items[0], person=member)
    with recording(a_page, author=author):
        arranging.reword(items[0], "Dine", author=author)
        arranging.reword(items[1], "Nap", author=author)
        arranging.remove(items[2], author=author)
        items.append(arranging.add(area, "Sing", author=author))
        arranging.rename_area(area, "Earlier", author=author)
    return items


def wordings(page: Page) -> list[str]:
    standing = Recommendation.objects.standing().filter(page=page).order_by("position", "pk")
    return list(standing.values_list("wording", flat=True))


def test_one_recommendation_comes_back_with_its_identity(
    a_page: Page, rewritten: list[Recommendation], member: Any
) -> None:
    restore_parts(a_page, update(a_page, 3), {f"r{rewritten[1].pk}"}, author=member, note="")
    assert wordings(a_page) == ["Dine", "Sleep", "Sing"]


def test_one_that_was_removed_comes_back_to_its_place(
    a_page: Page, rewritten: list[Recommendation], member: Any
) -> None:
    restore_parts(a_page, update(a_page, 3), {f"r{rewritten[2].pk}"}, author=member, note="")
    assert wordings(a_page) == ["Dine", "Nap", "Walk", "Sing"]


def test_one_that_came_later_can_be_taken_off_alone(
    a_page: Page, rewritten: list[Recommendation], member: Any
) -> None:
    restore_parts(a_page, update(a_page, 3), {f"r{rewritten[3].pk}"}, author=member, note="")
    assert wordings(a_page) == ["Dine", "Nap"]
    assert Star.objects.get().wording == "Eat"


def test_a_heading_comes_back_alone(
    a_page: Page, rewritten: list[Recommendation], member: Any
) -> None:
    restore(a_page, 3, "Before", by=member)
    assert a_page.areas.get().title == "Before"
    assert wordings(a_page) == ["Dine", "Nap", "Sing"]


def test_what_stands_in_a_removed_area_brings_it_back(
    a_page: Page, rewritten: list[Recommendation], author: Any, member: Any
) -> None:
    arranging.remove_area(rewritten[0].area, author=author)
    restore_parts(a_page, update(a_page, 3), {f"r{rewritten[0].pk}"}, author=member, note="")
    assert wordings(a_page) == ["Eat"]
    assert not a_page.areas.get().is_removed


def test_what_was_merged_since_is_left_and_said(
    a_page: Page, rewritten: list[Recommendation], author: Any
) -> None:
    merging.merge(rewritten[:1], into=rewritten[1], author=author)
    found = offered(a_page, 3)
    assert {f"r{one.pk}" for one in rewritten[:2]}.isdisjoint(found.keys)
    assert any("merged or split" in said for said in found.left)


def test_a_part_that_is_no_longer_there_is_refused(a_page: Page, edit: Any, member: Any) -> None:
    edit(1, body=BODY.replace("first", "1st"))
    chosen = {key_of(a_page, 1, "first")}
    edit(2, body=BODY.replace("first", "very first"))
    with pytest.raises(Stale):
        restore_parts(a_page, update(a_page, 1), chosen, author=member, note="")
    assert a_page.changesets.count() == 3


def test_the_same_parts_sent_twice_are_brought_back_once(
    a_page: Page, edit: Any, member: Any
) -> None:
    edit(1, body=BODY.replace("first", "1st"))
    chosen = {key_of(a_page, 1, "first")}
    made = [
        restore_parts(a_page, update(a_page, 1), chosen, author=member, note="Back to update 1")
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert a_page.changesets.count() == 3


# On the screen --------------------------------------------------------------------------------


def test_parts_are_ticked_and_brought_back(
    as_member: Client, a_page: Page, rewritten: list[Recommendation]
) -> None:
    revise_page(a_page, author=rewritten[0].page.changesets.first().author, body="Gone.")
    screen = read(as_member.get(PARTS.format(3)))
    boxes = {box["value"]: box for box in screen.all("input[name=part]")}
    assert f"r{rewritten[0].pk}" in boxes
    assert not any("checked" in box for box in boxes.values())
    for box in boxes.values():
        assert all(screen.one(f"#{part}").text for part in box["aria-labelledby"].split())
    answer = as_member.post(PARTS.format(3), {"part": list(boxes), "note": "All of it, by parts"})
    assert answer["Location"] == "/wiki/night-work/"
    a_page.refresh_from_db()
    assert a_page.body == BODY
    assert wordings(a_page) == ["Eat", "Sleep", "Walk"]
    note = a_page.changesets.latest("number").note
    assert note == "Back to parts of update 3: All of it, by parts"


def test_nothing_ticked_is_asked_for_again(as_member: Client, a_page: Page, edit: Any) -> None:
    edit(1, body="Gone.")
    screen = read(as_member.post(PARTS.format(1), {"note": "Mine"}), 422)
    assert "Choose what to bring back" in screen.one("#problem").text
    assert screen.one("#note")["value"] == "Mine"


def test_a_save_meanwhile_is_a_conflict_and_the_rest_stays_ticked(
    as_member: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=BODY.replace("first", "1st").replace("third", "3rd"))
    boxes = read(as_member.get(PARTS.format(1))).all("input[name=part]")
    edit(2, body=BODY.replace("first", "very first").replace("third", "3rd"))
    sent = {"part": [box["value"] for box in boxes], "note": "Mine"}
    screen = read(as_member.post(PARTS.format(1), sent), 409)
    assert "Somebody saved the page meanwhile" in screen.one("#problem").text
    assert ["checked" in box for box in screen.all("input[name=part]")] == [False, True]


def test_whoever_may_not_see_the_tally_is_told_nothing_of_it(
    as_author: Client, a_page: Page, rewritten: list[Recommendation], author: Any
) -> None:
    from recommendations.criteria import define

    define(a_page, [], author=author, hide_tally=True)
    assert "1 star" not in read(as_author.get(PARTS.format(2))).one("main").text


def test_going_back_and_changes_lead_to_the_parts(
    as_member: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body="Gone.")
    links = [a["href"] for a in read(as_member.get("/wiki/night-work/changes/2/")).all("aside a")]
    assert PARTS.format(1) in links
    assert "/wiki/night-work/changes/2/undo/" in links
