"""Screens of recommendations: starring, editing one, the board, and one with its wordings."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.posting import start_thread
from recommendations import arranging
from recommendations.models import Area, Recommendation, Star
from recommendations.starring import explain, give, take_back
from tests.elements import read
from wiki.models import Changeset, Page

SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def item(night: Page, author: Any) -> Recommendation:
    area = arranging.add_area(night, "Beds", author=author)
    return arranging.add(area, "Keep a bed free", author=author)


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def star(client: Client, item: Recommendation, script: bool = False, **form: str) -> Any:
    headers = SCRIPT if script else {}
    return client.post(f"/recommendations/{item.pk}/star/", form, headers=headers)


def html_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", html).split()))


# Starring -------------------------------------------------------------------------------------


def test_a_star_by_form_leads_back_to_the_row(item: Recommendation, reader: Client) -> None:
    answer = star(reader, item, do="give")
    assert answer.status_code == 302
    assert answer["Location"] == f"/wiki/night-work/?starred={item.pk}#r{item.pk}"
    html = html_of(reader, answer["Location"])
    assert f"Starred. 1 in all. R{item.pk}: Keep a bed free" in words(html)
    answer = star(reader, item, do="take")
    assert answer["Location"] == f"/wiki/night-work/#r{item.pk}"
    assert not Star.objects.exists()


def test_a_star_leads_back_to_where_it_was_pressed_and_nowhere_else(
    item: Recommendation, reader: Client
) -> None:
    for given, expected in [
        (
            "/recommendations/?sort=new&starred=999#r999",
            f"/recommendations/?sort=new&starred={item.pk}#r{item.pk}",
        ),
        ("https://example.org/x", f"/wiki/night-work/?starred={item.pk}#r{item.pk}"),
        ("//example.org", f"/wiki/night-work/?starred={item.pk}#r{item.pk}"),
        ("home", f"/wiki/night-work/?starred={item.pk}#r{item.pk}"),
    ]:
        assert star(reader, item, do="give", next=given)["Location"] == expected


def test_a_star_by_script_answers_with_its_row_and_words_to_speak(
    item: Recommendation, reader: Client
) -> None:
    answer = star(reader, item, script=True, do="give")
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "<html" not in html
    assert re.findall(r'id="(r\d+)"', html) == [f"r{item.pk}"]
    assert 'aria-pressed="true"' in html
    assert html.count('name="reason"') == 1  # why, after the fact
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"say": "Starred. 1 in all."}
    answer = star(reader, item, script=True, do="take")
    assert 'aria-pressed="false"' in answer.content.decode()
    assert json.loads(answer["HX-Trigger-After-Settle"])["say"].startswith("Star taken back")


def test_pressing_twice_is_one_star(item: Recommendation, reader: Client) -> None:
    for script in (True, False, True):
        star(reader, item, script=script, do="give")
    assert Star.objects.count() == 1
    item.refresh_from_db()
    assert item.stars_now == 1


@pytest.mark.parametrize("script", [True, False])
def test_what_was_removed_cannot_be_starred(
    script: bool, item: Recommendation, reader: Client, author: Any
) -> None:
    arranging.remove(item, author=author)
    answer = star(reader, item, script=script, do="give")
    where = answer["HX-Redirect"] if script else answer["Location"]
    assert answer.status_code == (204 if script else 302)
    assert where == f"/recommendations/{item.pk}/"
    html = html_of(reader, where)
    assert f"R{item.pk} no longer stands on this page" in html
    assert "it can be brought back" in html
    assert not Star.objects.exists()


def test_a_reason_that_is_too_long_comes_back(
    item: Recommendation, reader: Client, member: Any
) -> None:
    give(item, person=member)
    typed = "I slept there. " * 12
    answer = star(reader, item, do="explain", reason=typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert typed.strip() in html
    assert html.count("use at most 140 characters. Yours has 179") == 2
    assert 'href="#reason"' in html
    assert Star.objects.get().reason == ""


def test_a_reason_without_a_star_comes_back(item: Recommendation, reader: Client) -> None:
    answer = star(reader, item, do="explain", reason="I slept there")
    assert answer.status_code == 422
    assert 'value="I slept there"' in answer.content.decode()
    assert f"You have no star on R{item.pk}" in answer.content.decode()


def test_a_reason_typed_while_signed_out_comes_back(
    item: Recommendation, stranger: Client, member: Any, signed_in: Any
) -> None:
    give(item, person=member)
    answer = star(stranger, item, do="explain", reason="I slept there")
    assert answer["Location"].startswith("/accounts/login/?next=")
    html = html_of(signed_in(stranger, member), f"/recommendations/{item.pk}/star/")
    assert 'value="I slept there"' in html
    star(stranger, item, do="explain", reason="I slept there")
    assert Star.objects.get().reason == "I slept there"
    take_back(item, person=member)
    html = html_of(stranger, f"/recommendations/{item.pk}/star/")
    assert "I slept there" not in html  # given back once


def test_a_script_of_somebody_signed_out_is_led_to_the_door(
    item: Recommendation, stranger: Client
) -> None:
    answer = star(stranger, item, script=True, do="give")
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/accounts/login/?next=")


def test_several_are_starred_with_one_note(
    night: Page, item: Recommendation, reader: Client, author: Any
) -> None:
    other = arranging.add(item.area, "Another bed", author=author)
    gone = arranging.add(item.area, "No bed", author=author)
    arranging.remove(gone, author=author)
    before = Changeset.objects.count()
    chosen = [item.pk, other.pk, gone.pk, "x", "9" * 40]
    answer = reader.post("/wiki/night-work/recommendations/star/", {"star": chosen, "note": "Mine"})
    assert answer["Location"] == "/wiki/night-work/#recommendations"
    assert Changeset.objects.count() == before + 1
    update = Changeset.objects.filter(page=night).latest("number")
    assert (update.note, update.counts) == ("Mine", {"stars_given": 2})
    html = html_of(reader, "/wiki/night-work/recommendations/star/")
    assert len(re.findall(r"checked disabled", html)) == 2


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"note": "Kept"}, "Choose at least one recommendation"),
        ({"note": "Kept", "star": "999999"}, "Choose at least one recommendation"),
        ({}, "Choose at least one recommendation"),
    ],
)
def test_starring_none_is_said(
    form: dict[str, str], message: str, item: Recommendation, reader: Client
) -> None:
    answer = reader.post("/wiki/night-work/recommendations/star/", form)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert form.get("note", "") in answer.content.decode()


def test_a_choice_made_while_signed_out_comes_back(
    item: Recommendation, stranger: Client, member: Any, signed_in: Any
) -> None:
    address = "/wiki/night-work/recommendations/star/"
    stranger.post(address, {"star": [item.pk], "note": "What I stand behind"})
    html = html_of(signed_in(stranger, member), address)
    assert 'value="What I stand behind"' in html
    assert re.search(rf'name="star" value="{item.pk}" checked', html)
    assert not Star.objects.exists()


# Proposing and editing one --------------------------------------------------------------------


def test_a_recommendation_is_proposed_and_stands_on_the_page(
    night: Page, item: Recommendation, reader: Client
) -> None:
    answer = reader.post(
        "/wiki/night-work/recommendations/add/",
        {"wording": "Dim the light", "area": item.area_id, "note": "From the meeting"},
    )
    made = Recommendation.objects.get(wording="Dim the light")
    assert answer["Location"] == f"/wiki/night-work/?proposed={made.pk}#r{made.pk}"
    assert (made.area, made.status) == (item.area, "proposed")
    assert Changeset.objects.filter(page=night).latest("number").note == "From the meeting"


def test_a_double_click_proposes_once_even_in_a_new_area(night: Page, reader: Client) -> None:
    for form in ({"wording": "Dim it", "new_area": "Light"}, {"wording": "Sleep", "new_area": ""}):
        for _ in range(2):
            answer = reader.post("/wiki/night-work/recommendations/add/", form)
            assert answer.status_code == 302
    assert Recommendation.objects.count() == 2
    assert Area.objects.count() == 2


@pytest.mark.parametrize("others", [True, False])
def test_a_proposal_for_an_area_that_was_removed_meanwhile_is_told_so(
    item: Recommendation, author: Any, reader: Client, others: bool
) -> None:
    address, area = "/wiki/night-work/recommendations/add/", item.area
    if others:
        arranging.add_area(item.page, "Elsewhere", author=author)
    arranging.remove_area(area, author=author)
    form = {"wording": "Dim it", "area": str(area.pk)}
    refused = read(reader.post(address, form), 422)
    at = "area" if others else "new_area"
    said = f"“{area}” was removed from the page meanwhile. Choose another one"
    assert said in refused.one(f"#{at}_error").text
    assert refused.one("#wording").text.strip() == "Dim it"
    assert not Area.objects.filter(pk=area.pk, is_removed=False).exists()
    assert reader.post(address, form | {"new_area": "Lamps"}).status_code == 302
    assert Recommendation.objects.latest("pk").area.title == "Lamps"


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"wording": " "}, "Write the recommendation in one sentence"),
        ({"wording": "x" * 501}, "use at most 500 characters. Yours has 501"),
        ({"wording": "Dim it", "note": "y" * 501}, "use at most 500 characters. Yours has 501"),
        ({"wording": "Dim it", "new_area": "z" * 201}, "use at most 200 characters"),
        ({"wording": "Dim it", "area": "999"}, "Select a valid choice"),
    ],
)
def test_a_proposal_that_is_refused_comes_back(
    form: dict[str, str], message: str, item: Recommendation, reader: Client
) -> None:
    answer = reader.post("/wiki/night-work/recommendations/add/", form)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count(message) == 2
    for text in form.values():
        assert text.strip() in html
    assert Recommendation.objects.count() == 1


def test_a_proposal_typed_while_signed_out_comes_back(
    item: Recommendation, stranger: Client, member: Any, signed_in: Any
) -> None:
    address = "/wiki/night-work/recommendations/add/"
    stranger.post(address, {"wording": "Dim the <light>", "note": "Why not"})
    html = html_of(signed_in(stranger, member), address)
    assert "Dim the &lt;light&gt;" in html
    assert 'value="Why not"' in html


def form_of(client: Client, item: Recommendation) -> dict[str, Any]:
    html = html_of(client, f"/recommendations/{item.pk}/edit/")
    form = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"',
                            html) for name in ("seen", "position")}  # fmt: skip
    found = {name: unescape(match[1] or match[2]) for name, match in form.items()}
    wording = re.search(r'<textarea[^>]*name="wording"[^>]*>\n?([^<]*)<', html)[1]
    area = re.search(r'<option value="(\d+)" selected', html)[1]
    return {**found, "wording": unescape(wording), "area": area, "note": "", "do": "save"}


def edit(client: Client, item: Recommendation, form: dict[str, Any]) -> Any:
    return client.post(f"/recommendations/{item.pk}/edit/", form)


def test_one_is_reworded_and_moved_in_one_update(
    night: Page, item: Recommendation, reader: Client, author: Any
) -> None:
    other = arranging.add_area(night, "Food", author=author)
    arranging.add(other, "Soup", author=author)
    before = Changeset.objects.count()
    form = form_of(reader, item)
    assert form["wording"] == form["seen"] == "Keep a bed free"
    form |= {"wording": "Keep two beds free", "area": other.pk, "position": "1", "note": "Two now"}
    assert edit(reader, item, form)["Location"] == f"/wiki/night-work/#r{item.pk}"
    assert Changeset.objects.count() == before + 1
    update = Changeset.objects.filter(page=night).latest("number")
    assert update.note == "Two now"
    assert update.counts == {"recommendations_moved": 1, "recommendations_reworded": 1}
    rows = Recommendation.objects.filter(area=other).order_by("position")
    assert [row.wording for row in rows] == ["Keep two beds free", "Soup"]


def test_a_form_sent_as_it_came_changes_nothing(
    item: Recommendation, reader: Client, author: Any
) -> None:
    last = arranging.add(item.area, "Last", author=author)
    arranging.remove(arranging.add(item.area, "Gone", author=author), author=author)
    arranging.remove(item, author=author)
    before = Changeset.objects.count()
    form = form_of(reader, last)
    assert form["position"] == "1"
    assert edit(reader, last, form).status_code == 302
    assert Changeset.objects.count() == before


def test_words_that_both_changed_are_shown_and_not_overwritten(
    item: Recommendation, reader: Client, author: Any
) -> None:
    form = form_of(reader, item)
    arranging.reword(item, "Keep <their> bed free", author=author)
    form |= {"wording": "Keep my bed free", "note": "Mine"}
    answer = edit(reader, item, form)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "<title>Error: " in html
    assert "Keep &lt;their&gt; bed free" in html
    assert "Keep my bed free" in html
    assert 'value="Mine"' in html
    item.refresh_from_db()
    assert item.wording == "Keep <their> bed free"
    seen = unescape(re.search(r'name="seen" value="([^"]*)"', html)[1])
    assert edit(reader, item, form | {"seen": seen}).status_code == 302
    item.refresh_from_db()
    assert item.wording == "Keep my bed free"


def test_moving_does_not_undo_words_that_somebody_changed_meanwhile(
    item: Recommendation, reader: Client, author: Any
) -> None:
    arranging.add(item.area, "Second", author=author)
    form = form_of(reader, item)
    arranging.reword(item, "Theirs", author=author)
    assert edit(reader, item, form | {"position": "2"}).status_code == 302
    item.refresh_from_db()
    assert (item.wording, arranging.place_of(item)) == ("Theirs", 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"wording": ""}, "Write the recommendation in one sentence"),
        ({"wording": "x" * 501}, "use at most 500 characters. Yours has 501"),
        ({"position": "first"}, "Position: enter a number"),
        ({"position": "0"}, "greater than or equal to 1"),
        ({"area": ""}, "This field is required"),
    ],
)
def test_an_edit_that_is_refused_comes_back(
    change: dict[str, str], message: str, item: Recommendation, reader: Client
) -> None:
    form = {**form_of(reader, item), "note": "Kept note", **change}
    answer = edit(reader, item, form)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count(message) == 2
    assert "Kept note" in html
    assert form["wording"] in html
    item.refresh_from_db()
    assert item.wording == "Keep a bed free"


def test_it_is_removed_and_brought_back_with_its_number_and_stars(
    item: Recommendation, reader: Client, member: Any
) -> None:
    give(item, person=member)
    answer = edit(reader, item, {"do": "remove", "note": "Done elsewhere"})
    assert answer["Location"] == f"/recommendations/{item.pk}/"
    assert f'id="r{item.pk}"' not in html_of(reader, "/wiki/night-work/")
    html = html_of(reader, f"/recommendations/{item.pk}/")
    assert "no longer stands on its page" in html
    assert "Done elsewhere" in html
    edit(reader, item, {"do": "restore"})
    html = html_of(reader, "/wiki/night-work/")
    assert f'id="r{item.pk}"' in html
    assert 'aria-pressed="true"' in html


def test_where_it_stands_is_set_with_a_note(item: Recommendation, reader: Client) -> None:
    address = f"/recommendations/{item.pk}/status/"
    answer = reader.post(address, {"status": "declined", "note": ""})
    assert answer.status_code == 422
    assert answer.content.decode().count("Say why it is declined") == 2
    assert reader.post(address, {"status": "agreed!", "note": "Kept"}).status_code == 422
    assert reader.post(address, {"status": "declined", "note": "No room"}).status_code == 302
    assert reader.post(address, {"status": "declined", "note": "No money"}).status_code == 302
    html = html_of(reader, f"/recommendations/{item.pk}/")
    history = words(html[html.index('id="status-history"') : html.index("</article>")])
    assert "No room" in history
    assert "No money" in history
    item.refresh_from_db()
    assert (item.status, item.status_note) == ("declined", "No money")


# Reading --------------------------------------------------------------------------------------


def test_its_own_page_tells_its_wordings_with_the_stars_each_was_given(
    item: Recommendation, reader: Client, author: Any, member: Any, listener: Any
) -> None:
    give(item, person=member)
    explain(item, person=member, reason="I slept there")
    arranging.reword(item, "Keep two beds free", author=author)
    give(item, person=listener)
    start_thread(item.page, author=author, subject="Which?", body="?", recommendation=item)
    html = html_of(reader, f"/recommendations/{item.pk}/")
    assert words(re.search(r"<h1[^>]*>(.*?)</h1>", html)[1]) == "Keep two beds free"
    wordings = html[html.index('<ol class="wordings">') : html.index('id="threads"')]
    now, before = re.split(r"<li(?= id=\"wording-)", wordings)[1:]
    assert "/people/lena/" in now
    assert "/people/ben/" not in now
    assert "/people/ben/" in before
    assert "I slept there" in before
    assert "Keep a bed free" in words(before)
    assert "You starred an earlier wording" in html
    assert "Which?" in html
    assert "Night work" in html


def test_a_recommendation_that_never_was_is_404(item: Recommendation, reader: Client) -> None:
    for name in ("", "star/", "edit/", "status/"):
        assert reader.get(f"/recommendations/{item.pk + 1}/{name}").status_code == 404


def test_its_own_page_costs_the_same_however_often_it_was_reworded(
    item: Recommendation, reader: Client, author: Any, new_person: Any
) -> None:
    def live(count: int) -> int:
        for _ in range(count):
            number = Changeset.objects.count()
            arranging.reword(item, f"Keep bed {number} free", author=author)
            give(item, person=new_person(f"person{number}"))
            arranging.set_status(item, "agreed" if number % 2 else "done", author=author)
            start_thread(item.page, author=author, subject="?", body="?", recommendation=item)
        with CaptureQueriesContext(connection) as asked:
            html_of(reader, f"/recommendations/{item.pk}/")
        return len(asked)

    few = live(2)
    assert live(12) == few
    assert few <= 15


@pytest.fixture
def board(night: Page, item: Recommendation, author: Any, member: Any) -> list[Recommendation]:
    """Three that stand, told apart by stars, status, words and threads; and one that is gone."""
    second = arranging.add(item.area, "A dim light", author=author)
    third = arranging.add(item.area, "Warm food", author=author)
    gone = arranging.add(item.area, "Gone", author=author)
    give(second, person=member)
    give(second, person=author)
    give(third, person=author)
    arranging.set_status(third, "done", author=author, note="Soup")
    start_thread(night, author=author, subject="Beds", body="?", recommendation=item)
    arranging.remove(gone, author=author)
    return [item, second, third]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 0]),
        ("?sort=stars", [1, 2, 0]),
        ("?sort=-stars", [0, 2, 1]),
        ("?sort=words", [1, 0, 2]),
        ("?sort=status", [2, 1, 0]),
        ("?sort=threads", [0, 1, 2]),
        ("?sort=new", [2, 1, 0]),
        ("?sort=absurd&page=x", [1, 2, 0]),
        ("?q=LIGHT", [1]),
        ("?q=%25", []),
        ("?status=done", [2]),
        ("?status=absurd", [1, 2, 0]),
        ("?by=me", [1]),
        ("?by=not-me", [2, 0]),
        ("?by=not-me&status=proposed&q=bed", [0]),
        ("?page=99", [1, 2, 0]),
    ],
)
def test_the_board_is_sorted_and_filtered_by_its_address(
    query: str, expected: list[int], board: list[Recommendation], reader: Client
) -> None:
    html = html_of(reader, f"/recommendations/{query}")
    assert re.findall(r'<tr[^>]* id="r(\d+)"', html) == [str(board[n].pk) for n in expected]
    if not expected:
        assert "No recommendation is like that" in html


def test_strangers_read_the_board_without_buttons(
    board: list[Recommendation], stranger: Client
) -> None:
    html = html_of(stranger, "/recommendations/?by=me")
    assert len(re.findall(r'<tr[^>]* id="r\d+"', html)) == 3
    assert 'class="star"' not in html


def test_the_boards_heading_says_how_it_is_sorted(
    board: list[Recommendation], reader: Client
) -> None:
    for sort, said in [("stars", "descending"), ("-stars", "ascending"), ("words", "ascending")]:
        html = html_of(reader, f"/recommendations/?sort={sort}&q=e")
        assert re.findall(r'aria-sort="(\w+)"', html) == [said]
        assert "q=e" in html


@pytest.mark.parametrize("address", ["/recommendations/", "/wiki/night-work/recommendations/",
                                     "/wiki/night-work/recommendations/star/"])  # fmt: skip
def test_a_list_costs_the_same_however_long(
    address: str, night: Page, reader: Client, author: Any, member: Any
) -> None:
    def fill(count: int) -> int:
        for _ in range(count):
            number = Recommendation.objects.count()
            area = arranging.add_area(night, f"Area {number}", author=author)
            item = arranging.add(area, f"Bed {number}", author=author)
            give(item, person=member)
            start_thread(night, author=author, subject="?", body="?", recommendation=item)
        with CaptureQueriesContext(connection) as asked:
            html_of(reader, address)
        return len(asked)

    fill(1)  # whoever opens an editor is noted down once
    few = fill(2)
    assert fill(20) == few
    assert few <= 12
