"""Exporting a site and importing it again, as it grows tenfold: time, size, memory.

Run: .venv/bin/python benchmarks/archive.py
"""

import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from measuring import start_site, table

start_site()

from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from archive.reading import check, load
from archive.writing import export
from recommendations import arranging
from recommendations.models import Recommendation, Star
from wiki.changesets import recording
from wiki.writing import create_page

HISTORY = Star.history.model


def empty() -> None:
    call_command("flush", interactive=False, verbosity=0)


def site_of(stars: int) -> None:
    """A page with 100 recommendations; each star with its history row."""
    empty()
    names = [f"person{n}" for n in range(stars // 100)]
    people = User.objects.bulk_create(
        User(username=name, name_key=name, email=f"{name}@example.org") for name in names
    )
    page = create_page(author=people[0], title="A page", body="Some words. " * 400)
    with recording(page, author=people[0]) as update:
        area = arranging.add_area(page, "An area", author=people[0])
        items = [arranging.add(area, f"Do thing {n}", author=people[0]) for n in range(100)]
        at = timezone.now()
        made = [
            Star(recommendation=item, person=person, wording=item.wording, wording_number=1)
            for item in items
            for person in people
        ]
        for star in made:
            star.given_at = at
        QuerySet(Star).bulk_create(made, batch_size=1_000)
        fields = [field.attname for field in Star._meta.concrete_fields]
        HISTORY.objects.bulk_create(
            (
                HISTORY(
                    **{name: getattr(star, name) for name in fields},
                    changeset=update.changeset(),
                    history_date=at,
                    history_type="+",
                )
                for star in made
            ),
            batch_size=1_000,
        )


def seconds(deed: Callable[[], object]) -> float:
    began = time.process_time()
    deed()
    return time.process_time() - began


def mebibytes(deed: Callable[[], object]) -> float:
    """The most memory that Python's objects take at once while it is done."""
    tracemalloc.start()
    deed()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def measure(stars: int, path: Path) -> dict[str, tuple[float, str]]:
    site_of(stars)
    Recommendation.objects.all().recount()

    def write() -> None:
        with path.open("wb") as file:
            export(file, at=timezone.now())

    def read() -> None:
        load(path, check(path))

    figures = {"exporting": (seconds(write), "s CPU"), "memory for it": (mebibytes(write), "MiB")}
    figures["the file"] = path.stat().st_size / 1_000_000, "MB"
    empty()
    figures["importing"] = seconds(read), "s CPU"
    empty()
    figures["memory for that"] = mebibytes(read), "MiB"
    return figures


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "site.jsonl"
        found = {stars: measure(stars, file) for stars in (2_000, 20_000)}
    for what, (_, unit) in found[2_000].items():
        rows = [
            (f"{stars} stars, each with its history", of[what][0]) for stars, of in found.items()
        ]
        table(what.capitalize(), rows, unit)


main()
