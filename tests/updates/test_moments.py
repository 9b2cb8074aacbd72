"""A page as it stood: at each of its updates and at the end of each day, stars included."""

import datetime
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.utils import timezone

from recommendations import arranging, merging, starring
from recommendations.criteria import Meaning, define
from recommendations.models import Area, Criterion, Recommendation, Star
from recommendations.panels import groups_of
from tests.elements import read
from updates import moments
from updates.restoring import restore
from wiki.changesets import recording
from wiki.models import Changeset, Page
from wiki.writing import revise_page

WORDS = "keep two beds free for whoever cannot drive home after a last long shift".split()  # noqa: SIM905

Snapshot = dict[str, Any]


def as_it_is(page: Page) -> Snapshot:
    """Everything that a moment holds, read from the rows themselves."""
    page = Page.objects.get(pk=page.pk)
    items = Recommendation.objects.standing().filter(page=page).order_by("pk")
    stars = Star.objects.filter(recommendation__page=page, recommendation__is_removed=False)
    fields = ("pk", "area_id", "position", "wording", "wording_number", "status", "status_note")
    given = ("recommendation_id", "person_id", "wording", "wording_number", "reason", "given_at")
    criteria = Criterion.objects.filter(page=page, is_removed=False)
    areas = Area.objects.filter(page=page, is_removed=False).order_by("position", "pk")
    return {
        "texts": (page.title, page.body, page.tags),
        "rules": (page.stars_need_reason, page.hides_tally),
        "criteria": list(criteria.values_list("pk", "name", "meaning")),
        "areas": list(areas.values_list("pk", "title", "position")),
        "recommendations": list(items.values_list(*fields)),
        "order": [row.pk for group in groups_of(page, AnonymousUser()) for row in group.rows],
        "stars": sorted((by or 0, *star) for by, *star in stars.values_list("criterion", *given)),
        "counts": list(items.values_list("pk", "stars_now", "stars_earlier", "reasons_now")),
    }


def as_it_stood(page: Page, changeset: Changeset) -> Snapshot:
    moment = moments.at(page, changeset)
    items = [row for group in moment.groups() for row in group.rows]
    standing = {row.id for row in moment.recommendations}
    return {
        "texts": (moment.title, moment.body, moment.tags),
        "rules": (moment.needs_reason, moment.hides_tally),
        "criteria": [(row.id, row.name, row.meaning) for row in moment.criteria],
        "areas": [(row.id, row.title, row.position) for row in moment.areas],
        "recommendations": sorted(
            (r.id, r.area_id, r.position, r.wording, r.wording_number, r.status, r.status_note)
            for r in moment.recommendations
        ),
        "stars": sorted(
            (
                *(s.criterion_id or 0, s.recommendation_id, s.person_id, s.wording),
                *(s.wording_number, s.reason, s.given_at),
            )
            for s in moment.stars
            if s.recommendation_id in standing
        ),
        "order": [row.pk for row in items],
        "counts": sorted((row.pk, row.stars, row.earlier, row.reasons) for row in items),
    }


class Story:
    """Somebody does one thing after another to a page, whatever a seeded die says."""

    def __init__(self, seed: int, page: Page, people: list[Any]) -> None:
        self.die, self.page, self.people = random.Random(seed), page, people
        self.now = page.created_at

    def words(self) -> str:
        return " ".join(self.die.choices(WORDS, k=self.die.randint(1, 8)))

    def step(self) -> None:
        """Do one deed, or two in one update; the page may come out as it was."""
        self.now += datetime.timedelta(minutes=self.die.randint(1, 900))
        who = self.die.choice(self.people)
        with recording(self.page, author=who, note=self.words(), at=self.now):
            for _ in range(self.die.randint(1, 2)):
                self.die.choice(list(self.deeds(who)))()

    def deeds(self, who: Any) -> Iterator[Callable[[], Any]]:
        areas = list(Area.objects.filter(page=self.page, is_removed=False))
        items = list(Recommendation.objects.filter(page=self.page))
        standing = [item for item in items if not item.is_removed]
        gone = [item for item in items if item.is_removed]
        updates = list(Changeset.objects.filter(page=self.page))
        pick = self.die.choice
        yield lambda: revise_page(self.page, author=who, body=f"{self.words()}.\n\n{self.words()}")
        yield lambda: revise_page(self.page, author=who, tags=self.words().replace(" ", ", "))
        yield lambda: arranging.add_area(self.page, self.words(), author=who)
        yield lambda: restore(self.page, pick(updates), author=who)
        if areas:
            yield lambda: arranging.rename_area(pick(areas), self.words(), author=who)
            yield lambda: arranging.remove_area(pick(areas), author=who)
            for _ in range(4):
                yield lambda: arranging.add(pick(areas), self.words(), author=who)
        if gone:
            yield lambda: arranging.bring_back(pick(gone), author=who)
        if standing:
            statuses = Recommendation.Status.values
            yield lambda: arranging.remove(pick(standing), author=who)
            yield lambda: arranging.reword(pick(standing), self.words(), author=who)
            yield lambda: arranging.reword(
                item := pick(standing), f"{item.wording.capitalize()}.", author=who
            )
            yield lambda: arranging.move(
                pick(standing), area=pick(areas), position=self.die.randint(1, 5), author=who
            )
            yield lambda: arranging.set_status(
                pick(standing), pick(statuses), author=who, note=self.words()
            )
            yield from self.deeds_on_stars(who, standing)
            yield lambda: merging.split(pick(standing), [self.words(), self.words()], author=who)
        if len(standing) > 1:
            yield lambda: merging.merge(standing[:1], into=pick(standing[1:]), author=who)
            yield lambda: merging.undo(standing[:2], author=who)

    def deeds_on_stars(
        self, who: Any, standing: list[Recommendation]
    ) -> Iterator[Callable[[], Any]]:
        pick = self.die.choice
        offered = list(Criterion.objects.filter(page=self.page, is_removed=False))
        meant = {"person": who, "criterion": pick(offered or [None])}
        yield lambda: starring.give_all(self.page, standing[:3], reason="So", **meant)
        yield lambda: starring.take_back(pick(standing), **meant)
        yield lambda: starring.explain(pick(standing), reason=self.words(), **meant)
        for _ in range(3):
            yield lambda: starring.give(pick(standing), **meant)
        wanted = [Meaning(word) for word in self.die.sample(WORDS, k=self.die.randint(0, 2))]
        if self.die.random() < 0.3:
            yield lambda: define(self.page, wanted, author=who, need_reason=pick([True, False]))


