"""Files that texts of pages name. The wiki keeps none: the app that does says here which."""

import datetime
from collections.abc import Callable, Iterable

from markup.shelf import Shelf, targets
from wiki.models import Page

Finder = Callable[[Page, set[str], datetime.datetime | None], Shelf]
"""Of the files that a page's text may name, those that there are (or were, at a moment)."""
Keeper = Callable[[Page, Iterable[str]], None]
"""Remembers which files a page's text names."""

_apps: list[tuple[Finder, Keeper]] = []


def files_kept_by(finder: Finder, keeper: Keeper) -> None:
    """Let an app find the files that texts name, and remember where they are named."""
    _apps[:] = [(finder, keeper)]


def shelf_of(page: Page | None, body: str, at: datetime.datetime | None = None) -> Shelf:
    """The files that the text `body` of a page names. A text that names none costs no query."""
    named = targets(body)
    if page is None or not named or not _apps:
        return Shelf()
    return _apps[0][0](page, named, at)


def keep(page: Page, named: Iterable[str]) -> None:
    for _, keeper in _apps:
        keeper(page, named)
