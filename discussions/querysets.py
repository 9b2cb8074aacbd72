"""Questions about many threads and posts."""

from typing import Any

from django.db import models

from wiki.models import Page

SORTS = {
    "subject": "subject",
    "by": "started_by__username",
    "replies": "replies",
    "last": "last_post_at",
}


class ThreadQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> "ThreadQuerySet":
        """Threads beside pages that `person` may read."""
        return self.exclude(page__in=Page.objects.deleted().values("pk"))

    def with_people(self) -> "ThreadQuerySet":
        return self.select_related("started_by", "last_post_by", "recommendation")

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
