"""Screens of merging, splitting and undoing, and what starrers of the originals are shown."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations import merging
from recommendations.arranging import add, add_area, remove, reword
from recommendations.models import Area, Criterion, Recommendation, Star, Succession
from recommendations.starring import give
from tests.elements import Element, read
from wiki.changesets import recording
from wiki.models import Page

SCRIPT = {"HX-Request": "true"}


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


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def screen(item: Recommendation, name: str) -> str:
    return f"/recommendations/{item.pk}/{name}/"


def ticked(page: Element) -> list[str]:
    boxes = page.all("input[type=checkbox][name=with]")
    return [box["value"] for box in boxes if "checked" in box]


def offered(page: Element) -> list[str]:
    boxes = page.all("input[type=checkbox][name=with]")
    return [box["value"] for box in boxes if "checked" not in box]


# Merging --------------------------------------------------------------------------------------


def test_others_are_found_by_number_and_by_words(
    reader: Client, bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    cot = add(beds, "Have a cot in each room", author=author)
    gone = add(beds, "A hammock", author=author)
    remove(gone, author=author)
    address = screen(bed, "merge")
    for asked, found in [
        (f"R{room.pk} {cot.pk}", {room, cot}),
        ("room a", {room, cot}),
        ("KEEP ROOM", {room}),
        ("nothing like it", set()),
        ("R999999999999999999999 R0", set()),
    ]:
        page = read(reader.post(address, {"do": "find", "q": asked}))
        assert set(offered(page)) == {str(one.pk) for one in found}, asked
        assert page.one("#q")["value"] == asked
    page = read(reader.post(address, {"do": "find", "q": f"r{gone.pk}"}))
    assert (offered(page), "It no longer stands" in page.one("main").text) == ([], True)


def test_similar_ones_are_offered_at_once(
    reader: Client, bed: Recommendation, beds: Area, author: Any
) -> None:
    other = add(beds, "Keep one bed free", author=author)
    assert offered(read(reader.get(screen(bed, "merge")))) == [str(other.pk)]


def test_what_will_happen_is_shown_before_it_does(
    reader: Client, bed: Recommendation, room: Recommendation, author: Any, member: Any
) -> None:
    give(room, person=author)
    give(room, person=member)
    page = read(reader.post(screen(bed, "merge"), {"do": "preview", "with": room.pk}))
    assert ticked(page) == [str(room.pk)]
    said = page.one("section.notice").text
    assert f"{room.ref} will be superseded. 2 stars stay there." in said
    assert "Asked whether they stand behind what takes the place: amara." in said
    assert not Succession.objects.exists()


def test_merging_leads_to_what_stands_now(
    reader: Client, bed: Recommendation, room: Recommendation
) -> None:
    form = {"do": "merge", "with": room.pk, "into": bed.pk, "note": "The same"}
    answer = reader.post(screen(bed, "merge"), form, follow=True)
    page = read(answer)
    assert answer.redirect_chain == [(f"/recommendations/{bed.pk}/", 302)]
    assert f"{room.ref} merged into {bed.ref}." in page.text
    assert page.one("#lineage h2").text == f"{bed.ref} took the place of {room.ref}"
    room.refresh_from_db()
    assert (room.status, room.status_note) == ("superseded", f"Merged into {bed.ref}: The same")


def test_the_one_it_began_at_may_give_way_too(
    reader: Client, bed: Recommendation, room: Recommendation
) -> None:
    reader.post(screen(bed, "merge"), {"do": "merge", "with": room.pk, "into": room.pk})
    assert Succession.objects.get().predecessor == bed


def test_a_new_wording_may_take_the_place_of_all(
    reader: Client, bed: Recommendation, room: Recommendation, rooms: Area
) -> None:
    form = {"do": "merge", "with": room.pk, "into": "new", "wording": "Beds, rooms"}
    answer = reader.post(screen(bed, "merge"), {**form, "area": rooms.pk})
    new = Recommendation.objects.get(wording="Beds, rooms")
    assert answer["Location"] == f"/recommendations/{new.pk}/"
    assert (new.area, new.origins.count()) == (rooms, 2)


def test_what_is_missing_is_said_at_its_place_and_nothing_typed_is_lost(
    reader: Client, bed: Recommendation, room: Recommendation, beds: Area, make_page: Any
) -> None:
    address, pair = screen(bed, "merge"), {"do": "merge", "with": room.pk, "note": "Why"}
    for form, at, said in [
        ({"into": "new", "area": beds.pk}, "#wording", "Write the new wording"),
        ({"into": "new", "wording": " \n ", "area": beds.pk}, "#wording", "Write the new wording"),
        ({"into": "new", "wording": "x" * 501, "area": beds.pk}, "#wording", "Yours has 501"),
        ({"into": "new", "wording": "Both", "area": "99"}, "#area", "Choose an area of one"),
        ({"into": "new", "wording": "Both"}, "#area", "Choose the area"),
        ({"into": "999"}, "#into", "Choose what shall stand"),
        ({"into": "nonsense", "wording": "Both"}, "#into", "Choose what shall stand"),
    ]:
        page = read(reader.post(address, {**pair, **form}), 422)
        problems = page.one("#problems")
        assert [link["href"] for link in problems.all("a")] == [at], form
        assert said in problems.text
        assert page.one("#note")["value"] == "Why"
        assert page.one("#wording").raw.strip() == str(form.get("wording", "")).strip()
        assert ticked(page) == [str(room.pk)]
    assert not Succession.objects.exists()


def test_alone_or_with_numbers_of_nothing_it_cannot_be_merged(
    reader: Client, bed: Recommendation
) -> None:
    for numbers in [[], [bed.pk], ["9999"], ["", "x", "-1", "9" * 40]]:
        form = {"do": "merge", "with": numbers, "into": bed.pk}
        page = read(reader.post(screen(bed, "merge"), form), 422)
        assert "Choose at least one other" in page.one("#problems").text


def test_going_on_without_another_says_so(reader: Client, bed: Recommendation) -> None:
    page = read(reader.post(screen(bed, "merge"), {"do": "preview"}), 422)
    assert [link["href"] for link in page.one("#problems").all("a")] == ["#q"]
    assert "Choose at least one other" in page.one("#problems").text


def test_a_new_wording_is_offered_the_area_of_the_one_it_began_at(
    reader: Client, bed: Recommendation, room: Recommendation
) -> None:
    for begun, other in [(bed, room), (room, bed)]:
        page = read(reader.post(screen(begun, "merge"), {"do": "preview", "with": other.pk}))
        assert page.one("#area option[selected]")["value"] == str(begun.area_id)


def test_what_changed_meanwhile_is_shown_before_it_is_merged(
    reader: Client, bed: Recommendation, room: Recommendation, author: Any
) -> None:
    form = {"do": "merge", "with": room.pk, "into": bed.pk, "note": "Why",
            "seen": [f"{bed.pk}:1", f"{room.pk}:1"]}  # fmt: skip
    reword(room, "Keep two rooms free", author=author)
    page = read(reader.post(screen(bed, "merge"), form), 409)
    assert f"{room.ref} was reworded meanwhile" in page.one("#problems").text
    assert "Keep two rooms free" in page.one("main").text
    seen = [field["value"] for field in page.all("input[name=seen]")]
    assert seen == [f"{bed.pk}:1", f"{room.pk}:2"]
    assert reader.post(screen(bed, "merge"), {**form, "seen": seen}).status_code == 302


def test_what_was_removed_or_gave_way_meanwhile_is_said(
    reader: Client, bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    form = {"do": "merge", "with": room.pk, "into": bed.pk}
    merging.merge([room], into=add(beds, "A cot", author=author), author=author)
    page = read(reader.post(screen(bed, "merge"), form), 409)
    assert f"{room.ref} is superseded by" in page.one("#problems").text
    merging.undo([room], author=author)
    remove(room, author=author)
    page = read(reader.post(screen(bed, "merge"), form), 409)
    assert f"{room.ref} no longer stands" in page.one("#problems").text


def test_whoever_signs_in_on_the_way_finds_the_form_as_it_was(
    client: Client, bed: Recommendation, room: Recommendation, member: Any, signed_in: Any
) -> None:
    form = {"do": "merge", "with": room.pk, "into": "new", "wording": "Both at once", "note": "Why"}
    assert client.post(screen(bed, "merge"), form).status_code == 302
    page = read(signed_in(client, member).get(screen(bed, "merge")))
    assert ticked(page) == [str(room.pk)]
    assert page.one("#wording").raw.strip() == "Both at once"


def test_stars_that_a_page_hides_are_not_told_before_merging(
    reader: Client, bed: Recommendation, room: Recommendation, author: Any
) -> None:
    give(room, person=author)
    page = room.page
    with recording(page, author=author):
        page.hides_tally = True
        page.save()
    shown = read(reader.post(screen(bed, "merge"), {"do": "preview", "with": room.pk}))
    assert "amara" not in shown.one("main").text
    assert "1 star" not in shown.one("main").text
    reader.post(screen(bed, "merge"), {"do": "merge", "with": room.pk, "into": bed.pk})
    after = read(reader.get(f"/recommendations/{bed.pk}/"))
    assert "1 star" not in after.one("#lineage").text


# What readers are shown -----------------------------------------------------------------------


def test_a_row_says_what_took_its_place_and_asks_who_starred_it(
    reader: Client, bed: Recommendation, room: Recommendation, author: Any, member: Any
) -> None:
    give(room, person=member)
    merging.merge([room], into=bed, author=author, note="The same")
    row = read(reader.get("/wiki/days/")).one(f"#r{room.pk}")
    note = row.one(".rec-note").text
    assert f"Superseded by {bed.ref} Keep a bed free The same You starred {room.ref}" in note
    assert "removed: room" in note
    assert "added: bed" in note
    assert not row.all("button.star")
    also, back = row.all(".links button")
    assert also.text == f"I stand behind {bed.ref} too"
    assert (also["formaction"], back["formaction"]) == (screen(bed, "star"), screen(room, "star"))
    reader.post(also["formaction"], {"do": "give", "next": "/wiki/days/"})
    row = read(reader.get("/wiki/days/")).one(f"#r{room.pk}")
    (back,) = row.all(".links button")
    assert f"You starred {bed.ref} too" in row.text
    assert reader.post(back["formaction"], {"do": "take"}).status_code == 302
    assert list(Star.objects.values_list("recommendation", "wording")) == [
        (bed.pk, "Keep a bed free"),
    ]


def test_nobody_else_is_asked_and_nobody_is_offered_a_star(
    stranger: Client, bed: Recommendation, room: Recommendation, author: Any, member: Any
) -> None:
    give(room, person=member)
    merging.merge([room], into=bed, author=author)
    row = read(stranger.get("/wiki/days/")).one(f"#r{room.pk}")
    assert not row.all("a.star")
    assert row.one(".star").text == "1 star."
    assert "You starred" not in row.text


def test_both_own_pages_ask_and_lead_to_each_other(
    reader: Client, bed: Recommendation, room: Recommendation, author: Any, member: Any
) -> None:
    give(room, person=member)
    merging.merge([room], into=bed, author=author)
    old = read(reader.get(f"/recommendations/{room.pk}/"))
    assert old.one("#lineage h2").text == f"Superseded by {bed.ref}"
    assert [b.text for b in old.all("#lineage button")] == [
        f"I stand behind {bed.ref} too",
        f"Take my star back from {room.ref}",
    ]
    new = read(reader.get(f"/recommendations/{bed.pk}/"))
    assert "1 star stays there You starred that one." in new.one("#lineage").text
    assert [b["formaction"] for b in new.all("#lineage button")] == [
        screen(bed, "star"),
        screen(room, "star"),
    ]
    for page, said in ((old, f"Merged into {bed.ref}"), (new, f"Took the place of {room.ref}")):
        (step,) = page.all("#trace li")
        assert step.text.startswith(said)
        assert step.all("a")[-1]["href"] == "/wiki/days/changes/5/"


def test_a_star_from_an_old_tab_is_told_what_took_the_place(
    reader: Client, bed: Recommendation, room: Recommendation, author: Any
) -> None:
    merging.merge([room], into=bed, author=author)
    answer = reader.post(screen(room, "star"), {"do": "give"}, follow=True)
    assert f"{room.ref} was superseded. In its place stands: {bed}" in read(answer).text
    answer = reader.post(screen(room, "star"), {"do": "give"}, headers=SCRIPT)
    assert answer["HX-Redirect"] == f"/recommendations/{room.pk}/"
    several = {"star": [room.pk]}
    page = read(reader.post("/wiki/days/recommendations/star/", several), 422)
    assert f"{room.ref} was superseded" in page.one("#problems").text
    assert not Star.objects.exists()


def test_where_a_star_has_several_meanings_one_is_chosen_first(
    reader: Client, bed: Recommendation, room: Recommendation, author: Any, member: Any
) -> None:
    give(room, person=member)
    with recording(bed.page, author=author):
        for name in ("Simple", "Soon"):
            Criterion(page=bed.page, name=name).save()
    merging.merge([room], into=bed, author=author)
    links = read(reader.get("/wiki/days/")).one(f"#r{room.pk} .links")
    assert [link["href"] for link in links.all("a")] == [f"/recommendations/{bed.pk}/"]
    assert len(links.all("button")) == 1


def test_superseded_ones_come_last_and_count_in_no_total(
    reader: Client, bed: Recommendation, beds: Area, author: Any, member: Any
) -> None:
    cot = add(beds, "Have a cot", author=author)
    for person in (author, member):
        give(bed, person=person)
    give(cot, person=member)
    merging.merge([bed], into=cot, author=author)
    page = read(reader.get("/wiki/nights/?order=stars"))
    assert [row["id"] for row in page.all("li.rec")] == [f"r{cot.pk}", f"r{bed.pk}"]
    (size,) = Page.objects.filter(pk=beds.page_id).with_sizes(member)
    assert (size.standing, size.stars) == (1, 1)
    home = read(reader.get("/"))
    assert "Have a cot" in home.one("main").text
    assert "Keep a bed free" not in home.one("main").text


def test_many_superseded_ones_cost_as_many_queries_as_one(
    reader: Client, beds: Area, author: Any, member: Any
) -> None:
    into = add(beds, "Have a bed", author=author)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            reader.get("/wiki/nights/")
        return len(captured)

    def merge_more(number: int) -> None:
        for n in range(number):
            one = add(beds, f"Keep bed {number}.{n} free", author=author)
            give(one, person=member)
            merging.merge([one], into=into, author=author)

    merge_more(1)
    queries()
    few = queries()
    merge_more(6)
    assert queries() == few


# Splitting and undoing ------------------------------------------------------------------------


def test_splitting_needs_no_script_for_more_lines(
    reader: Client, bed: Recommendation, author: Any
) -> None:
    give(bed, person=author)
    address = screen(bed, "split")
    page = read(reader.get(address))
    assert len(page.all("textarea[name=wording]")) == 2
    assert "1 star stays there." in page.one("section.notice").text
    typed = {"wording": ["Keep a bed", "Free it"], "note": "Two matters"}
    page = read(reader.post(address, {**typed, "do": "add"}))
    assert [field.raw.strip() for field in page.all("textarea[name=wording]")] == [
        *("Keep a bed", "Free it", ""),
    ]
    assert page.one("#note")["value"] == "Two matters"
    page = read(reader.post(address, {**typed, "do": "split"}, follow=True))
    assert page.one("#lineage h2").text.startswith("Superseded by R")
    assert Succession.objects.filter(predecessor=bed, kind="split").count() == 2


def test_lines_that_cannot_be_are_refused_with_what_was_typed(
    reader: Client, bed: Recommendation, author: Any
) -> None:
    address = screen(bed, "split")
    for lines, said in [
        (["Keep a bed", ""], "at least two"),
        (["Keep a bed", " \n "], "at least two"),
        (["Keep a bed", "keep a bed!"], "at least two"),
        (["Keep a bed", "keep a bed FREE"], f"{bed.ref} has one of these"),
        (["Keep a bed", "x" * 501], "Wording 2: use at most 500 characters. Yours has 501"),
    ]:
        page = read(reader.post(address, {"wording": lines, "do": "split", "note": "Why"}), 422)
        assert said in page.one("#problems").text
        fields = page.all("textarea[name=wording]")
        assert [field.raw.strip() for field in fields] == [one.strip() for one in lines]
    assert not Succession.objects.exists()
    reword(bed, "Keep two beds free", author=author)
    form = {"wording": ["A", "B"], "do": "split", "seen": f"{bed.pk}:1"}
    page = read(reader.post(address, form), 409)
    assert "Keep two beds free" in page.one(".lede").text
    assert page.one("#wording2").raw.strip() == "B"


def test_undoing_asks_first_and_traces_both_ways(
    reader: Client, bed: Recommendation, room: Recommendation, beds: Area, author: Any
) -> None:
    new = merging.merge([bed, room], wording="Beds, rooms", area=beds, author=author)
    ask = read(reader.get(screen(new, "merge/undo")))
    boxes = ask.all("input[name=original]")
    assert [(box["value"], "checked" in box) for box in boxes] == [
        (str(bed.pk), True),
        (str(room.pk), True),
    ]
    assert "at least one" in read(reader.post(screen(new, "merge/undo"), {}), 422).text
    page = read(reader.post(screen(new, "merge/undo"), {"original": room.pk}, follow=True))
    assert f"Undone: {room.ref} stands again as before." in page.text
    assert [step.text.partition(" ")[0] for step in page.all("#trace li")] == ["Merged", "Merging"]
    page = read(reader.post(screen(bed, "merge/undo"), {"note": "After all"}, follow=True))
    assert not page.all("#lineage")
    gone = read(reader.get(f"/recommendations/{new.pk}/"))
    assert "no longer stands on its page" in gone.text
    assert "After all" in gone.one("#trace").text
    again = reader.post(screen(bed, "merge/undo"), {}, follow=True)
    assert f"{bed.ref} is neither merged nor split any more" in read(again).text


def test_a_split_is_undone_whole(reader: Client, bed: Recommendation, author: Any) -> None:
    one, _ = merging.split(bed, ["Keep a bed", "Free it"], author=author)
    assert not read(reader.get(screen(one, "merge/undo"))).all("input[name=original]")
    reader.post(screen(one, "merge/undo"), {})
    assert not Succession.objects.exists()


def test_a_status_form_says_what_to_undo(
    reader: Client, bed: Recommendation, room: Recommendation, author: Any
) -> None:
    merging.merge([room], into=bed, author=author)
    page = read(reader.post(screen(room, "status"), {"status": "agreed", "note": "Yes"}), 422)
    assert f"{room.ref} was superseded by {bed.ref}. Undo that first" in page.one("#problems").text


@pytest.mark.parametrize("name", ["merge", "split", "merge/undo", "move"])
def test_these_screens_are_for_members_and_of_what_exists(
    client: Client, bed: Recommendation, name: str, member: Any, signed_in: Any
) -> None:
    assert client.get(screen(bed, name))["Location"].startswith("/accounts/login/")
    assert client.post(screen(bed, name), {"note": "Why not"}).status_code == 302
    signed_in(client, member)
    assert client.get(screen(bed, name)).status_code == 200
    assert client.get(f"/recommendations/987654321/{name}/").status_code == 404
