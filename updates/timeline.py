"""When a page was worked on: a small picture, its numbers in a table, words for both."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.formats import date_format

from recommendations.charts import spans, step_of
from recommendations.drawing import GAP, LETTER, WIDTH, Text, rounded, width_of
from wiki.querysets import NOT_TOLD, ChangesetQuerySet
from wiki.sizes import KINDS

MOST_STEPS = 36
TALL, LANE = 30, 56  # the highest mark of a lane, and the lane with its name
NAMES = {"day": "j F Y", "week": "j F Y", "month": "F Y", "year": "Y"}
SHORT = {"day": "j M Y", "week": "j M Y", "month": "M Y", "year": "Y"}  # in the picture


@dataclass(frozen=True)
class Span:
    """A day, week, month or year, and how many updates touched each kind in it."""

    name: str
    begins: datetime.date
    ends: datetime.date
    numbers: tuple[int, ...]  # of each kind, then of all updates

    @property
    def query(self) -> str:
        """Asks for its days alone."""
        return f"from={self.begins}&until={self.ends}"


@dataclass(frozen=True)
class Mark:
    x: str
    y: str
    height: str


@dataclass(frozen=True)
class Lane:
    """The updates that touched one kind, over time."""

    kind: str
    said: str
    name_y: int
    ground: int
    marks: list[Mark]


@dataclass(frozen=True)
class Timeline:
    """One lane for each kind, on one axis of time."""

    step: str
    columns: list[str]
    rows: list[Span]
    lanes: list[Lane]
    thick: str
    dates: list[Text]
    height: int
    width: int = WIDTH

    @property
    def summary(self) -> str:
        """The picture in words."""
        return (
            f"{self.rows[0].name} to {self.rows[-1].name}. {'. '.join(x.said for x in self.lanes)}."
        )


def timeline(updates: ChangesetQuerySet) -> Timeline | None:
    """When these updates were made; nothing where they are all of one day. One query."""
    days = _days(updates)
    if len(days) < 2:
        return None
    step = step_of(min(days), max(days), MOST_STEPS)
    rows = _rows(step, days)
    pitch = WIDTH / len(rows)
    lanes = [
        _lane(place, kind, [row.numbers[place] for row in rows], step, pitch)
        for place, kind in enumerate(KINDS)
    ]
    height = len(lanes) * LANE + LETTER + 6
    first, last = (date_format(row.begins, SHORT[step]) for row in (rows[0], rows[-1]))
    return Timeline(
        step=step,
        columns=[step.capitalize(), *(name for name, _ in KINDS.values()), "All updates"],
        rows=rows,
        lanes=lanes,
        thick=rounded(max(2, pitch - 2)),
        dates=[
            Text(first, "0", str(height - 4)),
            Text(
                last, rounded(max(WIDTH - width_of(last), width_of(first) + GAP)), str(height - 4)
            ),
        ],
        height=height,
    )


def _days(updates: ChangesetQuerySet) -> dict[datetime.date, Counter[str]]:
    touched = {
        kind: Count("pk", filter=Q(counts__has_any_keys=list(keys)))
        for kind, (_, keys) in KINDS.items()
    }
    told = Q(counts__has_any_keys=list(KINDS["stars"][1])) & ~NOT_TOLD
    touched["stars"] = Count("pk", filter=told)
    rows = updates.order_by().values(day=TruncDate("created_at"))
    return {row.pop("day"): Counter(row) for row in rows.annotate(every=Count("pk"), **touched)}


def _rows(step: str, days: dict[datetime.date, Counter[str]]) -> list[Span]:
    rows, rest = [], sorted(days, reverse=True)
    before = "Week of " if step == "week" else ""
    for begins, ends in spans(step, min(days), max(days)):
        found: Counter[str] = Counter()
        while rest and rest[-1] <= ends:
            found.update(days[rest.pop()])
        name = before + date_format(begins, NAMES[step])
        rows.append(Span(name, begins, ends, tuple(found[key] for key in (*KINDS, "every"))))
    return rows


def _lane(place: int, kind: str, numbers: list[int], step: str, pitch: float) -> Lane:
    """Marks as high as their numbers, on a scale of the lane's own that its name tells."""
    ground, most = (place + 1) * LANE - 6, max(numbers)
    said = f"{KINDS[kind][0]}: {_counted(sum(numbers))}"
    return Lane(
        kind=kind,
        said=f"{said}, at most {most} in one {step}" if most else said,
        name_y=place * LANE + LETTER,
        ground=ground,
        marks=[
            Mark(rounded(at * pitch + 1), rounded(ground - tall), rounded(tall))
            for at, number in enumerate(numbers)
            if number and (tall := max(3, TALL * number / most))
        ],
    )


def _counted(number: int) -> str:
    return f"{number} {'update' if number == 1 else 'updates'}"
