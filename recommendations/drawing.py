"""Where each bar, line and label of a chart goes. Templates turn this into SVG.

A chart is as wide as a phone's column, so that its letters are read there at their own size; wider
columns enlarge it a little. Texts are measured by a generous guess, for a server knows no fonts.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

WIDTH = 360
LETTER = 14  # the size of all texts
GAP = 8


def width_of(text: str) -> float:
    """About how wide a text is, rather too wide than too narrow."""
    return LETTER * sum(map(_share, text))


def _share(letter: str) -> float:
    """The width of a letter as a share of its size."""
    if letter in "mwMW%…—" or unicodedata.east_asian_width(letter) in "WF":
        return 1
    return 0.52 if letter.islower() or letter == " " else 0.68


def fitted(text: str, room: float) -> str:
    """The text, shortened where there is no room for it."""
    if width_of(text) <= room:
        return text
    while text and width_of(text + "…") > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def rounded(number: float) -> str:
    """A coordinate."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


# Bars -----------------------------------------------------------------------------------------

ROW = 46
THICK = 16
START = 1  # half the line that bars begin at


@dataclass(frozen=True)
class Bar:
    """A name above a bar that begins at the left, and the number after it."""

    name: str
    name_y: int
    y: int
    width: str
    number: int
    number_x: str
    number_y: int


@dataclass(frozen=True)
class Bars:
    height: int
    rows: list[Bar]
    width: int = WIDTH
    thick: int = THICK


def bars(names: Sequence[str], numbers: Sequence[int]) -> Bars:
    """Horizontal bars on one scale."""
    most = max(numbers, default=0)
    room = WIDTH - START - GAP - width_of(str(most))
    rows = []
    for place, (name, number) in enumerate(zip(names, numbers, strict=True)):
        top, width = place * ROW + 22, room * number / max(1, most)
        rows.append(
            Bar(
                name=fitted(name, WIDTH),
                name_y=top - 6,
                y=top,
                width=rounded(width),
                number=number,
                number_x=rounded(START + width + GAP),
                number_y=top + THICK - 3,
            )
        )
    return Bars(len(rows) * ROW, rows)


# Lines ----------------------------------------------------------------------------------------

TOP, PLOT, FOOT = 12, 150, 24
SINK = LETTER / 3  # from the middle of a line of letters to its foot


@dataclass(frozen=True)
class Text:
    text: str
    x: str
    y: str


@dataclass(frozen=True)
class Steps:
    """Lines that go on level through each step and change at its end."""

    lines: list[str]  # paths
    area: str  # the path under the first line
    grid: list[str]
    levels: list[Text]
    dates: list[Text]
    ends: list[Text]  # the last number of each line
    width: int = WIDTH
    height: int = TOP + PLOT + FOOT


def steps(dates: Sequence[str], series: Sequence[Sequence[int]]) -> Steps:
    """One line for each series, which has a number for each date."""
    levels = scale_of(max(map(max, series)))
    left = max(width_of(str(level)) for level in levels) + GAP
    right = WIDTH - GAP - max(width_of(str(line[-1])) for line in series)
    step = (right - left) / len(dates)
    bottom = TOP + PLOT

    def height(number: int) -> float:
        return bottom - PLOT * number / levels[-1]

    lines = [
        f"M{rounded(left)} {rounded(height(line[0]))}"
        + "".join(
            f"V{rounded(height(number))}H{rounded(left + step * place)}"
            for place, number in enumerate(line, start=1)
        )
        for line in series
    ]
    last = sorted({line[-1] for line in series}, reverse=True)
    return Steps(
        lines=lines,
        area=f"{lines[0]}V{bottom}H{rounded(left)}Z",
        grid=[f"M{rounded(left)} {rounded(height(level))}H{rounded(right)}" for level in levels],
        levels=[
            Text(str(level), rounded(left - GAP), rounded(height(level) + SINK)) for level in levels
        ],
        dates=_spaced(dates, left, step),
        ends=[
            Text(str(number), rounded(right + GAP), rounded(y))
            for number, y in zip(last, _apart([height(n) + SINK for n in last]), strict=True)
        ],
    )


def scale_of(most: int) -> list[int]:
    """Round numbers in equal distances from 0 to `most`, or just above it: at most five."""
    most = max(1, most)
    sizes = (round_ * 10**power for power in count() for round_ in (1, 2, 5))
    size = next(size for size in sizes if size * 4 >= most)
    return list(range(0, most + size, size))


def _spaced(dates: Sequence[str], left: float, step: float) -> list[Text]:
    """Each date under the middle of its step; of dates that would touch, only some."""
    every = math.ceil((max(map(width_of, dates)) + GAP) / step)
    texts, free = [], 0.0
    for place in range(0, len(dates), every):
        half = width_of(dates[place]) / 2
        middle = min(max(left + step * (place + 0.5), half), WIDTH - half)
        if middle - half >= free:
            texts.append(Text(dates[place], rounded(middle), str(TOP + PLOT + FOOT - 4)))
            free = middle + half + GAP
    return texts


def _apart(heights: Sequence[float]) -> list[float]:
    """Where labels go that belong at these heights, from the top down, none on another."""
    found: list[float] = []
    for y in reversed(heights):  # from the bottom up, each above the one before
        found.append(min([y, *(below - LETTER - 2 for below in found[-1:])]))
    top = LETTER - min([LETTER, *found])  # moved down where that left the picture
    return [y + top for y in reversed(found)]
