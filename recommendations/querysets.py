"""Questions about many recommendations and stars."""

from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from wiki.tracking import TrackedQuerySet


class RecommendationQuerySet(TrackedQuerySet):
    def standing(self) -> "RecommendationQuerySet":
        """Those that stand on a page now."""
        return self.filter(is_removed=False)

    def visible_to(self, person: Any) -> "RecommendationQuerySet":
        """Those on pages that `person` may read: every page is public."""
        return self

    def most_starred(self) -> "RecommendationQuerySet":
        return self.order_by("-stars_now", "pk")

    def seen_by(self, person: Any) -> "RecommendationQuerySet":
        """With `my_number`, `my_wording` and `my_reason` of the star that `person` gave, if any."""
        return self.annotate(
            mine=FilteredRelation("stars", condition=Q(stars__person_id=person.pk or 0)),
            my_number=F("mine__wording_number"),
            my_wording=F("mine__wording"),
            my_reason=F("mine__reason"),
        )

    def recount(self) -> None:
        """Count the stars of these recommendations again from the rows themselves."""
        this = Q(stars__wording_number=F("wording_number"))
        rows = self.annotate(
            now=Count("stars", filter=this),
            reasons=Count("stars", filter=this & ~Q(stars__reason="")),
            every=Count("stars"),
        ).values_list("pk", "now", "reasons", "every")
        for pk, now, reasons, every in list(rows):
            self.model.objects.filter(pk=pk).update(
                stars_now=now, stars_earlier=every - now, reasons_now=reasons
            )


class StarQuerySet(TrackedQuerySet):
    def on_this_wording(self) -> QuerySet[Any]:
        return self.filter(wording_number=F("recommendation__wording_number"))

    def on_an_earlier_wording(self) -> QuerySet[Any]:
        return self.exclude(wording_number=F("recommendation__wording_number"))
