"""What a star means on a page: one or several named criteria, and how stars are given by them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations.arranging import add, add_area, remove, reword
from recommendations.criteria import Meaning, define
from recommendations.merging import merge
from recommendations.models import Criterion, Recommendation, Star
from recommendations.starring import NoCriterion, ReasonNeeded, explain, give, give_all
from tests.elements import Element, elements, read
from watching.models import Notification
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.writing import revise_page

SCRIPT = {"HX-Request": "true"}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def item(night: Page, author: Any) -> Recommendation:
    return add(add_area(night, "Beds", author=author), "Keep a bed free", author=author)


def means(page: Page, author: Any, *names: str, **more: Any) -> list[Criterion]:
    """Give the page these meanings; one that stands by its name stays what it is."""
    standing = {one.name: one for one in Criterion.objects.filter(page=page, is_removed=False)}
    wanted = [Meaning(name, pk=standing[name].pk if name in standing else None) for name in names]
    define(page, wanted, author=author, **more)
    return list(Criterion.objects.filter(page=page, is_removed=False))


@pytest.fixture
def cheap(night: Page, author: Any) -> Criterion:
    return means(night, author, "Costs little")[0]


@pytest.fixture
def kind(night: Page, cheap: Criterion, author: Any) -> Criterion:
    return means(night, author, "Costs little", "Kind to sleepers")[1]


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def row(client: Client, item: Recommendation) -> Element:
    return read(client.get("/wiki/night-work/")).one(f"#r{item.pk}")


# Controls -------------------------------------------------------------------------------------


def test_one_criterion_hangs_in_the_gutter_like_a_plain_star(
    item: Recommendation, cheap: Criterion, reader: Client, member: Any
) -> None:
    button = row(reader, item).one("button.star")
    assert button["formaction"] == f"/recommendations/{item.pk}/star/?criterion={cheap.pk}"
    reader.post(button["formaction"], {"do": button["value"]})
    assert Star.objects.get().criterion == cheap
    assert row(reader, item).one("button.star")["aria-pressed"] == "true"
    assert not row(reader, item).all("button.mark")


def test_several_criteria_have_a_star_each_beneath_the_wording_and_their_total_in_the_gutter(
    item: Recommendation, cheap: Criterion, kind: Criterion, reader: Client, listener: Any
) -> None:
    give(item, person=listener, criterion=cheap)
    shown = row(reader, item)
    assert shown.one(".star").text == "1 star in all."
    assert not shown.all("button.star")
    assert [mark.text for mark in shown.all("button.mark")] == [
        "Costs little 1 star. Star:",
        "Kind to sleepers 0 stars. Star:",
    ]
    for mark in shown.all("button.mark"):
        assert mark["aria-labelledby"] == f"{mark['id']} t{item.pk}"
        reader.post(mark["formaction"], {"do": mark["value"]})
    shown = row(reader, item)
    assert [mark["aria-pressed"] for mark in shown.all("button.mark")] == ["true", "true"]
    assert shown.one(".star").text.startswith("3")


def test_a_script_gets_the_row_with_all_its_stars(
    item: Recommendation, cheap: Criterion, kind: Criterion, reader: Client
) -> None:
    answer = reader.post(
        f"/recommendations/{item.pk}/star/?criterion={kind.pk}", {"do": "give"}, headers=SCRIPT
    )
    shown = elements(answer.content.decode()).one(f"#r{item.pk}")
    assert [mark["aria-pressed"] for mark in shown.all("button.mark")] == ["false", "true"]
    assert shown.one("form.why")["action"].endswith(f"?criterion={kind.pk}")
    assert json.loads(answer["HX-Trigger-After-Settle"]) == {"say": "Starred. 1 in all."}


def test_in_the_board_several_criteria_lead_to_the_recommendation(
    item: Recommendation, cheap: Criterion, kind: Criterion, reader: Client
) -> None:
    cell = read(reader.get("/recommendations/")).one(f"#r{item.pk} td.starcell")
    assert cell.one("a.star")["href"] == f"/recommendations/{item.pk}/"
    page = read(reader.get(f"/recommendations/{item.pk}/"))
    assert len(page.all("aside button.mark")) == 2


def test_a_star_on_an_earlier_wording_is_asked_for_again_by_its_criterion(
    item: Recommendation,
    cheap: Criterion,
    kind: Criterion,
    reader: Client,
    member: Any,
    author: Any,
) -> None:
    give(item, person=member, criterion=cheap)
    give(item, person=member, criterion=kind)
    reword(item, "Keep two beds free", author=author)
    asked = row(reader, item).one(f"#n{item.pk}")
    assert len(asked.all(".diff")) == 1
    again = [b for b in asked.all("button") if b["value"] == "give"]
    back = [b for b in asked.all("button") if b["value"] == "take"]
    reader.post(again[0]["formaction"], {"do": "give"})
    reader.post(back[1]["formaction"], {"do": "take"})
    (star,) = Star.objects.all()
    assert (star.criterion, star.wording) == (cheap, "Keep two beds free")


def test_whoever_starred_by_two_criteria_is_told_once_of_new_words_and_shows_both(
    item: Recommendation,
    cheap: Criterion,
    kind: Criterion,
    reader: Client,
    member: Any,
    author: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    give(item, person=member, criterion=cheap)
    give(item, person=member, criterion=kind, reason="I slept there")
    with django_capture_on_commit_callbacks(execute=True):
        reword(item, "Keep two beds free", author=author)
    assert Notification.objects.filter(person=member).count() == 1
    profile = read(reader.get("/people/ben/")).one("main").text
    assert "Keep a bed free as “Kind to sleepers” an earlier wording I slept there" in profile
    assert "Keep a bed free as “Costs little” an earlier wording" in profile


def test_stars_given_by_what_is_no_criterion_here_are_refused(
    night: Page, item: Recommendation, cheap: Criterion, make_page: Any, author: Any, member: Any
) -> None:
    (elsewhere,) = means(make_page("Rota"), author, "Fair")
    for wrong in (None, elsewhere):
        with pytest.raises(NoCriterion):
            give(item, person=member, criterion=wrong)
    assert not Star.objects.exists()


def test_stars_by_a_meaning_that_was_dropped_stay_and_say_so(
    item: Recommendation, cheap: Criterion, reader: Client, member: Any, author: Any
) -> None:
    give(item, person=member, criterion=cheap)
    means(item.page, author)
    shown = row(reader, item)
    assert shown.one("button.star")["aria-pressed"] == "false"
    assert "1 star by a meaning no longer used here, “Costs little”" in shown.text
    (back,) = [b for b in shown.all("button.linkbtn") if b["value"] == "take"]
    reader.post(back["formaction"], {"do": "take"})
    assert "no longer used" not in row(reader, item).text
    assert not Star.objects.exists()


# The deed -------------------------------------------------------------------------------------


def told(page: Page) -> list[tuple[str, str]]:
    rows = Criterion.objects.filter(page=page, is_removed=False)
    return list(rows.values_list("name", "meaning"))


def latest(page: Page) -> Changeset:
    return Changeset.objects.filter(page=page).latest("number")


def test_meanings_are_set_in_one_update_with_its_size(night: Page, author: Any) -> None:
    wanted = [Meaning(" Costs  little ", "Under\n a day's pay"), Meaning("Kind"), Meaning("", "x")]
    update = define(night, wanted, author=author, need_reason=True, hide_tally=True, note="Agreed")
    assert told(night) == [("Costs little", "Under a day's pay"), ("Kind", "")]
    assert update == latest(night)
    assert update.note == "Agreed"
    assert update.counts == {"criteria_changed": 2, "star_rules_changed": 2}
    night.refresh_from_db()
    assert (night.stars_need_reason, night.hides_tally) == (True, True)
    again = [Meaning("Costs little", "Under a day's pay"), Meaning("Kind")]
    assert define(night, again, author=author, need_reason=True) is None
    assert latest(night) == update


@pytest.mark.parametrize(
    ("name", "meaning", "carries"),
    [
        ("Costs litle", "Under a day's pay", True),
        ("COSTS LITTLE.", "Under a day's pay", True),
        ("Costs little", "under a day’s pay!", True),
        ("Costs nothing", "Under a day's pay", False),
        ("Costs little", "Under two days' pay", False),
        ("Costs little", "", False),
    ],
)
def test_other_words_make_another_meaning_and_a_slip_does_not(
    name: str, meaning: str, carries: bool, night: Page, item: Any, author: Any, member: Any
) -> None:
    define(night, [Meaning("Costs little", "Under a day's pay")], author=author)
    (first,) = Criterion.objects.all()
    star = give(item, person=member, criterion=first)
    define(night, [Meaning(name, meaning, first.pk)], author=author)
    assert told(night) == [(name, meaning)]
    assert latest(night).counts == {"criteria_changed": 1}
    star.refresh_from_db()
    assert star.criterion.is_removed is not carries
    assert (star.criterion.name == name) or not carries
    first.refresh_from_db()
    assert (first.name == "Costs little") or carries


def test_a_meaning_brought_back_in_its_words_has_its_stars_again(
    night: Page, item: Recommendation, cheap: Criterion, author: Any, member: Any, reader: Client
) -> None:
    give(item, person=member, criterion=cheap)
    means(night, author, "Kind to sleepers")
    assert Criterion.objects.get(pk=cheap.pk).is_removed
    means(night, author, "Kind to sleepers", "Costs little")
    assert [one.pk for one in Criterion.objects.filter(page=night)][-1] == cheap.pk
    assert Criterion.objects.count() == 2
    pressed = [mark["aria-pressed"] for mark in row(reader, item).all("button.mark")]
    assert pressed == ["false", "true"]


def test_meanings_whose_words_change_places_take_their_stars_along(
    night: Page, item: Recommendation, cheap: Criterion, kind: Criterion, author: Any, member: Any
) -> None:
    give(item, person=member, criterion=kind)
    swapped = [Meaning(kind.name, pk=cheap.pk), Meaning(cheap.name, pk=kind.pk)]
    define(night, swapped, author=author)
    assert told(night) == [("Kind to sleepers", ""), ("Costs little", "")]
    assert Star.objects.get().criterion.name == "Kind to sleepers"
    assert latest(night).counts == {"criteria_changed": 1}


def test_the_same_meaning_twice_is_one(night: Page, cheap: Criterion, author: Any) -> None:
    twice = [Meaning("Costs little"), Meaning("Costs little", pk=cheap.pk), *[Meaning("Kind")] * 2]
    define(night, twice, author=author)
    assert told(night) == [("Costs little", ""), ("Kind", "")]


def test_a_criterion_of_another_page_is_never_taken(
    night: Page, cheap: Criterion, make_page: Any, author: Any
) -> None:
    rota = make_page("Rota")
    define(rota, [Meaning("Costs little now", pk=cheap.pk)], author=author)
    assert told(rota) == [("Costs little now", "")]
    assert told(night) == [("Costs little", "")]


def test_setting_rules_leaves_what_somebody_else_wrote_on_the_page(
    night: Page, author: Any, member: Any
) -> None:
    stale = Page.objects.get(pk=night.pk)
    revise_page(night, author=member, body="Other words.")
    define(stale, [], author=author, need_reason=True)
    assert Page.objects.get(pk=night.pk).body == "Other words."


# Reasons --------------------------------------------------------------------------------------


def test_where_a_reason_is_required_none_is_starred_without(
    night: Page, item: Recommendation, author: Any, member: Any
) -> None:
    define(night, [], author=author, need_reason=True)
    with pytest.raises(ReasonNeeded):
        give(item, person=member, reason=" ")
    star = give(item, person=member, reason=" I slept  there ")
    assert star.reason == "I slept there"
    with pytest.raises(ReasonNeeded):
        explain(item, person=member, reason="")
    reword(item, "Keep two beds free", author=author)
    assert give(item, person=member).reason == "I slept there"
    assert give(item, person=member, reason="Twice").reason == "Twice"
    assert Star.objects.get().reason == "Twice"


def test_an_edited_reason_says_so_and_tells_what_was_said_before(
    item: Recommendation, reader: Client, member: Any
) -> None:
    give(item, person=member)
    for reason in ("I slept there", "I slept there, badly", ""):
        explain(item, person=member, reason=reason)
        if reason == "I slept there":
            told = read(reader.get(f"/recommendations/{item.pk}/")).one("ul.reasons")
            assert "edited" not in told.text
        if reason == "I slept there, badly":
            told = read(reader.get(f"/recommendations/{item.pk}/")).one("ul.reasons")
            assert "edited" in told.text
            assert told.texts("ul.plain q") == ["I slept there"]
    told = read(reader.get(f"/recommendations/{item.pk}/")).one("ul.reasons")
    assert "reason taken away" in told.text
    assert told.texts("ul.plain q") == ["I slept there", "I slept there, badly"]


def test_a_star_leads_to_the_update_that_gave_it_with_its_note(
    night: Page, item: Recommendation, cheap: Criterion, reader: Client, member: Any, author: Any
) -> None:
    other = add(item.area, "Another bed", author=author)
    give_all(night, [item, other], person=member, criterion=cheap, note="What I stand behind")
    update = latest(night)
    explain(item, person=member, criterion=cheap, reason="So")
    for one in (item, other):
        (told,) = read(reader.get(f"/recommendations/{one.pk}/")).all("ul.reasons li")
        assert told.all(f"a[href=/wiki/night-work/changes/{update.number}/]")
        assert "What I stand behind" in told.text
        assert "as “Costs little”" in told.text
    changes = read(reader.get(f"/wiki/night-work/changes/{update.number}/"))
    assert "What I stand behind" in changes.one("main").text
    assert len(changes.all("section[aria-labelledby=starred] li")) == 2


def test_its_own_page_costs_the_same_however_many_stars_and_reasons(
    item: Recommendation, cheap: Criterion, reader: Client, author: Any, new_person: Any
) -> None:
    def fill(count: int) -> int:
        for _ in range(count):
            person = new_person(f"person{Star.objects.count()}")
            give(item, person=person, criterion=cheap, note="Mine")
            for reason in ("So", "So it is"):
                explain(item, person=person, criterion=cheap, reason=reason)
        with CaptureQueriesContext(connection) as asked:
            reader.get(f"/recommendations/{item.pk}/")
        return len(asked)

    few = fill(2)
    assert fill(10) == few


# The screen -----------------------------------------------------------------------------------


ADDRESS = "/wiki/night-work/stars/"


def fields(page: Element) -> dict[str, str]:
    """What the form would send as it stands."""
    form = page.one("main form")
    sent = {}
    for field in form.all("input"):
        kind = field.get("type")
        if kind in ("radio", "checkbox") and "checked" not in field:
            continue
        sent[field["name"]] = field.get("value") or ""
    return sent


def test_the_screen_sets_meanings_and_rules(night: Page, reader: Client) -> None:
    form = fields(read(reader.get(ADDRESS)))
    form |= {
        **{
            "form-0-name": "Costs little",
            "form-0-meaning": "Under a day's pay",
            "form-0-ORDER": "2",
        },
        **{"form-1-name": "Kind to sleepers", "form-1-ORDER": "1"},
        **{"reason": "required", "tally": "hidden", "note": "Agreed on Monday"},
    }
    answer = reader.post(ADDRESS, form)
    assert answer["Location"] == "/wiki/night-work/#recommendations"
    assert told(night) == [("Kind to sleepers", ""), ("Costs little", "Under a day's pay")]
    assert latest(night).note == "Agreed on Monday"
    night.refresh_from_db()
    assert (night.stars_need_reason, night.hides_tally) == (True, True)
    before = latest(night)
    assert reader.post(ADDRESS, form).status_code == 302  # a double click
    again = fields(read(reader.get(ADDRESS)))
    assert (again["form-0-name"], again["reason"], again["tally"]) == (
        *("Kind to sleepers", "required", "hidden"),
    )
    reader.post(ADDRESS, again)
    assert latest(night) == before


def test_a_meaning_is_retired_and_a_row_added_without_script(
    night: Page, kind: Criterion, reader: Client
) -> None:
    form = fields(read(reader.get(ADDRESS)))
    more = fields(read(reader.post(ADDRESS, form | {"do": "add", "form-2-name": "Fair"})))
    assert int(more["form-TOTAL_FORMS"]) == int(form["form-TOTAL_FORMS"]) + 1
    assert more["form-2-name"] == "Fair"
    reader.post(ADDRESS, more | {"form-0-DELETE": "on"})
    assert told(night) == [("Kind to sleepers", ""), ("Fair", "")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"form-0-name": "x" * 61}, "use at most 60 characters. Yours has 61"),
        ({"form-0-name": "Fair", "form-0-meaning": "y" * 201}, "use at most 200 characters"),
        ({"form-0-meaning": "For everybody"}, "Name this meaning"),
        ({"form-0-name": "Fair", "form-1-name": "FAIR "}, "Another meaning has this name already"),
        ({"reason": "never"}, "Select a valid choice"),
        ({"form-TOTAL_FORMS": "13"}, "at most 12 meanings"),
        ({"form-TOTAL_FORMS": "many"}, "did not arrive"),
        ({"form-0-pk": "x", "form-0-name": "Fair"}, "Enter a whole number"),
    ],
)
def test_meanings_that_are_refused_come_back(
    change: dict[str, str], message: str, night: Page, reader: Client
) -> None:
    form = fields(read(reader.get(ADDRESS))) | {"note": "Kept note", **change}
    answer = reader.post(ADDRESS, form)
    page = read(answer, 422)
    assert message in page.one("#problems").text
    assert fields(page)["note"] == "Kept note"
    assert not told(night)


def test_somebody_elses_change_meanwhile_is_shown_and_nothing_is_lost(
    night: Page, kind: Criterion, reader: Client, author: Any
) -> None:
    form = fields(read(reader.get(ADDRESS)))
    means(night, author, "Kind to sleepers", "Fair to all")
    mine = form | {"form-2-name": "Quick", "note": "Mine"}
    page = read(reader.post(ADDRESS, mine), 409)
    assert page.texts("#problems dt") == ["Kind to sleepers", "Fair to all"]
    kept = fields(page)
    names = [value for name, value in kept.items() if name.endswith("-name") and value]
    assert names == ["Costs little", "Kind to sleepers", "Quick", "Fair to all"]
    assert kept["note"] == "Mine"
    assert "took it out meanwhile" in page.all("li.meaning-ed")[0].text
    assert told(night) == [("Kind to sleepers", ""), ("Fair to all", "")]
    assert reader.post(ADDRESS, kept | {"form-0-DELETE": "on"}).status_code == 302
    assert [name for name, _ in told(night)] == ["Kind to sleepers", "Quick", "Fair to all"]


def test_meanings_typed_while_signed_out_come_back(
    night: Page, stranger: Client, member: Any, signed_in: Any
) -> None:
    stranger.post(ADDRESS, {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0",
                            "form-0-name": "Costs little", "reason": "required"})  # fmt: skip
    form = fields(read(signed_in(stranger, member).get(ADDRESS)))
    assert (form["form-0-name"], form["reason"]) == ("Costs little", "required")


# The page -------------------------------------------------------------------------------------


def test_a_page_tells_what_its_stars_mean_and_a_plain_one_does_not(
    night: Page, item: Recommendation, reader: Client, author: Any, client: Client
) -> None:
    assert not read(reader.get("/wiki/night-work/")).all("dl.legend")
    define(night, [Meaning("Costs little", "Under a day's pay")], author=author, need_reason=True)
    page = read(reader.get("/wiki/night-work/"))
    assert page.one("dl.legend").text == "Costs little Under a day's pay"
    assert "a star comes with a reason" in page.one("main").text
    assert page.all(f"a[href={ADDRESS}]")
    client.logout()
    stranger = read(client.get("/wiki/night-work/"))
    assert stranger.one("dl.legend")
    assert not stranger.all(f"a[href={ADDRESS}]")


def test_a_page_costs_the_same_queries_however_many_stars_by_criteria(
    night: Page, kind: Criterion, cheap: Criterion, item: Any, author: Any, reader: Client,
    member: Any, new_person: Any
) -> None:  # fmt: skip
    def fill(count: int) -> int:
        for _ in range(count):
            number = Recommendation.objects.count()
            made = add(item.area, f"Bed {number}", author=author)
            give(made, person=member, criterion=cheap)
            give(made, person=new_person(f"person{number}"), criterion=kind, reason="So")
        with CaptureQueriesContext(connection) as asked:
            reader.get("/wiki/night-work/")
        return len(asked)

    fill(0)  # the first visit is remembered
    few = fill(2)
    means(night, author, "Kind to sleepers")
    assert fill(0) == few
    means(night, author, "Costs little", "Kind to sleepers")
    assert fill(58) == few


# What was changed or sent meanwhile -----------------------------------------------------------


def test_a_star_by_a_meaning_dropped_meanwhile_is_told_so_and_keeps_its_reason(
    item: Recommendation, kind: Criterion, reader: Client, author: Any
) -> None:
    address = f"/recommendations/{item.pk}/star/?criterion={kind.pk}"
    means(item.page, author, "Costs little", "Fair to all")
    page = read(reader.post(address, {"do": "give", "reason": "I sleep badly"}), 409)
    assert "changed meanwhile" in page.one("#problems").text
    assert page.texts("main fieldset label") == ["Costs little", "Fair to all"]
    assert page.one("#reason")["value"] == "I sleep badly"
    answer = reader.post(address, {"do": "give"}, headers=SCRIPT)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, address)
    page = read(reader.get(address))
    assert "changed meanwhile" in page.one("[role=status].notice").text
    assert not Star.objects.exists()
    form = fields(page)
    choice = page.all("input[name=criterion]")[1]["value"]
    reader.post(page.one("main form")["action"], form | {"criterion": choice, "reason": "So"})
    assert [(str(s.criterion), s.reason) for s in Star.objects.all()] == [("Fair to all", "So")]


def test_a_star_from_a_tab_older_than_the_meanings_is_asked_what_it_means(
    item: Recommendation, kind: Criterion, reader: Client
) -> None:
    page = read(reader.post(f"/recommendations/{item.pk}/star/", {"do": "give"}), 422)
    assert "Choose what your star means" in page.one("#problems").text
    assert len(page.all("input[name=criterion]")) == 2
    assert not Star.objects.exists()


@pytest.mark.parametrize("wrong", ["elsewhere", "x", "9" * 40, "-1", "0"])
def test_a_criterion_that_is_none_here_is_refused_kindly(
    wrong: str, item: Recommendation, kind: Criterion, reader: Client, make_page: Any, author: Any
) -> None:
    if wrong == "elsewhere":
        wrong = str(means(make_page("Rota"), author, "Fair")[0].pk)
    form = {"criterion": wrong, "reason": "Kept"}
    page = read(reader.post(f"/recommendations/{item.pk}/star/", form), 409)
    assert page.one("#reason")["value"] == "Kept"
    many = {"criterion": wrong, "star": item.pk, "note": "Kept too"}
    page = read(reader.post("/wiki/night-work/recommendations/star/", many), 422)
    assert page.one("#note")["value"] == "Kept too"
    assert "checked" in page.one("input[name=star]")
    assert reader.post(f"/recommendations/{item.pk}/star/", form | {"do": "take"}).status_code in (
        *(302, 404),
    )
    assert not Star.objects.exists()


def test_where_a_reason_is_required_the_star_leads_to_its_form(
    night: Page, item: Recommendation, cheap: Criterion, reader: Client, author: Any
) -> None:
    define(night, [Meaning("Costs little")], author=author, need_reason=True)
    link = row(reader, item).one("a.star")
    page = read(reader.get(link["href"]))
    assert "optional" not in page.one("main form").text
    form = fields(page) | {"do": "give"}
    assert form["criterion"] == str(cheap.pk)
    address = page.one("main form")["action"]
    refused = read(reader.post(address, form | {"reason": "  "}), 422)
    assert "a star comes with a reason" in refused.one("#problems").text
    too_long = read(reader.post(address, form | {"reason": "x" * 141}), 422)
    assert too_long.one("#reason")["value"] == "x" * 141
    assert not Star.objects.exists()
    reader.post(address, form | {"reason": "I slept there"})
    assert Star.objects.get().reason == "I slept there"
    reword(item, "Keep two beds free", author=author)
    button = row(reader, item).one("button.star")  # its reason goes along
    assert (button["aria-pressed"], button["value"]) == ("mixed", "give")
    reader.post(button["formaction"], {"do": button["value"]})
    assert (Star.objects.get().wording_number, Star.objects.get().reason) == (2, "I slept there")
    emptied = read(reader.post(address, form | {"do": "explain", "reason": ""}), 422)
    assert "a star comes with a reason" in emptied.one("#problems").text
    button = row(reader, item).one("button.star")
    reader.post(button["formaction"], {"do": button["value"]})
    assert not Star.objects.exists()


def test_a_reason_typed_for_what_was_removed_meanwhile_is_kept(
    item: Recommendation, reader: Client, author: Any
) -> None:
    remove(item, author=author)
    form = {"do": "give", "reason": "I slept there"}
    page = read(reader.post(f"/recommendations/{item.pk}/star/", form), 422)
    assert f"R{item.pk} no longer stands on this page" in page.one("#problems").text
    assert page.one("#reason")["value"] == "I slept there"


def test_a_star_for_what_gave_way_meanwhile_is_shown_what_took_its_place(
    item: Recommendation, reader: Client, author: Any
) -> None:
    other = add(item.area, "Keep two beds free", author=author)
    merge([item], into=other, author=author)
    reader.post(f"/recommendations/{item.pk}/star/", {"do": "give"})
    told = read(reader.get(f"/recommendations/{item.pk}/")).one(".told")
    assert told.one("a")["href"] == f"/recommendations/{other.pk}/"
    form = {"do": "give", "reason": "I slept there"}
    page = read(reader.post(f"/recommendations/{item.pk}/star/", form), 422)
    assert page.one("#problems a")["href"] == f"/recommendations/{other.pk}/"
    assert not Star.objects.exists()


def test_a_choice_of_meaning_made_while_signed_out_comes_back(
    item: Recommendation, kind: Criterion, stranger: Client, member: Any, signed_in: Any
) -> None:
    address = f"/recommendations/{item.pk}/star/"
    stranger.post(address, {"criterion": kind.pk, "reason": "I slept there", "do": "give"})
    form = fields(read(signed_in(stranger, member).get(address)))
    assert (form["criterion"], form["reason"]) == (str(kind.pk), "I slept there")


def test_several_are_starred_by_one_criterion_with_one_reason(
    night: Page, item: Recommendation, kind: Criterion, reader: Client, author: Any
) -> None:
    other = add(item.area, "Another bed", author=author)
    address = "/wiki/night-work/recommendations/star/"
    form = {"star": [item.pk, other.pk], "note": "Mine"}
    page = read(reader.post(address, form), 422)
    assert "Choose what your star means" in page.one("#problems").text
    assert not page.all("#reason")
    names = [Meaning("Costs little"), Meaning("Kind to sleepers")]
    define(night, names, author=author, need_reason=True)
    form["criterion"] = kind.pk
    page = read(reader.post(address, form), 422)
    assert "comes with a reason" in page.one("#problems").text
    before = Changeset.objects.count()
    assert reader.post(address, form | {"reason": "For sleep"}).status_code == 302
    assert Changeset.objects.count() == before + 1
    stars = Star.objects.values_list("criterion", "reason")
    assert list(stars) == [(kind.pk, "For sleep")] * 2


@pytest.mark.parametrize("meant", [False, True])
def test_the_database_holds_one_star_of_a_person_by_each_meaning(
    meant: bool, item: Recommendation, member: Any, cheap: Criterion, kind: Criterion, author: Any
) -> None:
    """Whatever code writes it: of the default too, where the criterion is no value at all."""
    by = cheap if meant else None
    with recording(item.page, author=author):
        star = {"recommendation": item, "person": member, "wording_number": 1, "given_at": NOW}
        Star(**star, criterion=by).save()
        Star(**star, criterion=kind).save()
        with pytest.raises(IntegrityError), transaction.atomic():
            Star(**star, criterion=by).save()
