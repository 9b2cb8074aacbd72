"""Many rows of one kind as HTML, each at a fraction of what its template costs.

The template stays the one source. It is rendered once for each *shape* that a row can have, with
placeholders for its numbers and words; cut at these, it is a skeleton that is filled for every
row of that shape. Nothing that anybody wrote is kept, so nothing can go stale.

A template may decide by this: of a number, whether it is 0, 1 or more; of a text or a time, whether
there is one; of yes and no and of the values called `few`, what they are. A time is written by
{% when %} alone. Where a placeholder did not come out of the template as it went in, or the page
has something that the template asked for in vain when the skeleton was made, the row is left to
the template itself.
"""

import datetime
import re
from collections.abc import Collection, Iterable
from dataclasses import fields
from html import escape
from typing import Any

from django.template import Context, Variable, VariableDoesNotExist

from web.templatetags.web import when

MANY = 2  # stands for every number above 1
SKELETONS = 2_000  # kept at most of one kind; one takes some 5 KB

# A placeholder is a number, so that it can stand in an address as well as in a text. Its end tells
# that nothing was added to it.
STEM, END = "9081726354", "5206"
MARKED = re.compile(rf"{STEM}(\d\d\d){END}")
YEAR = 9081  # of times that are placeholders

Shape = tuple[Any, ...]


def placeholder(place: int) -> int:
    return int(f"{STEM}{place:03}{END}")


def moment(place: int) -> datetime.datetime:
    return datetime.datetime(YEAR, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(days=place)


class Outline:
    """What of a dataclass makes its shape, and what fills the gaps of its skeleton.

    `few` have one of a few values, which templates may decide by; `html` are texts made safe;
    `besides` are no part of it.
    """

    def __init__(
        self,
        kind: type[Any],
        *,
        few: Collection[str] = (),
        html: Collection[str] = (),
        besides: Collection[str] = (),
    ) -> None:
        self.kind = kind
        of = {field.name: field.type for field in fields(kind) if field.name not in besides}
        several = {name: what for name, what in of.items() if name not in few}
        self.numbers = [name for name, what in several.items() if what in (int, int | None)]
        self.words = [name for name, what in several.items() if what is str and name not in html]
        self.html = [name for name in several if name in html]
        self.texts = [*self.words, *self.html]
        times = (datetime.datetime, datetime.datetime | None)
        self.times = [name for name, what in several.items() if what in times]
        self.few = [name for name, what in of.items() if what is bool or name in few]
        self.size = len(self.numbers) + len(self.texts) + len(self.times)
        told = {*self.numbers, *self.texts, *self.times, *self.few}
        self.more = [name for name in of if name not in told]

    def shape(self, one: Any) -> Shape:
        numbers = [getattr(one, name) for name in self.numbers]
        return (
            tuple([MANY if number and number > 1 else number for number in numbers]),
            tuple([bool(getattr(one, name)) for name in self.texts]),
            tuple([getattr(one, name) is not None for name in self.times]),
            tuple([getattr(one, name) for name in self.few]),
        )

    def values(self, one: Any) -> list[str]:
        """As a template would write them."""
        values = [str(getattr(one, name)) for name in self.numbers]
        values += [escape(getattr(one, name)) for name in self.words]
        values += [getattr(one, name) for name in self.html]
        return values + [when(getattr(one, name)) for name in self.times]

    def marked(self, shape: Shape, first: int, **besides: Any) -> Any:
        """One of this shape, with placeholders for its values, which begin at place `first`."""
        numbers, texts, times, few = shape
        given = dict(zip(self.few, few, strict=True))
        places = iter(range(first, first + self.size))
        for name, number in zip(self.numbers, numbers, strict=True):
            place = next(places)
            given[name] = placeholder(place) if number == MANY else number
        for name, is_there in zip(self.texts, texts, strict=True):
            place = next(places)
            given[name] = str(placeholder(place)) if is_there else ""
        for name, is_there in zip(self.times, times, strict=True):
            place = next(places)
            given[name] = moment(place) if is_there else None
        return self.kind(**given, **besides)


class Skeleton:
    """A rendered row, cut at its placeholders. `places`: how many its row and page have."""

    def __init__(self, html: str, missed: Iterable[str], places: int) -> None:
        self.missed = frozenset(missed)  # names that the template asked for in vain
        if f"{YEAR}-" in html:
            for place in range(places):
                html = html.replace(when(moment(place)), str(placeholder(place)))
        pieces = MARKED.split(html)  # text, place, text, place, text
        texts, self._places = pieces[::2], [int(place) for place in pieces[1::2]]
        self.is_whole = not any(mark in text for text in texts for mark in (STEM, END, str(YEAR)))
        self._form = "%s".join(text.replace("%", "%%") for text in texts)

    def filled(self, values: list[str]) -> str:
        return self._form % tuple([values[place] for place in self._places])


class Bare(Context):
    """A context that remembers what a template asks it for in vain."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.missed: set[str] = set()
        super().__init__(given)

    def __getitem__(self, key: Any) -> Any:
        try:
            return super().__getitem__(key)
        except KeyError:
            self.missed.add(key)
            raise

    def put(self, name: str, **known: Any) -> None:
        """An object of which only this is known."""
        self[name] = Known(name, known, self.missed)


class Known:
    """Stands for an object of the page: what else it is asked for is asked in vain."""

    def __init__(self, name: str, known: dict[str, Any], missed: set[str]) -> None:
        self._name, self._missed = name, missed
        self.__dict__.update(known)

    def __getattr__(self, name: str) -> Any:
        self._missed.add(f"{self._name}.{name}")
        raise AttributeError(name)


class Lacking:
    """Whether a page has nothing either under the names that a template asked for in vain."""

    def __init__(self, context: Context, but: Iterable[str] = ()) -> None:
        self._context, self._but = context, frozenset(but)
        self._told: dict[frozenset[str], bool] = {}

    def __call__(self, names: frozenset[str]) -> bool:
        if names not in self._told:
            self._told[names] = not any(map(self._has, names - self._but))
        return self._told[names]

    def _has(self, name: str) -> bool:
        try:
            return bool(Variable(name).resolve(self._context))
        except VariableDoesNotExist:
            return False
