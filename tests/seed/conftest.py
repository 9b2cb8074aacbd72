"""The founding page: read from the file that it was saved in, and made by the product's own deeds.

The file stands beside the repository and is no part of it: where it is missing, these tests are
skipped and say so. Nothing of its sentences is written down here but a few words to find it by.
"""

import datetime
import re
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

FILE = Path(__file__).resolve().parents[2].parent / "shared/seed/emerging-issues.txt"
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
THREAD = re.compile(
    r"^(?P<by>\w+) (?P<subject>.+) (?P<replies>\d+) (?P<at>\w{3} \d.*[AP]M) EST by (?P<last>\w+)$"
)
STARTED = re.compile(r"^Thread started:\s+(?P<at>\w{3} \d.*[AP]M) EST\s+Watch$")
MARK = "This is a featured page"
BULLET = "  • "


@dataclass
class SeedThread:
    subject: str
    by: str
    replies: int
    last_at: datetime.datetime
    last_by: str
    started_at: datetime.datetime
    body: str


@dataclass
class Seed:
    """What the file says, taken apart without any of the product's code."""

    title: str
    text: str  # of the page alone, stars and all
    question: str
    paragraphs: list[str]  # before the areas
    areas: list[tuple[str, list[str]]]
    starred: set[str]
    second_question: str
    note: str
    updated_at: datetime.datetime
    tag: str
    threads: list[SeedThread]
    thread_count: int

    @property
    def wordings(self) -> list[str]:
        return [wording for _, wordings in self.areas for wording in wordings]


def moment(text: str) -> datetime.datetime:
    """ "Nov 14 2008, 5:07 AM", in New York."""
    naive = datetime.datetime.strptime(text, "%b %d %Y, %I:%M %p")
    return naive.replace(tzinfo=NEW_YORK)


@pytest.fixture(scope="session")
def seed() -> Seed:
    if not FILE.exists():
        pytest.skip(f"The founding page is not there: {FILE}")
    whole = FILE.read_text(encoding="utf-8")
    head, rest = whole.split("\n", 1)
    text, after = rest.split("\ndavemiller\n", 1)
    lines = [line for line in text.split("\n") if line.strip()]
    first = next(n for n, line in enumerate(lines) if line.startswith(BULLET))
    last = max(n for n, line in enumerate(lines) if line.startswith(BULLET))
    areas: list[tuple[str, list[str]]] = []
    starred = set()
    for line in lines[first - 1 : last + 1]:
        if not line.startswith(BULLET):
            areas.append((line, []))
            continue
        wording = line.removeprefix(BULLET)
        if wording.endswith(" *"):
            wording = wording.removesuffix(" *")
            starred.add(wording)
        areas[-1][1].append(wording)
    about = re.search(r"About This Update davemiller (.+) - davemiller\n", after)
    updated = re.search(r"made by davemiller\W+(\w{3} \d+ \d{4}, [\d:]+ [AP]M) EST", after)
    tag = re.search(r"^Keyword tags: (\w+)$", after, re.MULTILINE)
    count = re.search(r"Showing 3 of (\d+) threads", after)
    assert about
    assert updated
    assert tag
    assert count
    return Seed(
        title=head.removesuffix(MARK),
        text=text,
        question=lines[0],
        paragraphs=lines[1 : first - 1],
        areas=areas,
        starred=starred,
        second_question=lines[last + 1],
        note=about[1],
        updated_at=moment(updated[1]),
        tag=tag[1],
        threads=list(_threads(after.split("\n"))),
        thread_count=int(count[1]),
    )


def _threads(lines: list[str]) -> Iterator[SeedThread]:
    for number, line in enumerate(lines):
        if found := THREAD.match(line):
            started = STARTED.match(lines[number + 1])
            assert started, lines[number + 1]
            ends = next(
                n for n in range(number, len(lines)) if lines[n].startswith("Do you find this")
            )
            yield SeedThread(
                subject=found["subject"],
                by=found["by"],
                replies=int(found["replies"]),
                last_at=moment(found["at"]),
                last_by=found["last"],
                started_at=moment(started["at"]),
                body="\n".join(lines[number + 2 : ends]).strip(),
            )


@contextmanager
def on(*when: int) -> Iterator[None]:
    """The clock stands at this moment in New York: `on(2008, 11, 6, 9, 0)`."""
    with time_machine.travel(datetime.datetime(*when, tzinfo=NEW_YORK)):  # type: ignore[arg-type]
        yield


@pytest.fixture
def founding_page(
    seed: Seed, new_person: Callable[..., Any], moderator: Any, listener: Any
) -> SimpleNamespace:
    """The page with its people, updates, threads and dates; `listener` reads it in New York."""
    from discussions.posting import reply, start_thread
    from recommendations.models import Recommendation
    from recommendations.starring import give_all
    from updates.pasting import make_page, read
    from wiki.writing import create_page, feature, revise_page

    with on(2008, 11, 1, 9, 0):
        people = {name: new_person(name) for name in ("davemiller", "hadleyac", "higgoo")}
    with on(2008, 11, 5, 16, 30):
        bare = re.sub(r" \*$", "", seed.text, flags=re.MULTILINE)
        page = make_page(read(bare, seed.title), author=people["hadleyac"], note="From the event")
    with on(2008, 11, 5, 17, 0):
        revise_page(page, author=people["hadleyac"], tags=seed.tag)
        create_page(
            author=people["higgoo"],
            title="What we met for",
            body="Nobody took minutes. What came of it stands in [[Emerging issues]], in areas.",
        )
    with on(2008, 11, 6, 8, 0):
        start_thread(page, author=people["higgoo"], subject="Who was there?", body="Add yourself.")
    with on(2008, 11, 10, 12, 0):
        feature(page, by=moderator, reason="It is where the discussion led")
    threads = {}
    for told in sorted(seed.threads, key=lambda thread: thread.started_at):
        with time_machine.travel(told.started_at):
            threads[told.subject] = start_thread(
                page, author=people[told.by], subject=told.subject, body=told.body
            )
        if told.replies:
            with time_machine.travel(told.last_at):
                reply(threads[told.subject], author=people[told.last_by], body="We began there.")
    with time_machine.travel(seed.updated_at):
        starred = Recommendation.objects.filter(page=page, wording__in=seed.starred)
        give_all(page, starred, person=people["davemiller"], note=seed.note)
    page.refresh_from_db()
    return SimpleNamespace(page=page, threads=threads, reader=listener, **people)
