"""A page as it stood: its text, areas, recommendations and stars as one update left them."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from recommendations.models import Recommendation
from recommendations.panels import Group, Row
from recommendations.snapshots import areas_at, recommendations_at, stars_at
from wiki.models import Changeset, Page


@dataclass(frozen=True)
class Moment:
    """History rows of one page; `changeset` is None before its first update."""

    page: Page
    changeset: Changeset | None
    title: str = ""
    body: str = ""
    tags: str = ""
    areas: list[Any] = field(default_factory=list)
    recommendations: list[Any] = field(default_factory=list)
    stars: list[Any] = field(default_factory=list)  # also of recommendations taken off by then
    known: frozenset[int] = frozenset()  # ids of recommendations that stood here up to then

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
                        threads=0,
                        my_number=None,
                        wording_number=row.wording_number,
                        my_wording="",
                        my_reason="",
                    )
                )
        return groups


def at(page: Page, changeset: Changeset | None) -> Moment:
    """The page as `changeset` left it; the empty page for None."""
    if changeset is None:
        return Moment(page, None)
    row = page.history.as_at(changeset.pk).get()
    known = Recommendation.history.filter(page_id=page.pk, changeset_id__lte=changeset.pk)
    ids = frozenset(known.values_list("id", flat=True))
    areas = areas_at(page.pk, changeset.pk)
    places = {area.id: place for place, area in enumerate(areas)}
    standing = recommendations_at(page.pk, changeset.pk)
    return Moment(
        page=page,
        changeset=changeset,
        title=row.title,
        body=row.body,
        tags=row.tags,
        areas=areas,
        recommendations=sorted(standing, key=lambda item: places.get(item.area_id, -1)),
        stars=stars_at(list(ids), changeset.pk),
        known=ids,
    )


def update_of_day(page: Page, day: str) -> Changeset | None:
    """The last update up to the end of a day ("2008-11-14", in the site's own zone).

    The reader's zone plays no part: an address shows everybody the same.
    Raises ValueError where that is no day.
    """
    date = datetime.date.fromisoformat(day)
    end = datetime.datetime.combine(date, datetime.time.max, timezone.get_default_timezone())
    updates = Changeset.objects.filter(page=page, created_at__lte=end)
    return updates.select_related("author").order_by("-number").first()
