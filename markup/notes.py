"""Reading the notes of an event, pasted as they are: headings, bullets, stars and prose."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

NAMELESS = "Recommendations"
"""The title of an area whose bullets have no heading."""
HEADING_LENGTH = 200
"""A longer line is prose, unless its bullets follow on the very next line."""

_BLANKS = " \t\u00a0\u2000-\u200b\u202f\u3000"
_BULLET = re.compile(
    rf"^(?P<indent>[{_BLANKS}]*)"
    r"(?P<mark>[•·∙●○◦▪▫■□‣⁃\uf0b7*–—-]|(?P<number>\d{1,3}[.)]|[A-Za-z]\)|[ivx]{2,4}\)))"
    rf"[{_BLANKS}]+(?P<wording>\S.*)$"
)
_HASHES = re.compile(r"^#{1,6}\s+(?P<text>\S.*)$")
_BOLD = re.compile(r"^(\*\*|__)(?P<text>.+)\1$")
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\u2028\u2029]")


@dataclass(frozen=True)
class NotedRecommendation:
    """One bullet, without its mark and its star."""

    wording: str
    starred: bool = False


@dataclass(frozen=True)
class NotedArea:
    """A heading and its bullets."""

    title: str
    recommendations: list[NotedRecommendation]


@dataclass(frozen=True)
class Notes:
    """Pasted notes taken apart; nothing of them is left out."""

    lead_body: str
    """Prose before the first area, and any between the areas."""
    areas: list[NotedArea]
    after_body: str
    """Prose after the last bullet."""
    title: str | None
    """The line at the top where it stands alone and reads as a title; not in `lead_body` then."""


@dataclass
class _Run:
    """Bullets with nothing but blank lines between them; lines by their numbers."""

    first: int
    last: int
    marks: list[str] = field(default_factory=list)
    wordings: list[str] = field(default_factory=list)


def read_notes(text: str) -> Notes:
    """Areas, recommendations, stars and prose of notes in which bullets follow headings."""
    lines = _BREAKS.sub("\n", text.removeprefix("\ufeff")).split("\n")
    runs = _without_strays(_runs(lines), lines)
    if not runs:
        title, rest = _title(lines)
        return Notes(_prose(rest), [], "", title)
    areas, prose, at = [], [], 0
    for run in runs:
        heading = _heading(lines, at, run.first)
        prose.append(lines[at : run.first if heading is None else heading])
        title = NAMELESS if heading is None else _heading_text(lines[heading])
        areas.append(NotedArea(title, [_recommendation(wording) for wording in run.wordings]))
        at = run.last + 1
    title, prose[0] = _title(prose[0])
    lead = "\n\n".join(filter(None, map(_prose, prose)))
    return Notes(lead, areas, _prose(lines[at:]), title)


def _runs(lines: list[str]) -> list[_Run]:
    runs: list[_Run] = []
    run: _Run | None = None
    indent = 0
    around = _Around(lines)
    for number, line in enumerate(lines):
        match = _BULLET.match(line)
        if match and not (match["number"] and around.heads_bullets(number)):
            if run is None:
                run = _Run(number, number)
                runs.append(run)
            indent = len(match["indent"])
            run.last = number
            run.marks.append("1" if match["number"] else match["mark"])
            run.wordings.append(match["wording"].strip())
        elif run is not None and line.strip():
            if number == run.last + 1 and _indent(line) > indent and not match:
                run.last = number
                run.wordings[-1] += f" {line.strip()}"
            else:
                run = None
    return runs


class _Around:
    """What stands before and after each line, blank lines left out."""

    def __init__(self, lines: list[str]) -> None:
        self.numbered = [bool(match and match["number"]) for match in map(_BULLET.match, lines)]
        self.bulleted = [bool(_BULLET.match(line)) for line in lines]
        solid = [number for number, line in enumerate(lines) if line.strip()]
        self.after = dict(pairwise(solid))
        self.before = {after: number for number, after in self.after.items()}

    def heads_bullets(self, number: int) -> bool:
        """Whether a numbered line is a heading: bullets of another kind follow it straight."""
        before, after = self.before.get(number), self.after.get(number)
        follows = after is not None and self.bulleted[after] and not self.numbered[after]
        return follows and not (before is not None and self.numbered[before])


def _without_strays(runs: list[_Run], lines: list[str]) -> list[_Run]:
    """Leave out single lines that only look like a bullet.

    That is one line alone, after a blank line, with a mark that no other bullet of the text has:
    a piece of a page's furniture rather than somebody's recommendation.
    """
    marks = Counter(mark for run in runs for mark in run.marks)
    return [
        run
        for run in runs
        if len(run.marks) > 1
        or len(runs) == 1
        or marks[run.marks[0]] > 1
        or (run.first > 0 and lines[run.first - 1].strip())
    ]


def _heading(lines: list[str], start: int, end: int) -> int | None:
    """The number of the line that heads the bullets at `end`, if one does."""
    number = next((n for n in range(end - 1, start - 1, -1) if lines[n].strip()), None)
    if number is None or number == end - 1:
        return number
    line = lines[number].strip()
    reads_as_prose = len(line) > HEADING_LENGTH or line.endswith((":", ".", "!", "?"))
    return None if reads_as_prose and not _HASHES.match(line) else number


def _heading_text(line: str) -> str:
    """A heading without its Markdown marks, or the number that stands before it."""
    text = line.strip()
    if match := _HASHES.match(text):
        text = match["text"].rstrip("#").rstrip()
    elif match := _BULLET.match(text):
        text = match["wording"]
    bold = _BOLD.match(text)
    return bold["text"].strip() if bold else text


def _recommendation(wording: str) -> NotedRecommendation:
    """A bullet's wording and star; a star set without a blank counts where it closes nothing."""
    bare = wording.removesuffix("*")
    if bare == wording or not bare or ("*" in bare and not bare[-1].isspace()):
        return NotedRecommendation(wording)
    return NotedRecommendation(bare.rstrip(), starred=True)


def _title(lines: list[str]) -> tuple[str | None, list[str]]:
    """A title that stands alone on the first line, and the lines after it."""
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return None, lines
    line = lines[first].strip()
    alone = first + 1 >= len(lines) or not lines[first + 1].strip()
    reads_as_prose = len(line) > HEADING_LENGTH or line.endswith((":", ".", "!", "?", ",", ";"))
    if _HASHES.match(line) or (alone and not reads_as_prose and not _BULLET.match(line)):
        return _heading_text(line), lines[first + 1 :]
    return None, lines


def _prose(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
