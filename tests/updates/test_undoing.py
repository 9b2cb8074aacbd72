"""Undoing one earlier update: what came later stays, and what was changed again is not undone."""

import random
from typing import Any

import pytest
from django.test import Client

from recommendations import arranging, merging, starring
from recommendations.models import Area, Recommendation, Star
from tests.elements import read
from tests.updates.conftest import BODY
from updates.editing import Conflict
from updates.undoing import Refused, undo
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.writing import revise_page

UNDO = "/wiki/night-work/changes/{}/undo/"


def update(page: Page, number: int) -> Changeset:
    return Changeset.objects.get(page=page, number=number)


def state(page: Page) -> tuple[Any, ...]:
    page = Page.objects.get(pk=page.pk)
    areas = Area.objects.filter(page=page, is_removed=False).order_by("position", "pk")
    items = Recommendation.objects.standing().filter(page=page)
    return (
        (page.title, page.body, page.tags),
        list(areas.values_list("pk", "title")),
        list(
            items.order_by("area__position", "position", "pk").values_list(
                "pk", "area_id", "wording", "status", "status_note", "doer"
            )
        ),
    )


def test_a_change_of_text_is_taken_back_and_the_later_one_stays(
    a_page: Page, edit: Any, member: Any
) -> None:
    edit(1, body=BODY.replace("first", "1st"), tags="shifts, rest, new")
    edit(2, body=BODY.replace("first", "1st").replace("third", "3rd"), title="Nights")
    made = undo(a_page, update(a_page, 2), author=member, note="It was right before")
    a_page.refresh_from_db()
    assert a_page.body == BODY.replace("third", "3rd")
    assert (a_page.title, a_page.tags) == ("Nights", "shifts, rest")
    assert made is not None
    assert (made.number, made.author, made.note) == (
        4,
        member,
        "Undo update 2: It was right before",
    )
    assert "undone" in made.counts


def test_a_text_that_was_rewritten_since_is_a_conflict(
    a_page: Page, edit: Any, member: Any
) -> None:
    edit(1, body=BODY.replace("first", "1st"))
    edit(2, body=BODY.replace("first", "very first"))
    with pytest.raises(Conflict):
        undo(a_page, update(a_page, 2), author=member)
    assert a_page.changesets.count() == 3


@pytest.fixture
def items(a_page: Page, author: Any) -> list[Recommendation]:
    """Update 2: two areas with two each."""
    with recording(a_page, author=author):
        found = []
        for title in ("Before", "After"):
            area = arranging.add_area(a_page, title, author=author)
            found += [arranging.add(area, f"{title}, {w}", author=author) for w in ("eat", "sleep")]
    return found


