"""Suggesting changes of a page's areas and recommendations, and accepting them.

Accepted, they are an update of their author's, made by the rules of the editor in which all are
edited: by identity, with stars that stay with the earlier wording.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import User
from markup.diff import compare_words
from markup.words import count_change
from recommendations import saving
from recommendations.draft import Draft
from recommendations.drafting import base_rows
from recommendations.models import Area
from recommendations.proposing import (
    Proposed,
    changes_in,
    out_of_reach,
    put_together,
    with_needed,
)
from updates import detailing, rewording
from updates.accepting import latest_number
from updates.change import Change
from updates.models import Suggestion
from updates.suggesting import Unchanged, When, deciding, put_forward, require_open, settle
from wiki.changesets import recording
from wiki.models import Changeset, Page

NAMES = {
    "words": "Reworded",
    "added": "Added",
    "back": "Brought back",
    "moved": "Moved",
    "gone": "Removed",
    "heading": "Heading",
    "area": "Area added",
    "area-gone": "Area removed",
    "order": "Areas moved",
}


class Meets(Exception):
    """Raised where somebody changed the same since; holds both, and `against`: the latest."""

    def __init__(self, draft: Draft, against: int) -> None:
        super().__init__("somebody changed the same")
        self.draft = draft
        self.against = against


@dataclass
class Line:
    """One proposed change as it is shown; `meets` says what became of the same meanwhile.

    `is_lost`: the page has no place for it any more, so it cannot be taken. `text`: the words that
    it brings, if any; `own`: what an editor made of them, and `error` what stands against that.
    """

    key: str
    text: str = ""
    own: str = ""
    error: str = ""
    changes: list[Change] = field(default_factory=list)
    meets: str = ""
    is_lost: bool = False


def suggest_changes(draft: Draft, *, author: User, note: str = "", at: When = None) -> Suggestion:
    """Propose what a valid draft changes of its page, whose row is held. Raises Unchanged."""
    given: dict[str, Any] = {"base": draft.base, "author": author, "note": note, "at": at}
    return propose(draft.page, changes_in(draft), **given)


def propose(
    page: Page, changes: list[Proposed], *, base: int, author: User, note: str = "", at: When = None
) -> Suggestion:
    """Propose changes of a page, whose row is held. Sent twice it is one. Raises Unchanged."""
    if not changes:
        raise Unchanged
    kept = [change.kept for change in changes]
    waiting = Suggestion.objects.open().filter(page=page, author=author)
    for twin in waiting.filter(base=base):
        if twin.changes == kept:
            found: Suggestion = twin
            return found
    rows = base_rows(page, base)
    sizes = [count_change(*_words(one, rows)) for one in changes]
    made: Suggestion = Suggestion.objects.create(
        page=page,
        base=base,
        author=author,
        author_name=author.username,
        title=page.title,
        note=note.strip(),
        changes=kept,
        words_added=sum(added for added, _ in sizes),
        words_removed=sum(removed for _, removed in sizes),
        created_at=at or timezone.now(),
    )
    put_forward(made)
    return made


def changes_of(suggestion: Suggestion) -> list[Proposed]:
    return [Proposed.of(kept) for kept in suggestion.changes]


def _words(change: Proposed, rows: Mapping[str, Any]) -> tuple[str, str]:
    """The words before and after; `rows` stood when it was proposed."""
    if change.what in ("added", "back", "area"):
        return "", change.text
    if change.what == "order":
        return "", ""
    if change.what == "details":
        return detailing.words(change, rows)
    row = rows.get(f"area-{change.row}" if change.is_of_area else change.row)
    was = "" if row is None else row.title if change.is_of_area else row.wording
    return was, was if change.what == "moved" else change.text


def lines_of(suggestion: Suggestion, draft: Draft | None = None) -> list[Line]:
    """What it changes, in words; with a draft, where that meets what somebody changed since."""
    changes = changes_of(suggestion)
    rows = base_rows(suggestion.page, suggestion.base)
    titles = _titles(suggestion.page, changes)
    lost = out_of_reach(draft, changes) if draft else {}

    def meeting(one: Proposed) -> str:
        if draft is None or one.key in lost:
            return lost.get(one.key, "")
        return detailing.meeting(one, rows) if one.what == "details" else _meeting(one, draft)

    return [
        Line(
            *(one.key, one.text, one.text),
            changes=detailing.shown(one, rows)
            if one.what == "details"
            else [_shown(one, rows, titles)],
            meets=meeting(one),
            is_lost=one.key in lost,
        )
        for one in changes
    ]


def shown_in(edited: Draft) -> list[Change]:
    """What a draft changes of its page as it stands."""
    changes, rows = changes_in(edited), base_rows(edited.page, edited.base)
    titles = _titles(edited.page, changes)
    return [_shown(one, rows, titles) for one in changes]


def _titles(page: Page, changes: Iterable[Proposed]) -> dict[str, str]:
    areas = Area.objects.filter(page=page).values_list("pk", "title")
    titles = {str(pk): title for pk, title in areas}
    return titles | {one.row: one.text for one in changes if one.what in ("area", "heading")}


def _shown(change: Proposed, rows: Mapping[str, Any], titles: Mapping[str, str]) -> Change:
    detail = ""
    if change.what == "order":
        detail = f"The order would be {'; '.join(filter(None, map(titles.get, change.order)))}"
    elif change.area:
        title = titles.get(change.area, "")
        detail = f"at place {change.at}" + (f" of “{title}”" if title else "")
    elif change.what == "area-gone":
        detail = "with the recommendations in it"
    elif change.declared:
        detail = "It would say something else: those who starred it are asked again"
    pk = int(change.row) if change.is_of_item else None
    words = list(compare_words(*_words(change, rows)))
    return Change(NAMES[change.what], words, pk, detail)


def _meeting(change: Proposed, draft: Draft) -> str:
    """What somebody made of the same meanwhile, and what taking it does to that."""
    if change.is_of_area:
        area = draft.by_key().get(change.row)
        return area.error.partition(". Save")[0] if area else ""
    item = draft.find(change.row)
    if item is None:
        return ""
    if item.theirs or (change.what == "gone" and item.error):
        return f"It reads “{item.theirs or item.was}” by now"
    return "It was removed meanwhile, and would come back" if item.error else ""


def together(suggestion: Suggestion) -> Draft:
    """All of it, put together with the page as it stands."""
    return put_together(suggestion.page, changes_of(suggestion), base=suggestion.base)


def accept_changes(
    suggestion: Suggestion,
    *,
    by: User,
    chosen: Collection[str] | None = None,
    against: int | None = None,
    own: Mapping[str, str] | None = None,
    reason: str = "",
) -> Changeset | None:
    """Put it on its page, or its `chosen` changes; twice is once.

    Whoever has seen the page as update `against` left it takes the chosen changes in place of what
    stood there then. Their `own` words for some of these are an update of theirs, right after it.
    Returns the update in its author's name; None where the page reads so already.
    Raises Meets, Unfit, Settled, Protected, PermissionDenied; nothing is written then.
    """
    with deciding(suggestion, by):
        if suggestion.is_accepted:
            return suggestion.update
        require_open(suggestion)
        page, changes = suggestion.page, changes_of(suggestion)
        taken = changes if chosen is None else with_needed(chosen, changes)
        others = rewording.other_words(changes, taken, own or {})
        whose: dict[str, Any] = {"author": suggestion.author, "accepted_by": by}
        with recording(page, note=suggestion.note, **whose) as update:
            draft = put_together(page, taken, base=against or suggestion.base)
            lost = out_of_reach(draft, taken)
            if not draft.is_valid() or lost.keys() & (chosen or {one.key for one in taken}):
                raise Meets(draft, latest_number(page))
            _put_details(draft, taken, against or suggestion.base, suggestion.author)
            draft.seen = suggestion.base if suggestion.base < draft.base else None
            saving.save(draft, author=suggestion.author)
        suggestion.update = update.made
        if others:
            note = f"Changed while accepting the suggestion of {suggestion.author_name}"
            saving.save(rewording.in_other_words(draft, others), author=by, note=note)
        is_whole = len(taken) == len(changes) and not (lost or others)
        state = Suggestion.State.ACCEPTED if is_whole else Suggestion.State.PARTLY
        settle(suggestion, state, by=by, reason=reason)
    return suggestion.update


def _put_details(draft: Draft, changes: Iterable[Proposed], base: int, author: User | None) -> None:
    """Raises Meets."""
    detailed = [one for one in changes if one.what == "details"]
    rows = base_rows(draft.page, base) if detailed else {}
    for one in detailed:
        if detailing.meeting(one, rows):
            raise Meets(draft, latest_number(draft.page))
        detailing.put(one, rows, author=author)
