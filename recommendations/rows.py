"""A page's recommendations as HTML, filled into skeletons of their template; see web/skeletons.py.

Rows with more to show (a star on an earlier wording, a reason of one's own) are rendered by the
template itself.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from types import SimpleNamespace
from urllib.parse import quote

from django.template import Context, Template
from django.utils.safestring import SafeString, mark_safe

from recommendations.marks import Mark, MyStar
from recommendations.row import Row
from web.skeletons import SKELETONS, Bare, Lacking, Outline, Shape, Skeleton, placeholder

FEW = {"status", "pressed"}  # texts that say one of a few things
ROW, MARK = Outline(Row, few=FEW, besides={"marks"}), Outline(Mark, few=FEW, besides={"mine"})


SINGLE_OUT = {"just_starred", "proposed"}  # names that concern but one row of a page
HERE, NEWS, HEAD = range(3)  # places of the page's address and of a row's news, then the row's own


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
            "frozen": frozen,
            "request": SimpleNamespace(path=str(placeholder(HERE))),
            "news": SimpleNamespace(marks={row.pk: str(placeholder(NEWS))}) if has_news else None,
        }
    )
    bare.put("user", is_authenticated=signed_in)
    places = HEAD + ROW.size + len(of_marks) * MARK.size
    return Skeleton(template.render(bare), bare.missed, places)


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
        self._lacks = Lacking(context, but=SINGLE_OUT)
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


def is_plain(row: Row) -> bool:
    """Whether a skeleton can say all of it."""
    return not any(getattr(row, name) for name in ROW.more) and all(
        mark.mine is None or (mark.pressed == "true" and not mark.mine.reason) for mark in row.marks
    )
