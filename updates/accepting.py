"""Accepting a suggestion: it becomes an update of its author's, whole or in part.

What the editor makes of it on the way is an update of their own, right after it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import User
from updates.editing import Merged, Texts, put_together, save
from updates.models import Suggestion
from updates.parts import Part, of_texts, text_with
from updates.suggesting import deciding, require_open, settle
from wiki.models import Changeset, Page


class Moved(Exception):
    """Raised where somebody saved the page while it was decided what to make of a suggestion."""


@dataclass(frozen=True)
class Made:
    """What an editor made of a suggestion, seeing the page as update `against` left it."""

    first: Texts  # the page with what of the suggestion is taken
    final: Texts  # with the editor's own words too
    against: int
    is_whole: bool = False  # nothing of it was left out


def latest_number(page: Page) -> int:
    return page.changesets.values_list("number", flat=True).first() or 0


def seen_by_author(suggestion: Suggestion) -> Texts:
    """Raises wiki.pasts.Hidden: what was made of a hidden text would show it."""
    page = suggestion.page
    base = Changeset.objects.filter(page=page, number=suggestion.base).first()
    return Texts.left_by(page, base) if base else Texts.of(page)


def proposed(suggestion: Suggestion, chosen: Collection[str] | None = None) -> Texts:
    """The page as the suggestion would have it; with `chosen` parts alone, if any are named."""
    mine = Texts(suggestion.title, suggestion.body, suggestion.tags)
    if chosen is None:
        return mine
    base = seen_by_author(suggestion)
    return Texts(
        mine.title if "title" in chosen else base.title,
        text_with(base.body, mine.body, chosen),
        mine.tags if "tags" in chosen else base.tags,
    )


def parts_of(suggestion: Suggestion) -> list[Part]:
    """What it would change, each to be accepted alone: the same whatever became of the page."""
    return of_texts(seen_by_author(suggestion), proposed(suggestion))


def together(
    suggestion: Suggestion, chosen: Collection[str] | None = None, *, at: int | None = None
) -> Merged:
    """The suggestion put together with the page as it stands, or as update `at` left it."""
    now = Texts.of(suggestion.page)
    theirs = (Texts.at(suggestion.page, at) or now) if at else now
    return put_together(seen_by_author(suggestion), theirs, proposed(suggestion, chosen))


def accept(
    suggestion: Suggestion,
    *,
    by: User,
    chosen: Collection[str] | None = None,
    made: Made | None = None,
    reason: str = "",
) -> Changeset | None:
    """Put it on its page, or `chosen` parts of it, or what `by` `made` of it; twice is once.

    Returns the update in its author's name; None where the page reads so already.
    Raises Moved, suggesting.Settled, editing.Conflict, wiki.naming.NameTaken,
    markup.render.Refused, wiki.changesets.Protected, PermissionDenied; nothing is written then.
    """
    with deciding(suggestion, by):
        if suggestion.is_accepted:
            return suggestion.update
        require_open(suggestion)
        page = suggestion.page
        if made is not None and made.against != latest_number(page):
            raise Moved
        every = chosen is None or {part.key for part in parts_of(suggestion)} <= set(chosen)
        is_changed = Texts.of(page) != seen_by_author(suggestion)
        saved = save(
            page,
            made.first if made else proposed(suggestion, chosen),
            base=made.against if made else suggestion.base,
            seen=suggestion.base if made and is_changed else None,
            author=suggestion.author,
            accepted_by=by,
            note=suggestion.note,
        )
        if made is not None and made.final != made.first:
            note = f"Changed while accepting the suggestion of {suggestion.author_name}"
            save(page, made.final, base=None, author=by, note=note)
        suggestion.update = saved.changeset
        is_whole = every and (made is None or made.is_whole)
        state = Suggestion.State.ACCEPTED if is_whole else Suggestion.State.PARTLY
        settle(suggestion, state, by=by, reason=reason)
    return saved.changeset
