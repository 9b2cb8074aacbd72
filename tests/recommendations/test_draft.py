"""Editing all areas and recommendations of a page at once, by a plain form."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from recommendations.arranging import (
    add,
    add_area,
    bring_back,
    move,
    remove,
    remove_area,
    rename_area,
    reword,
)
from recommendations.models import Area, Recommendation, Star
from recommendations.panels import groups_of
from recommendations.starring import give
from tests.elements import read
from updates.moving import move_to_page
from wiki.models import Changeset, Page

Form = dict[str, Any]


@pytest.fixture
def night(make_page: Any, author: Any) -> Page:
    night = make_page("Night work")
    for title, wordings in {"Before": ["One", "Two", "Three"], "After": ["Four", "Five"]}.items():
        area = add_area(night, title, author=author)
        for wording in wordings:
            add(area, wording, author=author)
    return night


@pytest.fixture
def editor(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def fields(html: str) -> Form:
    """What a browser would send of the edit form, as it stands on the screen."""
    form: Form = {"item": [], "area": []}
    start = html.index('<form method="post" action="/wiki/night-work/recommendations/"')
    html = html[start : html.index("</form>", start)]
    for tag in re.findall(r"<input [^>]*>", html):
        if 'type="checkbox"' in tag and " checked" not in tag:
            continue
        name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name and name[1] in ("item", "area"):
            form[name[1]].append(value[1])
        elif name and name[1] != "csrfmiddlewaretoken":
            form[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n?([^<]*)</textarea>', html):
        form[name] = unescape(text)
    for name, options in re.findall(r'<select name="([^"]*)">(.*?)</select>', html, re.DOTALL):
        form[name] = re.search(r'value="([^"]*)" selected', options)[1]
    return form


def opened(editor: Client) -> Form:
    return fields(editor.get("/wiki/night-work/recommendations/").content.decode())


def sent(editor: Client, form: Form, do: str = "save") -> Any:
    return editor.post("/wiki/night-work/recommendations/", {**form, "do": do})


def shown(night: Page) -> dict[str, list[str]]:
    groups = groups_of(night, AnonymousUser())  # as nobody sees it
    return {group.title: [row.wording for row in group.rows] for group in groups}


def key(wording: str) -> str:
    return str(Recommendation.objects.get(wording=wording).pk)


def area_key(title: str) -> str:
    return str(Area.objects.get(title=title).pk)


def count_of(night: Page) -> int:
    return Changeset.objects.filter(page=night).count()


def latest(night: Page) -> Changeset:
    return Changeset.objects.filter(page=night).latest("number")


def test_a_form_sent_back_as_it_came_changes_nothing(night: Page, editor: Client) -> None:
    remove(Recommendation.objects.get(wording="Two"), author=night.featured_by)
    before = shown(night), count_of(night), Recommendation.history.count()
    form = opened(editor)
    assert len(form["item"]) == 4
    assert sent(editor, form).status_code == 302
    assert (shown(night), count_of(night), Recommendation.history.count()) == before


def test_everything_at_once_is_one_update_with_its_note(
    night: Page, editor: Client, author: Any
) -> None:
    give(Recommendation.objects.get(wording="Three"), person=author)
    ids = {item.wording: item.pk for item in Recommendation.objects.all()}
    form = opened(editor)
    before = count_of(night)
    one, two, three, four, after = key("One"), key("Two"), key("Three"), key("Four"), "After"
    form |= {
        f"w-{one}": "Only one",  # reworded
        f"x-{two}": "1",  # removed
        f"in-{three}": area_key(after),  # moved to another area
        f"at-{three}": "1",
        f"t-{area_key(after)}": "After the shift",  # renamed
        "w-n1": "Six",  # added
        "in-n1": area_key("Before"),
        "at-n1": "9",
        "note": "Tidied up",
        "area": form["area"][::-1],  # areas in another order
    }
    form["item"] += ["n1"]
    answer = sent(editor, form)
    assert (answer.status_code, answer["Location"]) == (302, "/wiki/night-work/#recommendations")
    assert list(shown(night)) == ["After the shift", "Before"]
    assert shown(night) == {
        "Before": ["Only one", "Six"],
        "After the shift": ["Three", "Four", "Five"],
    }
    assert count_of(night) == before + 1
    update = latest(night)
    assert (update.note, update.author_name) == ("Tidied up", "ben")
    assert update.counts == {
        "recommendations_reworded": 1,
        "recommendations_removed": 1,
        "recommendations_moved": 1,
        "recommendations_added": 1,
        "areas_renamed": 1,
        "areas_moved": 1,
    }
    assert Recommendation.objects.get(wording="Three").pk == ids["Three"]
    assert Recommendation.objects.get(wording="Only one").pk == ids["One"]
    assert Star.objects.get().recommendation_id == ids["Three"]
    assert four == str(ids["Four"])


def test_new_areas_and_lines_are_made_and_empty_ones_are_not(night: Page, editor: Client) -> None:
    form = opened(editor)
    form = fields(sent(editor, form, "area").content.decode())
    form["t-n1"] = "During"
    form = fields(sent(editor, form, "add:n1").content.decode())
    (fresh,) = [item for item in form["item"] if item.startswith("n")]
    form[f"w-{fresh}"] = "Six"
    form = fields(sent(editor, form, "add:n1").content.decode())  # left empty
    form = fields(sent(editor, form, "area").content.decode())  # left empty
    assert shown(night).keys() == {"Before", "After"}
    assert sent(editor, form).status_code == 302
    assert shown(night) == {
        "Before": ["One", "Two", "Three"],
        "After": ["Four", "Five"],
        "During": ["Six"],
    }


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("up:{Two}", {"Before": ["Two", "One", "Three"], "After": ["Four", "Five"]}),
        ("down:{One}", {"Before": ["Two", "One", "Three"], "After": ["Four", "Five"]}),
        ("up:{One}", {"Before": ["One", "Two", "Three"], "After": ["Four", "Five"]}),
        ("remove:{Two}", {"Before": ["One", "Three"], "After": ["Four", "Five"]}),
        ("area-up:{After}", {"After": ["Four", "Five"], "Before": ["One", "Two", "Three"]}),
        ("area-down:{Before}", {"After": ["Four", "Five"], "Before": ["One", "Two", "Three"]}),
        ("area-gone:{Before}", {"After": ["Four", "Five"]}),
    ],
)
def test_a_button_changes_the_form_and_saving_changes_the_page(
    button: str, expected: dict[str, list[str]], night: Page, editor: Client
) -> None:
    before, number = shown(night), count_of(night)
    keys = {item.wording: item.pk for item in Recommendation.objects.all()}
    keys |= {area.title: area.pk for area in Area.objects.all()}
    answer = sent(editor, opened(editor), button.format(**keys))
    assert answer.status_code == 200
    assert (shown(night), count_of(night)) == (before, number)
    assert re.search(r'id="said">[^<]+<', answer.content.decode())
    assert sent(editor, fields(answer.content.decode())).status_code == 302
    assert shown(night) == expected
    assert list(shown(night)) == list(expected)


def test_pressing_twice_takes_a_removal_back(night: Page, editor: Client) -> None:
    button = f"remove:{key('Two')}"
    form = fields(sent(editor, opened(editor), button).content.decode())
    form = fields(sent(editor, form, button).content.decode())
    sent(editor, form)
    assert shown(night)["Before"] == ["One", "Two", "Three"]


def test_up_twice_climbs_two_places(night: Page, editor: Client) -> None:
    button = f"up:{key('Three')}"
    form = fields(sent(editor, opened(editor), button).content.decode())
    form = fields(sent(editor, form, button).content.decode())
    sent(editor, form)
    assert shown(night)["Before"] == ["Three", "One", "Two"]
    assert latest(night).counts == {"recommendations_moved": 1}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"One": "3"}, ["Two", "Three", "One"]),
        ({"Three": "1"}, ["Three", "One", "Two"]),
        ({"One": "2"}, ["Two", "One", "Three"]),
        ({"One": "3", "Three": "1"}, ["Three", "Two", "One"]),
        ({"One": "99"}, ["Two", "Three", "One"]),
        ({"Two": "x", "Three": ""}, ["One", "Two", "Three"]),
        ({"Three": "0"}, ["Three", "One", "Two"]),
    ],
)
def test_a_typed_position_is_where_it_stands(
    typed: dict[str, str], expected: list[str], night: Page, editor: Client
) -> None:
    form = opened(editor)
    sent(editor, form | {f"at-{key(wording)}": place for wording, place in typed.items()})
    assert shown(night)["Before"] == expected


def test_changes_that_do_not_touch_are_merged(night: Page, editor: Client, author: Any) -> None:
    form = opened(editor)
    reword(Recommendation.objects.get(wording="One"), "Theirs", author=author)
    move(Recommendation.objects.get(wording="Five"), area=Area.objects.get(title="After"),
         position=1, author=author)  # fmt: skip
    add(Area.objects.get(title="Before"), "Added", author=author)
    rename_area(Area.objects.get(title="After"), "Later", author=author)
    remove(Recommendation.objects.get(wording="Three"), author=author)
    form[f"w-{key('Two')}"] = "Mine"
    assert sent(editor, form).status_code == 302
    assert shown(night) == {"Before": ["Theirs", "Mine", "Added"], "Later": ["Five", "Four"]}
    assert latest(night).counts == {"merged": 1, "recommendations_reworded": 1}


def test_the_order_of_areas_that_somebody_else_chose_stays(
    night: Page, editor: Client, author: Any, signed_in: Any
) -> None:
    form, theirs = opened(editor), opened(editor)
    theirs["area"] = theirs["area"][::-1]
    sent(signed_in(Client(), author), theirs)
    form[f"w-{key('Two')}"] = "Mine"
    sent(editor, form)
    assert list(shown(night)) == ["After", "Before"]


def test_the_same_wording_changed_by_both_shows_both_and_saves_neither(
    night: Page, editor: Client, author: Any
) -> None:
    form = opened(editor)
    item = Recommendation.objects.get(wording="One")
    reword(item, "Their <wording>", author=author)
    before = count_of(night)
    mine = form | {f"w-{item.pk}": "My wording", f"w-{key('Two')}": "Also mine", "note": "Why"}
    answer = sent(editor, mine)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "<title>Error: " in html
    assert "Their &lt;wording&gt;" in html
    assert count_of(night) == before
    again = fields(html)
    assert again[f"w-{item.pk}"] == "My wording"
    assert again[f"w-{key('Two')}"] == "Also mine"
    assert again["note"] == "Why"
    assert sent(editor, again).status_code == 302  # seen, and decided
    assert shown(night)["Before"] == ["My wording", "Also mine", "Three"]


def test_having_seen_both_wordings_their_editor_keeps_either_or_writes_a_third(
    night: Page, editor: Client, author: Any
) -> None:
    items = [Recommendation.objects.get(wording=wording) for wording in ("One", "Two", "Three")]
    form = opened(editor)
    form |= {f"w-{item.pk}": f"Mine of {item.wording}" for item in items}
    for item in items:
        reword(item, f"Theirs of {item.wording}", author=author)
    answer = sent(editor, form)
    shown_again = read(answer, 409)
    told = shown_again.one(f"li[id=line-{items[0].pk}]").text
    assert "It was: One" in told
    assert "Theirs, now on the page: Theirs of One" in told
    again = fields(answer.content.decode())
    again[f"k-{items[1].pk}"] = "1"
    again[f"w-{items[2].pk}"] = "A third of Three"
    assert sent(editor, again).status_code == 302
    assert shown(night)["Before"] == ["Mine of One", "Theirs of Two", "A third of Three"]


def test_the_same_change_by_both_is_no_conflict(night: Page, editor: Client, author: Any) -> None:
    form = opened(editor)
    item = Recommendation.objects.get(wording="One")
    reword(item, "Ours", author=author)
    assert sent(editor, form | {f"w-{item.pk}": "Ours"}).status_code == 302
    assert shown(night)["Before"][0] == "Ours"


def test_the_same_heading_changed_by_both_is_told(night: Page, editor: Client, author: Any) -> None:
    form, area = opened(editor), Area.objects.get(title="Before")
    rename_area(area, "Theirs", author=author)
    answer = sent(editor, form | {f"t-{area.pk}": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert list(shown(night)) == ["Theirs", "After"]
    assert sent(editor, fields(answer.content.decode())).status_code == 302
    assert list(shown(night)) == ["Mine", "After"]


def test_what_others_wrote_is_not_removed_unseen(night: Page, editor: Client, author: Any) -> None:
    form, area = opened(editor), Area.objects.get(title="After")
    item = Recommendation.objects.get(wording="One")
    reword(item, "One, in other words", author=author)
    add(area, "Added meanwhile", author=author)
    rename_area(area, "Later", author=author)
    answer = sent(editor, form | {f"x-{item.pk}": "1", f"xa-{area.pk}": "1"})
    assert answer.status_code == 409
    told = read(answer, 409).one("#problems").text
    for words in ("One, in other words", "Added meanwhile", "the heading “Later”"):
        assert words in told
    assert "Added meanwhile" in shown(night)["Later"]
    assert sent(editor, fields(answer.content.decode())).status_code == 302  # seen, and decided
    assert shown(night) == {"Before": ["Two", "Three"]}


def test_a_heading_for_an_area_that_was_removed_meanwhile_is_not_lost(
    night: Page, editor: Client, author: Any
) -> None:
    form, area = opened(editor), Area.objects.get(title="After")
    remove_area(area, author=author)
    answer = sent(editor, form | {f"t-{area.pk}": "In the morning"})
    assert answer.status_code == 409
    assert "Somebody removed the area “After” meanwhile" in answer.content.decode()
    assert sent(editor, fields(answer.content.decode())).status_code == 302
    assert list(shown(night)) == ["Before", "In the morning"]


@pytest.mark.parametrize("whole_area", [False, True])
def test_words_typed_into_what_was_removed_meanwhile_are_not_lost(
    whole_area: bool, night: Page, editor: Client, author: Any
) -> None:
    item = Recommendation.objects.get(wording="Four")
    give(item, person=author)
    form = opened(editor)
    if whole_area:
        remove_area(item.area, author=author)
    else:
        remove(item, author=author)
    answer = sent(editor, form | {f"w-{item.pk}": "Four, but better"})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert f"Somebody removed R{item.pk} meanwhile" in html
    again = fields(html)
    assert again[f"w-{item.pk}"] == "Four, but better"
    assert sent(editor, again).status_code == 302
    item.refresh_from_db()
    assert (item.wording, item.is_removed) == ("Four, but better", False)  # the same, by identity
    expected = {"After": ["Four, but better"] if whole_area else ["Four, but better", "Five"]}
    assert shown(night) == {"Before": ["One", "Two", "Three"], **expected}
    assert Star.objects.get().recommendation == item


def test_words_typed_into_what_was_moved_to_another_page_meanwhile_are_not_lost(
    night: Page, editor: Client, author: Any, make_page: Any
) -> None:
    item = Recommendation.objects.get(wording="Four")
    form = opened(editor)
    move_to_page(item, page=make_page("Rota"), title="Weeks", author=author)
    mine = form | {f"w-{item.pk}": "Four, but better"}
    answer = sent(editor, mine)
    assert answer.status_code == 409
    html = unescape(answer.content.decode())
    assert f"R{item.pk} stands on “Rota” by now, and is edited there" in html
    again = fields(html)
    assert sent(editor, again).status_code == 302
    assert shown(night)["After"] == ["Four, but better", "Five"]
    item.refresh_from_db()
    assert (item.wording, item.page.title) == ("Four", "Rota")
    assert sent(editor, form).status_code == 302  # words left as they were say nothing
    assert shown(night)["After"] == ["Four, but better", "Five"]


def test_words_are_kept_even_where_no_area_is_left(
    night: Page, editor: Client, author: Any
) -> None:
    form = opened(editor)
    for area in Area.objects.all():
        remove_area(area, author=author)
    item = Recommendation.objects.get(wording="One")
    form |= {f"w-{item.pk}": "Only one", "w-n1": "New", "in-n1": area_key("After"), "at-n1": "1"}
    form["item"] += ["n1"]
    answer = sent(editor, form)
    assert answer.status_code == 409
    assert sent(editor, fields(answer.content.decode())).status_code == 302
    assert shown(night) == {"Before": ["Only one"], "After": ["New"]}


def test_a_line_for_an_area_that_was_removed_meanwhile_does_not_bring_it_back_unsaid(
    night: Page, editor: Client, author: Any
) -> None:
    form, area = opened(editor), Area.objects.get(title="After")
    form["item"] += ["n1", "n2"]
    form |= {"w-n1": "New", "in-n1": str(area.pk), "w-n2": "", "in-n2": str(area.pk)}
    remove_area(area, author=author)
    assert list(shown(night)) == ["Before"]
    answer = sent(editor, form)
    assert answer.status_code == 409
    told = read(answer, 409).one("#problems").text
    assert "Somebody removed the area “After” meanwhile. Save to add yours as a new one" in told
    assert sent(editor, fields(answer.content.decode())).status_code == 302
    assert shown(night)["After"] == ["New"]


def test_what_would_move_to_an_area_that_was_removed_meanwhile_is_told_so(
    night: Page, editor: Client, author: Any
) -> None:
    form, area, moved = opened(editor), Area.objects.get(title="After"), key("One")
    remove_area(area, author=author)
    answer = sent(editor, form | {f"in-{moved}": str(area.pk), f"at-{moved}": "1"})
    assert answer.status_code == 409
    told = read(answer, 409).one(f"#e-{moved}").text
    assert f"Somebody removed the area meanwhile that R{moved} would go to" in told
    assert sent(editor, fields(answer.content.decode())).status_code == 302
    assert shown(night) == {"Before": ["One", "Two", "Three"]}


def test_an_empty_line_in_an_area_that_was_removed_meanwhile_stops_nobody(
    night: Page, editor: Client, author: Any
) -> None:
    form, area = opened(editor), Area.objects.get(title="After")
    form["item"] += ["n1"]
    form |= {"w-n1": "", "in-n1": str(area.pk), f"w-{key('One')}": "Only one"}
    remove_area(area, author=author)
    assert sent(editor, form).status_code == 302
    assert list(shown(night)) == ["Before"]


def test_what_was_removed_and_brought_back_meanwhile_is_edited_as_ever(
    night: Page, editor: Client, author: Any
) -> None:
    form, item = opened(editor), Recommendation.objects.get(wording="One")
    remove(item, author=author)
    bring_back(item, author=author)
    assert sent(editor, form | {f"w-{item.pk}": "Only one"}).status_code == 302
    assert shown(night)["Before"][0] == "Only one"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"w": "x" * 501}, "use at most 500 characters. Yours has 501"),
        ({"w": "  "}, "has no words. Write some, or press Remove"),
        ({"t": "x" * 201}, "use at most 200 characters"),
        ({"note": "x" * 501}, "use at most 500 characters"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_place_and_kept(
    typed: dict[str, str], message: str, night: Page, editor: Client
) -> None:
    names = {"w": f"w-{key('One')}", "t": f"t-{area_key('Before')}", "note": "note"}
    typed = {names[name]: text for name, text in typed.items()}
    answer = sent(editor, opened(editor) | {f"w-{key('Two')}": "Kept"} | typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.count(message) >= 2  # beside the field, and in the summary
    again = fields(html)
    for name, text in typed.items():
        assert again[name] == text.strip()
        assert f'href="#{name}"' in html
    assert again[f"w-{key('Two')}"] == "Kept"
    assert shown(night)["Before"] == ["One", "Two", "Three"]


def test_a_line_with_the_words_of_another_is_that_one(night: Page, editor: Client) -> None:
    form = opened(editor)
    form |= {"w-n1": "Two", "in-n1": area_key("Before"), "at-n1": "4"}
    form["item"] += ["n1"]
    assert sent(editor, form).status_code == 302
    assert shown(night)["Before"] == ["One", "Two", "Three"]
    assert sorted(Recommendation.objects.values_list("position", flat=True)) == [1, 1, 2, 2, 3]


def test_a_form_with_nothing_in_it_changes_nothing(night: Page, editor: Client) -> None:
    before = shown(night)
    for form in ({"note": "?"}, {"item": ["x", "", "999"], "area": ["", "n", "999"], "base": "-1"}):
        assert sent(editor, form).status_code in (302, 422)
    assert shown(night) == before
