"""Questions about many threads and posts."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Case, F, FilteredRelation, OuterRef, Q, Subquery, Value, When

from wiki.models import Page
from wiki.pasts import hidden_since

SORTS = {
    "subject": "subject",
    "by": "starter",
    "replies": "replies",
    "last": "last_post_at",
}


NEW_UPTO = 200  # posts that a list counts as new; templates say "more than" of more


class Counted(Subquery):
    """How many rows a query has, asked with others in one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


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
        """Each with `new_posts`: how many are new to `person`; None if they never read it.

        In the same query, and not counted far beyond NEW_UPTO.
        """
        if not person.is_authenticated:
            return self.annotate(new_posts=Value(None, output_field=models.IntegerField()))
        mine = FilteredRelation("visits", condition=Q(visits__person=person.pk))
        posts: Any = apps.get_model("discussions", "Post")._default_manager
        new = posts.new_to(person, since=OuterRef("visit__latest_number"))
        count = Counted(new.filter(thread=OuterRef("pk")).values("pk")[: NEW_UPTO + 1])
        is_known = When(visit__latest_number__isnull=False, then=count)
        return self.annotate(visit=mine, new_posts=Case(is_known, default=None))

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

    def new_to(self, person: Any, *, since: Any) -> "PostQuerySet":
        """What others wrote in a thread after the post of number `since`, and did not take down."""
        return self.standing().filter(number__gt=since).exclude(author=person.pk)


class ActQuerySet(models.QuerySet[Any]):
    def standing(self) -> "ActQuerySet":
        return self.filter(undone_at__isnull=True)

    def moves(self) -> "ActQuerySet":
        """Of threads to other pages, not undone."""
        return self.standing().filter(kind="moved")
