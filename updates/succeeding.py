"""Recommendations that took the place of others, or gave it back, between two moments of a page."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from typing import Any, NamedTuple

from markup.diff import Segment
from updates.change import Change
from updates.moments import Moment


class Said(NamedTuple):
    """How lines name what happened, and what they say of either side."""

    names: dict[str, str]
    of_original: str
    of_successor: str


MADE = Said({"merge": "Merged", "split": "Split"}, "is superseded by", "supersedes")
ENDED = Said(
    {"merge": "Merge undone", "split": "Split undone"},
    "is no longer superseded by",
    "no longer supersedes",
)


@dataclass
class Successions:
    """What changed in who has taken whose place.

    A line is about an original where that stands on the page, else about what took its place.
    """

    changes: list[Change]
    originals: set[int]  # recommendations of the page whose status these changes tell
    related: set[int]  # all that took or gave back a place

    @classmethod
    def between(cls, old: Moment, new: Moment, crossed: Container[int]) -> "Successions":
        """Those that came from another page or left for one (`crossed`) brought theirs along."""
        before, after = _pairs(old), _pairs(new)
        made = [row for pair, row in after.items() if pair not in before]
        ended = [row for pair, row in before.items() if pair not in after]
        rows = [*old.recommendations, *new.recommendations]
        words = {row.id: row.wording for row in rows if row.id not in crossed}
        found = cls([], set(), {pk for row in made + ended for pk in _both(row)})
        found._tell(made, words, MADE)
        found._tell(ended, words, ENDED)
        return found

    def _tell(self, rows: list[Any], words: dict[int, str], said: "Said") -> None:
        lines: dict[tuple[str, int, str], list[int]] = defaultdict(list)
        for row in rows:
            name = said.names[row.kind]
            if row.predecessor_id in words:
                lines[name, row.predecessor_id, said.of_original].append(row.successor_id)
                self.originals.add(row.predecessor_id)
            elif row.successor_id in words:
                lines[name, row.successor_id, said.of_successor].append(row.predecessor_id)
        self.changes += [
            Change(name, [Segment("equal", words[pk])], pk, detail, others)
            for (name, pk, detail), others in lines.items()
        ]


def _pairs(moment: Moment) -> dict[tuple[int, int], Any]:
    return {(row.predecessor_id, row.successor_id): row for row in moment.successions}


def _both(row: Any) -> tuple[int, int]:
    return row.predecessor_id, row.successor_id
