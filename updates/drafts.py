"""Drafts of pages: what of a form is kept, what is offered back, and how the page went on."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from accounts.models import User
from drafts import keeping
from drafts.models import PART_LIMIT
from markup.diff import Comparison, Segment, compare, compare_words
from updates.editing import Texts, put_together
from updates.forms import PageForm
from updates.models import PageDraft
from updates.sections import as_it_was
from web.paging import whole_number
from wiki.models import Changeset, Page
from wiki.writing import tidy

FIELDS = tuple(PageForm.base_fields)
TEXTS = ("title", "body", "tags")


def keep(
    person: User,
    page: Page | None,
    given: Mapping[str, Any],
    *,
    at: datetime.datetime | None = None,
) -> PageDraft:
    """Keep what was typed into a page's form, or a new one's. Raises NotKept, Ended."""
    fields = {name: str(given[name]).replace("\r\n", "\n") for name in FIELDS if name in given}
    return keeping.keep(
        PageDraft,
        person=person,
        key=given.get("draft", ""),
        fields=fields,
        at=at,
        page=page,
        part=given.get("section", "")[:PART_LIMIT],
        base=whole_number(given.get("base", "")) if page else None,
        suggests="suggests" in given,
    )


def find(person: User, page: Page | None, key: str) -> PageDraft | None:
    """A draft of one's own, to go on with."""
    drafts = PageDraft.objects.of(person).select_related("page").filter(page=page)
    found: PageDraft | None = drafts.filter(key=key).first() if keeping.is_key(key) else None
    return found


@dataclass(frozen=True)
class Offer:
    draft: PageDraft
    since: int  # updates that changed the page's text after the one its writer saw


def offered(person: User, page: Page | None, part: str = "", *, but: str = "") -> list[Offer]:
    """One's drafts for a form, `but` the one that is in it. One query, two where there are any."""
    drafts = list(PageDraft.objects.of(person).filter(page=page, part=part).exclude(key=but))
    if not drafts or page is None:
        return [Offer(draft, 0) for draft in drafts]
    texts = Texts.of(page)
    drafts = [draft for draft in drafts if draft.part or not _says(draft, texts)]
    for draft in drafts:
        draft.page = page
    numbers = _since(page, person, min((draft.base or 0 for draft in drafts), default=0))
    later = list(numbers.values_list("number", flat=True))
    return [Offer(draft, sum(n > (draft.base or 0) for n in later)) for draft in drafts]


def _says(draft: PageDraft, texts: Texts) -> bool:
    title, body, tags = (draft.fields.get(name, "") for name in TEXTS)
    return Texts(title, tidy(body), tags) == texts


def _since(page: Page, reader: Any, base: int) -> Any:
    updates = Changeset.objects.filter(page=page, number__gt=base)
    return updates.visible_to(reader).of_kind("text").order_by("number")


@dataclass(frozen=True)
class Differences:
    """What a draft changes, what others changed since it was begun, and where the two touch."""

    title: list[Segment]
    mine: Comparison
    theirs: Comparison
    their_title: list[Segment]
    since: list[Changeset]
    touching: int


def _texts(draft: PageDraft, base: Texts) -> Texts:
    """The page as its draft would have it, by itself."""
    typed = replace(base, **{name: draft.fields[name] for name in TEXTS if name in draft.fields})
    if draft.page is None or not draft.part:
        return typed
    opened = as_it_was(draft.page, draft.part, base=draft.base or 0)
    return opened.whole(typed.body) if opened else typed


def differences(draft: PageDraft) -> Differences:
    page = draft.page
    assert page is not None
    now = Texts.of(page)
    base = (Texts.at(page, draft.base) if draft.base else None) or now
    mine = _texts(draft, base)
    merged = put_together(base, now, mine)
    since = _since(page, draft.person, draft.base or 0).select_related("author", "page")
    return Differences(
        title=compare_words(base.title, mine.title) if base.title != mine.title else [],
        their_title=compare_words(base.title, now.title) if base.title != now.title else [],
        mine=compare(base.body, merged.mine.body),
        theirs=compare(base.body, now.body),
        since=list(since),
        touching=len(merged.body.conflicts) + merged.title_conflict,
    )