@pytest.fixture
def people(author: Any, member: Any, listener: Any) -> list[Any]:
    return [author, member, listener]


@pytest.mark.parametrize("seed", range(100))
def test_every_update_left_what_stood_after_it(make_page: Any, people: Any, seed: int) -> None:
    page = make_page("Night work", body="How it began.", tags="shifts")
    story = Story(seed, page, people)
    snapshots = {1: as_it_is(page)}
    for _ in range(12):
        try:
            story.step()
        except (starring.Removed, merging.NotPossible, arranging.Succeeded):
            continue  # the deed before it, in the same update, removed it, or it gave way
        except (starring.NoCriterion, starring.ReasonNeeded):
            continue  # or changed what a star means
        number = Changeset.objects.filter(page=page).latest("number").number
        snapshots[number] = as_it_is(page)
    updates = {update.number: update for update in Changeset.objects.filter(page=page)}
    assert sorted(updates) == sorted(snapshots)
    for number, snapshot in snapshots.items():
        assert as_it_stood(page, updates[number]) == snapshot, f"at update {number}"


def test_before_its_first_update_a_page_was_empty(a_page: Page) -> None:
    moment = moments.at(a_page, None)
    assert (moment.number, moment.title, moment.body, moment.groups()) == (0, "", "", [])


# On the screen --------------------------------------------------------------------------------


@pytest.fixture
def starred(a_page: Page, author: Any, member: Any, listener: Any) -> Recommendation:
    """Update 2 adds it, 3 and 4 star it, 5 rewords it, 6 removes it."""
    with recording(a_page, author=author):
        area = arranging.add_area(a_page, "Before the shift", author=author)
        item = arranging.add(area, "Keep a bed free", author=author)
    starring.give(item, person=member)
    starring.give(item, person=listener)
    arranging.reword(item, "Keep two beds free", author=author, note="One is too few")
    arranging.remove(item, author=author)
    return item


def row_at(client: Client, number: int, item: Recommendation) -> Any:
    screen = read(client.get(f"/wiki/night-work/at/{number}/"))
    found = screen.all(f"#r{item.pk}")
    return found[0] if found else None


def test_the_page_is_shown_with_the_words_and_stars_of_then(
    client: Client, starred: Recommendation
) -> None:
    assert row_at(client, 1, starred) is None
    assert row_at(client, 2, starred).one(".star").text == "0 stars."
    assert row_at(client, 3, starred).one(".star").text == "1 star."
    four = row_at(client, 4, starred)
    assert (four.one(".star").text, four.one("p").text) == ("2 stars.", "Keep a bed free")
    five = row_at(client, 5, starred)
    assert (five.one(".star").text, five.one("p").text) == ("0 stars.", "Keep two beds free")
    assert "2 stars were given to an earlier wording" in five.text
    assert row_at(client, 6, starred) is None


def test_the_page_as_it_stood_offers_nothing_that_would_change_today(
    as_member: Client, starred: Recommendation
) -> None:
    item = row_at(as_member, 4, starred)
    assert not item.all("button")
    assert not item.all("form")


