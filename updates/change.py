"""One line of a comparison."""

from dataclasses import dataclass, field

from markup.diff import Segment
from wiki.models import Page


@dataclass
class Change:
    """What became of one area or recommendation; `name` says it in a word.

    It reads "R12 `detail` R40, R41 `page`", each a link.
    """

    name: str
    segments: list[Segment]
    pk: int | None = None  # of a recommendation
    detail: str = ""
    others: list[int] = field(default_factory=list)  # recommendations
    page: Page | None = None
