"""What a page tells somebody who comes back to it: what others did meanwhile, and no more."""

import datetime
import random
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.posting import reply, start_thread
from discussions.removing import take_down
from recommendations.arranging import (
    add,
    add_area,
    bring_back,
    move,
    remove,
    reword,
    set_status,
)
from recommendations.models import Area, Recommendation, Reservation
from recommendations.starring import give, take_back
from tests.elements import Element, read
from updates.meanwhile import changes
from wiki import visiting
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.writing import revise_page

LEFT = timezone.now().replace(microsecond=0) - datetime.timedelta(days=2)
BEFORE, SINCE = (LEFT + datetime.timedelta(hours=hours) for hours in (-5, 5))


def later(minutes: int) -> datetime.datetime:
    return SINCE + datetime.timedelta(minutes=minutes)


@pytest.fixture
def site(make_page: Callable[..., Page], author: Any, member: Any, listener: Any) -> Any:
    """A page with three recommendations that `member` read two days ago, and had written on."""
    page = make_page("Night work", at=BEFORE)
    ward = add_area(page, "On the ward", author=author, at=BEFORE)
    home = add_area(page, "At home", author=author, at=BEFORE)
    beds, lamps, bell = (
        add(ward, wording, author=author, at=BEFORE)
        for wording in ("Keep a bed free", "Dim the lamps at ten", "Ring once")
    )
    give(lamps, person=member, at=BEFORE)
    talk = start_thread(page, author=author, subject="Beds", body="Where?", at=BEFORE)
    visiting.read(page, member, at=LEFT)
    return SimpleNamespace(
        page=page, ward=ward, home=home, beds=beds, lamps=lamps, bell=bell, talk=talk
    )


@pytest.fixture
def comes_back(site: Any, member: Any, signed_in: Any) -> Callable[[], Element]:
    """The page as `member` finds it on coming back."""
    client = signed_in(Client(), member)
    return lambda: read(client.get(site.page.get_absolute_url()))


def told(page: Element) -> list[str]:
    return page.texts("#since li")


def test_who_comes_back_to_an_unchanged_page_is_told_nothing(comes_back: Any) -> None:
    assert comes_back().all("#since") == []
    assert comes_back().all(".new-mark") == []


def test_changed_recommendations_are_told_with_where_they_stand(
    site: Any, comes_back: Any, author: Any
) -> None:
    new = add(site.home, "Write the number on the door", author=author, at=later(1))
    reword(site.beds, "Keep two beds free", author=author, at=later(2))
    set_status(site.bell, "declined", author=author, note="Twice is safer", at=later(3))
    move(site.bell, area=site.home, position=1, author=author, at=later(4))
    page = comes_back()
    assert told(page) == [
        f"1 recommendation added: R{new.pk} Write the number on the door",
        f"1 recommendation reworded: R{site.beds.pk} Keep two beds free",
        f"1 moved to another area: R{site.bell.pk} Ring once to “At home”",
        f"1 status changed: R{site.bell.pk} Ring once declined",
    ]
    links = [link["href"] for link in page.all("#since li a")]
    assert links == [f"#r{item.pk}" for item in (new, site.beds, site.bell, site.bell)]
    assert page.one(f"#r{new.pk} .new-mark").text == "New"
    assert page.one(f"#r{site.beds.pk} .new-mark").text == "Reworded"
    assert page.all(f"#r{site.lamps.pk} .new-mark") == []


def test_what_was_removed_leads_to_where_it_says_so(
    site: Any, comes_back: Any, author: Any
) -> None:
    remove(site.beds, author=author, at=later(1))
    page = comes_back()
    assert told(page) == [f"1 recommendation removed: R{site.beds.pk} Keep a bed free"]
    assert page.one("#since li a")["href"] == f"/recommendations/{site.beds.pk}/"


def test_what_was_brought_back_is_told(site: Any, author: Any, member: Any, signed_in: Any) -> None:
    remove(site.beds, author=author, at=later(1))
    visiting.read(site.page, member, at=later(60))
    bring_back(site.beds, author=author, at=later(120))
    page = read(signed_in(Client(), member).get(site.page.get_absolute_url()))
    assert told(page) == [f"1 recommendation brought back: R{site.beds.pk} Keep a bed free"]


def test_what_moves_between_pages_is_told_on_both(
    site: Any, make_page: Any, author: Any, member: Any, signed_in: Any
) -> None:
    other = make_page("Rota", at=BEFORE)
    there = add_area(other, "Shifts", author=author, at=BEFORE)
    visiting.read(other, member, at=LEFT)
    with recording(site.page, author=author, at=later(1)) as old, recording(
        other, author=author, at=later(1)
    ):  # fmt: skip
        old.changeset()
        site.beds.page, site.beds.area = other, there
        site.beds.save()
    client = signed_in(Client(), member)
    here, away = (read(client.get(page.get_absolute_url())) for page in (site.page, other))
    assert told(here) == [f"1 moved to another page: R{site.beds.pk} Keep a bed free"]
    assert told(away) == [f"1 moved here from another page: R{site.beds.pk} Keep a bed free"]
    assert away.one(f"#r{site.beds.pk} .new-mark").text == "New"


