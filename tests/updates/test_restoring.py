"""Going back to an update: everything returns with its identity, and nobody's star is touched."""

from typing import Any

import pytest
from django.test import Client

from recommendations import arranging, starring
from recommendations.criteria import Meaning, define
from recommendations.draft import Draft
from recommendations.models import Area, Criterion, Recommendation, Star
from recommendations.saving import save as save_draft
from tests.elements import read
from tests.updates.conftest import BODY
from updates.moments import at
from updates.restoring import restore
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.naming import NameTaken
from wiki.sizes import in_objects
from wiki.writing import revise_page


def update(page: Page, number: int) -> Changeset:
    return Changeset.objects.get(page=page, number=number)


def state(page: Page) -> tuple[Any, ...]:
    """Texts, areas and recommendations as they stand, with identity."""
    page = Page.objects.get(pk=page.pk)
    areas = Area.objects.filter(page=page, is_removed=False)
    items = Recommendation.objects.standing().filter(page=page)
    return (
        (page.title, page.slug, page.body, page.tags),
        list(areas.values_list("pk", "title", "position")),
        list(
            items.order_by("pk").values_list(
                "pk", "area_id", "position", "wording", "wording_number", "status", "status_note"
            )
        ),
    )


def stars() -> list[Any]:
    fields = [field.name for field in Star._meta.concrete_fields]
    return list(Star.objects.order_by("pk").values_list(*fields))


@pytest.fixture
def arranged(a_page: Page, author: Any, member: Any) -> list[Recommendation]:
    """Update 2: two areas with two recommendations each. 3: one starred."""
    with recording(a_page, author=author):
        items = []
        for title in ("Before", "After"):
            area = arranging.add_area(a_page, title, author=author)
            items += [
                arranging.add(area, f"{title} the shift, {words}", author=author)
                for words in ("eat", "sleep")
            ]
        arranging.set_status(items[0], "agreed", author=author, note="In the first round")
    starring.give(items[0], person=member)
    return items


def test_text_title_and_tags_come_back(a_page: Page, edit: Any, member: Any) -> None:
    before = state(a_page)
    edit(1, title="Nights", body="Nothing is left.", tags="other")
    made = restore(a_page, update(a_page, 1), author=member, note="That was better")
    assert state(a_page) == before
    assert (made.number, made.note, made.author) == (3, "That was better", member)
    assert "earlier update restored" in in_objects(made.counts)
    assert made.words_added > 10
    assert set(a_page.keywords.values_list("name", flat=True)) == {"shifts", "rest"}


def test_the_later_name_still_leads_to_the_page(
    client: Client, a_page: Page, edit: Any, member: Any
) -> None:
    edit(1, title="Nights")
    restore(a_page, update(a_page, 1), author=member)
    assert client.get("/wiki/nights/")["Location"] == "/wiki/night-work/"


def test_wordings_places_and_states_come_back_to_the_same_recommendations(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any
) -> None:
    before = state(a_page)
    first, _, third, fourth = arranged
    with recording(a_page, author=author):
        arranging.reword(first, "Something else", author=author)
        arranging.move(third, area=first.area, position=1, author=author)
        arranging.set_status(first, "declined", author=author, note="Too dear")
        arranging.set_status(fourth, "done", author=author)
    assert state(a_page) != before
    restore(a_page, update(a_page, 3), author=member)
    assert state(a_page) == before


def test_a_status_comes_back_with_its_note(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any
) -> None:
    before = state(a_page)
    arranging.set_status(arranged[0], "proposed", author=author)
    arranging.set_status(arranged[0], "agreed", author=author, note="In the second round")
    restore(a_page, update(a_page, 3), author=member)
    assert state(a_page) == before


def test_areas_come_back_named_and_in_order(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any
) -> None:
    before = state(a_page)
    arranging.rename_area(arranged[0].area, "Long before", author=author)
    draft = Draft.from_page(a_page)
    draft.press(f"area-up:{arranged[2].area_id}")
    save_draft(draft, author=author)
    made = restore(a_page, update(a_page, 3), author=member)
    assert state(a_page) == before
    assert {"1 area moved", "1 area renamed"} <= set(in_objects(made.counts))


