"""The page of one recommendation: wordings, who stood behind each, states, what became of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.posting import start_thread
from recommendations import arranging
from recommendations.chronicle import FOLD_AFTER
from recommendations.detailing import Details, set_details
from recommendations.models import Criterion, Recommendation
from recommendations.starring import give, take_back
from tests.elements import Element, read
from wiki.changesets import recording
from wiki.models import Page


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work", parent=make_page("Work"))


@pytest.fixture
def item(night: Page, author: Any) -> Recommendation:
    area = arranging.add_area(night, "Beds", author=author)
    return arranging.add(area, "Keep a bed free", author=author)


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


@pytest.fixture
def shown(item: Recommendation, reader: Client) -> Callable[[], Element]:
    return lambda: read(reader.get(f"/recommendations/{item.pk}/"))


def queries(client: Client, item: Recommendation) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        read(client.get(f"/recommendations/{item.pk}/"))
    return len(seen)


# Wordings -------------------------------------------------------------------------------------


def test_a_recommendation_worded_once_has_no_picture(
    item: Recommendation, shown: Any, member: Any
) -> None:
    give(item, person=member)
    screen = shown()
    assert screen.texts("h1") == ["Keep a bed free"]
    assert [li["id"] for li in screen.all(".wordings li[id]")] == ["wording-1"]
    assert not screen.all("figure.picture")
    assert "1 person stands behind this wording" in screen.text


def test_each_wording_tells_who_stood_behind_it(
    item: Recommendation, shown: Any, author: Any, member: Any, listener: Any, moderator: Any
) -> None:
    for person in (member, listener, moderator):
        give(item, person=person)
    arranging.reword(item, "Keep two beds free", author=author)
    give(item, person=member)  # stands behind this wording too
    take_back(item, person=moderator)
    screen = shown()
    first, now = screen.one("#wording-1"), screen.one("#wording-2")
    assert "1 person stands behind this wording" in now.text
    assert now.texts(".reasons a.who") == ["ben"]
    assert "1 star stayed here" in first.text
    assert first.texts(".reasons a.who") == ["lena", "ben"]
    assert "1 star was given to this wording too, and went on to another" in first.text
    assert first.texts("details a.who") == ["ben"]
    assert "mo" not in screen.one(".wordings").texts("a.who")  # took the star back


def test_the_picture_says_what_the_list_says(
    item: Recommendation, shown: Any, author: Any, member: Any, listener: Any
) -> None:
    give(item, person=member)
    give(item, person=listener)
    arranging.reword(item, "Keep two beds free", author=author)
    give(item, person=member)
    picture = shown().one("figure.picture svg")
    assert picture.one("title").text == "Stars of each wording"
    assert picture.one("desc").text == "Stars given to wording 1: 2, wording 2: 1."
    assert picture.texts("text") == ["Wording 1", "2", "Wording 2", "1"]
    stood, still = picture.all("rect.stood"), picture.all("rect.still")
    assert int(stood[0]["width"]) == 2 * int(stood[1]["width"])
    assert int(still[0]["width"]) * 2 == int(stood[0]["width"])


def test_a_wording_that_stands_again_stands_first_with_its_stars(
    item: Recommendation, shown: Any, author: Any, member: Any
) -> None:
    give(item, person=member)
    arranging.reword(item, "Keep two beds free", author=author)
    arranging.reword(item, "Keep a bed free", author=author)
    screen = shown()
    assert [li["id"] for li in screen.all(".wordings li[id]")] == ["wording-1", "wording-2"]
    assert "now" in (screen.one("#wording-1").get("class") or "")
    assert "It stood before" in screen.one("#wording-1").text
    assert "1 person stands behind this wording" in screen.one("#wording-1").text


def test_a_spelling_fix_makes_no_wording(item: Recommendation, shown: Any, author: Any) -> None:
    arranging.reword(item, "Keep a bed free.", author=author)
    screen = shown()
    assert [li["id"] for li in screen.all(".wordings li[id]")] == ["wording-1"]
    assert screen.one("#wording-1 .wording").text == "Keep a bed free."


def test_more_than_fifty_stars_are_folded(
    item: Recommendation, shown: Any, new_person: Any
) -> None:
    for number in range(FOLD_AFTER + 2):
        give(item, person=new_person(f"p{number}", password=None))
    now = shown().one("#wording-1")
    assert "52 people stand behind this wording" in now.text
    assert now.texts("details summary") == ["2 more", "Receipts of these stars"]
    assert len(now.all("details a.who")) == 2
    assert len(now.all("ul.reasons a.who")) == FOLD_AFTER + 2


def test_a_star_says_what_it_means_where_the_page_has_meanings(
    item: Recommendation, shown: Any, author: Any, member: Any
) -> None:
    with recording(item.page, author=author):
        simple = Criterion(page=item.page, name="Simple to do")
        simple.save()
        also = Criterion(page=item.page, name="Worth its cost", position=1)
        also.save()
    give(item, person=member, criterion=simple)
    give(item, person=member, criterion=also)
    now = shown().one("#wording-1")
    assert "1 person stands behind this wording" in now.text
    assert "as “Simple to do”" in now.text
    assert "as “Worth its cost”" in now.text


def test_a_hidden_tally_names_nobody_and_draws_nothing(
    item: Recommendation, shown: Any, author: Any, member: Any, listener: Any
) -> None:
    with recording(item.page, author=author):
        item.page.refresh_from_db()
        item.page.hides_tally = True
        item.page.save()
    give(item, person=listener)
    arranging.reword(item, "Keep two beds free", author=author)
    screen = shown()
    assert "lena" not in screen.text
    assert "1 star" not in screen.text
    assert not screen.all("figure.picture")
    assert "shown once you have starred something on this page" in screen.text
    give(item, person=member)
    assert "lena" in shown().one(".wordings").texts("a.who")


# Where it stands ------------------------------------------------------------------------------


def test_it_says_on_which_page_and_in_which_area_it_stands(
    item: Recommendation, shown: Any
) -> None:
    screen = shown()
    assert screen.texts("nav ol.path li") == ["Home", "Work", "Night work", f"R{item.pk}"]
    links = {a.text: a["href"] for a in screen.all("article a")}
    assert links["Beds"] == f"/wiki/night-work/#area-{item.area_id}"
    assert links["Night work"] == "/wiki/night-work/"


def test_status_changes_stand_with_note_author_and_date(
    item: Recommendation, shown: Any, author: Any, moderator: Any
) -> None:
    assert "Where it stood" not in shown().text
    arranging.set_status(item, "agreed", author=author, note="In the first round")
    arranging.set_status(item, "declined", author=moderator, note="No room on the ward")
    said = shown().texts("#status-history li")
    assert said[0].startswith("Agreed")
    assert "In the first round" in said[0]
    assert said[1].startswith("Declined")
    assert "by mo" in said[1]
    assert "No room on the ward" in said[1]
    assert len(shown().all("#status-history time")) == 2


def test_one_update_is_one_line_of_the_status_history(
    item: Recommendation, shown: Any, author: Any
) -> None:
    with recording(item.page, author=author):
        arranging.set_status(item, "agreed", author=author, note="For now")
        arranging.set_status(item, "done", author=author, note="It is there")
    text = shown().text
    assert "For now" not in text
    assert text.count("It is there") == 2  # beside the status, and in the history


def test_a_declined_one_says_why_on_its_page_and_at_its_row(
    item: Recommendation, shown: Any, stranger: Client, author: Any
) -> None:
    arranging.set_status(item, "declined", author=author, note="No room on the ward")
    assert "No room on the ward" in shown().one("aside").text
    row = read(stranger.get("/wiki/night-work/")).one(f"#r{item.pk}")
    assert "Declined No room on the ward" in row.text


def test_superseded_is_offered_only_where_others_took_its_place(
    item: Recommendation, reader: Client, author: Any
) -> None:
    address = f"/recommendations/{item.pk}/status/"
    assert "superseded" not in [o["value"] for o in read(reader.get(address)).all("option")]
    answer = reader.post(address, {"status": "superseded", "note": "By another"})
    assert answer.status_code == 422
    assert "By another" in answer.content.decode()
    item.refresh_from_db()
    assert item.status == "proposed"
    arranging.set_status(item, "superseded", author=author, note="By R2")
    form = read(reader.get(address))
    assert "superseded" in [o["value"] for o in form.all("option")]


# Its address ----------------------------------------------------------------------------------


def test_a_ready_citation_leads_to_the_wording_that_it_quotes(
    item: Recommendation, shown: Any, author: Any
) -> None:
    arranging.reword(item, "Keep two beds free", author=author)
    screen = shown()
    cite = screen.one("#cite")
    assert "readonly" in cite
    assert cite.text.startswith(f"“Keep two beds free” (R{item.pk}, wording 2, ")
    assert "Night work, " in cite.text
    address = cite.text.split()[-1]
    assert address == f"{screen.one('#pl')['value']}#wording-2"
    assert screen.all("#wording-2")


def test_a_removed_one_says_who_removed_it_when_and_why(
    item: Recommendation, shown: Any, moderator: Any
) -> None:
    arranging.remove(item, author=moderator, note="Done elsewhere")
    notice = shown().one("article .notice")
    assert f"R{item.pk} no longer stands on its page. mo removed it on" in notice.text
    assert "Done elsewhere" in notice.text
    assert notice.all("time")
    assert notice.one("input[name=note]")
    arranging.bring_back(item, author=moderator, note="It was not")
    screen = shown()
    assert not screen.all("article .notice")
    assert "It was not" in screen.text


def test_a_removal_without_a_note_says_so(item: Recommendation, shown: Any, moderator: Any) -> None:
    arranging.remove(item, author=moderator)
    assert "without saying why" in shown().one("article .notice").text


# The whole ------------------------------------------------------------------------------------


def test_the_page_reads_in_its_order(
    item: Recommendation, shown: Any, author: Any, member: Any
) -> None:
    give(item, person=member)
    arranging.reword(item, "Keep two beds free", author=author)
    set_details(item, Details(doer="Ward clerks"), author=author)
    arranging.set_status(item, "agreed", author=author, note="Yes")
    start_thread(item.page, author=author, subject="Which?", body="?", recommendation=item)
    headings = shown().texts("article h2")
    known = [
        *("You starred an earlier wording", "Wording and stars", "Details and evidence"),
        *("Discussion", "Where it stood"),
    ]
    assert [heading for heading in headings if heading in known] == known


def test_its_page_costs_the_same_with_many_wordings_and_stars(
    item: Recommendation, reader: Client, author: Any, new_person: Any
) -> None:
    people = [new_person(f"p{number}", password=None) for number in range(6)]
    give(item, person=people[0])
    arranging.reword(item, "Keep 0 beds free", author=author)
    give(item, person=people[0])
    arranging.set_status(item, "agreed", author=author, note="Yes")
    few = queries(reader, item)
    for number in range(1, 12):
        arranging.reword(item, f"Keep {number} beds free", author=author)
        arranging.set_status(item, "agreed", author=author, note=f"Yes to {number}")
        for person in people:
            give(item, person=person)
    assert queries(reader, item) <= few
