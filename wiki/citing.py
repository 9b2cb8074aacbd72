"""What texts cite beside pages: recommendations by their number (R17), people by name (@wren).

The wiki knows no recommendations: the app that numbers them says here, when the site starts, how
they are found. A text cites what there was when it was written, in the words that it had then.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence

from django.urls import reverse

from accounts.models import User
from accounts.names import canonical
from markup.render import citations

Since = tuple[datetime.datetime, str]
Finder = Callable[[set[int]], Mapping[int, Sequence[Since]]]
"""Of each number that there is: from when on a citation of it has which address, in order."""

_finders: list[Finder] = []


def numbers_found_by(finder: Finder) -> None:
    """Let `finder` say what the numbers in texts mean."""
    _finders[:] = [finder]


class Citable:
    """What of some marks (R17, @name) there is: two queries at most, however many marks."""

    def __init__(self, marks: Iterable[str]) -> None:
        marks = set(marks)
        self._people = {mark: canonical(mark[1:]) for mark in marks if mark.startswith("@")}
        self._numbers = {mark: int(mark[1:]) for mark in marks if not mark.startswith("@")}
        names = User.objects.filter(name_key__in=set(self._people.values()))
        self._names = dict(names.values_list("name_key", "username")) if self._people else {}
        numbers = set(self._numbers.values())
        self._since: dict[int, Sequence[Since]] = {}
        for find in _finders if numbers else ():
            self._since |= find(numbers)

    def at(self, moment: datetime.datetime | None = None) -> dict[str, str]:
        """Each mark with the address that a text written at `moment` (None: now) cites."""
        found = {
            mark: reverse("person", args=[self._names[key]])
            for mark, key in self._people.items()
            if key in self._names
        }
        for mark, number in self._numbers.items():
            known = [
                address
                for since, address in self._since.get(number, ())
                if moment is None or since <= moment
            ]
            if known:
                found[mark] = known[-1]
        return found


def cite(
    text: str, *, kept: Mapping[str, str] | None = None, at: datetime.datetime | None = None
) -> dict[str, str]:
    """What `text` cites when it is written at `at`; what it cited before (`kept`) stays so."""
    return Citable(citations(text)).at(at) | dict(kept or {})
