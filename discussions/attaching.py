"""What ties a thread to a part of its page: kept when it begins, and forgotten where it must be."""

from collections.abc import Iterable
from typing import Any

from discussions.models import Thread
from markup.passages import Passage, Text
from recommendations.models import Area, Recommendation
from wiki.hideable import REMOVED
from wiki.marking import place, text_of_page
from wiki.models import Changeset, Page


def part(
    item: Recommendation | None,
    area: Area | None,
    changeset: Changeset | None,
    passage: Passage | None,
) -> dict[str, Any]:
    """Which part of the page a thread is about, in what it says now: the page is locked."""
    if item is not None:
        return {"area": item.area, "about_wording": item.wording}
    if changeset is not None:
        changeset.refresh_from_db(fields=["note"])
        return {"changeset": changeset, "about_wording": changeset.note}
    if area is not None:
        area.refresh_from_db(fields=["title"])
        return {"area": area, "about_wording": str(area)}
    if passage is not None:
        return {"quote": passage.quote, "before": passage.before, "after": passage.after}
    return {}


def unquoted(thread: Thread) -> Thread:
    """Without words that stand on the page no more: tied to what became of them, or to nothing.

    Not saved.
    """
    assert thread.at_update is not None, "a passage stood in some update"
    page = Page.objects.get(pk=thread.at_update.page_id)
    text = Text(text_of_page(page))
    place = text.find(thread.passage) if thread.quote != REMOVED else None
    kept = text.passage_at(place) if place else Passage(REMOVED)
    thread.quote, thread.before, thread.after = kept.quote, kept.before, kept.after
    return thread


def unquote(threads: Iterable[Thread]) -> None:
    """The same for good, for those of some threads that are about a passage."""
    for thread in threads:
        if thread.quote:
            unquoted(thread).save(update_fields=["quote", "before", "after"])


def mark_again(thread: Thread) -> None:
    """Mark its passage, or mark it no more: it was merged into another, or stands again."""
    if thread.quote and thread.at_update is not None:
        place(Page.objects.get(pk=thread.at_update.page_id))
