"""Many recommendations as HTML, each at a fraction of what its template costs.

The template stays the one source. It is rendered once for each *shape* that a row can have, with
placeholders for its numbers and words; cut at these, it is a skeleton that is filled for every
row of that shape. Nothing that anybody wrote is kept, so nothing can go stale.

A template may decide by this: of a number, whether it is 0, 1 or more; of a text, whether there is
one; of yes and no and of the texts in FEW, what they say. Rows with more to show (a star on an
earlier wording, a reason of one's own) are rendered by the template itself. So is every row where
a placeholder did not come out of the template as it went in, and where the page has something that
the template asked for in vain when the skeleton was made.
"""

import re
from collections.abc import Iterable
from dataclasses import fields
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe

from recommendations.marks import Mark, MyStar
from recommendations.row import Row

FEW = {"status", "pressed"}  # texts that say one of a few things
MANY = 2  # stands for every number above 1
SKELETONS = 2_000  # kept at most; one takes some 5 KB

# A placeholder is a number, so that it can stand in an address as well as in a text. Its end tells
# that nothing was added to it.
STEM, END = "9081726354", "5206"
MARKED = re.compile(rf"{STEM}(\d\d\d){END}")

Shape = tuple[Any, ...]


def placeholder(place: int) -> int:
    return int(f"{STEM}{place:03}{END}")


class Outline:
    """What of a dataclass makes its shape, and what fills the gaps of its skeleton."""

    def __init__(self, kind: type[Any], besides: str) -> None:
        self.kind = kind
        of = {field.name: field.type for field in fields(kind) if field.name != besides}
        self.numbers = [name for name, what in of.items() if what in (int, int | None)]
        self.texts = [name for name, what in of.items() if what is str and name not in FEW]
        self.few = [name for name, what in of.items() if what is bool or name in FEW]
        self.size = len(self.numbers) + len(self.texts)
        self.more = [name for name in of if name not in {*self.numbers, *self.texts, *self.few}]

    def shape(self, one: Any) -> Shape:
        numbers = [getattr(one, name) for name in self.numbers]
        return (
            tuple([MANY if number and number > 1 else number for number in numbers]),
            tuple([bool(getattr(one, name)) for name in self.texts]),
            tuple([getattr(one, name) for name in self.few]),
        )

    def values(self, one: Any) -> list[str]:
        """As a template would write them."""
        numbers = [str(getattr(one, name)) for name in self.numbers]
        return numbers + [escape(getattr(one, name)) for name in self.texts]

    def marked(self, shape: Shape, first: int, **besides: Any) -> Any:
        """One of this shape, with placeholders for its values, which begin at place `first`."""
        numbers, texts, few = shape
        given = dict(zip(self.few, few, strict=True))
        for place, (name, number) in enumerate(zip(self.numbers, numbers, strict=True), first):
            given[name] = placeholder(place) if number == MANY else number
        first += len(numbers)
        for place, (name, is_there) in enumerate(zip(self.texts, texts, strict=True), first):
            given[name] = str(placeholder(place)) if is_there else ""
        return self.kind(**given, **besides)


ROW, MARK = Outline(Row, besides="marks"), Outline(Mark, besides="mine")


class Skeleton:
    """A rendered row, cut at its placeholders."""

    def __init__(self, html: str, missed: Iterable[str]) -> None:
        self.missed = frozenset(missed)  # names that the template asked for in vain
        pieces = MARKED.split(html)  # text, place, text, place, text
        texts, self._places = pieces[::2], [int(place) for place in pieces[1::2]]
        self.is_whole = not any(STEM in text or END in text for text in texts)
        self._form = "%s".join(text.replace("%", "%%") for text in texts)

    def filled(self, values: list[str]) -> str:
        return self._form % tuple([values[place] for place in self._places])


SINGLE_OUT = {"just_starred", "proposed"}  # names that concern but one row of a page
HERE, NEWS, HEAD = range(3)  # places of the page's address and of a row's news, then the row's own


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


@lru_cache(maxsize=SKELETONS)
def skeleton_of(template: Template, shape: Shape, signed_in: bool, frozen: bool) -> Skeleton:
    """Rendered where there is nobody and nothing but what the shape says."""
    has_news, of_row, *of_marks = shape
    row = ROW.marked(of_row, HEAD)
    for place, (of_mark, is_given) in enumerate(of_marks):
        mine = MyStar(criterion=None, number=0, wording="", reason="") if is_given else None
        row.marks.append(MARK.marked(of_mark, HEAD + ROW.size + place * MARK.size, mine=mine))
    bare = Bare(
        {
            "row": row,
            "user": SimpleNamespace(is_authenticated=signed_in),
            "frozen": frozen,
            "request": SimpleNamespace(path=str(placeholder(HERE))),
            "news": SimpleNamespace(marks={row.pk: str(placeholder(NEWS))}) if has_news else None,
        }
    )
    return Skeleton(template.render(bare), bare.missed)


class Rows:
    """Renders rows in the context of one page."""

    def __init__(self, template: Template, context: Context) -> None:
        self.template, self.context = template, context
        self.signed_in = context["user"].is_authenticated
        self.frozen = bool(context.get("frozen"))
        self.news = getattr(context.get("news"), "marks", None) or {}
        just_starred = str(context.get("just_starred") or "").partition("-")[0]
        proposed = str(getattr(context.get("proposed"), "pk", ""))
        self.singled_out = {just_starred, proposed}  # rows that say what was done to them just now
        request = context.get("request")
        self._lacking: dict[frozenset[str], bool] = {}
        self.here = escape(quote(request.path)) if request else ""

    def html(self, rows: Iterable[Row]) -> SafeString:
        return mark_safe("".join(map(self._one, rows)))  # noqa: S308 - templates escaped it

    def _one(self, row: Row) -> str:
        if is_plain(row) and str(row.pk) not in self.singled_out:
            news = self.news.get(row.pk, "")
            marks = [(MARK.shape(mark), mark.mine is not None) for mark in row.marks]
            shape = (bool(news), ROW.shape(row), *marks)
            skeleton = skeleton_of(self.template, shape, self.signed_in, self.frozen)
            if skeleton.is_whole and self._lacks(skeleton.missed):
                values = [self.here, escape(news), *ROW.values(row)]
                for mark in row.marks:
                    values += MARK.values(mark)
                return skeleton.filled(values)
        with self.context.push(row=row):
            return self.template.render(self.context)

    def _lacks(self, names: frozenset[str]) -> bool:
        """Whether this page has nothing under these names either."""
        if names not in self._lacking:
            self._lacking[names] = not any(map(self.context.get, names - SINGLE_OUT))
        return self._lacking[names]


def is_plain(row: Row) -> bool:
    """Whether a skeleton can say all of it."""
    return not any(getattr(row, name) for name in ROW.more) and all(
        mark.mine is None or (mark.pressed == "true" and not mark.mine.reason) for mark in row.marks
    )
