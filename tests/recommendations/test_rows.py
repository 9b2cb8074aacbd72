"""Rows filled into skeletons are, byte for byte, what their template renders."""

import random
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Engine
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext

from recommendations import arranging, starring
from recommendations.marks import Mark, MyStar
from recommendations.models import Recommendation
from recommendations.row import Row
from recommendations.rows import Rows, skeleton_of
from web.skeletons import STEM, placeholder

NUMBERS = [0, 0, 0, 1, 1, 2, 3, 11, 4_711, 1_000_000]
TEXTS = [
    "",
    "Keep a bed free",
    "<script>alert('a')</script> & \"b\" &amp;",
    "%s %(x)s 100% {{ row.pk }} {% now %} {0}",
    f"{placeholder(3)} {STEM}",
    "“Ruhe” – été 日本語 \u202e\u2028\t",
    "9" * 500,
]
FEW = {"status": Recommendation.Status.values, "pressed": ["false", "true", "mixed"]}
TYPES = {int: NUMBERS, int | None: [None, *NUMBERS], str: TEXTS, bool: [False, True]}


class Chance(random.Random):
    def some(self, kind: type[Any], **given: Any) -> Any:
        """One of a dataclass with anything in every field that it has, or will have."""
        drawn = {
            field.name: self.choice(FEW.get(field.name) or TYPES[field.type])
            for field in fields(kind)
            if field.name not in given and (field.name in FEW or field.type in TYPES)
        }
        return kind(**drawn, **given)

    def row(self) -> Row:
        pk = self.choice([1, 2, 17, 10**17])
        return self.some(
            Row, pk=pk, marks=[self.mark(pk) for _ in range(self.choice([0, 1, 1, 3]))]
        )

    def mark(self, pk: int) -> Mark:
        pressed = self.choice(["false", "false", "true", "mixed"])
        mine = None
        if pressed != "false":
            mine = MyStar(criterion=None, number=1, wording="Other", reason=self.choice(TEXTS[:3]))
        return self.some(Mark, recommendation=pk, pressed=pressed, mine=mine)


def template() -> Any:
    return get_template("recommendations/_recommendation.html").template


def context(chance: Chance) -> Context:
    pks = chance.sample([1, 2, 17, 10**17], k=2)
    return Context(
        {
            "user": SimpleNamespace(is_authenticated=chance.random() < 0.6, username="ben"),
            "frozen": chance.random() < 0.2,
            "request": SimpleNamespace(
                path=f"/wiki/{chance.choice(['night', 'nächte', 'a%22b'])}/"
            ),
            "just_starred": chance.choice(["", "", "2", "17-3"]),
            "proposed": chance.choice([None, None, Chance(9).some(Row, pk=2, marks=[])]),
            "news": chance.choice([None, SimpleNamespace(marks=dict.fromkeys(pks, "<New> %s"))]),
        }
    )


@pytest.mark.parametrize("seed", range(4))
def test_any_row_is_what_its_template_makes_of_it(seed: int) -> None:
    chance, one = Chance(seed), template()
    for _ in range(20):
        rows, here = [chance.row() for _ in range(9)], context(chance)
        looped = ""
        for row in rows:
            with here.push(row=row):
                looped += one.render(here)
        assert Rows(one, here).html(rows) == looped


def test_rows_of_one_shape_are_rendered_once() -> None:
    here = Context({"user": SimpleNamespace(is_authenticated=True)})
    rows = [
        Row(
            pk=number,
            wording=f"Do the thing that is number {number}",
            wording_number=1,
            status="agreed",
            status_note="",
            stars=number,
            earlier=0,
            reasons=0,
        )
        for number in range(2, 500)
    ]
    skeleton_of.cache_clear()
    html = Rows(template(), here).html(rows)
    assert all(f"number {number}<" in html for number in range(2, 500))
    assert skeleton_of.cache_info().misses == 1


def test_a_template_that_changes_a_value_is_left_to_itself() -> None:
    """Cut short, counted on or turned: a skeleton could not say it, so none is used."""
    engine = Engine(builtins=["web.templatetags.web"])
    here = Context({"user": SimpleNamespace(is_authenticated=True)})
    row = Chance(3).some(Row, pk=17, stars=40, wording="Keep a bed free", marks=[])
    for changing in ("row.stars|add:2", "row.wording|truncatechars:12", "row.wording|slice:'5:'"):
        one = engine.from_string(f"{{{{ {changing} }}}}, {{{{ row.ref }}}}")
        assert Rows(one, here).html([row]) == one.render(Context({"row": row}))


def test_a_template_that_asks_the_page_for_more_gets_it() -> None:
    one = Engine().from_string("{{ row.ref }}{% if row.stars and mood %}, {{ mood }}{% endif %}")
    rows = [Chance(seed).some(Row, pk=17, marks=[]) for seed in range(9)]
    for more in ({}, {"mood": "glad"}, {"mood": "sad"}, {}):
        here = Context({"user": SimpleNamespace(is_authenticated=True), **more})
        looped = [one.render(Context({"row": row, **more})) for row in rows]
        assert Rows(one, here).html(rows) == "".join(looped)


def test_what_one_row_says_is_not_said_by_another_of_its_shape() -> None:
    here = Context({"user": SimpleNamespace(is_authenticated=False)})
    rows = [
        Row(
            pk=pk,
            wording=words,
            wording_number=1,
            status="declined",
            status_note=words,
            stars=pk,
            earlier=pk,
            reasons=pk,
        )
        for pk, words in ((88, "An orange tree"), (99, "A lemon tree"))
    ]
    first, second = (Rows(template(), here).html([row]) for row in rows)
    assert first.replace("88", "99").replace("An orange", "A lemon") == second


def test_a_page_of_60_asks_the_database_as_often_as_a_page_of_5(
    make_page: Any, author: Any, member: Any, client: Any, signed_in: Any
) -> None:
    asked = {}
    for number in (5, 60):
        page = make_page(f"Page of {number}")
        area = arranging.add_area(page, "An area", author=author)
        items = [
            arranging.add(area, f"Do thing {n} {page.title}", author=author) for n in range(number)
        ]
        starring.give_all(page, items, person=author)
        starring.give_all(page, items[:4], person=member, reason="Because")
        arranging.reword(items[0], f"Never do thing {number}", author=author)
        for who in (None, member):
            client.logout()
            if who:
                signed_in(client, who)
            client.get(page.get_absolute_url())
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page.get_absolute_url()).status_code == 200
            asked.setdefault(who, []).append(len(queries))
    assert all(few == many for few, many in asked.values())
