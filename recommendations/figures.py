"""The charts of some recommendations: each a picture, its numbers in a table, words for both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format

from recommendations import charts, drawing


@dataclass(frozen=True)
class TableRow:
    name: str
    numbers: tuple[int, ...]
    page: str = ""
    url: str = ""


@dataclass(frozen=True)
class Figure:
    """What one chart shows. With nothing to draw it has no rows, and says so."""

    key: str
    title: str
    meaning: str
    nothing: str
    columns: tuple[str, ...]
    rows: list[TableRow]
    summary: str = ""  # the picture in words
    bars: drawing.Bars | None = None
    steps: drawing.Steps | None = None
    lines: Sequence[str] = ()  # what each of its lines means, if several
    rest: str = ""  # what is left out of the picture


def figures(items: QuerySet[Any]) -> list[Figure]:
    """Stars by area, stars over time, and the spread of people over areas. Six queries."""
    return [_stars_by_area(items), _stars_over_time(items), _spread(items)]


def _stars_by_area(items: QuerySet[Any]) -> Figure:
    found = charts.stars_by_area(items)
    stars = [line.stars for line in found.lines]
    rows = [
        TableRow(
            line.place.title,
            (line.stars, line.recommendations),
            page=line.place.page,
            url=line.place.url,
        )
        for line in found.lines
    ]
    rest = ""
    if found.others:
        more = _counted(len(found.others), "more area", "more areas")
        others = sum(line.stars for line in found.others)
        rows.append(TableRow(more, (others, sum(line.recommendations for line in found.others))))
        rest = f"{more} together: {_counted(others, 'star', 'stars')}."
    return Figure(
        key="areas",
        title="Stars by area",
        meaning="How many stars there are in each area, on the wordings as they stand.",
        nothing="There is no recommendation to count.",
        columns=("Area", "Stars", "Recommendations"),
        rows=rows,
        summary=_said(f"{name}: {number}" for name, number in zip(found.names, stars, strict=True)),
        bars=drawing.bars(found.names, stars),
        rest=rest,
    )


def _spread(items: QuerySet[Any]) -> Figure:
    people = charts.spread(items)
    names = [_counted(areas, "area", "areas") for areas in range(1, len(people) + 1)]
    if len(names) == charts.MOST_AREAS:
        names[-1] += " or more"
    return Figure(
        key="spread",
        title="Spread over areas",
        meaning="In how many areas people star: how many people do in one area only, how many in "
        "two, and so on.",
        nothing="Nobody has starred these wordings yet.",
        columns=("Areas", "People"),
        rows=[TableRow(name, (number,)) for name, number in zip(names, people, strict=True)],
        summary=_said(f"{name}: {number}" for name, number in zip(names, people, strict=True)),
        bars=drawing.bars(names, people),
    )


def _stars_over_time(items: QuerySet[Any]) -> Figure:
    found = charts.stars_over_time(items)
    short, before, long = DATES[found.step]
    begun = [moment.begins for moment in found.moments]
    now = [moment.now for moment in found.moments]
    every = [moment.every for moment in found.moments]
    series = [now] if now == every else [now, every]
    rows = [
        TableRow(before + date_format(day, long), (moment.now, moment.earlier, moment.every))
        for day, moment in zip(begun, found.moments, strict=True)
    ]
    return Figure(
        key="time",
        title="Stars over time",
        meaning=f"How many stars stood at the end of each {found.step}: "
        "those given by then, less those taken back.",
        nothing="Nobody has starred any of these yet.",
        columns=(found.step.capitalize(), "On the wording of then", "On an earlier one", "All"),
        rows=rows,
        summary=_said(f"{row.name}: {row.numbers[0]}" for row in (rows[:1] + rows[1:][-1:])),
        steps=drawing.steps([date_format(day, short) for day in begun], series) if rows else None,
        lines=LINES_OF_TIME if len(series) > 1 else (),
    )


LINES_OF_TIME = ("On the wording of then", "All, with those on an earlier one")
DATES = {  # of each step: in the picture; what stands before its first day in the table; that day
    "day": ("j M", "", "j F Y"),
    "week": ("j M", "Week of ", "j F Y"),
    "month": ("M Y", "", "F Y"),
    "year": ("Y", "", "Y"),
}
MOST_SAID = 5


def _said(things: Iterable[str]) -> str:
    """The first few of a list, for whoever hears the picture; the table has all."""
    all_ = list(things)
    more = ", and so on" if len(all_) > MOST_SAID else ""
    return f"{', '.join(all_[:MOST_SAID])}{more}." if all_ else ""


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