def test_what_was_removed_is_brought_back_with_its_number_and_stars(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any
) -> None:
    before, given = state(a_page), stars()
    arranging.remove(arranged[1], author=author)
    arranging.remove_area(arranged[0].area, author=author)
    made = restore(a_page, update(a_page, 3), author=member)
    assert state(a_page) == before
    assert stars() == given
    said = in_objects(made.counts)
    assert "2 recommendations brought back" in said
    assert "1 area added" in said
    assert Recommendation.objects.get(pk=arranged[0].pk).stars_now == 1


def test_what_came_later_is_taken_off_and_can_be_brought_back(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any
) -> None:
    before = state(a_page)
    area = arranging.add_area(a_page, "Later", author=author)
    item = arranging.add(area, "A later idea", author=author)
    starring.give(item, person=member)
    later = state(a_page)
    made = restore(a_page, update(a_page, 3), author=author)
    assert state(a_page) == before
    assert {"1 area removed", "1 recommendation removed"} <= set(in_objects(made.counts))
    restore(a_page, update(a_page, 6), author=author)
    assert state(a_page) == later
    assert Recommendation.objects.get(pk=item.pk).stars_now == 1


def test_one_that_moved_to_a_later_area_and_left_comes_home_without_that_area(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any
) -> None:
    before = state(a_page)
    area = arranging.add_area(a_page, "Later", author=author)
    arranging.move(arranged[0], area=area, position=1, author=author)
    arranging.remove_area(area, author=author)
    made = restore(a_page, update(a_page, 3), author=member)
    assert state(a_page) == before
    assert not any("area" in said for said in in_objects(made.counts))


def test_moves_are_counted(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any
) -> None:
    arranging.move(arranged[1], area=arranged[1].area, position=1, author=author)
    arranging.move(arranged[2], area=arranged[0].area, position=1, author=author)
    made = restore(a_page, update(a_page, 3), author=member)
    assert in_objects(made.counts) == ["earlier update restored", "2 recommendations moved"]


def test_stars_are_never_touched(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any, listener: Any
) -> None:
    """Those on the earlier wording count again; those on the later one wait on theirs."""
    item = arranged[0]
    arranging.reword(item, "Something else", author=author)
    item.refresh_from_db()
    starring.give(item, person=listener)
    given = stars()
    restore(a_page, update(a_page, 3), author=author)
    assert stars() == given
    item.refresh_from_db()
    assert (item.stars_now, item.stars_earlier) == (1, 1)
    restore(a_page, update(a_page, 2), author=author)
    assert stars() == given


def test_what_a_star_means_stays_as_it_is(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any
) -> None:
    before = Changeset.objects.filter(page=a_page).latest("number")
    define(a_page, [Meaning("Costs little")], author=author, need_reason=True, hide_tally=True)
    cheap = Criterion.objects.get()
    starring.give(arranged[0], person=member, criterion=cheap, reason="So")
    arranging.reword(arranged[0], "Something else", author=author)
    given = Star.objects.filter(criterion=cheap).values()
    kept = list(given)
    assert restore(a_page, before, author=author)
    a_page.refresh_from_db()
    assert (a_page.stars_need_reason, a_page.hides_tally) == (True, True)
    assert not Criterion.objects.get().is_removed
    assert list(given.all()) == kept


@pytest.mark.parametrize("number", [1, 2, 3])
def test_going_back_twice_changes_nothing(
    a_page: Page, arranged: list[Recommendation], author: Any, member: Any, number: int
) -> None:
    revise_page(a_page, author=author, body="Another text.")
    arranging.remove(arranged[0], author=author)
    arranging.reword(arranged[1], "Something else", author=author)
    restore(a_page, update(a_page, number), author=member)
    once = state(a_page)
    assert restore(a_page, update(a_page, number), author=member) is None
    assert state(a_page) == once
    assert Changeset.objects.filter(page=a_page).latest("number").number == 7


def test_to_where_the_page_is_makes_no_update(
    a_page: Page, arranged: list[Recommendation], member: Any
) -> None:
    assert restore(a_page, update(a_page, 3), author=member) is None


