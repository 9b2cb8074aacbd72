"""Twenty people at once: nothing acknowledged is lost, counts are the rows, numbers have no gap."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import add, add_area, move, remove, reword
from recommendations.criteria import Meaning, define
from recommendations.draft import Draft
from recommendations.models import Area, Criterion, Recommendation, Star
from recommendations.starring import NoCriterion, give, take_back
from updates.accepting import accept
from updates.editing import Conflict, Saved, Texts, save
from updates.models import Suggestion
from updates.recommending import accept_changes, suggest_changes
from updates.suggesting import Settled, decline, suggest
from watching.watches import set_watch
from wiki.models import Changeset, Page, PageWatch
from wiki.writing import create_page

MANY = 20
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


@pytest.fixture
def people(transactional_db: None, new_person: Callable[..., Any]) -> list[Any]:
    return [new_person(f"person{n}") for n in range(MANY)]


@pytest.fixture
def night(transactional_db: None, make_page: Callable[..., Any]) -> Page:
    return make_page("Night work", body="\n\n".join(f"Paragraph {n}." for n in range(MANY)))


@pytest.fixture
def item(night: Page, author: Any) -> Recommendation:
    return add(add_area(night, "Beds", author=author), "Keep a bed free", author=author)


def own(row: Any) -> Any:
    """A row as another request would have read it."""
    return type(row).objects.get(pk=row.pk)


def told(found: list[Any], *answers: type[Exception]) -> list[Any]:
    """What was acknowledged. Nobody may get an error but `answers`."""
    for one in found:
        if isinstance(one, Exception) and not isinstance(one, answers):
            raise one
    return [one for one in found if not isinstance(one, Exception)]


def assert_sound(page: Page) -> None:
    """Numbers are gapless, each has its rows, and the counts that are shown are the rows."""
    rows = Changeset.objects.filter(page=page).order_by("number")
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    for item in Recommendation.objects.filter(page=page):
        every = Star.objects.filter(recommendation=item)
        now = every.on_this_wording()
        counts = (item.stars_now, item.stars_earlier, item.reasons_now)
        assert counts == (
            now.count(),
            every.on_an_earlier_wording().count(),
            now.exclude(reason="").count(),
        )
    given = Star.history.filter(recommendation__page=page, history_type="+").count()
    taken = Star.history.filter(recommendation__page=page, history_type="-").count()
    assert given - taken == Star.objects.filter(recommendation__page=page).count()
    written: set[int] = set()
    for model in (Page, Area, Criterion, Recommendation, Star):
        found = model.history.filter(changeset__page=page)
        written |= set(found.values_list("changeset_id", flat=True))
    assert written == {row.pk for row in rows}


def test_twenty_people_star_one_recommendation(
    item: Recommendation, people: list[Any], at_once: AtOnce
) -> None:
    found = at_once([partial(give, own(item), person=person) for person in people])
    assert len({star.pk for star in told(found)}) == MANY
    assert own(item).stars_now == Star.objects.count() == MANY
    assert Changeset.objects.filter(page=item.page).count() == 3 + MANY
    assert_sound(item.page)


def test_one_person_stars_twenty_times(item: Recommendation, member: Any, at_once: AtOnce) -> None:
    found = at_once([partial(give, own(item), person=member)] * MANY)
    assert len({star.pk for star in told(found)}) == 1
    assert own(item).stars_now == Star.objects.count() == Star.history.count() == 1
    assert Changeset.objects.filter(page=item.page).count() == 4
    assert_sound(item.page)


def test_a_hundred_double_clicks_make_one_star_by_each_criterion(
    item: Recommendation, member: Any, author: Any, at_once: AtOnce
) -> None:
    define(item.page, [Meaning("Costs little"), Meaning("Kind")], author=author)
    cheap, kind = Criterion.objects.filter(page=item.page)
    one = partial(give, own(item), person=member, criterion=cheap)
    other = partial(give, own(item), person=member, criterion=kind)
    found = at_once([one, other] * 50)
    assert len({star.pk for star in told(found)}) == 2
    assert own(item).tallies == {str(cheap.pk): 1, str(kind.pk): 1}
    assert own(item).stars_now == Star.objects.count() == Star.history.count() == 2
    assert Changeset.objects.filter(page=item.page).count() == 6
    assert_sound(item.page)


def test_meanings_change_while_people_star_by_them(
    item: Recommendation, people: list[Any], author: Any, at_once: AtOnce
) -> None:
    define(item.page, [Meaning("Costs little")], author=author)
    cheap = Criterion.objects.get(page=item.page)
    deeds: list[Callable[[], Any]] = [
        partial(give, own(item), person=person, criterion=cheap) for person in people[:10]
    ]
    change = partial(define, own(item.page), [Meaning("Costs nothing", pk=cheap.pk)], author=author)
    given = told(at_once([*deeds[:5], change, *deeds[5:]]), NoCriterion)
    stars = {star.pk for star in given if isinstance(star, Star)}
    assert stars == set(Star.objects.filter(criterion=cheap).values_list("pk", flat=True))
    assert own(item).tallies.get(str(cheap.pk), 0) == Star.objects.count() == len(stars)
    assert [str(one) for one in Criterion.objects.filter(is_removed=False)] == ["Costs nothing"]
    assert_sound(item.page)


def test_stars_come_and_go_while_the_words_change(
    item: Recommendation, people: list[Any], author: Any, at_once: AtOnce
) -> None:
    for person in people[:7]:
        give(item, person=person)
    deeds: list[Callable[[], Any]] = [
        partial(take_back, own(item), person=person) for person in people[:7]
    ]
    deeds += [partial(give, own(item), person=person) for person in people[7:14]]
    deeds += [partial(reword, own(item), f"Keep {n} beds free", author=author) for n in range(2, 8)]
    told(at_once(deeds))
    assert set(Star.objects.values_list("person_id", flat=True)) == {p.pk for p in people[7:14]}
    assert own(item).wording_number == 7
    assert_sound(item.page)


def test_twenty_people_each_edit_their_own_paragraph(
    night: Page, people: list[Any], at_once: AtOnce
) -> None:
    def edit(n: int, page: Page) -> Saved:
        body = night.body.replace(f"Paragraph {n}.", f"Paragraph {n} of person {n}.")
        return save(page, Texts(night.title, body, night.tags), base=1, author=people[n])

    found = at_once([partial(edit, n, own(night)) for n in range(MANY)])
    told(found, Conflict)
    kept = [n for n, one in enumerate(found) if isinstance(one, Saved)]
    assert len(kept) >= MANY // 2  # neighbours may touch; most do not
    text = own(night).body
    for n in range(MANY):
        assert (f"Paragraph {n} of person {n}." in text) == (n in kept)
        assert text.count(f"Paragraph {n}") >= 1
    assert Changeset.objects.filter(page=night).count() == 1 + len(kept)
    assert_sound(night)


def test_twenty_people_each_append_a_paragraph(
    night: Page, people: list[Any], at_once: AtOnce
) -> None:
    def append(n: int, page: Page) -> Saved:
        body = f"{night.body}\n\nAdded by person {n}, once."
        return save(page, Texts(night.title, body, night.tags), base=1, author=people[n])

    found = at_once([partial(append, n, own(night)) for n in range(MANY)])
    told(found, Conflict)
    kept = [n for n, one in enumerate(found) if isinstance(one, Saved)]
    assert kept
    text = own(night).body
    for n, one in enumerate(found):
        line = f"Added by person {n}, once."
        assert text.count(line) == (1 if n in kept else 0)
        if isinstance(one, Conflict):  # whoever is told has both texts in hand
            assert line in one.merged.mine.body
            assert "Added by person" in one.merged.theirs.body
    for n in range(MANY):
        assert f"Paragraph {n}." in text
    assert Changeset.objects.filter(page=night).count() == 1 + len(kept)
    assert_sound(night)


def test_twenty_people_propose_at_once(
    item: Recommendation, people: list[Any], at_once: AtOnce
) -> None:
    area = item.area
    deeds = [
        partial(add, own(area), f"Bed number {n}", author=person) for n, person in enumerate(people)
    ]
    made = told(at_once(deeds))
    assert len({one.pk for one in made}) == MANY
    standing = Recommendation.objects.standing().filter(area=area)
    assert sorted(standing.values_list("position", flat=True)) == list(range(1, MANY + 2))
    assert set(standing.values_list("wording", flat=True)) >= {
        f"Bed number {n}" for n in range(MANY)
    }
    assert_sound(item.page)


def test_one_proposal_sent_twenty_times_is_one(
    item: Recommendation, member: Any, at_once: AtOnce
) -> None:
    made = told(at_once([partial(add, own(item.area), "Dim the light", author=member)] * MANY))
    assert len({one.pk for one in made}) == 1
    assert Recommendation.objects.count() == 2
    assert_sound(item.page)


def test_lines_are_moved_and_removed_at_once_and_each_has_one_place(
    item: Recommendation, people: list[Any], author: Any, at_once: AtOnce
) -> None:
    area = item.area
    items = [add(area, f"Bed number {n}", author=author) for n in range(MANY)]
    deeds: list[Callable[[], Any]] = [
        partial(move, own(row), area=own(area), position=1, author=person)
        for row, person in zip(items[:14], people, strict=False)
    ]
    deeds += [partial(remove, own(row), author=author) for row in items[14:]]
    told(at_once(deeds))
    places = list(
        Recommendation.objects.standing().filter(area=area).values_list("position", flat=True)
    )
    assert len(places) == len(set(places)) == 15
    assert_sound(item.page)


def test_a_page_sent_twenty_times_is_one_page(
    transactional_db: None, member: Any, at_once: AtOnce
) -> None:
    deed = partial(create_page, author=member, title="Rota", body="The plan.")
    assert len({page.pk for page in told(at_once([deed] * MANY))}) == 1
    assert Page.objects.count() == Changeset.objects.count() == 1


def test_watching_twenty_times_is_once(night: Page, member: Any, at_once: AtOnce) -> None:
    told(at_once([partial(set_watch, PageWatch, member, True, page=night)] * MANY))
    assert PageWatch.objects.count() == 1


def test_two_forms_of_all_recommendations_saved_at_once_lose_no_words(
    item: Recommendation, people: list[Any], at_once: AtOnce
) -> None:
    """By the screen itself: its comparing and its saving must not be apart."""
    area, base = item.area, Draft.from_page(item.page).base
    shared = {"do": "save", "base": base, "item": [item.pk], "area": [area.pk],
              f"t-{area.pk}": area.title, f"in-{item.pk}": area.pk, f"at-{item.pk}": 1}  # fmt: skip

    def edit_all(n: int) -> int:
        client = Client()
        client.force_login(people[n], backend="django.contrib.auth.backends.ModelBackend")
        form = {**shared, f"w-{item.pk}": f"Keep bed {n} free"}
        return client.post(f"{item.page.get_absolute_url()}recommendations/", form).status_code

    def edit_one(n: int) -> int:
        client = Client()
        client.force_login(people[n], backend="django.contrib.auth.backends.ModelBackend")
        form = {"do": "save", "seen": item.wording, "wording": f"Keep bed {n} free",
                "area": area.pk, "position": 1}  # fmt: skip
        return client.post(f"/recommendations/{item.pk}/edit/", form).status_code

    found = told(at_once([partial((edit_all, edit_one)[n % 2], n) for n in range(8)]))
    assert sorted(found) == [302, *[409] * 7]  # one is saved; everybody else is shown theirs
    assert own(item).wording_number == 2
    assert_sound(item.page)


def test_one_suggestion_sent_twenty_times_is_one(night: Page, member: Any, at_once: AtOnce) -> None:
    texts = Texts(night.title, f"{night.body} And so on.", "")
    deeds = [partial(suggest, own(night), texts, base=1, author=member) for _ in range(MANY)]
    assert len({made.pk for made in told(at_once(deeds))}) == Suggestion.objects.count() == 1
    assert own(night).suggestions_open == 1


def test_many_editors_accept_one_suggestion_and_it_is_one_update(
    night: Page, member: Any, people: list[Any], at_once: AtOnce
) -> None:
    texts = Texts(night.title, f"{night.body} And so on.", "")
    made = suggest(night, texts, base=1, author=member)
    deeds = [partial(accept, own(made), by=person) for person in people[:10]]
    deeds += [partial(decline, own(made), by=person, reason="No") for person in people[10:]]
    updates = {one.pk for one in told(at_once(deeds), Settled) if one is not None}
    made = own(made)
    assert len(updates) == Changeset.objects.count() - 1 == int(made.is_accepted)
    assert made.update_id in (updates or {None})
    assert made.is_accepted or made.is_declined
    assert member.notifications.count() == 1
    assert own(night).suggestions_open == 0
    assert_sound(night)


def test_many_editors_accept_one_suggestion_of_recommendations_and_it_is_one_update(
    item: Recommendation, member: Any, people: list[Any], at_once: AtOnce
) -> None:
    page = item.page
    draft = Draft.from_page(page)
    draft.items()[0].wording = "Keep two beds free at night"
    made = suggest_changes(draft, author=member)
    before = page.changesets.count()
    deeds = [partial(accept_changes, own(made), by=person) for person in people]
    (update,) = {one.pk for one in told(at_once(deeds)) if one is not None}
    made = own(made)
    assert (made.state, made.update_id) == ("accepted", update)
    assert page.changesets.count() == before + 1
    assert (own(item).wording, own(item).wording_number) == ("Keep two beds free at night", 2)
    assert member.notifications.count() == 1
    assert own(page).suggestions_open == 0
    assert_sound(page)


def test_suggestions_for_different_paragraphs_are_accepted_at_once(
    night: Page, people: list[Any], at_once: AtOnce
) -> None:
    made = []
    for n, person in enumerate(people):
        body = night.body.replace(f"Paragraph {n}.", f"Paragraph {n} by person {n}.")
        made.append(suggest(night, Texts(night.title, body, ""), base=1, author=person))
    editors = people[1:] + people[:1]
    deeds = [partial(accept, own(one), by=by) for one, by in zip(made, editors, strict=True)]
    updates = told(at_once(deeds))
    assert {update.author_id for update in updates} == {person.pk for person in people}
    body = own(night).body
    assert all(f"Paragraph {n} by person {n}." in body for n in range(MANY))
    assert_sound(night)
