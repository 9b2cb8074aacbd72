"""The history of a page as it grows: its list, its picture, who wrote it, a moment.

Run: .venv/bin/python benchmarks/history.py
"""

import datetime
import random

from measuring import cpu_ms, start_site, table

start_site()

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from wiki.models import Changeset, Origin, Page
from wiki.origins import keep
from wiki.writing import create_page, revise_page

SIZES = (100, 10_000)  # updates
TEXT = "\n\n".join(
    " ".join(f"Sentence {n} of paragraph {m} says something more." for n in range(8))
    for m in range(50)
)  # about 20 KB


def page_with(author: User, number: int, chance: random.Random) -> Page:
    """A page whose many updates are plain rows, and whose last two are the product's own."""
    now = timezone.now()
    page = create_page(author=author, title=f"Page of {number}", body="Words")
    QuerySet(Changeset).bulk_create(
        (
            Changeset(
                page=page,
                number=n,
                author=author,
                author_name=author.username,
                note=f"Note {n}",
                created_at=now - datetime.timedelta(minutes=chance.randrange(1_000_000)),
                counts={chance.choice(("text_changed", "stars_given", "areas_added")): 1},
            )
            for n in range(2, number)
        ),
        batch_size=2000,
    )
    revise_page(page, author=author, body=TEXT)
    update = Changeset.objects.filter(page=page).first()
    QuerySet(Origin).bulk_create(
        (Origin(page=page, mark=n, nth=1, changeset=update) for n in range(3 * number)),
        batch_size=2000,
    )
    revise_page(page, author=author, body=f"{TEXT} And more.")
    return page


def main() -> None:
    chance, client = random.Random(2008), Client()
    author = User.objects.create_user("ann", email="ann@example.org", password=None)
    rows: dict[str, list[tuple[str, float]]] = {}
    for size in SIZES:
        page = page_with(author, size, chance)
        here = page.get_absolute_url()
        for name, address in (
            ("history with its picture", f"{here}history/"),
            ("history, words of a note", f"{here}history/?note=9"),
            ("history, far down", f"{here}history/?before=60"),
            ("who wrote this", f"{here}authors/"),
            ("at a moment", f"{here}at/2030-01-01T00:00Z/"),
        ):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            said = f"{size:,} updates, {len(asked)} queries"
            rows.setdefault(name, []).append((said, cpu_ms(lambda at=address: client.get(at), 3)))
        update = Changeset.objects.filter(page=page).first()
        work = cpu_ms(lambda p=page, u=update: keep(p, TEXT, u), 3)
        rows.setdefault("noting new sentences of 20 KB", []).append((f"{size:,} updates", work))
    for name, found in rows.items():
        table(name, found)


main()
