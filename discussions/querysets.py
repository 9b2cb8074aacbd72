"""Questions about many threads and posts."""

from typing import Any

from django.db import models
from django.db.models import Case, F, FilteredRelation, Q, Value, When

from wiki.models import Page
from wiki.pasts import hidden_since

SORTS = {
    "subject": "subject",
    "by": "starter",
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
        """With whom rows name, and what `Thread.about` says of them."""
        rows = self.select_related("started_by", "last_post_by", "recommendation", "changeset")
        return rows.with_hiding()

    def with_hiding(self) -> "ThreadQuerySet":
        """With since when the text is hidden of which a passage is quoted, if it is."""
        hidden = hidden_since("at_update__page_id", "at_update_id")
        return self.annotate(quote_hidden_at=Case(When(quote__gt="", then=hidden), default=None))

    def about_the_same(self, thread: Any) -> "ThreadQuerySet":
        """Others about the same part of a page; none where it is about the page itself."""
        if thread.recommendation_id:
            rows = self.filter(recommendation=thread.recommendation_id)
        elif thread.changeset_id:
            rows = self.filter(changeset=thread.changeset_id)
        elif thread.quote:
            rows = self.filter(at_update__page=thread.at_update.page_id, quote=thread.quote)
        elif thread.area_id:
            rows = self.about_area(thread.area_id)
        else:
            return self.none()
        return rows.filter(merged_into__isnull=True).exclude(pk=thread.pk)

    def about_area(self, area_pk: int) -> "ThreadQuerySet":
        """Those about an area itself, and not about what stands in it."""
        return self.filter(area=area_pk, recommendation=None)

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
        return self.order_by(f"{way}{SORTS[name]}", f"{way}pk")


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