def test_what_was_done_and_undone_meanwhile_is_no_news(
    site: Any, comes_back: Any, author: Any
) -> None:
    reword(site.beds, "Keep two beds free", author=author, at=later(1))
    reword(site.beds, "Keep a bed free", author=author, at=later(2))
    remove(site.bell, author=author, at=later(3))
    bring_back(site.bell, author=author, at=later(4))
    remove(add(site.ward, "Never mind", author=author, at=later(5)), author=author, at=later(6))
    reword(site.lamps, "Dim the lamps at ten.", author=author, at=later(7))  # a spelling fix
    assert comes_back().all("#since") == []


def test_own_deeds_are_no_news(site: Any, comes_back: Any, member: Any) -> None:
    add(site.home, "Write the number on the door", author=member, at=later(1))
    reword(site.bell, "Ring twice", author=member, at=later(2))
    give(site.beds, person=member, at=later(3))
    reply(site.talk, author=member, body="Upstairs.", at=later(4))
    page = comes_back()
    assert page.all("#since") == []
    assert page.all(".new-mark") == []


def test_an_own_deed_hides_nobody_elses(
    site: Any, comes_back: Any, author: Any, member: Any
) -> None:
    reword(site.beds, "Keep two beds free", author=author, at=later(1))
    move(site.beds, area=site.ward, position=3, author=member, at=later(2))
    set_status(site.bell, "agreed", author=author, at=later(3))
    reword(site.bell, "Ring twice", author=member, at=later(4))
    assert [line.split(": ")[0] for line in told(comes_back())] == [
        "1 recommendation reworded",
        "1 status changed",
    ]


def test_new_stars_are_told_by_recommendation_and_not_ones_own(
    site: Any, comes_back: Any, author: Any, member: Any, listener: Any
) -> None:
    give(site.beds, person=author, at=later(1))
    give(site.beds, person=listener, at=later(2))
    give(site.beds, person=member, at=later(2))
    give(site.bell, person=author, at=later(3))
    take_back(site.bell, person=author, at=later(4))
    give(site.lamps, person=listener, at=later(5))
    page = comes_back()
    assert told(page) == [f"3 new stars: R{site.beds.pk} (2), R{site.lamps.pk} (1)"]
    assert [link["href"] for link in page.all("#since li a")] == [
        f"#r{site.beds.pk}",
        f"#r{site.lamps.pk}",
    ]


def test_where_the_tally_is_hidden_no_star_is_told_before_one_has_given_one(
    site: Any, comes_back: Any, author: Any, member: Any
) -> None:
    with recording(site.page, author=author, at=BEFORE):
        site.page.hides_tally = True
        site.page.save()
    take_back(site.lamps, person=member, at=later(0))
    give(site.beds, person=author, at=later(1))
    assert comes_back().all("#since") == []
    give(site.bell, person=member, at=later(2))
    assert told(comes_back()) == [f"1 new star: R{site.beds.pk} (1)"]


def test_reservations_raised_and_withdrawn_are_told(
    site: Any, comes_back: Any, author: Any, member: Any, listener: Any
) -> None:
    old = raise_reservation(site.beds, listener, BEFORE)
    raise_reservation(site.bell, author, later(1))
    raise_reservation(site.bell, member, later(1))
    both = raise_reservation(site.lamps, listener, later(2))
    for row in (old, both):
        with recording(site.page, author=row.person, at=later(3)):
            row.withdrawn_at = later(3)
            row.save()
    assert told(comes_back()) == [
        f"1 new reservation: R{site.bell.pk} by amara",
        f"1 reservation withdrawn: R{site.beds.pk} by lena",
    ]


def raise_reservation(item: Any, person: Any, at: datetime.datetime) -> Reservation:
    made = Reservation(
        recommendation=item,
        person=person,
        wording=item.wording,
        wording_number=item.wording_number,
        reason="Not at night",
        raised_at=at,
    )
    with recording(item.page, author=person, at=at):
        made.save()
    return made


