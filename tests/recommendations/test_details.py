"""Who does what by when, to what end, on what evidence: filled in, read, changed, brought back."""

import re
from typing import Any

import pytest
from django.test import Client

from recommendations import arranging
from recommendations.detailing import Details, Evidence, NoLink, joined, set_details
from recommendations.models import Recommendation
from tests.elements import Element, read
from updates.comparing import between
from updates.moments import at
from updates.restoring import restore
from wiki.models import Changeset, Page

PLAN = Details(
    doer="The site manager",
    deed="counts the beds at noon",
    by_when="before the winter",
    benefit="Nobody drives home asleep",
    audience="managers, night staff",
    evidence=(Evidence("https://example.org/count?a=1&b=2", "Two beds were free on nine nights"),),
)


@pytest.fixture
def item(make_page: Any, author: Any) -> Recommendation:
    area = arranging.add_area(make_page("Night work"), "Beds", author=author)
    return arranging.add(area, "Keep a bed free", author=author)


@pytest.fixture
def writer(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


def last(page: Page) -> Changeset:
    return Changeset.objects.filter(page=page).latest("number")


def stored(item: Recommendation) -> Details:
    return Details.of(Recommendation.objects.get(pk=item.pk))


def fields(screen: Element) -> dict[str, str]:
    """What the open form would send."""
    typed = {f["name"]: f.get("value") or "" for f in screen.all("main input[name]")}
    typed |= {f["name"]: f.raw.removeprefix("\n") for f in screen.all("main textarea[name]")}
    return {key: value for key, value in typed.items() if key != "csrfmiddlewaretoken"}


def opened(client: Client, item: Recommendation) -> dict[str, str]:
    return fields(read(client.get(f"/recommendations/{item.pk}/details/")))


def send(client: Client, item: Recommendation, data: dict[str, str], **more: str) -> Any:
    return client.post(f"/recommendations/{item.pk}/details/", data | more)


# The deed -------------------------------------------------------------------------------------


def test_details_are_one_update_that_says_so(item: Recommendation, member: Any) -> None:
    assert set_details(item, PLAN, author=member, note="From the winter plan")
    update = last(item.page)
    assert (update.counts, update.note, update.author) == (
        {"details_changed": 1},
        "From the winter plan",
        member,
    )
    assert update.words_added > 10
    assert stored(item) == PLAN


def test_the_same_details_again_are_no_update(item: Recommendation, member: Any) -> None:
    set_details(item, PLAN, author=member)
    number = last(item.page).number
    assert not set_details(item, PLAN, author=member, note="Once more")
    assert last(item.page).number == number


def test_an_audience_is_tidied_like_tags_and_found_by_them(
    item: Recommendation, member: Any
) -> None:
    set_details(item, Details(audience=" managers ,, Managers,night   staff"), author=member)
    assert stored(item).audience == "managers, night staff"
    found = Recommendation.objects.filter(audiences__slug="night-staff")
    assert list(found) == [item]
    set_details(item, Details(audience="managers"), author=member)
    assert not Recommendation.objects.filter(audiences__slug="night-staff").exists()
    assert list(item.audiences.values_list("slug", flat=True)) == ["managers"]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("javascript:alert(1)", "A count"),
        ("ftp://example.org/a", "A count"),
        ("https://", "A count"),
        ("example.org", "A count"),
        ("http://[", "A count"),
        ("https://example.org/", ""),
    ],
)
def test_evidence_is_an_address_of_the_web_with_a_sentence(
    url: str, sentence: str, item: Recommendation, member: Any
) -> None:
    with pytest.raises(NoLink):
        set_details(item, Details(evidence=(Evidence(url, sentence),)), author=member)
    assert not stored(item).is_filled


def test_two_people_who_fill_in_different_things_both_keep_them() -> None:
    seen = Details(doer="Ward clerks", by_when="June")
    mine = Details(doer="Ward clerks", by_when="July")
    now = Details(doer="Ward managers", by_when="June", deed="order keys")
    both = Details(doer="Ward managers", by_when="July", deed="order keys")
    assert joined(seen, mine, now) == (both, [])
    assert joined(seen, mine, Details(by_when="May"))[1] == ["by_when"]
    assert joined(seen, mine, mine)[1] == []


# The form -------------------------------------------------------------------------------------


