"""A page with 5, 60 and 500 recommendations, of which the last has 20,000 stars.

Run: .venv/bin/python benchmarks/recommendations.py

The reader who is signed in has given 40 of the stars. Rows are measured against the plain template
loop that they replace, in the same run, on the same rows.
"""

import random
from functools import partial
from typing import Any

from measuring import cpu_ms, start_site, table

start_site()

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from recommendations import arranging
from recommendations.models import Recommendation, Star
from recommendations.panels import groups_of
from recommendations.rows import skeleton_of
from wiki.changesets import recording
from wiki.models import Page
from wiki.writing import create_page

STARS = {5: 200, 60: 2_400, 500: 20_000}
OWN = 40
LOOP = '{% for row in rows %}{% include "recommendations/_recommendation.html" %}{% endfor %}'
FILLED = "{% load recommendations %}{% each_row rows %}"


def page_with(people: list[User], number: int) -> Page:
    """Recommendations in areas of 50; their stars are put past history, which no page reads."""
    author, reader, *others = people
    page = create_page(author=author, title=f"Page of {number}", body="Some words.")
    with recording(page, author=author):
        areas = [
            arranging.add_area(page, f"Area {n}", author=author)
            for n in range(1 + (number - 1) // 50)
        ]
        for n in range(number):
            wording = (
                f"Do what number {n} of “all these” asks for, and tell whoever works that night"
            )
            arranging.add(areas[n // 50], wording, author=author)
    items = list(Recommendation.objects.filter(page=page))
    chance = random.Random(number)
    given = {(item, reader) for item in chance.sample(items, k=min(OWN, number))}
    while len(given) < STARS[number]:
        given.add((chance.choice(items), chance.choice(others)))
    QuerySet(Star).bulk_create(
        Star(
            recommendation=item,
            person=person,
            wording=item.wording,
            wording_number=1,
            reason="It helped us" if chance.random() < 0.2 and person != reader else "",
            given_at=timezone.now(),
        )
        for item, person in given
    )
    Recommendation.objects.filter(page=page).recount()
    return page


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def each_row(template: Any, page: Page, reader: Any, starting: bool = False) -> float:
    """Microseconds for each row of a page; `starting`: with no skeleton made before."""
    request = HttpRequest()
    request.path, request.user = page.get_absolute_url(), reader
    rows = [row for group in groups_of(page, reader) for row in group.rows]

    def render() -> None:
        if starting:
            skeleton_of.cache_clear()
        template.render({"rows": rows}, request)

    return cpu_ms(render) / len(rows) * 1_000


def main() -> None:
    names = [f"person{n}" for n in range(400)]
    people = User.objects.bulk_create(
        User(username=name, name_key=name, email=f"{name}@example.org") for name in names
    )
    pages = {number: page_with(people, number) for number in STARS}
    client, reader = Client(), people[1]
    engine = engines["django"]
    loop, filled = engine.from_string(LOOP), engine.from_string(FILLED)
    for name, who in (("visitor", AnonymousUser()), ("signed in", reader)):
        if who.is_authenticated:
            client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        addresses = {number: page.get_absolute_url() for number, page in pages.items()}
        asked = {queries(client, address) for address in addresses.values()}
        reading = {n: cpu_ms(partial(client.get, address)) for n, address in addresses.items()}
        table(
            f"A page, {name}; queries of the three: {asked}",
            [(f"of {number} recommendations", ms) for number, ms in reading.items()],
        )
        table(
            f"One recommendation of 500, {name}",
            [
                ("its row by the plain template loop", each_row(loop, pages[500], who)),
                ("its row filled in", each_row(filled, pages[500], who)),
                ("the same right after a start", each_row(filled, pages[500], who, True)),
                ("all that it adds to its page", (reading[500] - reading[5]) / 495 * 1_000),
            ],
            "µs CPU",
        )


main()