def test_new_posts_are_told_by_thread_and_lead_to_the_first_of_them(
    site: Any, comes_back: Any, author: Any, member: Any, listener: Any
) -> None:
    first = reply(site.talk, author=listener, body="Upstairs.", at=later(1))
    reply(site.talk, author=author, body="Or down.", at=later(2))
    reply(site.talk, author=member, body="No.", at=later(3))
    gone = reply(site.talk, author=listener, body="Oh.", at=later(4))
    take_down(gone, author=listener, at=later(5))
    lamps = start_thread(site.page, author=author, subject="Lamps", body="Which?", at=later(6))
    page = comes_back()
    assert told(page) == ["3 new posts: Lamps, Beds (2)"]
    assert [link["href"] for link in page.all("#since li a")][1] == f"/posts/{first.pk}/"
    assert page.one(f"#thread-{site.talk.pk} .new-mark").text == "2 new posts"
    assert page.one(f"#thread-{lamps.pk} .new-mark").text == "1 new post"


def test_changed_text_is_told_and_compared_with_what_one_saw_last(
    site: Any, comes_back: Any, author: Any, member: Any, signed_in: Any
) -> None:
    seen = Changeset.objects.filter(page=site.page).first().number
    revise_page(site.page, author=author, body="Other words.", at=later(1))
    revise_page(site.page, author=author, body="Other words again.", at=later(2))
    give(site.beds, person=author, at=later(3))
    page = comes_back()
    assert told(page)[0] == "2 updates of the text: what changed"
    link = page.one("#since form a")
    assert link.text == "Compare with the page as you last saw it"
    assert link["href"] == f"/wiki/night-work/compare/{seen}/{seen + 3}/"
    compared = read(signed_in(Client(), member).get(link["href"]))
    assert "added: Other" in compared.texts(".hunk ins")[0]


def test_a_star_on_an_earlier_wording_waits_until_it_is_decided(
    site: Any, comes_back: Any, author: Any, member: Any, signed_in: Any
) -> None:
    reword(site.lamps, "Dim every lamp at eleven", author=author, at=later(1))
    page = comes_back()
    mine = f"1 star of yours stands on an earlier wording: R{site.lamps.pk}"
    assert told(page)[-1] == mine
    press_seen(page, signed_in(Client(), member))
    page = comes_back()
    assert told(page) == [mine]
    assert page.all("#since form") == []
    give(site.lamps, person=member)
    assert comes_back().all("#since") == []


def press_seen(page: Element, client: Client) -> Element:
    form = page.one("#since form")
    fields = {field["name"]: field["value"] for field in form.all("input[name]")}
    fields.pop("csrfmiddlewaretoken")
    return read(client.post(form["action"], fields, follow=True))


def test_seen_closes_the_news_and_what_comes_after_is_told_again(
    site: Any, comes_back: Any, author: Any, member: Any, signed_in: Any
) -> None:
    reword(site.beds, "Keep two beds free", author=author, at=later(1))
    reply(site.talk, author=author, body="Upstairs.", at=later(2))
    page = comes_back()
    assert len(told(page)) == 2
    set_status(site.bell, "agreed", author=author)  # after the page was shown, before the press
    assert told(press_seen(page, signed_in(Client(), member))) == [
        f"1 status changed: R{site.bell.pk} Ring once agreed"
    ]


def test_news_stays_for_the_whole_visit(site: Any, comes_back: Any, author: Any) -> None:
    reword(site.beds, "Keep two beds free", author=author, at=later(1))
    assert len(told(comes_back())) == len(told(comes_back())) == 1


def test_a_stranger_and_a_first_reader_are_told_nothing(
    site: Any, author: Any, listener: Any, signed_in: Any
) -> None:
    reword(site.beds, "Keep two beds free", author=author, at=later(1))
    for client in (Client(), signed_in(Client(), listener)):
        page = read(client.get(site.page.get_absolute_url()))
        assert page.all("#since") == []
        assert page.all(".new-mark") == []


def test_many_changes_are_counted_and_a_few_named(site: Any, comes_back: Any, author: Any) -> None:
    for n in range(8):
        add(site.home, f"Put lamp {n} on the stairs", author=author, at=later(n))
    line = told(comes_back())[0]
    assert line.startswith("8 recommendations added: ")
    assert line.endswith("lamp 4 on the stairs, and 3 more")


@pytest.mark.parametrize("upto", ["", "nonsense", "2026-01-01", "9999-12-31T23:59:59+00:00"])
def test_seen_with_a_spoilt_form_closes_all(
    site: Any, comes_back: Any, author: Any, member: Any, signed_in: Any, upto: str
) -> None:
    reword(site.beds, "Keep two beds free", author=author, at=later(1))
    comes_back()
    client = signed_in(Client(), member)
    page = read(client.post("/wiki/night-work/seen/", {"upto": upto}, follow=True))
    assert page.all("#since") == []