def test_the_form_opens_with_three_rows_and_saves(item: Recommendation, writer: Client) -> None:
    data = opened(writer, item)
    assert {"url-3", "sentence-3"} <= set(data)
    assert "url-4" not in data
    answer = send(
        writer,
        item,
        data,
        doer=PLAN.doer,
        deed=PLAN.deed,
        by_when=PLAN.by_when,
        benefit=PLAN.benefit,
        audience=PLAN.audience,
        note="From the plan",
        **{"url-2": PLAN.evidence[0].url, "sentence-2": PLAN.evidence[0].sentence},
    )
    assert answer["Location"] == f"/recommendations/{item.pk}/#details"
    assert stored(item) == PLAN
    assert last(item.page).note == "From the plan"
    again = opened(writer, item)
    assert (again["doer"], again["url-1"]) == (PLAN.doer, PLAN.evidence[0].url)


def test_a_row_is_added_without_script_and_keeps_what_was_typed(
    item: Recommendation, writer: Client
) -> None:
    data = opened(writer, item)
    screen = read(send(writer, item, data, doer="Ward clerks", do="row", **{"url-1": "half typed"}))
    again = fields(screen)
    assert "url-4" in again
    assert (again["doer"], again["url-1"]) == ("Ward clerks", "half typed")
    assert not screen.all("[role=alert]")
    assert "autofocus" in screen.one("#url-4")
    assert not stored(item).is_filled
    link, says = "https://example.org/4", "The fourth"
    send(writer, item, again, **{"url-1": "", "url-4": link, "sentence-4": says})
    assert stored(item) == Details(doer="Ward clerks", evidence=(Evidence(link, says),))


def test_twenty_rows_are_the_most(item: Recommendation, writer: Client) -> None:
    data = opened(writer, item) | {f"url-{n}": "" for n in range(1, 21)}
    screen = read(send(writer, item, data, do="row"))
    assert screen.all("#url-20")
    assert not screen.all("#url-21")
    assert "Add a row" not in screen.text


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ({"doer": "x" * 121}, "doer", "Who: use at most 120 characters. Yours has 121"),
        ({"benefit": "y" * 501}, "benefit", "Benefit expected: use at most 500 characters"),
        (
            {"url-2": "ftp://example.org/", "sentence-2": "A count"},
            "url-2",
            "Link 2: enter a whole address that begins with https:// or http://",
        ),
        (
            {"url-1": "https://example.org/"},
            "sentence-1",
            "Say in a sentence what link 1 shows",
        ),
        ({"sentence-3": "A count"}, "url-3", "Enter the address of link 3"),
        (
            {"audience": ",".join("abcdef" + str(n) for n in range(55))},
            "audience",
            "Use fewer or shorter tags",
        ),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_place_and_kept(
    typed: dict[str, str], at: str, said: str, item: Recommendation, writer: Client
) -> None:
    data = opened(writer, item) | {"deed": "counts the beds"} | typed
    screen = read(send(writer, item, data), 422)
    assert said in screen.one(f"#{at}_error").text
    assert f"#{at}" in [a["href"] for a in screen.all("#problems a")]
    assert fields(screen) == data
    assert not stored(item).is_filled


def test_what_two_people_wrote_at_once_is_shown_beside_each_other(
    item: Recommendation, writer: Client, author: Any
) -> None:
    data = opened(writer, item)
    set_details(item, Details(doer="Ward managers", by_when="June"), author=author)
    mine = {"doer": "Ward clerks", "deed": "order keys", "note": "As agreed"}
    screen = read(send(writer, item, data | mine), 409)
    again = fields(screen)
    assert "Theirs, now on the page: Ward managers" in screen.text
    assert (again["doer"], again["deed"], again["note"]) == (
        "Ward clerks",
        "order keys",
        "As agreed",
    )
    assert again["by_when"] == "June"  # which only the other touched
    assert stored(item).doer == "Ward managers"
    assert send(writer, item, again).status_code == 302
    assert stored(item) == Details(doer="Ward clerks", deed="order keys", by_when="June")


def test_different_fields_changed_at_once_are_both_kept(
    item: Recommendation, writer: Client, author: Any
) -> None:
    data = opened(writer, item)
    set_details(item, Details(by_when="June"), author=author)
    assert send(writer, item, data, doer="Ward clerks").status_code == 302
    assert stored(item) == Details(doer="Ward clerks", by_when="June")


@pytest.mark.parametrize("seen", ["", "{", "[1]", '{"evidence": 3, "doer": 7}'])
def test_a_form_that_forgot_what_was_read_is_no_error(
    seen: str, item: Recommendation, writer: Client
) -> None:
    answer = send(writer, item, opened(writer, item), doer="Ward clerks", seen=seen)
    assert answer.status_code in (302, 409)


