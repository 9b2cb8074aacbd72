"""Bridging: which recommendations are starred across people who otherwise star other areas."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recommendations import arranging, starring
from recommendations.bridging import Stances, bridges, ranked
from recommendations.models import Area, Criterion, Recommendation, Star
from recommendations.views import charting
from tests.elements import Element, read
from wiki.changesets import recording
from wiki.models import Page


@pytest.fixture
def people(new_person: Callable[..., Any]) -> dict[str, Any]:
    return {name: new_person(name) for name in ("ada", "bo", "cy", "dee")}


@pytest.fixture
def site(make_page: Callable[..., Any], author: Any) -> dict[str, Recommendation]:
    """Three areas on two pages, in the order Beds, Food, Rota; each with two recommendations."""
    found = {}
    for page, area, keys in [
        ("Wards", "Rota", ["rota1", "rota2"]),
        ("Nights", "Beds", ["beds1", "beds2"]),
        ("Nights", "Food", ["food1", "food2"]),
    ]:
        place = Page.objects.filter(title=page).first() or make_page(page)
        area = arranging.add_area(place, area, author=author)
        for key in keys:
            found[key] = arranging.add(area, f"Do {key}", author=author)
    return found


def give(site: dict[str, Recommendation], person: Any, *keys: str) -> None:
    for key in keys:
        starring.give(site[key], person=person)


def found() -> dict[str, dict[str, str]]:
    """Each that bridges, most first, with its starrers and where they come from."""
    everything = Recommendation.objects.standing()
    stances = Stances(everything)
    return {
        bridge.item.wording.removeprefix("Do "): {
            starrer.person.username: f"{starrer.place.title} {starrer.home.there}"
            f" of {starrer.home.others}"
            if starrer.home and starrer.place
            else "nowhere"
            for starrer in bridge.starrers
        }
        for bridge in bridges(ranked(everything, stances), stances)
    }


def test_one_bridges_the_areas_that_its_starrers_otherwise_star(
    site: dict[str, Recommendation], people: dict[str, Any]
) -> None:
    give(site, people["ada"], "beds1", "beds2", "food1")
    give(site, people["bo"], "beds1", "rota1", "rota2", "food1")
    assert found() == {
        # Left aside, ada has one star in Beds and one in Food: Beds stands first on the page.
        "beds1": {"ada": "Beds 1 of 2", "bo": "Rota 2 of 3"},
        "food1": {"ada": "Beds 2 of 2", "bo": "Rota 2 of 3"},
    }


def test_whoever_stars_nothing_else_comes_from_nowhere(
    site: dict[str, Recommendation], people: dict[str, Any]
) -> None:
    give(site, people["ada"], "food1", "beds1")
    give(site, people["bo"], "food1")
    assert found() == {}
    give(site, people["cy"], "food1", "rota2")
    assert found() == {"food1": {"ada": "Beds 1 of 1", "cy": "Rota 1 of 1", "bo": "nowhere"}}


def home_of(person: Any, item: Recommendation) -> str:
    """Where a person comes from to a recommendation that they star."""
    stances = Stances(Recommendation.objects.standing())
    home = stances.home(person.pk, item.pk)
    return f"{stances.places[home.area].title} {home.there} of {home.others}" if home else "nowhere"


def test_of_equal_areas_the_first_on_the_site_counts(
    site: dict[str, Recommendation], people: dict[str, Any], author: Any
) -> None:
    give(site, people["ada"], "rota1", "rota2", "food1", "food2", "beds1")
    # Beds stands before Food on its page, and "Nights" before "Wards".
    assert home_of(people["ada"], site["rota1"]) == "Food 2 of 4"
    assert home_of(people["ada"], site["food1"]) == "Rota 2 of 4"
    assert home_of(people["ada"], site["beds1"]) == "Food 2 of 4"
    give(site, people["ada"], "beds2")
    assert home_of(people["ada"], site["rota1"]) == "Beds 2 of 5"
    assert home_of(people["ada"], site["beds1"]) == "Food 2 of 5"


def test_stars_on_an_earlier_wording_and_on_removed_ones_do_not_count(
    site: dict[str, Recommendation], people: dict[str, Any], author: Any
) -> None:
    give(site, people["ada"], "food1", "beds1")
    give(site, people["bo"], "food1", "rota1")
    assert list(found()) == ["food1"]
    arranging.reword(site["rota1"], "Do something else altogether", author=author)
    assert found() == {}
    give(site, people["bo"], "rota2")
    assert list(found()) == ["food1"]
    arranging.remove(site["rota2"], author=author)
    assert found() == {}


def test_several_stars_of_one_person_on_one_recommendation_are_one(
    site: dict[str, Recommendation], people: dict[str, Any], author: Any
) -> None:
    give(site, people["ada"], "food1", "food2", "rota1", "beds1")
    for name in ("Simple", "Cheap"):
        with recording(site["beds1"].page, author=author):
            criterion = Criterion(page=site["beds1"].page, name=name)
            criterion.save()
        starring.give(site["beds1"], person=people["ada"], criterion=criterion)
    assert site["beds1"].stars.count() == 3
    assert home_of(people["ada"], site["rota1"]) == "Food 2 of 3"


# Against a slow model -------------------------------------------------------------------------


@dataclass
class Model:
    """The rule in its plainest form, over plain tuples."""

    areas: list[tuple[str, int, int, int]]  # page title, page, position, area: sorted as read
    items: dict[int, tuple[int, bool, int]]  # item: area, listed, stars
    stands: set[tuple[int, int]] = field(default_factory=set)  # person, item

    def bridged(self, item: int) -> set[int]:
        homes = set()
        for person, starred in self.stands:
            if starred != item:
                continue
            others = [one for who, one in self.stands if who == person and one != item]
            tally = Counter(self.items[one][0] for one in others)
            if tally:
                most = max(tally.values())
                homes.add(next(a for *_, a in self.areas if tally.get(a) == most))
        return homes

    def ranked(self) -> list[int]:
        areas = {item: len(self.bridged(item)) for item in self.items}
        listed = [i for i, (_, shown, _) in self.items.items() if shown and areas[i] >= 2]
        return sorted(listed, key=lambda i: (-areas[i], -self.items[i][2], i))


def write(rng: random.Random, people: list[Any], criteria: list[Criterion | None]) -> Model:
    """A small site of plain rows: only what the rule reads has to be there."""
    now = timezone.now()
    pages = list(Page.objects.order_by("pk"))
    areas = QuerySet(Area).bulk_create(
        Area(page=rng.choice(pages), title=f"Area {n}", position=rng.randint(1, 3))
        for n in range(rng.randint(2, 5))
    )
    items = QuerySet(Recommendation).bulk_create(
        Recommendation(
            page=area.page,
            area=area,
            wording=f"Do {n}",
            wording_number=rng.randint(1, 2),
            is_removed=rng.random() < 0.1,
            status=rng.choice(["proposed", "agreed", "agreed"]),
            stars_now=rng.randint(0, 3),
            created_at=now,
        )
        for n in range(rng.randint(2, 9))
        for area in [rng.choice(areas)]
    )
    stars = [
        Star(person=person, recommendation=item, criterion=criterion, wording_number=number)
        for person in people
        for item in items
        for criterion in criteria
        if rng.random() < 0.35
        for number in [rng.choice([item.wording_number] * 4 + [3])]
    ]
    for star in stars:
        star.given_at = now
    QuerySet(Star).bulk_create(stars)
    order = sorted((a.page.title.casefold(), a.page_id, a.position, a.pk) for a in areas)
    standing = {i.pk: i for i in items if not i.is_removed}
    return Model(
        areas=order,
        items={pk: (i.area_id, i.status == "agreed", i.stars_now) for pk, i in standing.items()},
        stands={
            (star.person_id, star.recommendation_id)
            for star in stars
            if star.recommendation_id in standing
            and star.wording_number == star.recommendation.wording_number
        },
    )


def test_a_slow_model_finds_the_same_on_two_hundred_sites(
    make_page: Callable[..., Any], people: dict[str, Any], author: Any
) -> None:
    pages = [make_page(title) for title in ("Wards", "nights", "Aids")]
    with recording(pages[0], author=author):
        criterion = Criterion(page=pages[0], name="Simple")
        criterion.save()
    bridging = 0
    for seed in range(200):
        with transaction.atomic():
            rng = random.Random(seed)
            model = write(rng, list(people.values()), [None, criterion])
            standing = Recommendation.objects.standing()
            stances = Stances(standing)
            order = ranked(standing.filter(status="agreed"), stances)
            assert order == model.ranked(), seed
            assert [stances.bridged(pk) for pk in model.items] == [
                model.bridged(pk) for pk in model.items
            ], seed
            bridging += len(order)
            transaction.set_rollback(True)
    assert bridging > 200  # the sites are such that there is something to find


# The screen -----------------------------------------------------------------------------------


def bridging_of(client: Client, query: str = "") -> Element:
    return read(client.get(f"/recommendations/bridging/{query}"))


def checked(entry: Element) -> dict[str, str]:
    """Who comes from where, as the table of a bridge says."""
    rows = [[cell.text for cell in row.inside() if cell.tag in ("th", "td")]
            for row in entry.all("tbody tr")]  # fmt: skip
    return {who: f"{area}: {there} of {others}" for who, area, there, others in rows}


@pytest.fixture
def starred(site: dict[str, Recommendation], people: dict[str, Any]) -> dict[str, Recommendation]:
    """rota1 bridges three areas, food1 two, and the others none or fewer."""
    give(site, people["ada"], "food1", "food2", "rota1")
    give(site, people["bo"], "beds1", "beds2", "rota1", "food1")
    give(site, people["cy"], "rota1", "rota2")
    give(site, people["dee"], "rota1")
    return site


def test_the_screen_lists_bridges_with_a_table_to_check_each(
    client: Client, starred: dict[str, Recommendation]
) -> None:
    screen = bridging_of(client)
    assert screen.one("h2").text == "2 recommendations bridge two areas or more"
    first, second = screen.all("ol.bridges li")
    assert "3 areas" in first.text
    assert "Do rota1" in first.text
    assert (
        "Its people star most in “Beds” (1), “Food” (1) and “Rota” (1); 1 stars nothing else."
        in first.text
    )
    assert checked(first) == {
        "ada": "Food on Nights: 2 of 2",
        "bo": "Beds on Nights: 2 of 3",
        "cy": "Rota on Wards: 1 of 1",
        "dee": "No other star: 0 of 0",
    }
    assert "Do food1" in second.text
    assert checked(second) == {"ada": "Food on Nights: 1 of 2", "bo": "Beds on Nights: 2 of 3"}


def test_a_choice_lists_fewer_but_people_come_from_the_whole_site(
    client: Client, starred: dict[str, Recommendation]
) -> None:
    (only,) = bridging_of(client, "?on=nights").all("ol.bridges li")
    assert checked(only) == {"ada": "Food on Nights: 1 of 2", "bo": "Beds on Nights: 2 of 3"}
    assert "None of these recommendations" in bridging_of(client, "?status=done").text


def test_each_recommendation_can_be_checked_alone(
    client: Client, starred: dict[str, Recommendation], author: Any
) -> None:
    item = starred["rota1"]
    screen = read(client.get(f"/recommendations/{item.pk}/bridging/"))
    assert "It bridges 3 areas" in screen.text
    assert len(checked(screen)) == 4
    screen = read(client.get(f"/recommendations/{starred['beds1'].pk}/bridging/"))
    assert "It bridges no areas" in screen.text
    arranging.remove(item, author=author)
    answer = client.get(f"/recommendations/{item.pk}/bridging/")
    assert (answer.status_code, answer["Location"]) == (302, f"/recommendations/{item.pk}/")
    assert client.get("/recommendations/999999/bridging/").status_code == 404


def test_a_long_table_leads_to_a_page_of_its_own(
    client: Client, starred: dict[str, Recommendation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charting, "MOST_PEOPLE", 3)
    first, second = bridging_of(client).all("ol.bridges li")
    assert len(checked(first)) == 3
    assert first.one("details p a")["href"] == f"/recommendations/{starred['rota1'].pk}/bridging/"
    assert first.one("details p a").text == f"All 4 people who star R{starred['rota1'].pk}"
    assert second.all("details p a") == []


def test_a_long_list_comes_in_pages(
    client: Client, starred: dict[str, Recommendation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charting, "BRIDGES_ON_A_PAGE", 1)
    screen = bridging_of(client, "?status=proposed")
    assert "1 to 1 of 2" in screen.text
    more = screen.one(".pager a")
    assert more["href"] == "/recommendations/bridging/?status=proposed&page=2"
    (only,) = bridging_of(client, "?status=proposed&page=2").all("ol.bridges li")
    assert "Do food1" in only.text


def test_stars_of_a_page_that_hides_its_tally_make_no_bridge_for_who_has_not_starred_there(
    client: Client,
    starred: dict[str, Recommendation],
    people: dict[str, Any],
    signed_in: Callable[..., Client],
    author: Any,
) -> None:
    page = starred["rota1"].page
    with recording(page, author=author):
        page.hides_tally = True
        page.save()
    screen = bridging_of(client)
    assert "4 recommendations." in screen.text
    assert "2 more are not counted here" in screen.text
    assert "Rota" not in screen.one("main").text
    (only,) = screen.all("ol.bridges li")
    assert checked(only) == {"ada": "Food on Nights: 1 of 1", "bo": "Beds on Nights: 2 of 2"}
    address = f"/recommendations/{starred['rota1'].pk}/bridging/"
    assert client.get(address).status_code == 302
    insider = signed_in(Client(), people["dee"])
    assert len(bridging_of(insider).all("ol.bridges li")) == 2
    assert insider.get(address).status_code == 200


def test_bridging_costs_the_same_however_much_there_is(
    client: Client,
    starred: dict[str, Recommendation],
    people: dict[str, Any],
    new_person: Callable[..., Any],
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            bridging_of(client)
        return len(asked)

    few = queries()
    for number in range(6):
        give(starred, new_person(f"one-more-{number}"), *list(starred)[: number + 1])
    give(starred, people["dee"], *starred)
    assert queries() == few <= 9
