"""Questions about many recommendations, stars and reservations."""

from collections import defaultdict
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)

from wiki.models import Page
from wiki.tracking import TrackedQuerySet


class AreaQuerySet(TrackedQuerySet):
    def with_threads(self) -> "AreaQuerySet":
        """With how many threads are about the area itself (`threads_about`)."""
        own = Q(threads__recommendation=None, threads__merged_into=None)
        return self.alias(own_threads=FilteredRelation("threads", condition=own)).annotate(
            threads_about=Count("own_threads")
        )


class RecommendationQuerySet(TrackedQuerySet):
    def standing(self) -> "RecommendationQuerySet":
        """Those that stand on a page now."""
        return self.filter(is_removed=False).on_pages()

    def on_pages(self) -> "RecommendationQuerySet":
        """Those whose page was not deleted."""
        return self.exclude(page__in=Page.objects.deleted().values("pk"))

    def current(self) -> "RecommendationQuerySet":
        """Those that stand and have not given way to others: what totals count."""
        return self.standing().exclude(status=self.model.Status.SUPERSEDED)

    def visible_to(self, person: Any) -> "RecommendationQuerySet":
        """Those on pages that `person` may read."""
        return self.on_pages()

    def telling_stars_to(self, person: Any) -> "RecommendationQuerySet":
        """Those whose stars `person` may be told of. Charts count these alone."""
        return self.exclude(page__in=Page.objects.hiding_stars_from(person).values("pk"))

    def told_to(self, person: Any) -> "RecommendationQuerySet":
        """With `stars_told` and `earlier_told`: the counts, or 0 where `person` may not know."""
        unseen = Page.objects.hiding_stars_from(person)
        if not unseen.exists():  # the plain columns are sorted by their index
            return self.annotate(stars_told=F("stars_now"), earlier_told=F("stars_earlier"))
        hidden, number = When(page__in=unseen.values("pk"), then=Value(0)), IntegerField()
        return self.annotate(
            stars_told=Case(hidden, default=F("stars_now"), output_field=number),
            earlier_told=Case(hidden, default=F("stars_earlier"), output_field=number),
        )

    def most_starred(self) -> "RecommendationQuerySet":
        return self.order_by("-stars_now", "pk")

    def recount(self) -> None:
        """Count the stars and reservations of these recommendations again from the rows."""
        this = Q(stars__wording_number=F("wording_number"))
        stars = (
            self.order_by()
            .values("pk", "stars__criterion")
            .annotate(
                now=Count("stars", filter=this),
                reasons=Count("stars", filter=this & ~Q(stars__reason="")),
                every=Count("stars"),
            )
        )
        rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in stars:
            rows[row["pk"]].append(row)
        held = Q(reservations__isnull=False, reservations__withdrawn_at__isnull=True)
        here = Q(reservations__wording_number=F("wording_number"))
        reservations = self.order_by().annotate(
            on_this=Count("reservations", filter=held & here),
            on_earlier=Count("reservations", filter=held & ~here),
        )
        for pk, on_this, on_earlier in list(
            reservations.values_list("pk", "on_this", "on_earlier")
        ):
            counted = rows[pk]
            now = sum(row["now"] for row in counted)
            self.model.objects.filter(pk=pk).update(
                stars_now=now,
                stars_earlier=sum(row["every"] for row in counted) - now,
                reasons_now=sum(row["reasons"] for row in counted),
                tallies={
                    str(row["stars__criterion"] or ""): row["now"] for row in counted if row["now"]
                },
                reservations_now=on_this,
                reservations_earlier=on_earlier,
            )


class StarQuerySet(TrackedQuerySet):
    def visible_to(self, person: Any) -> "StarQuerySet":
        """Those that `person` may be told of: some pages keep theirs from who has given none."""
        unseen = Page.objects.hiding_stars_from(person)
        told = self.exclude(recommendation__page__in=Page.objects.deleted().values("pk"))
        return told.exclude(recommendation__page__in=unseen)

    def on_this_wording(self) -> QuerySet[Any]:
        return self.filter(wording_number=F("recommendation__wording_number"))

    def on_an_earlier_wording(self) -> QuerySet[Any]:
        return self.exclude(wording_number=F("recommendation__wording_number"))


class ReservationQuerySet(TrackedQuerySet):
    def open(self) -> "ReservationQuerySet":
        """Those that their person has not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, person: Any) -> "ReservationQuerySet":
        """Those about what stands on pages that `person` may read."""
        return self.exclude(recommendation__page__in=Page.objects.deleted().values("pk"))
