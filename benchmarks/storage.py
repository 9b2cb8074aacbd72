"""What the history of a page costs on disk, and how long reading any of it takes.

Run: .venv/bin/python benchmarks/storage.py [updates, 10,000 unless said]
On PostgreSQL: name an empty database in DATABASE_URL. Where autovacuum is off, it is vacuumed once
in the middle, so that room which autovacuum would have freed is not counted.

The last BY_HAND updates are written as people write them, by `revise_page`. Those before are put
into the tables in bulk, as it would have left them: the update with its note, which the index of
search follows, its row of history, its text as `wiki.pasts` packs it, and the sentences that it
brought. Nobody watches the page.
"""

import datetime
import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from measuring import start_site

start_site()

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from markup.sentences import all_known
from updates import moments
from updates.editing import Texts
from wiki.models import Changeset, Origin, Page, PastText
from wiki.packing import pack
from wiki.pasts import PERIOD
from wiki.writing import create_page, revise_page

UPDATES = int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else 10_000
BY_HAND, BULK = 100, 500
SIZE = 20_000  # bytes of text
SYLLABLES = ("an", "be", "co", "de", "fi", "ga", "he", "in", "ka", "li", "mo", "nu", "or", "ing")


class Prose:
    """Sentences of made-up words, frequent ones short and often; and what people do to them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = sorted(
            {"".join(chance.choices(SYLLABLES, k=1 + n % 5)) for n in range(4_000)}, key=len
        )
        self.weights = [1 / (n + 5) for n in range(len(self.words))]

    def some(self, number: int) -> list[str]:
        return self.chance.choices(self.words, self.weights, k=number)

    def sentence(self) -> str:
        words = self.some(self.chance.randrange(6, 22))
        if self.chance.random() < 0.05:
            words[2] = f"[[{words[2].capitalize()}]]"
        return f"{' '.join(words).capitalize()}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randrange(2, 8)))

    def text(self) -> str:
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < SIZE:
            paragraphs.append(self.paragraph())
        return "\n\n".join(paragraphs)

    def reword(self, paragraphs: list[str]) -> None:
        """One to four words of one place become others."""
        place = self.chance.randrange(len(paragraphs))
        words = paragraphs[place].split(" ")
        at, long = self.chance.randrange(len(words)), self.chance.randrange(1, 5)
        words[at : at + long] = self.some(self.chance.randrange(1, 5))
        paragraphs[place] = " ".join(words)

    def edited(self, text: str) -> str:
        """What somebody makes of a text: mostly a few words, now and then paragraphs."""
        paragraphs, deed = text.split("\n\n"), self.chance.random()
        place = self.chance.randrange(len(paragraphs))
        if deed < 0.70:
            self.reword(paragraphs)
        elif deed < 0.82:
            for _ in range(self.chance.randrange(2, 6)):
                self.reword(paragraphs)
        elif deed < 0.88:
            paragraphs[place] += f" {self.sentence()}"
        elif deed < 0.97:
            grows = sum(map(len, paragraphs)) < SIZE
            paragraphs[place : place if grows else place + 1] = [self.paragraph()] if grows else []
        elif deed < 0.99:
            paragraphs.insert(self.chance.randrange(len(paragraphs)), paragraphs.pop(place))
        else:
            paragraphs[place : place + 10] = [self.paragraph() for _ in range(10)]
        return "\n\n".join(paragraphs)


def vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")


def bytes_on_disk() -> dict[str, int]:
    """Of every table with its indices, and of what they keep aside."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            vacuum()
            cursor.execute(
                "SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s"
                " LEFT JOIN sqlite_master m ON m.name = s.name GROUP BY m.tbl_name"
            )
        else:
            cursor.execute(
                "SELECT relname, pg_total_relation_size(oid) FROM pg_class"
                " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
            )
        return {str(name): int(size) for name, size in cursor.fetchall()}


@dataclass
class Past:
    """One update that is to be."""

    number: int
    text: str
    note: str
    author: User
    at: datetime.datetime


def pasts(page: Page, authors: list[User], prose: Prose) -> Iterator[Past]:
    """The updates that people make of a page, from its second on."""
    chance, text = prose.chance, page.body
    at = timezone.now() - datetime.timedelta(days=3000)
    for number in range(2, UPDATES + 2):
        at += datetime.timedelta(minutes=chance.randrange(1, 400))
        note = " ".join(prose.some(chance.randrange(2, 10))) if chance.random() < 0.8 else ""
        text = prose.edited(text)
        yield Past(number, text, note, chance.choice(authors), at)


