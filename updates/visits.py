"""What is new on a page to somebody who has read it before, and what waits for their decision."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse
from django.utils.text import Truncator

from discussions.models import Post
from recommendations.models import Reservation, Star
from recommendations.panels import Group
from updates.meanwhile import Change, changes
from wiki.models import Changeset, Page
from wiki.visiting import Visit

NAMED = 5  # things that one line names; the others are counted
QUOTED = 60  # characters of a wording

# Kind: what one line says of one, of many, and how the row on the page is marked.
LINES = {
    "text": ("update of the text", "updates of the text", ""),
    "added": ("recommendation added", "recommendations added", "New"),
    "came": ("moved here from another page", "moved here from other pages", "New"),
    "restored": ("recommendation brought back", "recommendations brought back", "New"),
    "reworded": ("recommendation reworded", "recommendations reworded", "Reworded"),
    "moved": ("moved to another area", "moved to another area", "Moved"),
    "status": ("status changed", "statuses changed", "Status"),
    "removed": ("recommendation removed", "recommendations removed", ""),
    "left": ("moved to another page", "moved to other pages", ""),
    "stars": ("new star", "new stars", ""),
    "reservations": ("new reservation", "new reservations", ""),
    "withdrawn": ("reservation withdrawn", "reservations withdrawn", ""),
    "posts": ("new post", "new posts", ""),
    "mine": (
        "star of yours stands on an earlier wording",
        "stars of yours stand on an earlier wording",
        "",
    ),
}


@dataclass(frozen=True)
class Item:
    """One thing that a line names, with where it stands."""

    name: str
    url: str
    detail: str = ""
    number: int = 1  # of how many new things it stands for


@dataclass(frozen=True)
class Line:
    kind: str
    items: list[Item]

    @property
    def name(self) -> str:
        number = sum(item.number for item in self.items)
        one, many, _ = LINES[self.kind]
        return f"{number} {one if number == 1 else many}"

    @property
    def named(self) -> list[Item]:
        return self.items[:NAMED]

    @property
    def more(self) -> int:
        return len(self.items) - len(self.named)


@dataclass
class News:
    """What a page tells its reader above its recommendations."""

    visit: Visit
    lines: list[Line] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)  # by recommendation
    threads: dict[int, int] = field(default_factory=dict)  # new posts by thread
    seen: int = 0  # number of the update that the reader saw last, where there are later ones

    @property
    def is_new(self) -> bool:
        """Whether something happened since the last visit; a star may wait for longer."""
        return any(line.kind != "mine" for line in self.lines)

    def add(self, kind: str, items: list[Item]) -> None:
        if items:
            self.lines.append(Line(kind, items))


def news(
    page: Page,
    reader: Any,
    visit: Visit,
    *,
    groups: Iterable[Group],
    updated_at: datetime.datetime,
    posted_at: datetime.datetime | None,
) -> News:
    """What others did on the page since the visit before this one.

    `groups` are as the reader sees them; `updated_at` and `posted_at` are the times of the page's
    latest update and post: where both are known already, nothing is asked of the database.
    """
    groups = list(groups)
    found, since = News(visit), visit.since
    if since is not None and updated_at > since:
        _tell_updates(found, page, reader, since)
        _tell_changes(found, changes(page, reader, since), groups)
        found.add("stars", _stars(page, reader, since))
        _tell_reservations(found, page, reader, since)
    if since is not None and posted_at is not None and posted_at > since:
        _tell_posts(found, page, reader, since)
    rows = (row for group in groups for row in group.rows)
    found.add("mine", [Item(row.ref, f"#r{row.pk}") for row in rows if row.asks])
    return found


def _tell_updates(found: News, page: Page, reader: Any, since: datetime.datetime) -> None:
    """How often others changed the text, and which update the reader saw last. Two queries."""
    updates = Changeset.objects.filter(page=page).visible_to(reader)
    seen = updates.filter(created_at__lte=since).order_by("-number").values_list("number")[:1]
    by_others = ~Q(author=reader) & ~Q(accepted_by=reader)
    texts = Q(counts__has_any_keys=["text_changed", "title_changed"]) & by_others
    later = updates.filter(created_at__gt=since)
    told = later.aggregate(last=Max("number"), texts=Count("pk", filter=texts))
    found.seen = max((number for (number,) in seen), default=0)
    if found.seen and told["texts"]:
        url = reverse("compare", args=[page.slug, found.seen, told["last"]])
        found.add("text", [Item("what changed", url, number=told["texts"])])


def _tell_changes(found: News, changed: list[Change], groups: list[Group]) -> None:
    areas = {group.pk: group.title for group in groups}
    by_kind: dict[str, list[Item]] = {}
    for change in changed:
        by_kind.setdefault(change.kind, []).append(_changed(change, areas))
        if change.pk not in found.marks and LINES[change.kind][2]:
            found.marks[change.pk] = LINES[change.kind][2]
    for kind in LINES:
        found.add(kind, by_kind.get(kind, []))


def _changed(change: Change, areas: Mapping[int, str]) -> Item:
    gone = change.kind in ("removed", "left")
    url = reverse("recommendation", args=[change.pk]) if gone else f"#r{change.pk}"
    wording = Truncator(change.now.wording).chars(QUOTED)
    area = areas.get(change.now.area_id, "")
    details = {"status": change.status_name.lower(), "moved": f"to “{area}”" if area else ""}
    return Item(f"R{change.pk} {wording}", url, details.get(change.kind, ""))


def _stars(page: Page, reader: Any, since: datetime.datetime) -> list[Item]:
    """Stars of others given since to wordings that still stand, the most first. One query."""
    given = (
        Star.objects.visible_to(reader)
        .on_this_wording()
        .filter(recommendation__page=page, recommendation__is_removed=False, given_at__gt=since)
        .exclude(person=reader)
        .values("recommendation")
        .annotate(number=Count("pk"))
        .order_by("-number", "recommendation")
    )
    return [
        Item(f"R{pk}", f"#r{pk}", f"({number})", number)
        for pk, number in given.values_list("recommendation", "number")
    ]


def _tell_reservations(found: News, page: Page, reader: Any, since: datetime.datetime) -> None:
    """Those raised and still open, and those withdrawn that the reader knew. One query."""
    raised = Q(raised_at__gt=since, withdrawn_at__isnull=True)
    withdrawn = Q(raised_at__lte=since, withdrawn_at__gt=since)
    rows = (
        Reservation.objects.filter(raised | withdrawn)
        .filter(recommendation__page=page, recommendation__is_removed=False)
        .exclude(person=reader)
        .order_by("pk")
        .values_list("recommendation", "person__username", "withdrawn_at")
    )
    by_kind: dict[str, list[Item]] = {"reservations": [], "withdrawn": []}
    for pk, name, withdrawn_at in rows:
        item = Item(f"R{pk}", f"#r{pk}", f"by {name}")
        by_kind["withdrawn" if withdrawn_at else "reservations"].append(item)
    for kind, items in by_kind.items():
        found.add(kind, items)


def _told(number: int) -> str:
    return f"({number})" if number > 1 else ""


def _tell_posts(found: News, page: Page, reader: Any, since: datetime.datetime) -> None:
    """New posts by thread, each leading to the first of them. One query."""
    posts = (
        Post.objects.standing()
        .filter(thread__page=page, created_at__gt=since)
        .exclude(author=reader)
        .values("thread", subject=F("thread__subject"))
        .annotate(made=Count("pk"), first=Min("pk"), last=Max("pk"))
        .order_by("-last")
    )
    rows = list(posts)
    found.threads = {row["thread"]: row["made"] for row in rows}
    items = [
        Item(row["subject"], reverse("post", args=[row["first"]]), _told(row["made"]), row["made"])
        for row in rows
    ]
    found.add("posts", items)