def test_it_says_which_update_it_was_whose_and_why(client: Client, starred: Recommendation) -> None:
    screen = read(client.get("/wiki/night-work/at/5/"))
    said = screen.one("[role=note]").text
    assert "at update 5" in said
    assert "by amara, One is too few" in said
    links = [link["href"] for link in screen.all("[role=note] a")]
    assert "/wiki/night-work/changes/5/" in links
    assert "/wiki/night-work/compare/5/6/" in links
    assert "update 5" in screen.one("textarea[id=cite]").text


def test_the_text_title_and_tags_are_those_of_then(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, title="Nights", body="What is new?\n\nAll of it.", tags="new")
    then = read(client.get("/wiki/nights/at/1/"))
    assert then.one("h1").text == "Night work"
    assert "The second one is short too." in then.one(".prose").text
    assert "shifts, rest" in then.one(".rail").text
    now = read(client.get("/wiki/nights/at/2/"))
    assert (now.one("h1").text, now.one(".lede").text) == ("Nights", "What is new?")


def test_an_old_name_leads_to_the_same_moment(client: Client, a_page: Page, edit: Any) -> None:
    edit(1, title="Nights")
    answer = client.get("/wiki/night-work/at/1/")
    assert (answer.status_code, answer["Location"]) == (301, "/wiki/nights/at/1/")


@pytest.mark.parametrize("number", ["0", "2", "99", "9" * 18])
def test_an_update_that_never_was_is_not_found(client: Client, a_page: Page, number: str) -> None:
    assert client.get(f"/wiki/night-work/at/{number}/").status_code == 404


def test_a_moment_costs_the_same_however_much_stood(
    client: Client, make_page: Any, author: Any, member: Any
) -> None:
    def queries(many: int) -> int:
        page = make_page(f"With {many}")
        with recording(page, author=author):
            area = arranging.add_area(page, "Area", author=author)
            items = [arranging.add(area, f"Words {n}", author=author) for n in range(many)]
        starring.give_all(page, items, person=member)
        with connection.execute_wrapper(counter := Counter()):
            assert client.get(f"{page.get_absolute_url()}at/3/").status_code == 200
        return counter.queries

    assert queries(3) == queries(40) <= 15


class Counter:
    queries = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.queries += 1
        return execute(sql, params, many, context)


# On a date ------------------------------------------------------------------------------------


def at(day: int, hour: int = 12) -> datetime.datetime:
    return datetime.datetime(2024, 2, day, hour, tzinfo=datetime.UTC)


@pytest.fixture
def dated(make_page: Any, author: Any, member: Any) -> Page:
    page = make_page("Dated", body="One.", at=at(10))
    revise_page(page, author=author, body="Two.", at=at(12, 9))
    revise_page(page, author=author, body="Three.", at=at(12, 23))
    area = arranging.add_area(page, "Area", author=author, at=at(14))
    item = arranging.add(area, "Words", author=author, at=at(14, 13))
    starring.give(item, person=member, at=at(16))
    return page


@pytest.mark.parametrize(
    ("day", "number"),
    [("2024-02-10", 1), ("2024-02-11", 1), ("2024-02-12", 3), ("2024-02-15", 5), ("2030-01-01", 6)],
)
def test_a_day_shows_the_last_update_up_to_its_end(
    client: Client, dated: Page, day: str, number: int
) -> None:
    said = read(client.get(f"/wiki/dated/at/{day}/")).one("[role=note]").text
    assert f"at update {number}, the last one up to the end of {day}" in said


def test_a_day_has_the_stars_of_that_day(client: Client, dated: Page) -> None:
    before, after = (read(client.get(f"/wiki/dated/at/2024-02-{n}/")) for n in (15, 16))
    assert before.one(".rec .star").text == "0 stars."
    assert after.one(".rec .star").text == "1 star."


def test_a_day_ends_when_it_ends_for_the_site_whoever_reads(
    client: Client, dated: Page, listener: Any, signed_in: Any
) -> None:
    """The third update is of 23:00 UTC, which is 18:00 in New York."""
    timezone.deactivate()
    for reader in (client, signed_in(Client(), listener)):
        assert "update 3" in read(reader.get("/wiki/dated/at/2024-02-12/")).one("[role=note]").text


def test_before_it_was_written_the_page_says_so_and_leads_to_its_beginning(
    client: Client, dated: Page
) -> None:
    screen = read(client.get("/wiki/dated/at/2024-02-09/"), 404)
    assert screen.one("h1").text == "“Dated” was not written yet on 2024-02-09"
    assert "/wiki/dated/at/1/" in [link["href"] for link in screen.all("main a")]


@pytest.mark.parametrize("day", ["2024-02-30", "2024-13-01", "0000-01-01", "9999-99-99"])
def test_no_day_is_not_found(client: Client, dated: Page, day: str) -> None:
    assert client.get(f"/wiki/dated/at/{day}/").status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_too(client: Client, dated: Page, day: str) -> None:
    assert client.get(f"/wiki/dated/at/{day}/").status_code in (200, 404)
