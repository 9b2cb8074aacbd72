"""A thread's replies as HTML, filled into skeletons of their template; see web/skeletons.py.

What a reply says depends on its row and on a few things of its page, named in `DECIDE`. The one
that is answered, the first that is new to the reader, and those that lead to other threads are
rendered by the template itself.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django.template import Context, Template, Variable, VariableDoesNotExist
from django.utils.safestring import SafeString, mark_safe

from discussions.reading import Row
from web.skeletons import SKELETONS, Bare, Lacking, Outline, Shape, Skeleton, placeholder

# What of the page a reply's template may decide by, as yes or no.
DECIDE = ("user.is_authenticated", "user.moderates", "thread.locked_at")
SINGLE_OUT = {"target", "new"}  # names that concern but one row of a page
TREE = {"tree_id", "lft", "rght", "level", "author_id", "removed_by", "deeper", "closes", "moved"}

ROW = Outline(Row, few={"answer"}, html={"html"}, besides=TREE)
CSRF, KEEP, HEAD = range(3)  # places of the page's token and of its view, then the row's own
READER, SOMEBODY = 1, 2  # ids of people, where there is nobody


@lru_cache(maxsize=SKELETONS)
def skeleton_of(
    template: Template, shape: Shape, is_readers: bool, decided: tuple[bool, ...]
) -> Skeleton:
    """Rendered where there is nobody and nothing but what the shape says."""
    author = READER if is_readers else SOMEBODY
    tree = {"tree_id": 0, "lft": 0, "rght": 0, "level": 0, "author_id": author, "removed_by": None}
    tree["moved"] = None
    row = ROW.marked(shape, HEAD, **tree)
    bare = Bare({"row": row, "csrf_token": str(placeholder(CSRF))})
    known: dict[str, dict[str, Any]] = {
        "user": {"pk": READER},
        "view": {"keep": str(placeholder(KEEP))},
    }
    for name, said in zip(DECIDE, decided, strict=True):
        owner, _, attribute = name.partition(".")
        known.setdefault(owner, {})[attribute] = said
    for owner, attributes in known.items():
        bare.put(owner, **attributes)
    return Skeleton(template.render(bare), bare.missed, HEAD + ROW.size)


class Rows:
    """Renders replies in the context of one page: each in the list where it stands."""

    def __init__(self, template: Template, between: Template, context: Context) -> None:
        self.template, self.between, self.context = template, between, context
        self.reader = context["user"].pk
        self.decided = tuple([bool(_resolved(name, context)) for name in DECIDE])
        self.singled_out = {_resolved("target.pk", context), _resolved("new.here", context)}
        keep = _resolved("view.keep", context) or ""
        self.page = [escape(context.get("csrf_token") or ""), escape(keep)]
        self._lacks = Lacking(context, but=SINGLE_OUT)

    def html(self, rows: Iterable[Row]) -> SafeString:
        found, is_first = [], True
        for row in rows:
            found += [_between(self.between, is_first, row.deeper, row.closes), self._one(row)]
            is_first = False
        return mark_safe("".join(found))  # noqa: S308 - templates escaped it

    def _one(self, row: Row) -> str:
        if row.pk not in self.singled_out and row.moved is None:
            is_readers = row.author_id == self.reader
            skeleton = skeleton_of(self.template, ROW.shape(row), is_readers, self.decided)
            if skeleton.is_whole and self._lacks(skeleton.missed):
                return skeleton.filled(self.page + ROW.values(row))
        with self.context.push(row=row):
            return self.template.render(self.context)


@lru_cache(maxsize=SKELETONS)
def _between(template: Template, is_first: bool, deeper: bool, closes: tuple[bool, ...]) -> str:
    """What ends and begins between a reply and the one before it."""
    given = {"is_first": is_first, "deeper": deeper, "closes": closes}
    return template.render(Context(given))


def _resolved(name: str, context: Context) -> Any:
    try:
        return Variable(name).resolve(context)
    except VariableDoesNotExist:
        return None