def test_the_cost_of_telling_does_not_grow_with_what_is_told(
    site: Any, author: Any, member: Any, listener: Any, signed_in: Any
) -> None:
    client = signed_in(Client(), member)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(site.page.get_absolute_url())
        return len(asked)

    def happen(many: int, at: datetime.datetime) -> None:
        for n in range(many):
            item = add(site.home, f"Put lamp {n} on stairs {many}", author=author, at=at)
            give(item, person=listener, at=at)
            raise_reservation(item, author, at)
            reply(site.talk, author=author, body=f"Post {n}", at=at)

    queries()  # the visit begins
    nothing_new = queries()
    with CaptureQueriesContext(connection) as asked:
        Client().get(site.page.get_absolute_url())
    happen(1, later(1))
    some = queries()
    happen(20, later(2))
    assert queries() == some
    assert some - nothing_new <= 7
    assert "wiki_pagevisit" not in str(asked.captured_queries)


def test_a_visit_without_news_costs_one_query(
    site: Any, member: Any, signed_in: Any, comes_back: Any
) -> None:
    comes_back()
    client = signed_in(Client(), member)
    with CaptureQueriesContext(connection) as asked:
        client.get(site.page.get_absolute_url())
    statements = [query["sql"] for query in asked.captured_queries]
    assert sum("wiki_pagevisit" in sql for sql in statements) == 1
    assert not any("historical" in sql for sql in statements)


# Against a second telling ----------------------------------------------------------------------

FIELDS = ("page_id", "area_id", "is_removed", "wording_number", "status")


def standing() -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in Recommendation.objects.values("id", *FIELDS)}


def expected(page: Page, known: dict[int, Any], now: dict[int, Any]) -> set[tuple[int, str]]:
    """What differs, from rows that were read as they stood; no history is asked."""
    found = set()
    for pk, row in now.items():
        old = known.get(pk)
        was = bool(old) and old["page_id"] == page.pk and not old["is_removed"]
        stands = row["page_id"] == page.pk and not row["is_removed"]
        if stands and not was:
            came = old and old["page_id"] != page.pk
            found.add((pk, "came" if came else "restored" if old else "added"))
        elif was and not stands:
            found.add((pk, "removed" if row["page_id"] == page.pk else "left"))
        elif was and stands:
            pairs = {"wording_number": "reworded", "area_id": "moved", "status": "status"}
            found |= {(pk, kind) for name, kind in pairs.items() if old[name] != row[name]}
    return found


@pytest.mark.parametrize("seed", range(12))
def test_news_is_what_a_second_telling_says(
    make_page: Any, author: Any, member: Any, listener: Any, seed: int
) -> None:
    chance = random.Random(seed)
    clock = BEFORE
    pages = [make_page("Night work", at=clock), make_page("Rota", at=clock)]
    for page in pages:
        for title in ("A", "B"):
            area = add_area(page, title, author=author, at=clock)
            for n in range(2):
                add(area, f"Put {n} lamps in {title} of {page.title}", author=author, at=clock)
    leaves = chance.randint(0, 12)
    known: dict[int, Any] = {}
    for step in range(25):
        clock += datetime.timedelta(minutes=1)
        if step == leaves:
            since, known = clock, standing()
            continue
        person = chance.choice([author, listener, member])
        was = standing()
        _something(chance, person, clock)
        if person == member and step > leaves:
            for pk, row in standing().items():
                changed = {n: row[n] for n in row if pk not in was or was[pk][n] != row[n]}
                if changed:
                    known[pk] = {**known[pk], **changed} if pk in known else row
    for page in pages:
        found = changes(page, member, since)
        assert {(one.pk, one.kind) for one in found} == expected(page, known, standing())
        assert len(found) == len({(one.pk, one.kind) for one in found})


def _something(chance: random.Random, person: Any, at: datetime.datetime) -> None:
    """One random deed of a person on any recommendation."""
    item = chance.choice(list(Recommendation.objects.select_related("page").order_by("pk")))
    near = list(Area.objects.filter(page=item.page).select_related("page").order_by("pk"))
    far = list(Area.objects.exclude(page=item.page).select_related("page").order_by("pk"))
    words = f"Put {chance.randint(1, 3)} lamps {chance.choice(['up', 'away'])}"
    do = chance.randrange(7)
    if do == 0:
        add(chance.choice(near), f"{words} by {item.pk}", author=person, at=at)
    elif do == 1:
        reword(item, words, author=person, at=at)
    elif do == 2:
        remove(item, author=person, at=at)
    elif do == 3:
        bring_back(item, author=person, at=at)
    elif do == 4:
        set_status(item, chance.choice(["agreed", "done"]), author=person, at=at)
    elif do == 5:
        move(item, area=chance.choice(near), position=1, author=person, at=at)
    else:
        area = chance.choice(far)
        with recording(area.page, author=person, at=at):
            item.page, item.area = area.page, area
            item.save()
