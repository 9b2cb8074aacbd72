"""The board's first page as the site grows tenfold: queries, time, and the ratio of the two.

Run: .venv/bin/python benchmarks/board.py

1,000 recommendations with 20,000 stars, then 10,000 with 200,000, in one run on one database.
Then an export of all of it: time for each recommendation, and the most memory that it took.

Rows are made in bulk, past the deeds and their change sets (one change set a page stands for all):
only what the board reads has to be there, with counts as the deeds would have left them.
"""

import datetime
import random
import tracemalloc
from functools import partial

from measuring import cpu_ms, start_site

start_site()

from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from recommendations.models import Area, Criterion, Recommendation, Star
from wiki.models import Changeset, Page, Tag

NOW = timezone.now()
AREAS, ITEMS, STARS = 3, 10, 20  # areas a page, recommendations an area, stars a recommendation
SMALL, LARGE = 1_000, 10_000
PEOPLE, TAGS, YEARS = 1_000, 12, 2
TAKEN_BACK = 0.05  # of the stars ever given

chance = random.Random(2008)
WORDS = [
    "agree",
    "answer",
    "ask",
    "bed",
    "call",
    "chart",
    "door",
    "form",
    "letter",
    "night",
    "room",
]


def wording() -> str:
    return " ".join(chance.choices(WORDS, k=12)).capitalize()


def some_day() -> datetime.datetime:
    return NOW - datetime.timedelta(days=365 * YEARS * chance.random())


def save_all(model: type, rows: list) -> list:
    return QuerySet(model).bulk_create(rows, batch_size=2_000)


def grow_to(number: int, people: list[User], tags: list[Tag]) -> None:
    """Add pages with everything on them until there are so many recommendations."""
    there = Recommendation.objects.count()
    first = Page.objects.count()
    text = {"parts": [], "headings": []}
    pages = save_all(Page, [
        Page(title=f"Page {n} {wording()}", slug=f"page-{n}", created_at=NOW, rendered=text)
        for n in range(first, first + -(-(number - there) // (AREAS * ITEMS)))
    ])  # fmt: skip
    updates = save_all(
        Changeset, [Changeset(page=page, number=1, created_at=NOW) for page in pages]
    )
    of_page = {update.page_id: update.pk for update in updates}
    meanings = save_all(Criterion, [Criterion(page=page, name="Easy to do") for page in pages[::2]])
    by_page = {meaning.page_id: meaning for meaning in meanings}
    areas = save_all(Area, [
        Area(page=page, title=f"Area {n}", position=n) for page in pages for n in range(AREAS)
    ])  # fmt: skip
    items = save_all(Recommendation, [
        Recommendation(
            page=area.page, area=area, position=n, created_at=some_day(),
            wording=wording(), wording_number=chance.choice([1, 2]),
            status=chance.choice(Recommendation.Status.values),
            replies_about=chance.randrange(9), threads_about=chance.randrange(3),
        )
        for area in areas for n in range(ITEMS)
    ][: number - there])  # fmt: skip
    audience = Recommendation.audiences.through
    save_all(audience, [
        audience(recommendation=item, tag=tag)
        for item in items for tag in chance.sample(tags, chance.randrange(3))
    ])  # fmt: skip
    for start in range(0, len(items), 500):
        _star(items[start : start + 500], people, by_page, of_page)


def _star(
    items: list[Recommendation], people: list[User], meanings: dict, updates: dict[int, int]
) -> None:
    stars = save_all(Star, [
        Star(
            recommendation=item, person=person, criterion=meanings.get(item.page_id),
            wording=item.wording, wording_number=chance.randint(1, item.wording_number),
            given_at=some_day(),
        )
        for item in items for person in chance.sample(people, STARS)
    ])  # fmt: skip
    past = Star.history.model
    rows = []
    for star in stars:
        fields = {field.attname: getattr(star, field.attname) for field in Star._meta.fields}
        row = {**fields, "changeset_id": updates[star.recommendation.page_id]}
        rows.append(past(**row, history_type="+", history_date=star.given_at))
        if chance.random() < TAKEN_BACK:
            row |= {"id": star.pk + 10**9, "given_at": star.given_at}
            rows.append(past(**row, history_type="-", history_date=some_day()))
    save_all(past, rows)
    Recommendation.objects.filter(pk__in=[item.pk for item in items]).recount()


STATES = {
    "first page": "",
    "for a visitor": "",
    "by words": "?sort=words",
    "newest": "?sort=new",
    "fewest stars": "?sort=-stars",
    "most discussed": "?sort=discussed",
    "change of the month": "?sort=month",
    "where it stands": "?sort=status",
    "in areas": "?group=area",
    "on pages": "?group=page",
    "in statuses": "?group=status",
    "for audiences": "?group=audience",
    "one person's": "?person=person0",
    "not mine": "?by=not-me",
    "one meaning's": "?criterion=Easy+to+do",
    "a tag's": "?tag=tag-3",
    "with two words": "?q=night+bed",
    "of one page": "?on=page-3",
}


def measured(reader: Client, visitor: Client) -> dict[str, tuple[float, int]]:
    """Milliseconds of CPU and queries of each state."""
    found = {}
    for name, query in STATES.items():
        show = partial((visitor if "visitor" in name else reader).get, f"/recommendations/{query}")
        answer = show()
        assert answer.status_code == 200
        with CaptureQueriesContext(connection) as asked:
            show()
        queries = len(asked)
        found[name] = (cpu_ms(show, times=9), queries)
    return found


def exported(visitor: Client) -> tuple[float, float]:
    """Seconds of CPU and MiB of memory that writing all out as JSON takes at most."""

    def write() -> None:
        for _ in visitor.get("/recommendations/export.json").streaming_content:
            pass

    seconds = cpu_ms(write, times=1) / 1_000
    tracemalloc.start()
    write()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak / 2**20


def main() -> None:
    people = [User(username=f"person{n}", name_key=f"person{n}") for n in range(PEOPLE)]
    people = save_all(User, people)
    tags = save_all(Tag, [Tag(name=f"tag {n}", slug=f"tag-{n}") for n in range(TAGS)])
    reader, visitor = Client(), Client()
    reader.force_login(people[1], backend="django.contrib.auth.backends.ModelBackend")
    results = []
    for number in (SMALL, LARGE):
        with transaction.atomic():
            grow_to(number, people, tags)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        assert Recommendation.objects.count() == number
        assert Star.objects.count() == number * STARS
        results.append((measured(reader, visitor), exported(visitor)))
    (small, *exports), (large, *more_exports) = results
    print(f"\nThe board: {SMALL:,} recommendations, then {LARGE:,}; {STARS} stars each")
    print(f"  {'':<22} {'queries':>12} {'ms CPU':>16}   ratio")
    for name in STATES:
        (few, asked), (many, asked_more) = small[name], large[name]
        print(f"  {name:<22} {asked:>5} {asked_more:>6} {few:8.1f} {many:7.1f} {many / few:7.2f} x")
    for number, (seconds, peak) in zip((SMALL, LARGE), (*exports, *more_exports), strict=True):
        each = seconds * 1_000 / number
        print(f"  JSON of all {number:>6,}: {each:.2f} ms CPU each, {peak:.1f} MiB at most")


main()
