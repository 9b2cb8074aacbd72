"""Drafts of pages: what of a form is kept, what is offered back, and how the page went on."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from accounts.models import User
from drafts import keeping
from drafts.models import PART_LIMIT
from markup.diff import Comparison, Segment, compare, compare_words
from recommendations.draft import Draft
from recommendations.drafting import from_kept, to_keep
from updates.change import Change
from updates.editing import Texts, put_together
from updates.forms import PageForm
from updates.models import RECOMMENDATIONS, PageDraft
from updates.recommending import shown_in
from updates.sections import as_it_was
from web.paging import whole_number
from wiki.models import Changeset, Page
from wiki.writing import tidy

FIELDS = tuple(PageForm.base_fields)
TEXTS = ("title", "body", "tags")


def keep(
    person: User,
    page: Page | None,
    given: QueryDict,
    *,
    at: datetime.datetime | None = None,
) -> PageDraft:
    """Keep what was typed into a page's form, or a new one's. Raises NotKept, Ended."""
    part = given.get("section", "")[:PART_LIMIT]
    fields = {name: str(given[name]).replace("\r\n", "\n") for name in FIELDS if name in given}
    if page and part == RECOMMENDATIONS:
        fields = to_keep(page, given)
    return keeping.keep(
        PageDraft,
        person=person,
        key=given.get("draft", ""),
        fields=fields,
        at=at,
        page=page,
        part=part,
        base=whole_number(given.get("base", "")) if page else None,
        suggests="suggests" in given,
    )


def find(person: User, page: Page | None, key: str) -> PageDraft | None:
    """A draft of one's own of a page's text, to go on with."""
    drafts = _called(key, person, page).exclude(part=RECOMMENDATIONS)
    found: PageDraft | None = drafts.first()
    return found


def find_of_recommendations(person: User, page: Page | None, key: str) -> PageDraft | None:
    found: PageDraft | None = _called(key, person, page).filter(part=RECOMMENDATIONS).first()
    return found


def _called(key: str, person: User, page: Page | None) -> Any:
    drafts = PageDraft.objects.of(person).select_related("page")
    return drafts.filter(page=page, key=key) if keeping.is_key(key) else drafts.none()


@dataclass(frozen=True)
class Offer:
    draft: PageDraft
    since: int  # updates that changed the same of the page after the one its writer saw


def offered(person: User, page: Page | None, part: str = "", *, but: str = "") -> list[Offer]:
    """One's drafts for a form, `but` the one that is in it. One query, two where there are any."""
    drafts = list(PageDraft.objects.of(person).filter(page=page, part=part).exclude(key=but))
    if not drafts or page is None:
        return [Offer(draft, 0) for draft in drafts]
    texts = Texts.of(page)
    drafts = [draft for draft in drafts if draft.part or not _says(draft, texts)]
    for draft in drafts:
        draft.page = page
    numbers = _since(page, person, min((draft.base or 0 for draft in drafts), default=0), part)
    later = list(numbers.values_list("number", flat=True))
    return [Offer(draft, sum(n > (draft.base or 0) for n in later)) for draft in drafts]


def _says(draft: PageDraft, texts: Texts) -> bool:
    title, body, tags = (draft.fields.get(name, "") for name in TEXTS)
    return Texts(title, tidy(body), tags) == texts


def _since(page: Page, reader: Any, base: int, part: str) -> Any:
    updates = Changeset.objects.filter(page=page, number__gt=base).visible_to(reader)
    kind = "recommendations" if part == RECOMMENDATIONS else "text"
    return updates.of_kind(kind).order_by("number")


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


def updates_since(draft: PageDraft) -> list[Changeset]:
    assert draft.page is not None
    updates = _since(draft.page, draft.person, draft.base or 0, draft.part)
    return list(updates.select_related("author", "page"))


def differences(draft: PageDraft) -> Differences:
    page = draft.page
    assert page is not None
    now = Texts.of(page)
    base = (Texts.at(page, draft.base) if draft.base else None) or now
    mine = _texts(draft, base)
    merged = put_together(base, now, mine)
    return Differences(
        title=compare_words(base.title, mine.title) if base.title != mine.title else [],
        their_title=compare_words(base.title, now.title) if base.title != now.title else [],
        mine=compare(base.body, merged.mine.body),
        theirs=compare(base.body, now.body),
        since=updates_since(draft),
        touching=len(merged.body.conflicts) + merged.title_conflict,
    )


@dataclass(frozen=True)
class Rearranged:
    """The same of areas and recommendations: what a draft changes of them as they stand."""

    changes: list[Change]
    since: list[Changeset]
    touching: int


def edited(draft: PageDraft) -> Draft:
    """The page's recommendations as a draft would have them, put together with what they became."""
    assert draft.page is not None
    return from_kept(draft.page, draft.fields, base=draft.base)


def rearranged(draft: PageDraft, together: Draft) -> Rearranged:
    """`together` is the draft as `edited`."""
    meets = [bool(area.error) for area in together.areas]
    meets += [bool(item.error or item.theirs) for item in together.items()]
    return Rearranged(shown_in(together), updates_since(draft), sum(meets))
