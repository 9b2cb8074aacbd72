"""What the board exports is what it shows: everything, in its order, under its headings."""

import csv
import io
import json
import random
import re
from importlib import import_module
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations import arranging, exporting, receipts
from recommendations.merging import merge
from recommendations.models import Criterion, Recommendation, Star
from recommendations.orders import GROUPINGS, ORDERS
from recommendations.reserving import raise_reservation
from recommendations.starring import give, take_back
from tests.elements import read
from wiki.changesets import recording
from wiki.tagging import tags_named
from wiki.writing import create_page

SEED, STATES = 2008, 25


def exported(client: Client, form: str, query: str = "") -> str:
    answer = client.get(f"/recommendations/export.{form}{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def csv_rows(client: Client, query: str = "") -> list[dict[str, str]]:
    text = exported(client, "csv", query)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def json_rows(client: Client, query: str = "") -> list[dict[str, Any]]:
    return json.loads(exported(client, "json", query))["recommendations"]


@pytest.fixture
def a_wide_site(author: Any, new_person: Any) -> SimpleNamespace:
    """Two pages with areas, people with stars on wordings old and new, tags, statuses, meanings."""
    chance = random.Random(SEED)
    people = [new_person(name) for name in ("mira", "jon", "ada")]
    pages = [create_page(author=author, title=title, body="x", tags=tags)
             for title, tags in (("Night work", "rest"), ("Meals", "food, rest"))]  # fmt: skip
    with recording(pages[1], author=author):
        easy = Criterion.objects.create(page=pages[1], name="Easy to do")
    items = []
    for page in pages:
        with recording(page, author=author):
            for title in ("Rooms", "Halls"):
                area = arranging.add_area(page, title, author=author)
                words = ["bed", "Lamp", "soup", "=chair", "*plant* [x]"]
                items += [arranging.add(area, f"{word} for {page.title} in {title}", author=author)
                          for word in words]  # fmt: skip
    for item in items:
        meaning = easy if item.page == pages[1] else None
        for person in chance.sample(people, chance.randrange(4)):
            give(item, person=person, criterion=meaning, reason=chance.choice(["", "I tried it"]))
            if chance.random() < 0.2:
                arranging.reword(item, f"{item.wording} and more", author=author)
        item.audiences.set(tags_named(chance.sample(["nurses", "porters"], chance.randrange(3))))
        status = chance.choice(["proposed", "proposed", "agreed", "done"])
        arranging.set_status(item, status, author=author, note="Said so")
    take_back(items[3], person=people[0])
    arranging.remove(items[4], author=author)
    return SimpleNamespace(people=people, pages=pages, items=items)


def random_query(chance: random.Random) -> str:
    """One state of the board, each part of it chosen or left as usual."""
    values = {
        "on": ["meals", "nowhere"],
        "q": ["for", "bed", "and more"],
        "status": ["agreed", "proposed"],
        "person": ["mira", "jon"],
        "criterion": ["Easy to do", "I support this"],
        "tag": ["nurses", "rest", "food"],
        "by": ["me", "not-me", "earlier"],
    }
    parts = [f"{name}={chance.choice(these)}" for name, these in values.items()
             if chance.random() < 0.2]  # fmt: skip
    parts += [f"group={chance.choice(['', *GROUPINGS])}", f"sort={chance.choice(list(ORDERS))}"]
    return "?" + "&".join(parts).replace(" ", "+")


def shown(client: Client, query: str) -> list[tuple[str, str, str, str]]:
    """Heading, number, wording and stars of every line, over all pages of the board."""
    lines, address = [], query
    while address:
        page = read(client.get(f"/recommendations/{address}"))
        for body in page.all("tbody"):
            heading = body.texts("h2")[0].removesuffix(" continued") if body.all("h2") else ""
            for row in body.all("tr"):
                if (row.get("class") or "") != "group-row":
                    link = row.one("th").all("a")[0]
                    number = re.search(r"/(\d+)/$", link["href"])
                    stars = row.one("td.starcell").text.split()[0]
                    lines.append((heading, f"R{number[1]}", link.text, stars))
        more = [link["href"] for link in page.all("p.pager a") if link.text == "More"]
        address = more[0] if more else ""
    return lines


def test_what_is_exported_is_what_is_shown(
    a_wide_site: SimpleNamespace, client: Client, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("recommendations.views.board"), "PAGE_SIZE", 6)
    monkeypatch.setattr(exporting, "STRETCH", 4)
    signed_in(client, a_wide_site.people[0])
    chance = random.Random(SEED)
    lengths = set()
    for _ in range(STATES):
        query = random_query(chance)
        board = shown(client, query)
        lengths.add(len(board))
        place = "group=area" in query
        for rows in (csv_rows(client, query), json_rows(client, query)):
            assert [
                (f"{row['group']} on {row['page']}" if place else row["group"], row["number"],
                 row["wording"].removeprefix("'"), str(row["stars"]))
                for row in rows
            ] == board, query  # fmt: skip
        report = exported(client, "md", query)
        assert re.findall(r"^- \*\*(R\d+)\*\*", report, re.M) == [line[1] for line in board], query
        headings = [line[0].replace(" on ", ", on ") for line in board]
        if "group=&" not in query:
            assert re.findall(r"^## (.*)$", report, re.M) == list(dict.fromkeys(headings)), query
    assert {0, 19} <= lengths
    assert len(lengths) > 6  # the states were not all alike


def test_an_export_has_every_star_with_who_gave_it_to_which_words(
    a_wide_site: SimpleNamespace, client: Client
) -> None:
    rows = json_rows(client)
    given = [(row["number"], star) for row in rows for star in row["given"]]
    stars = Star.objects.filter(recommendation__is_removed=False).select_related("criterion")
    assert len(given) == stars.count() > 10
    for star in stars:
        whose = (f"R{star.recommendation_id}", star.person_id)
        found = [one for number, one in given if (number, one["person"]) == whose]
        assert found == [
            {
                "recommendation": star.recommendation_id,
                "person": star.person_id,
                "person_name": star.person.username,
                "criterion": star.criterion_id,
                "criterion_name": star.criterion.name if star.criterion else "I support this",
                "wording": star.wording,
                "wording_number": star.wording_number,
                "given_at": star.given_at.isoformat(timespec="microseconds"),
                "reason": star.reason,
                "receipt": receipts.of_star(star).digest,
            }
        ]
        assert receipts.of_row(found[0]).digest == found[0]["receipt"]  # from what is written
    for row in rows:
        on_this = [one for one in row["given"] if one["wording_number"] == row["wording_number"]]
        assert len(on_this) == row["stars"]
        assert len(row["given"]) - len(on_this) == row["stars_earlier"]


def test_every_field_is_written_as_it_was_filled_in(
    make_page: Any, author: Any, client: Client
) -> None:
    page = make_page("Night work")
    item = arranging.add(arranging.add_area(page, "Beds", author=author), "A bed", author=author)
    arranging.set_status(item, "declined", author=author, note="No room")
    item.refresh_from_db()
    with recording(page, author=author):
        item.doer, item.deed, item.by_when = "The porter", "finds a bed", "May"
        item.benefit, item.audience = "Rest", "nurses, porters"
        item.evidence = [{"url": "https://example.org/a", "sentence": "It worked there."}]
        item.save()
    (row,) = csv_rows(client)
    address = f"http://127.0.0.1:8000/recommendations/{item.pk}/"
    assert row == {
        "number": f"R{item.pk}", "group": "", "wording": "A bed", "wording_number": "1",
        "stars": "0", "stars_earlier": "0", "change_30_days": "0", "status": "declined",
        "status_note": "No room", "page": "Night work", "area": "Beds",
        "audience": "nurses, porters", "who": "The porter", "does_what": "finds a bed",
        "by_when": "May", "benefit": "Rest", "evidence": "It worked there. https://example.org/a",
        "reservations": "0", "reservations_earlier": "0", "threads": "0", "replies": "0",
        "created_at": item.created_at.isoformat(timespec="seconds"), "address": address,
    }  # fmt: skip
    (full,) = json_rows(client)
    assert full["audience"] == ["nurses", "porters"]
    assert full["evidence"] == item.evidence
    assert f"- **R{item.pk}** A bed  \n  0 stars. Declined: “No room”. " in exported(client, "md")
    assert "The porter: finds a bed (May)" in exported(client, "md")


@pytest.mark.parametrize("typed", ["=1+2", "+1", "-1", "@SUM(A1)", "＝1", " =1", '=HYPERLINK("x")'])
def test_no_cell_is_taken_for_a_formula(
    typed: str, make_page: Any, author: Any, client: Client
) -> None:
    page = make_page("=page")
    arranging.add(arranging.add_area(page, "+area", author=author), typed, author=author)
    (row,) = csv_rows(client)
    assert row["wording"].startswith("'")
    assert (row["page"], row["area"]) == ("'=page", "'+area")
    (full,) = json_rows(client)
    assert full["wording"] == Recommendation.objects.get().wording  # as it is, for programs


def test_marks_of_markdown_are_words_in_a_report(
    make_page: Any, author: Any, client: Client
) -> None:
    page = make_page("A *starred* page")
    area = arranging.add_area(page, "[Links](x)", author=author)
    arranging.add(area, "Say `no` to <b> & #1 | _more_", author=author)
    report = exported(client, "md", "?group=area")
    assert r"## \[Links\](x), on A \*starred\* page" in report
    assert r"Say \`no\` to \<b\> \& \#1 \| \_more\_" in report


@pytest.mark.parametrize("form", ["csv", "json", "md"])
def test_an_empty_choice_is_an_empty_file(form: str, make_page: Any, client: Client) -> None:
    text = exported(client, form, "?q=nothing")
    if form == "json":
        assert json.loads(text)["recommendations"] == []
    elif form == "csv":
        assert text.startswith("\ufeffnumber,group,wording,")
        assert len(text.splitlines()) == 1
    else:
        assert "0 recommendations, with “nothing”, most starred first." in text


def test_a_file_is_named_after_its_page(make_page: Any, client: Client) -> None:
    make_page("Night work")
    answer = client.get("/recommendations/export.csv?on=night-work")
    name = 'attachment; filename="recommendations-night-work.csv"'
    assert answer["Content-Disposition"] == name
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert client.get("/recommendations/export.xls").status_code == 404


@pytest.mark.parametrize("form", ["csv", "json", "md"])
def test_an_export_costs_the_same_for_each_stretch_and_holds_no_more(
    form: str, a_wide_site: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def queries(size: int, stop: int | None = None) -> int:
        monkeypatch.setattr(exporting, "STRETCH", size)
        answer = client.get(f"/recommendations/export.{form}?group=area&sort=month")
        with CaptureQueriesContext(connection) as asked:
            list(islice(answer.streaming_content, stop))
        return len(asked)

    length = len(csv_rows(client))
    whole = queries(length)
    assert whole <= 9
    each = (queries(5) - whole) / (-(-length // 5) - 1)
    assert each <= 5
    assert queries(2) == whole + each * (-(-length // 2) - 1)
    assert queries(2, stop=6) <= whole + 3 * each < queries(2)  # it reads on as it is written


def test_a_report_says_how_many_reservations_there_are(
    make_page: Any, author: Any, member: Any, client: Client
) -> None:
    area = arranging.add_area(make_page("Nights"), "Beds", author=author)
    item = arranging.add(area, "Keep a bed free", author=author)
    assert "reservation" not in exported(client, "md")
    raise_reservation(item, person=member, reason="We have none")
    assert "0 stars. 1 reservation. Proposed." in exported(client, "md")


def test_who_moved_on_with_what_was_merged_counts_once_in_totals(
    make_page: Any, author: Any, member: Any, client: Client
) -> None:
    area = arranging.add_area(make_page("Nights"), "Beds", author=author)
    old, new = (arranging.add(area, f"Keep {what} free", author=author) for what in ("one", "two"))
    give(old, person=member)
    merge([old], into=new, author=author)
    give(new, person=member)
    for query, stars in {"": 1, "?group=area": 1, "?status=superseded": 1}.items():
        totals = json.loads(exported(client, "json", query))["totals"]
        assert (totals["stars"], totals["earlier"]) == (stars, 0), query
    charts = read(client.get("/recommendations/charts/"))
    assert "1 recommendation. " in charts.one("p.said").text
    assert (
        "1 recommendation, superseded. "
        in read(client.get("/recommendations/charts/?status=superseded")).one("p.said").text
    )