def test_each_deed_on_recommendations_is_taken_back(
    a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    before = state(a_page)
    first, second, third, fourth = items
    with recording(a_page, author=author):
        arranging.reword(first, "Dine", author=author)
        arranging.remove(second, author=author)
        arranging.move(third, area=first.area, position=1, author=author)
        arranging.set_status(fourth, "agreed", author=author, note="By all")
        arranging.rename_area(fourth.area, "Later", author=author)
        area = arranging.add_area(a_page, "At last", author=author)
        arranging.add(area, "Go home", author=author)
    assert state(a_page) != before
    undo(a_page, update(a_page, 3), author=member)
    assert state(a_page) == before


def test_what_came_later_to_others_stays(
    a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    arranging.reword(items[0], "Dine", author=author)
    arranging.reword(items[1], "Nap", author=author)
    starring.give(items[1], person=member)
    undo(a_page, update(a_page, 3), author=member)
    assert [row[2] for row in state(a_page)[2][:2]] == ["Before, eat", "Nap"]
    assert Star.objects.get().wording == "Nap"


def test_two_aspects_of_one_recommendation_do_not_touch(
    a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    arranging.reword(items[0], "Dine", author=author)
    arranging.set_status(items[0], "agreed", author=author)
    undo(a_page, update(a_page, 3), author=member)
    items[0].refresh_from_db()
    assert (items[0].wording, items[0].status) == ("Before, eat", "agreed")


def test_what_was_changed_again_is_refused_and_the_later_updates_named(
    a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    before = state(a_page)
    arranging.reword(items[0], "Dine", author=author)
    revise_page(a_page, author=author, tags="between")
    arranging.reword(items[0], "Have supper", author=author)
    arranging.rename_area(items[0].area, "Earlier", author=author)
    with pytest.raises(Refused) as refused:
        undo(a_page, update(a_page, 3), author=member)
    assert [(one.name, one.numbers) for one in refused.value.touched] == [(f"R{items[0].pk}", [5])]
    assert state(a_page) != before


def test_an_area_that_others_filled_is_not_taken_away(
    a_page: Page, author: Any, member: Any
) -> None:
    area = arranging.add_area(a_page, "Night", author=author)
    arranging.add(area, "Sleep", author=author)
    with pytest.raises(Refused, match="changed the same again"):
        undo(a_page, update(a_page, 2), author=member)
    arranging.remove(Recommendation.objects.get(), author=author)
    undo(a_page, update(a_page, 2), author=member)
    assert not a_page.areas.filter(is_removed=False).exists()


def test_an_update_that_is_undone_already_makes_no_other(
    a_page: Page, edit: Any, items: list[Recommendation], author: Any, member: Any
) -> None:
    arranging.reword(items[0], "Dine", author=author)
    assert undo(a_page, update(a_page, 3), author=member) is not None
    assert undo(a_page, update(a_page, 3), author=member) is None
    assert a_page.changesets.count() == 4


def test_an_undoing_can_be_undone(
    a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    arranging.remove(items[0], author=author)
    after = state(a_page)
    undo(a_page, update(a_page, 3), author=member)
    undo(a_page, update(a_page, 4), author=member)
    assert state(a_page) == after


@pytest.mark.parametrize("number", [1, 3])
def test_the_first_update_and_a_merge_are_refused(
    a_page: Page, items: list[Recommendation], author: Any, member: Any, number: int
) -> None:
    merging.merge(items[:1], into=items[1], author=author)
    with pytest.raises(Refused):
        undo(a_page, update(a_page, number), author=member)


def test_stars_are_never_taken_back(
    a_page: Page, items: list[Recommendation], author: Any, member: Any
) -> None:
    with recording(a_page, author=author):
        arranging.reword(items[0], "Dine", author=author)
        starring.give(items[0], person=author)
    undo(a_page, update(a_page, 3), author=member)
    assert Star.objects.get().wording == "Dine"


def test_an_update_of_stars_alone_belongs_to_those_who_gave_them(
    a_page: Page, items: list[Recommendation], member: Any
) -> None:
    starring.give(items[0], person=member)
    with pytest.raises(Refused, match="stars alone"):
        undo(a_page, update(a_page, 3), author=member)


@pytest.mark.parametrize("seed", range(15))
def test_the_latest_update_undone_is_the_page_before_it(
    a_page: Page, items: list[Recommendation], author: Any, member: Any, seed: int
) -> None:
    chance = random.Random(seed)
    areas = list(a_page.areas.all())
    for _ in range(3):
        before = state(a_page)
        with recording(a_page, author=author) as made:
            for _ in range(chance.randint(1, 4)):
                item = chance.choice(items)
                item.refresh_from_db()
                deed = chance.randrange(5)
                if deed == 0:
                    arranging.reword(item, f"Words {chance.random()}", author=author)
                elif deed == 1 and not item.is_removed:
                    arranging.remove(item, author=author)
                elif deed == 2:
                    arranging.bring_back(item, author=author)
                elif deed == 3:
                    revise_page(a_page, author=author, body=f"Text {chance.random()}.\n\n{BODY}")
                else:
                    area = chance.choice(areas)
                    arranging.rename_area(area, f"Area {chance.random()}", author=author)
        if made.made is not None:
            undo(a_page, made.made, author=member)
        assert state(a_page) == before


# On the screen --------------------------------------------------------------------------------


def test_it_asks_first_and_then_does_it(as_member: Client, a_page: Page, edit: Any) -> None:
    edit(1, body=BODY.replace("first", "1st"), note="Shorter")
    screen = read(as_member.get(UNDO.format(2)))
    assert "Shorter" in screen.one("main").text
    assert screen.one("#note")["value"] == "Undo update 2"
    answer = as_member.post(UNDO.format(2), {"note": "Undo update 2"})
    assert answer["Location"] == "/wiki/night-work/"
    a_page.refresh_from_db()
    assert a_page.body == BODY


def test_a_conflict_of_words_is_put_to_whoever_undoes(
    as_member: Client, a_page: Page, edit: Any
) -> None:
    edit(1, body=BODY.replace("first", "1st"))
    edit(2, body=BODY.replace("first", "very first"))
    assert "You will be asked" in read(as_member.get(UNDO.format(2))).one("main").text
    screen = read(as_member.post(UNDO.format(2), {"note": "Undo update 2, it was wrong"}), 409)
    sent = {
        field["name"]: field["value"]
        for field in screen.one("form[data-guard]").all("input")
        if field.get("type") != "radio"
    }
    radio = screen.all("input[type=radio]")[0]["name"]
    sent |= {radio: "mine", "do": "decide", "body": screen.one("textarea[id=body]").raw[1:]}
    assert as_member.post("/wiki/night-work/edit/", sent).status_code == 302
    a_page.refresh_from_db()
    assert a_page.body == BODY
    assert a_page.changesets.latest("number").note == "Undo update 2, it was wrong"


def test_a_refusal_names_the_later_updates_and_another_way(
    as_member: Client, a_page: Page, items: list[Recommendation], author: Any
) -> None:
    arranging.reword(items[0], "Dine", author=author)
    arranging.reword(items[0], "Have supper", author=author)
    screen = read(as_member.get(UNDO.format(3)))
    links = [a["href"] for a in screen.all("[role=alert] a")]
    assert links == ["/wiki/night-work/changes/4/", "/wiki/night-work/changes/2/restore/parts/"]
    assert read(as_member.post(UNDO.format(3)), 422).all("[role=alert]")


def test_strangers_are_asked_to_sign_in(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, body="Other.")
    assert client.get(UNDO.format(2)).status_code == 302
