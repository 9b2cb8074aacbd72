"""What a thread is about: as it was when the thread began, and what became of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Subquery

from discussions.models import Thread
from discussions.placing import PLACED, about_passages
from markup.diff import Segment, compare_words
from markup.passages import find, flat
from recommendations.lineage import successors_of
from recommendations.models import Area, Recommendation
from wiki.hideable import BLANK
from wiki.marking import text_of_page
from wiki.models import Changeset, Page


@dataclass(frozen=True)
class Today:
    """What became of what a thread is about."""

    stands: bool = True
    words: str = ""  # as they are; empty where there are none
    difference: tuple[Segment, ...] = ()  # from then; empty where they are the same
    removed_by: Changeset | None = None  # where it stands no more, and that is known
    hides_then: bool = False  # what was said then is to be read nowhere
    successors: tuple[Recommendation, ...] = ()  # what took the recommendation's place
    is_marked: bool = True  # where it is a passage: whether so many threads are marked


def today(thread: Thread) -> Today:
    """No query for what stands; two for a passage, one for what was removed or gave way."""
    if thread.recommendation is not None:
        return _of_recommendation(thread, thread.recommendation)
    if thread.changeset is not None:
        hidden = thread.changeset.note_is_hidden
        return (
            Today(hides_then=True)
            if hidden
            else _since(thread.about_wording, thread.changeset.note)
        )
    if thread.quote:
        return _of_passage(thread)
    if thread.area is not None:
        removed = thread.area.is_removed
        return _since(
            thread.about_wording or str(thread.area),
            str(thread.area),
            stands=not removed,
            removed_by=_removal(thread.area) if removed else None,
        )
    return Today()


def _of_recommendation(thread: Thread, item: Recommendation) -> Today:
    gave_way = item.status == Recommendation.Status.SUPERSEDED
    return _since(
        thread.about_wording,
        item.wording,
        stands=not item.is_removed,
        removed_by=_removal(item) if item.is_removed else None,
        successors=tuple(successors_of(item)) if gave_way else (),
    )


def _of_passage(thread: Thread) -> Today:
    """Where its words stand now, looked for from the words of then.

    The page is the one that was read, also where the thread moved to another meanwhile.
    """
    assert thread.at_update is not None, "a passage stood in some update"
    newer = about_passages(thread.at_update.page_id).filter(pk__gt=thread.pk).values("pk")
    past_all = Subquery(newer[PLACED - 1 : PLACED])
    found = Page.objects.filter(pk=thread.at_update.page_id).annotate(past_all=past_all)
    page = found.first()
    if page is None or page.deleted_at:
        return Today(stands=False, hides_then=True)
    text = text_of_page(page)
    place = find(thread.passage, text)
    hidden = thread.hides_quote
    if place is None:
        removed_by = thread.removed_by if thread.is_gone else None
        if removed_by is not None:
            removed_by.page = page
        return Today(stands=False, removed_by=removed_by, hides_then=hidden)
    words, is_marked = flat(text[place.start : place.end]), page.past_all is None
    if hidden:
        return Today(words=words, hides_then=True, is_marked=is_marked)
    return _since(thread.quote, words, is_marked=is_marked)


def _since(then: str, words: str, **more: Any) -> Today:
    if words == then or BLANK in (then, words):
        return Today(words=words, **more)
    return Today(words=words, difference=tuple(compare_words(then, words)), **more)


def _removal(row: Area | Recommendation) -> Changeset | None:
    """The update that removed it, the last time."""
    rows = row.history.select_related("changeset__page").order_by("-history_id")
    found: Changeset | None = None
    for past in rows[:50]:
        if not past.is_removed:
            break
        found = past.changeset
    return found
