"""Recent activity as an Atom feed, with what each update changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Max, OuterRef, Subquery
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed, get_tag_uri

from markup.diff import Segment, compare, compare_words
from recommendations.models import Recommendation
from updates.activity import Event
from web.forms import UNSHOWN
from wiki.models import Changeset, Page
from wiki.pasts import texts_written


@dataclass
class Difference:
    """What an update changed in words: of its page's title and text, and of recommendations."""

    title: list[Segment] = field(default_factory=list)
    paragraphs: list[list[Segment]] = field(default_factory=list)
    recommendations: list[tuple[int, str, list[Segment]]] = field(default_factory=list)


def differences(updates: Iterable[Changeset]) -> dict[int, Difference]:
    """By the id of each update. Four queries; no star is read, whoever may know of it."""
    found = {update.pk: Difference() for update in updates}
    for was, row in _with_before(Page, found, ("title",)):
        if was["title"] != row["title"]:
            words = list(compare_words(was["title"], row["title"]))
            found[row["changeset_id"]].title = words
    for pk, (before, after) in texts_written(found).items():
        if before != after:
            hunks = compare(before, after)
            found[pk].paragraphs = [hunk.segments for hunk in hunks if hunk.kind != "same"]
    for was, row in _with_before(Recommendation, found, ("wording", "is_removed")):
        before, after = (one["wording"] * (not one["is_removed"]) for one in (was, row))
        if before != after:
            name = "Reworded" if before and after else "Added" if after else "Removed"
            words = list(compare_words(before, after))
            found[row["changeset_id"]].recommendations.append((row["id"], name, words))
    return found


def _with_before(
    model: Any, updates: Iterable[int], names: tuple[str, ...]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The rows that some updates left, each with what stood there before ("" where nothing did)."""
    rows = model.history.filter(changeset__in=list(updates))
    last = rows.order_by().values("changeset", "id").annotate(last=Max("history_id"))
    earlier = model.history.filter(id=OuterRef("id"), changeset__lt=OuterRef("changeset"))
    earlier = earlier.order_by("-history_id")
    rows = rows.filter(history_id__in=last.values("last")).order_by("history_id")
    before = {f"before_{name}": Subquery(earlier.values(name)[:1]) for name in names}
    return [
        ({name: row[f"before_{name}"] or "" for name in names}, row)
        for row in rows.values("id", "changeset_id", *names, **before)
    ]


def atom(events: list[Event], *, title: str, address: str, feed_address: str) -> str:
    """The events as a feed. `address`: of the same for people; `feed_address`: of the feed."""
    feed = Atom1Feed(
        title=_shown(title),
        link=settings.SITE_URL + address,
        description="",
        language="en-GB",
        feed_url=settings.SITE_URL + feed_address,
        author_name=settings.COMMUNITY_NAME,
    )
    changed = differences(event.update for event in events if event.update)
    for event in sorted(events, key=lambda event: event.changed_at, reverse=True):
        link = settings.SITE_URL + (event.changes_url or event.url)
        lasting = f"/updates/{event.update.pk}/" if event.update else event.url
        body = render_to_string(
            "updates/_feed_entry.html",
            {
                "event": event,
                "difference": changed.get(event.update.pk) if event.update else None,
                "site_url": settings.SITE_URL,
            },
        )
        feed.add_item(
            title=_shown(f"{event.by or 'Somebody'} {event.said} {event.title}"),
            link=link,
            # A page may be renamed, and an entry must not be taken for a new one then.
            unique_id=get_tag_uri(settings.SITE_URL + lasting, event.at),
            description=_shown(body),
            author_name=_shown(str(event.by or "Somebody")),
            pubdate=event.at,
            updateddate=event.changed_at,
        )
    return feed.writeString("utf-8")


def _shown(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return UNSHOWN.sub("", text)
