"""Questions about many pages and updates, named so that they chain."""

from typing import Any

from django.db import models
from django.db.models import Count, ExpressionWrapper, FilteredRelation, Q, Sum
from django.db.models.functions import Coalesce

from wiki.sizes import KINDS
from wiki.tracking import TrackedQuerySet


class PageQuerySet(TrackedQuerySet):
    def visible_to(self, person: Any) -> "PageQuerySet":
        """Pages that `person` may read: every page is public."""
        return self

    def seen_by(self, person: Any) -> "PageQuerySet":
        """With `is_watched`: whether `person` watches the page."""
        return self.annotate(
            mine=FilteredRelation("watches", condition=Q(watches__person_id=person.pk or 0)),
            is_watched=ExpressionWrapper(Q(mine__isnull=False), models.BooleanField()),
        )

    def without_text(self) -> "PageQuerySet":
        """For lists: everything but the long columns."""
        return self.defer("body", "rendered")

    def with_sizes(self) -> "PageQuerySet":
        """With `standing` and `stars`: its recommendations, and the stars on their wordings."""
        there = Q(recommendations__is_removed=False)
        return self.annotate(
            standing=Count("recommendations", filter=there),
            stars=Coalesce(Sum("recommendations__stars_now", filter=there), 0),
        )

    def featured(self) -> "PageQuerySet":
        return self.filter(featured_at__isnull=False).order_by("-featured_at")


class ChangesetQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> "ChangesetQuerySet":
        """Updates of pages that `person` may read: every page is public."""
        return self

    def of_kind(self, kind: str) -> "ChangesetQuerySet":
        """Updates that touched one of wiki.sizes.KINDS; all of them for another word."""
        if kind not in KINDS:
            return self
        return self.filter(counts__has_any_keys=list(KINDS[kind][1]))