def test_details_typed_while_signed_out_come_back(
    item: Recommendation, stranger: Client, member: Any, signed_in: Any
) -> None:
    answer = send(stranger, item, {"doer": "Ward clerks", "url-5": "https://example.org/"})
    assert answer["Location"].startswith("/accounts/login/")
    again = opened(signed_in(stranger, member), item)
    assert (again["doer"], again["url-5"]) == ("Ward clerks", "https://example.org/")


# Reading --------------------------------------------------------------------------------------


def test_a_recommendation_without_details_only_offers_to_add_them(
    item: Recommendation, stranger: Client
) -> None:
    screen = read(stranger.get(f"/recommendations/{item.pk}/"))
    offer = screen.one("#details a")
    assert offer["href"] == f"/recommendations/{item.pk}/details/"
    assert "Details and evidence" not in screen.text
    assert not screen.all("dl.plan")


def test_its_page_shows_what_is_filled_in(
    item: Recommendation, stranger: Client, member: Any
) -> None:
    set_details(item, PLAN, author=member)
    screen = read(stranger.get(f"/recommendations/{item.pk}/"))
    assert screen.texts("dl.plan dt") == [
        *("Who", "Does what", "By when", "Benefit expected", "Evidence", "Audience"),
    ]
    link = screen.one("dl.plan a[rel=nofollow noopener]")
    assert (link["href"], link.text) == (PLAN.evidence[0].url, PLAN.evidence[0].sentence)
    assert screen.texts("dl.plan a.tag") == ["managers", "night staff"]
    assert screen.all("dl.plan a.tag")[1]["href"] == "/tags/night-staff/"
    set_details(item, Details(by_when="June"), author=member)
    assert read(stranger.get(f"/recommendations/{item.pk}/")).texts("dl.plan dt") == ["By when"]


@pytest.mark.parametrize(
    ("details", "note"),
    [
        (PLAN, "By The site manager, before the winter"),
        (Details(doer="Ward clerks"), "By Ward clerks"),
        (Details(by_when="June"), "When: June"),
        (Details(benefit="Rest"), None),
    ],
)
def test_its_row_says_who_and_when_and_no_more(
    details: Details, note: str | None, item: Recommendation, stranger: Client, member: Any
) -> None:
    set_details(item, details, author=member)
    row = read(stranger.get("/wiki/night-work/")).one(f"#r{item.pk}")
    assert row.texts(".rec-note span") == ([note] if note else [])


# History --------------------------------------------------------------------------------------


def test_view_changes_tells_each_detail(
    item: Recommendation, stranger: Client, member: Any
) -> None:
    set_details(item, PLAN, author=member)
    before = last(item.page)
    set_details(item, Details(doer="The site lead", by_when=PLAN.by_when), author=member)
    told = between(at(item.page, before), at(item.page, last(item.page)))
    assert [(c.name, c.pk, c.detail) for c in told.recommendations] == [
        ("Details", item.pk, name)
        for name in ("who does it", "what is done", "benefit expected", "audience", "evidence")
    ]
    number = last(item.page).number
    text = read(stranger.get(f"/wiki/night-work/changes/{number}/")).text
    assert re.search(r"Details The site removed: manager .*added: lead .*who does it", text)


def test_a_page_as_it_stood_shows_its_details_of_then(
    item: Recommendation, stranger: Client, member: Any
) -> None:
    set_details(item, Details(doer="Ward clerks"), author=member)
    number = last(item.page).number
    set_details(item, Details(), author=member)
    then = read(stranger.get(f"/wiki/night-work/at/{number}/")).one(f"#r{item.pk}")
    assert "By Ward clerks" in then.text


def test_restoring_an_update_brings_details_back(item: Recommendation, member: Any) -> None:
    set_details(item, PLAN, author=member)
    then = last(item.page)
    set_details(item, Details(doer="Nobody"), author=member)
    made = restore(item.page, then, author=member)
    assert stored(item) == PLAN
    assert made is not None
    assert made.counts == {"details_changed": 1, "restored": 1}
    assert sorted(item.audiences.values_list("slug", flat=True)) == ["managers", "night-staff"]


def test_details_survive_removing_moving_and_rewording(item: Recommendation, author: Any) -> None:
    set_details(item, PLAN, author=author)
    arranging.remove(item, author=author)
    arranging.bring_back(item, author=author)
    arranging.reword(item, "Keep two beds free", author=author)
    arranging.move(item, area=arranging.add_area(item.page, "New", author=author), position=1,
                   author=author)  # fmt: skip
    assert stored(item) == PLAN