def put(page: Page, some: list[Past], texts: dict[int, str], known: set[tuple[int, int]]) -> None:
    """Updates in bulk. `texts` and `known`: those up to now, and the sentences of them all."""
    updates = [
        Changeset(
            page=page,
            number=past.number,
            author=past.author,
            author_name=past.author.username,
            note=past.note,
            created_at=past.at,
            words_added=len(past.note),
            words_removed=len(past.note),
            counts={"text_changed": 1},
        )
        for past in some
    ]
    QuerySet(Changeset).bulk_create(updates)
    rows = Page.history.model
    copied = {field.attname: getattr(page, field.attname) for field in rows.tracked_fields}
    held, came, kept = [], [], []
    for past, update in zip(some, updates, strict=True):
        held.append(
            rows(
                **copied,
                history_date=past.at,
                history_type="~",
                history_user=past.author,
                changeset=update,
            )
        )
        nth = past.number - 1
        base = texts[nth & (nth - 1)] if nth % PERIOD else None
        kept.append(PastText(changeset=update, page=page, nth=nth, packed=pack(past.text, base)))
        texts[nth] = past.text
        new = set(all_known(past.text)) - known
        known |= new
        came += [Origin(page=page, mark=mark, nth=n, changeset=update) for mark, n in new]
    QuerySet(rows).bulk_create(held)
    QuerySet(PastText).bulk_create(kept)
    QuerySet(Origin).bulk_create(came)


def write(page: Page, authors: list[User], prose: Prose) -> dict[int, str]:
    """All updates; returns their texts by their numbers."""
    texts, known, spent = {0: page.body}, set(all_known(page.body)), []
    found = pasts(page, authors, prose)
    for _ in range((UPDATES - BY_HAND) // BULK + 1):
        left = UPDATES - BY_HAND - len(texts) + 1
        put(page, list(islice(found, min(BULK, left))), texts, known)
    for n, past in enumerate(found):
        if connection.vendor != "sqlite" and n == BY_HAND // 2:
            vacuum()
        began = time.perf_counter()
        revise_page(page, author=past.author, body=past.text, note=past.note, at=past.at)
        spent.append(time.perf_counter() - began)
        texts[past.number - 1] = past.text
    said("writing one", spent)
    return {nth + 1: text for nth, text in texts.items()}


def said(name: str, spent: list[float]) -> None:
    ms = sorted(1000 * one for one in spent)
    p95 = ms[int(len(ms) * 0.95)]
    print(f"  {name:<44} p50 {statistics.median(ms):7.2f}  p95 {p95:7.2f}  max {ms[-1]:7.2f} ms")


def main() -> None:
    chance = random.Random(2008)
    prose = Prose(chance)
    authors = [
        User.objects.create_user(f"person{n}", email=f"p{n}@example.org", password=None)
        for n in range(20)
    ]
    page = create_page(author=authors[0], title="Night work", body=prose.text())
    before = bytes_on_disk()
    print(
        f"{UPDATES:,} updates of a page of {len(page.body.encode()):,} bytes, {connection.vendor}"
    )
    texts = write(page, authors, prose)
    page.refresh_from_db()
    if connection.vendor != "sqlite":
        vacuum()
    after = bytes_on_disk()
    grown = {name: size - before.get(name, 0) for name, size in after.items()}
    for name, size in sorted(grown.items(), key=lambda one: -one[1]):
        if size:
            print(f"  {name:<44} {size / 1e6:8.2f} MB   {size / UPDATES:7.0f} bytes each")
    print(f"  {'together':<44} {sum(grown.values()) / 1e6:8.2f} MB")
    print(f"  the text now: {len(page.body.encode()):,} bytes")
    gc.collect()
    spent: dict[str, list[float]] = {}
    for number in chance.sample(sorted(texts), 300):
        update = Changeset.objects.get(page=page, number=number)
        read = Texts.at(page, number)
        assert read is not None
        assert read.body == texts[number]
        for name, work in (
            ("text", lambda n=number: Texts.at(page, n)),
            ("moment", lambda u=update: moments.at(page, u)),
        ):
            spent.setdefault(f"reading a {name}", []).append(least(work, time.perf_counter))
            spent.setdefault(f"CPU here for a {name}", []).append(least(work, time.process_time))
    for name, found in spent.items():
        said(name, found)


def least(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """The seconds that it takes where little else comes between: the best of three times."""
    spent = []
    for _ in range(3):
        began = clock()
        work()
        spent.append(clock() - began)
    return min(spent)


main()
