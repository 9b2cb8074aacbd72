"""Questions about many threads and posts."""

from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, Q, Value

from wiki.models import Page

SORTS = {
    "subject": "subject",
    "by": "started_by__username",
    "replies": "replies",
    "last": "last_post_at",
}


class ThreadQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> "ThreadQuerySet":
        """Threads beside pages that `person` may read; none that went into another one."""
        return self.standing().exclude(page__in=Page.objects.deleted().values("pk"))

    def standing(self) -> "ThreadQuerySet":
        return self.filter(merged_into__isnull=True)

    def with_people(self) -> "ThreadQuerySet":
        return self.select_related("started_by", "last_post_by", "recommendation")

    def with_new_posts(self, person: Any) -> "ThreadQuerySet":
        """Each with `new_posts`: how many were made since `person` read it; None if they never did.

        In the same query, whatever their number.
        """
        if not person.is_authenticated:
            return self.annotate(new_posts=Value(None, output_field=models.IntegerField()))
        mine = FilteredRelation("visits", condition=Q(visits__person=person.pk))
        return self.annotate(visit=mine, new_posts=F("posts_made") - F("visit__latest_number"))

    def with_visit_of(self, person: Any) -> "ThreadQuerySet":
        """Each as `person` read it: `seen_at` (None: never), `seen_upto`, `seen_before`."""
        mine = FilteredRelation("visits", condition=Q(visits__person=person.pk))
        return self.annotate(
            visit=mine,
            seen_at=F("visit__latest_at"),
            seen_upto=F("visit__latest_number"),
            seen_before=F("visit__before_number"),
        )

    def sorted_by(self, sort: str) -> "ThreadQuerySet":
        """By one of SORTS, "-" before it for the other way; the latest post first otherwise."""
        name = sort.removeprefix("-")
        if name not in SORTS:
            return self.order_by("-last_post_at", "-pk")
        way = "-" if sort.startswith("-") else ""
        return self.order_by(f"{way}{SORTS[name]}", "-pk")


class PostQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> "PostQuerySet":
        return self.exclude(thread__page__in=Page.objects.deleted().values("pk"))

    def in_reading_order(self) -> "PostQuerySet":
        return self.order_by("tree_id", "lft")

    def standing(self) -> "PostQuerySet":
        return self.filter(removed_at__isnull=True)


class ActQuerySet(models.QuerySet[Any]):
    def standing(self) -> "ActQuerySet":
        return self.filter(undone_at__isnull=True)

    def moves(self) -> "ActQuerySet":
        """Of threads to other pages, not undone."""
        return self.standing().filter(kind="moved")
