"""Identity survives every way of editing: 1,000 random sequences, against a model of the same.

The model (a_model.py) knows only what a person would expect: which recommendations there are, on
which page, their words, area and order, what took their place, who starred which words and meant
what by it, who has which reservation, and which threads are about them.
"""

from collections import Counter
from typing import Any

import pytest

from discussions.models import Thread
from recommendations.models import Area, Criterion, Recommendation, Reservation, Star, Succession
from tests.recommendations.a_model import Model
from tests.recommendations.a_story import Story
from wiki.models import Page

SEQUENCES, DEEDS = 1000, 7


def check_places(model: Model, items: list[Recommendation]) -> None:
    pages = Page.objects.filter(pk__in=model.titles)
    assert dict(pages.values_list("pk", "title")) == model.titles
    areas = Area.objects.filter(page__in=model.titles, is_removed=False)
    assert {row.pk: (row.page_id, row.title) for row in areas} == {
        pk: (model.page[pk], heading) for pk, heading in model.headings.items()
    }
    assert {item.pk: (item.page_id, item.area_id) for item in items} == {
        pk: (model.page_of(pk), home) for pk, home in model.home.items()
    }
    order: dict[int, list[int]] = {area: [] for area in model.order}
    for item in items:
        if not item.is_removed:
            order[item.area_id].append(item.pk)
    assert order == model.order


def check_words(model: Model, items: list[Recommendation]) -> None:
    assert {item.pk: (item.wording_number, item.wording) for item in items} == {
        pk: said[-1] for pk, said in model.said.items()
    }
    superseded = {item.pk for item in items if item.status == "superseded"}
    assert superseded == set(model.heirs)
    rows = Succession.objects.filter(predecessor__in=model.said)
    found: dict[int, dict[int, bool]] = {}
    for row in rows:
        found.setdefault(row.predecessor_id, {})[row.successor_id] = row.wrote_successor
    assert found == model.heirs


def check_stars(model: Model, items: list[Recommendation]) -> None:
    given = Star.objects.filter(recommendation__in=model.said)
    assert {
        (one.recommendation_id, one.person_id, one.criterion_id): (one.wording_number, one.wording)
        for one in given
    } == model.stars
    meanings = Criterion.objects.filter(page__in=model.titles, is_removed=False)
    assert [(row.page_id, row.name, row.pk) for row in meanings.order_by("page", "position")] == [
        (page, name, model.criteria[page, name])
        for page in sorted(model.titles)
        for name in model.offered[page]
    ]
    for item in items:
        mine = [(key[2], words) for key, words in model.stars.items() if key[0] == item.pk]
        now = [by for by, words in mine if words[0] == item.wording_number]
        assert (item.stars_now, item.stars_earlier) == (len(now), len(mine) - len(now))
        assert item.tallies == Counter(str(criterion or "") for criterion in now)


def check_reservations(model: Model, items: list[Recommendation]) -> None:
    rows = Reservation.objects.filter(recommendation__in=model.said)
    about = {
        row: (row.recommendation_id, row.person_id, row.reason, (row.wording_number, row.wording))
        for row in rows
    }
    assert sorted(one for row, one in about.items() if row.withdrawn_at is None) == sorted(
        (*key, *said) for key, said in model.reservations.items()
    )
    assert sorted(one for row, one in about.items() if row.withdrawn_at) == sorted(model.withdrawn)
    for item in items:
        held = [words for (pk, _), (_, words) in model.reservations.items() if pk == item.pk]
        now = sum(number == item.wording_number for number, _ in held)
        assert (item.reservations_now, item.reservations_earlier) == (now, len(held) - now)


def check_threads(model: Model, items: list[Recommendation]) -> None:
    rows = Thread.objects.filter(page__in=model.titles)
    assert {row.pk: (row.recommendation_id, row.page_id) for row in rows} == {
        pk: (item, model.page_of(item)) for pk, item in model.threads.items()
    }
    about = Counter(model.threads.values())
    assert all(item.threads_about == about[item.pk] for item in items)


CHECKS = (check_places, check_words, check_stars, check_reservations, check_threads)


@pytest.mark.parametrize("hundred", range(SEQUENCES // 100))
def test_every_identity_star_and_thread_is_where_the_model_says(
    hundred: int, author: Any, member: Any, listener: Any
) -> None:
    for seed in range(hundred * 100, hundred * 100 + 100):
        story = Story(seed, [author, member, listener])
        try:
            story.tell(DEEDS)
            found = Recommendation.objects.filter(page__in=story.model.titles)
            items = list(found.order_by("position", "pk"))
            for check in CHECKS:
                check(story.model, items)
        except Exception as wrong:
            raise AssertionError(f"seed {seed} after {', '.join(story.done)}") from wrong
