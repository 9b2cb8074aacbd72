"""A page as it stood: text, recommendations, stars, questions and more, as one update left them."""

import datetime
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from questions.moments import questions_at
from recommendations.models import LINES
from recommendations.panels import Group
from recommendations.row import Row
from recommendations.snapshots import (
    areas_at,
    criteria_at,
    known_at,
    reservations_at,
    stars_at,
    successions_at,
)
from wiki.hideable import BLANK
from wiki.models import Changeset, Page
from wiki.pasts import text_at


@dataclass(frozen=True)
class Moment:
    """History rows of one page; `changeset` is None before its first update."""

    page: Page
    changeset: Changeset | None
    title: str = ""
    body: str = ""
    tags: str = ""
    needs_reason: bool = False
    hides_tally: bool = False
    criteria: list[Any] = field(default_factory=list)  # what a star meant
    areas: list[Any] = field(default_factory=list)
    recommendations: list[Any] = field(default_factory=list)
    stars: list[Any] = field(default_factory=list)  # also of recommendations taken off by then
    reservations: list[Any] = field(default_factory=list)  # likewise, and withdrawn ones
    here: frozenset[int] = frozenset()  # ids of its recommendations, also of those taken off
    known: frozenset[int] = frozenset()  # ids of recommendations that stood here up to then
    successions: list[Any] = field(default_factory=list)  # who had taken the place of whom
    questions: list[Any] = field(default_factory=list)  # in every state
    hides_stars: bool = False  # its reader is told nothing of stars: none are here

    @property
    def number(self) -> int:
        return self.changeset.number if self.changeset else 0

    @property
    def tag_names(self) -> list[str]:
        return [name for name in self.tags.split(", ") if name]

    def groups(self) -> list[Group]:
        """Areas with rows as nobody in particular saw them."""
        wordings = {row.id: row.wording_number for row in self.recommendations}
        stars = [star for star in self.stars if star.recommendation_id in wordings]
        now: Counter[int] = Counter()
        earlier: Counter[int] = Counter()
        reasons: Counter[int] = Counter()
        for star in stars:
            on_this = star.wording_number == wordings[star.recommendation_id]
            (now if on_this else earlier)[star.recommendation_id] += 1
            reasons[star.recommendation_id] += bool(on_this and star.reason)
        held = self._reservations_held()
        groups = [Group(area.id, area.title, n) for n, area in enumerate(self.areas, start=1)]
        by_area = {group.pk: group for group in groups}
        for row in self.recommendations:
            if row.area_id in by_area:
                by_area[row.area_id].rows.append(
                    Row(
                        pk=row.id,
                        wording=row.wording,
                        status=row.status,
                        status_note=row.status_note,
                        stars=now[row.id],
                        earlier=earlier[row.id],
                        reasons=reasons[row.id],
                        wording_number=row.wording_number,
                        doer=row.doer,
                        by_when=row.by_when,
                        reservations=held[row.id, row.wording_number],
                        reservations_earlier=held[row.id, None] - held[row.id, row.wording_number],
                    )
                )
        return groups

    def _reservations_held(self) -> Counter[tuple[int, int | None]]:
        """How many were open about each wording (None: about any) of a recommendation."""
        held: Counter[tuple[int, int | None]] = Counter()
        for one in self.reservations:
            if one.withdrawn_at is None:
                held[one.recommendation_id, one.wording_number] += 1
                held[one.recommendation_id, None] += 1
        return held


def without_blanks(then: Moment, now: Moment) -> Moment:
    """`then`, with what stands now for words that are hidden: going back writes none of these.

    A recommendation that is off the page now, and whose wording is hidden, stays off it.
    """
    titles = {area.id: area.title for area in now.areas}
    standing = {row.id: row for row in now.recommendations}
    for area in then.areas:
        if area.title == BLANK:
            area.title = titles.get(area.id, "")
    for row in then.recommendations:
        stands = standing.get(row.id)
        if row.wording == BLANK and stands is not None:
            row.wording, row.wording_number = stands.wording, stands.wording_number
        for line in LINES:
            if getattr(row, line) == BLANK:
                setattr(row, line, getattr(stands, line, ""))
    return replace(
        then,
        title=now.title if then.title == BLANK else then.title,
        recommendations=[row for row in then.recommendations if row.wording != BLANK],
    )


def at(page: Page, changeset: Changeset | None) -> Moment:
    """The page as `changeset` left it; the empty page for None."""
    if changeset is None:
        return Moment(page, None)
    row = page.history.as_at(changeset.pk).get()
    known = known_at(page.pk, changeset.pk)
    here = [item for item in known if item.page_id == page.pk]
    ids = [item.id for item in here]
    areas = areas_at(page.pk, changeset.pk)
    places = {area.id: place for place, area in enumerate(areas)}
    standing = [item for item in here if not item.is_removed]
    return Moment(
        page=page,
        changeset=changeset,
        title=row.title,
        body=text_at(page, changeset),
        tags=row.tags,
        needs_reason=row.stars_need_reason,
        hides_tally=row.hides_tally,
        criteria=criteria_at(page.pk, changeset.pk),
        areas=areas,
        recommendations=sorted(standing, key=lambda item: places.get(item.area_id, -1)),
        stars=stars_at(ids, changeset.pk),
        reservations=reservations_at(ids, changeset.pk),
        here=frozenset(ids),
        known=frozenset(item.id for item in known),
        successions=successions_at(ids, changeset.pk),
        questions=questions_at(page.pk, changeset.pk),
    )


def seen_by(reader: Any, moment: Moment) -> Moment:
    """The same without its stars where the page keeps them from `reader`."""
    if not moment.page.hides_stars_from(reader):
        return moment
    return replace(moment, stars=[], hides_stars=True)


def end_of_day(day: str) -> datetime.datetime:
    """The end of a day ("2008-11-14") in the site's own zone.

    The reader's zone plays no part: an address shows everybody the same.
    Raises ValueError where that is no day.
    """
    date = datetime.date.fromisoformat(day)
    return datetime.datetime.combine(date, datetime.time.max, timezone.get_default_timezone())


def update_until(page: Page, until: datetime.datetime, reader: Any) -> Changeset | None:
    """The last update up to a moment, of those that `reader` may read."""
    updates = page.changesets.visible_to(reader).filter(created_at__lte=until)
    return updates.select_related("author").order_by("-number").first()
