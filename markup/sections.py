"""The sections of a page's source: a heading, and what stands under it up to the next like it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markup.rendered import Heading

_AFTER_BREAK = re.compile(r"(?<=\n)")


@dataclass(frozen=True)
class Section:
    """A heading with the lines under it, cut out of a source."""

    id: str
    heading: str
    before: str
    text: str
    gap: str
    """The blank lines between its text and what follows."""
    after: str

    def replaced(self, text: str) -> str:
        """The whole source with `text` in place of the section; without it where that is empty."""
        return self.before + (text.rstrip() + self.gap if text.strip() else "") + self.after


def sections(source: str, headings: Sequence[Heading]) -> list[Section]:
    """The sections of a source whose rendering found these headings, in their order."""
    lines = _AFTER_BREAK.split(source)
    own = [heading for heading in headings if heading.line is not None]
    return [_section(lines, heading, own[place + 1 :]) for place, heading in enumerate(own)]


def _section(lines: list[str], heading: Heading, later: list[Heading]) -> Section:
    start = heading.line or 0
    ends = (other.line for other in later if other.level <= heading.level)
    end = next(ends, None) or len(lines)
    whole = "".join(lines[start:end])
    text = whole.rstrip()
    return Section(
        id=heading.id,
        heading=heading.text,
        before="".join(lines[:start]),
        text=text,
        gap=whole[len(text) :],
        after="".join(lines[end:]),
    )
