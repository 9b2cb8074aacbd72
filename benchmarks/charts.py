"""Charts and bridges of the board as the site grows: 20 stars for each recommendation.

Run: .venv/bin/python benchmarks/charts.py
"""

import datetime
import random
import resource

from measuring import cpu_ms, start_site, table

start_site()

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from recommendations.models import Area, Recommendation, Star
from wiki.models import Changeset, Page
from wiki.writing import create_page

STARS = 20  # for each recommendation
ITEMS_OF_AN_AREA = 20
AREAS_OF_A_PAGE = 5
SIZES = (1_000, 10_000)  # recommendations


def people(number: int) -> list[User]:
    return User.objects.bulk_create(
        User(username=f"person{n}", name_key=f"person{n}", email=f"p{n}@example.org", password="!")  # noqa: S106
        for n in range(number)
    )


def grow(everybody: list[User], number: int, rng: random.Random) -> None:
    """Plain rows with their history, as many years of deeds would have left them."""
    now = timezone.now()
    page, area, update = None, None, None
    items: list[Recommendation] = []
    for n in range(number):
        if n % (ITEMS_OF_AN_AREA * AREAS_OF_A_PAGE) == 0:
            page = create_page(author=everybody[0], title=f"Page {n} of {number}", body="Words")
            update = Changeset.objects.get(page=page)
        if n % ITEMS_OF_AN_AREA == 0:
            area = QuerySet(Area).bulk_create([Area(page=page, title=f"Area {n}", position=n)])[0]
        item = Recommendation(page=page, area=area, position=n, wording=f"Do thing {n}")
        item.created_at, item.stars_now, item.update = now, STARS, update
        items.append(item)
    QuerySet(Recommendation).bulk_create(items, batch_size=2000)
    stars = []
    for item in items:
        for person in rng.sample(everybody, STARS):
            ago = datetime.timedelta(minutes=rng.randrange(700_000))
            star = Star(recommendation=item, person=person, wording=item.wording)
            star.wording_number, star.given_at = 1, now - ago
            stars.append(star)
    QuerySet(Star).bulk_create(stars, batch_size=5000)
    log(items, lambda item: now - datetime.timedelta(minutes=700_000))
    log(stars, lambda star: star.given_at)


def log(rows: list, when: object) -> None:
    """Their histories: each row was written once."""
    model = type(rows[0]).history.model
    names = [f.attname for f in model.tracked_fields]
    QuerySet(model).bulk_create(
        (
            model(
                **{name: getattr(row, name) for name in names},
                history_date=when(row),
                history_type="+",
                changeset_id=update_of(row).pk,
            )
            for row in rows
        ),
        batch_size=5000,
    )


def update_of(row: Recommendation | Star) -> Changeset:
    return row.update if isinstance(row, Recommendation) else row.recommendation.update


def main() -> None:
    rng = random.Random(2008)
    everybody = people(2_000)
    client, there = Client(), 0
    rows: dict[str, list[tuple[str, float]]] = {"charts": [], "bridging": []}
    for size in SIZES:
        grow(everybody, size - there, rng)
        there = size
        for screen, found in rows.items():
            address = f"/recommendations/{screen}/"
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            name = f"{size:,} recommendations, {size * STARS:,} stars, {len(asked)} queries"
            found.append((name, cpu_ms(lambda at=address: client.get(at), times=3)))
    for screen, found in rows.items():
        table(screen, found)
    print(f"\nMost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if Page.objects.exists():
    raise SystemExit("This benchmark needs an empty site")
main()