def test_the_update_that_went_back_can_be_seen_and_undone(
    a_page: Page, arranged: list[Recommendation], author: Any
) -> None:
    revise_page(a_page, author=author, body="Another text.")
    arranging.remove_area(arranged[0].area, author=author)
    before = state(a_page)
    made = restore(a_page, update(a_page, 1), author=author)
    assert at(a_page, made).recommendations == []
    restore(a_page, update(a_page, 5), author=author)
    assert state(a_page) == before


def test_a_title_that_is_no_slug_any_more_is_refused_whole(
    a_page: Page, edit: Any, member: Any, make_page: Any
) -> None:
    """A name stays with the page that had it, so this needs a row that was written elsewhere."""
    edit(1, title="Nights", body="Another text.")
    other = make_page("Other")
    a_page.names.filter(slug="night-work").update(page=other)
    with pytest.raises(NameTaken):
        restore(a_page, update(a_page, 1), author=member)
    assert Page.objects.get(pk=a_page.pk).body == "Another text."


# On the screen --------------------------------------------------------------------------------


def test_a_member_goes_back_from_the_page_as_it_stood(
    as_member: Client, a_page: Page, edit: Any, latest: Any
) -> None:
    edit(1, body="Another text.")
    form = read(as_member.get("/wiki/night-work/at/1/")).one("aside.rail form")
    assert form.one("input[name=note]")["value"] == "Back to update 1"
    answer = as_member.post(form["action"], {"note": "Too much was cut"})
    assert answer["Location"] == "/wiki/night-work/"
    assert (latest().number, latest().note) == (3, "Back to update 1: Too much was cut")
    assert Page.objects.get().body == BODY


def test_going_back_without_a_note_says_to_where(
    as_member: Client, a_page: Page, edit: Any, latest: Any
) -> None:
    edit(1, body="Another text.")
    as_member.post("/wiki/night-work/changes/1/restore/", {"note": ""})
    assert latest().note == "Back to update 1"


def test_a_note_that_is_too_long_is_cut_and_not_lost(
    as_member: Client, a_page: Page, edit: Any, latest: Any
) -> None:
    edit(1, body="Another text.")
    as_member.post("/wiki/night-work/changes/1/restore/", {"note": "n" * 501})
    assert latest().note == f"Back to update 1: {'n' * 500}"[:500]


def test_a_double_click_goes_back_once_and_says_so(
    as_member: Client, a_page: Page, edit: Any, latest: Any
) -> None:
    edit(1, body="Another text.")
    for _ in range(2):
        answer = as_member.post("/wiki/night-work/changes/1/restore/", {}, follow=True)
    assert latest().number == 3
    assert "as update 1 left it already" in read(answer).one("p.notice").text


def test_signing_in_returns_the_note_and_nothing_has_changed_yet(
    client: Client, a_page: Page, edit: Any, latest: Any
) -> None:
    edit(1, body="Another text.")
    address = "/wiki/night-work/changes/1/restore/"
    door = client.post(address, {"note": "Too much was cut"})["Location"]
    assert door.startswith("/accounts/login/")
    sent = {"login": "ben", "password": "correct horse battery"}
    screen = read(client.post(door, sent, follow=True))
    assert screen.one("main input[name=note]")["value"] == "Too much was cut"
    assert latest().number == 2
    assert screen.one("main form")["action"] == address


@pytest.mark.parametrize("number", ["0", "9", "9" * 18])
def test_an_update_that_never_was_is_not_found(
    as_member: Client, a_page: Page, number: str
) -> None:
    answer = as_member.post(f"/wiki/night-work/changes/{number}/restore/", {})
    assert answer.status_code == 404


def test_following_a_link_changes_nothing(
    as_member: Client, a_page: Page, edit: Any, latest: Any
) -> None:
    edit(1, body="Another text.")
    screen = read(as_member.get("/wiki/night-work/changes/1/restore/"))
    assert screen.one("main input[name=note]")["value"] == "Back to update 1"
    assert latest().number == 2
