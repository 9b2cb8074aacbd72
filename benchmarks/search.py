"""How long a search takes on 2,000 pages of 5 KB, and what keeping the index adds to a write;
how long it takes to find similar recommendations among 1,000 and among 10,000 beside those pages.

Run: .venv/bin/python benchmarks/search.py, for PostgreSQL with DATABASE_URL=postgres://... before.

Makes a database of its own and removes it. Every figure is the median of several runs, in
milliseconds of wall clock and of processor (this process, and PostgreSQL's where it runs here);
the ratio compares with listing 20 pages by the ORM in the same run; of similar ones, the time of
the processor with that for the fewer.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PAGES, WORDS, VOCABULARY, RUNS = 2_000, 800, 20_000, 9
FEW, MANY = 1_000, 10_000  # recommendations
GRAMMAR = ["the", "of", "and", "to", "in", "that", "for", "with", "on", "as", "are", "this", "not"]


def processor_of_the_database(pid: int | None) -> float:
    """Seconds that PostgreSQL's process for us has computed (0 where that cannot be seen)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def database_pid() -> int | None:
    """PostgreSQL's process for us."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def measure(deed: Callable[[], Any], pid: int | None, runs: int = RUNS) -> tuple[float, float]:
    """Median wall clock and mean processor time of a deed, in milliseconds."""
    deed()
    walls = []
    cpu = time.process_time() + processor_of_the_database(pid)
    for _ in range(runs):
        start = time.perf_counter()
        deed()
        walls.append(time.perf_counter() - start)
    cpu = time.process_time() + processor_of_the_database(pid) - cpu
    return statistics.median(walls) * 1_000, cpu / runs * 1_000


def vocabulary(chance: random.Random) -> tuple[list[str], list[float]]:
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(VOCABULARY)]
    return words, [1 / (rank + 3) for rank in range(VOCABULARY)]


def write_pages() -> None:
    """Pages of words as unevenly common as those of a language. "common" stands on every page."""
    from django.db.models import QuerySet
    from django.utils import timezone

    from wiki.models import Page

    chance = random.Random(2008)
    words, weights = vocabulary(chance)
    pages = [
        Page(
            title=f"Page {n} about {words[n]}",
            slug=f"page-{n}",
            body=" ".join(chance.choices(words, weights, k=WORDS))
            + " common ground"
            + (" rarely" if n % 500 == 0 else ""),
            created_at=timezone.now(),
        )
        for n in range(PAGES)
    ]
    QuerySet(Page).bulk_create(pages, batch_size=200)


def write_recommendations(first: int, last: int) -> list[str]:
    """Sentences of a few words of grammar, and of words as common as nouns and verbs are."""
    from django.db.models import QuerySet
    from django.utils import timezone

    from recommendations.models import Area, Recommendation
    from wiki.models import Page

    page = Page.objects.earliest("pk")
    area = Area.objects.filter(page=page).first()
    if area is None:
        area = Area(page=page, title="An area")
        QuerySet(Area).bulk_create([area])
    chance = random.Random(first)
    words, weights = vocabulary(random.Random(2008))
    telling, weights = words[50:], weights[50:]  # the 50 most common are those of grammar

    def sentence() -> str:
        found = [*chance.choices(telling, weights, k=9), *chance.sample(GRAMMAR, 5)]
        return " ".join(chance.sample(found, len(found)))

    made = [
        Recommendation(page=page, area=area, wording=sentence(), created_at=timezone.now())
        for _ in range(first, last)
    ]
    QuerySet(Recommendation).bulk_create(made, batch_size=500)
    return [item.wording for item in made]


def similar() -> None:
    """What says nearly the same as one of 20 that are there: each with one word more."""
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection

    from search.similar import similar_to

    reader, base = AnonymousUser(), 0.0
    asked: list[str] = []
    for first, last in ((0, FEW), (FEW, MANY)):
        asked = (asked + write_recommendations(first, last))[:20]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

        def look(asked: list[str] = asked) -> None:
            for wording in asked:
                assert similar_to(f"{wording} besides", reader)

        wall, cpu = (time_taken / len(asked) for time_taken in measure(look, database_pid()))
        base = base or cpu
        print(f"{f'similar ones of {last:,}':34}{wall:9.1f}{cpu:9.1f}{cpu / base:8.2f}")


def searches() -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection

    from search.finding import find
    from search.index import ensure, take_off
    from search.query import parse
    from wiki.models import Page

    pid = database_pid()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def listing() -> None:
        list(Page.objects.only("title", "slug").order_by("-pk")[:20])

    base, base_cpu = measure(listing, pid, runs=50)
    size = statistics.mean(len(body) for body in Page.objects.values_list("body", flat=True))
    print(f"{connection.vendor}, {PAGES} pages of {size:.0f} characters")
    print(f"{'':34}{'wall ms':>9}{'CPU ms':>9}{'ratio':>8}")
    print(f"{'20 pages by the ORM':34}{base:9.1f}{base_cpu:9.1f}{1:8.0f}")
    reader = AnonymousUser()
    for typed in (
        "rarely ",
        '"common ground"',
        "common -rarely",
        "common",
        "comm",
        "common ground about page",
        "nowhere",
    ):
        for kind in ("all", "pages"):
            query = parse(typed)
            wall, cpu = measure(lambda q=query, k=kind: find(q, reader=reader, kind=k), pid)
            print(f"{f'{typed.strip()} ({kind})':34}{wall:9.1f}{cpu:9.1f}{wall / base:8.0f}")

    bodies = list(Page.objects.order_by("pk").values_list("pk", "body")[:100])

    def write() -> None:
        with connection.cursor() as cursor:
            for pk, body in bodies:
                text = f"{body} {random.random()}"
                cursor.execute("UPDATE wiki_page SET body = %s WHERE id = %s", [text, pk])

    kept, kept_cpu = measure(write, pid, runs=3)
    take_off()
    bare, bare_cpu = measure(write, pid, runs=3)
    print(f"{'a write of a text, indexed':34}{kept / 100:9.2f}{kept_cpu / 100:9.2f}")
    print(f"{'the same, without an index':34}{bare / 100:9.2f}{bare_cpu / 100:9.2f}")
    start = time.perf_counter()
    ensure()
    print(f"{'making the index anew':34}{(time.perf_counter() - start) * 1_000:9.0f}")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="parley-benchmark-"))
    os.environ |= {"PARLEY_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import django
    from django.conf import settings

    database = settings.DATABASES["default"]
    database["TEST"] = {
        "NAME": str(folder / "b.sqlite3") if "sqlite3" in database["ENGINE"] else None
    }
    django.setup()
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        write_pages()
        similar()
        searches()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
