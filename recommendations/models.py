"""Recommendations that people stand behind, the areas they stand in, and their stars."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from recommendations.querysets import RecommendationQuerySet, StarQuerySet
from wiki.models import NOTE_LIMIT, Page
from wiki.tracking import Tracked, TrackedHistory, TrackedQuerySet

AREA_LIMIT = 200
WORDING_LIMIT = 500
REASON_LIMIT = 140


class Area(Tracked):
    """A heading on a page that groups recommendations. Its title may be empty."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="areas")
    title = models.CharField(max_length=AREA_LIMIT, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_removed = models.BooleanField(default=False)

    objects = TrackedQuerySet.as_manager()
    history = TrackedHistory()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.title or "Recommendations"

    def tracked_page_id(self) -> int | None:
        return self.page_id

    def get_absolute_url(self) -> str:
        return f"{self.page.get_absolute_url()}#area-{self.pk}"


class Recommendation(Tracked):
    """One sentence with an identity that survives every edit. Its number is its id: R17."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        AGREED = "agreed", "Agreed"
        IN_PROGRESS = "in_progress", "In progress"
        DONE = "done", "Done"
        DECLINED = "declined", "Declined"
        SUPERSEDED = "superseded", "Superseded"

    derived_fields = ("stars_now", "stars_earlier", "reasons_now", "threads_about")

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="recommendations")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="recommendations")
    position = models.PositiveIntegerField(default=0)
    wording = models.CharField(max_length=WORDING_LIMIT)
    # Counts rewordings: a star is bound to the number it was given to. A spelling fix keeps it.
    wording_number = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    status_note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    is_removed = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    stars_now = models.PositiveIntegerField(default=0)  # on the wording as it stands
    stars_earlier = models.PositiveIntegerField(default=0)  # given to an earlier wording
    reasons_now = models.PositiveIntegerField(default=0)  # of the stars on this wording
    threads_about = models.PositiveIntegerField(default=0)  # counted by discussions.posting

    objects = RecommendationQuerySet.as_manager()
    history = TrackedHistory(excluded_fields=list(derived_fields))

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"R{self.pk} {self.wording}"

    def tracked_page_id(self) -> int | None:
        return self.page_id

    def get_absolute_url(self) -> str:
        return reverse("recommendation", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"R{self.pk}"


class Star(Tracked):
    """One person's star on one recommendation: when, why, and to which wording."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="stars"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stars"
    )
    wording = models.CharField(max_length=WORDING_LIMIT)  # the very words it was given to
    wording_number = models.PositiveIntegerField()
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    given_at = models.DateTimeField()

    objects = StarQuerySet.as_manager()
    history = TrackedHistory()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recommendation", "person"], name="one_star_per_person"
            ),
        )

    def tracked_page_id(self) -> int | None:
        return self.recommendation.page_id
