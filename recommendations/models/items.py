"""Areas, the recommendations that stand in them, and which took whose place."""

from typing import Any

from django.db import models
from django.urls import reverse

from recommendations.querysets import (
    AreaQuerySet,
    RecommendationQuerySet,
)
from wiki.hideable import BLANK
from wiki.models import NOTE_LIMIT, TAGS_LIMIT, Page, Tag
from wiki.tracking import Tracked, TrackedHistory, TrackedQuerySet

AREA_LIMIT = 200
WORDING_LIMIT = 500
LINES = {  # of a recommendation beside its wording, as their forms call them
    "doer": "Who",
    "deed": "Does what",
    "by_when": "By when",
    "benefit": "Benefit expected",
    "status_note": "Why this status",
}


class Area(Tracked):
    """A heading on a page that groups recommendations. Its title may be empty."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="areas")
    title = models.CharField(max_length=AREA_LIMIT, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_removed = models.BooleanField(default=False)

    objects = AreaQuerySet.as_manager()
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

    derived_fields = (
        *("stars_now", "stars_earlier", "reasons_now", "tallies"),
        *("reservations_now", "reservations_earlier", "threads_about", "replies_about"),
        *("challenges_open", "from_post", "from_name"),
    )

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

    # What a plan needs; each is empty until somebody fills it in.
    doer = models.CharField("who", max_length=120, blank=True)
    deed = models.CharField("does what", max_length=300, blank=True)
    by_when = models.CharField("by when", max_length=60, blank=True)
    benefit = models.CharField("benefit expected", max_length=500, blank=True)
    evidence = models.JSONField(default=list, blank=True)  # [{"url": ..., "sentence": ...}]
    audience = models.CharField(max_length=TAGS_LIMIT, blank=True)  # "a, b": as it was typed
    audiences: "models.ManyToManyField[Tag, Any]" = models.ManyToManyField(
        Tag, related_name="recommendations"
    )  # the same, for finding

    stars_now = models.PositiveIntegerField(default=0)  # on the wording as it stands
    stars_earlier = models.PositiveIntegerField(default=0)  # given to an earlier wording
    reasons_now = models.PositiveIntegerField(default=0)  # of the stars on this wording
    tallies = models.JSONField(default=dict)  # stars_now by criterion: {"3": 5}; "" the default
    reservations_now = models.PositiveIntegerField(default=0)  # open, on this wording
    reservations_earlier = models.PositiveIntegerField(default=0)  # open, on an earlier wording
    # Counted by discussions.posting.
    threads_about = models.PositiveIntegerField(default=0)
    replies_about = models.PositiveIntegerField(default=0)  # in those threads, not taken down
    challenges_open = models.PositiveIntegerField(default=0)  # counted by challenges.challenging
    # The post that it was proposed from, and whose words those were: discussions.proposing.
    from_post = models.PositiveBigIntegerField(null=True, blank=True)
    from_name = models.CharField(max_length=40, blank=True)

    objects = RecommendationQuerySet.as_manager()
    history = TrackedHistory(excluded_fields=list(derived_fields))

    class Meta:
        ordering = ("position", "pk")
        indexes = (
            models.Index(
                fields=["-stars_now", "id"],
                name="recommendation_ranked",
                condition=models.Q(is_removed=False),
            ),
            models.Index(  # the board's totals, without reading a row
                fields=["status", "stars_now", "stars_earlier"],
                name="recommendation_totals",
                condition=models.Q(is_removed=False),
            ),
        )

    def __str__(self) -> str:
        return f"R{self.pk} {self.wording}"

    def tracked_page_id(self) -> int | None:
        return self.page_id

    def get_absolute_url(self) -> str:
        return reverse("recommendation", args=[self.pk])

    @property
    def ref(self) -> str:
        return f"R{self.pk}"

    @property
    def wording_is_hidden(self) -> bool:
        return self.wording == BLANK

    def drop_hidden_lines(self) -> bool:
        """Leave empty what was hidden beside its wording, as it comes to stand again.

        Says whether there was any; the caller saves it.
        """
        hidden = [line for line in LINES if getattr(self, line) == BLANK]
        for line in hidden:
            setattr(self, line, "")
        return bool(hidden)

    @property
    def audience_names(self) -> list[str]:
        return [name for name in self.audience.split(", ") if name]


class Succession(Tracked):
    """One recommendation took another's place: by merging several into one, or by splitting one."""

    class Kind(models.TextChoices):
        MERGE = "merge", "Merged"
        SPLIT = "split", "Split"

    kind = models.CharField(max_length=5, choices=Kind)
    predecessor = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="successions"
    )
    successor = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="origins")
    made_at = models.DateTimeField()
    # What undoing it brings back.
    status_before = models.CharField(max_length=12, choices=Recommendation.Status)
    note_before = models.CharField(max_length=NOTE_LIMIT, blank=True)
    wrote_successor = models.BooleanField(default=False)  # the successor was written for it

    objects = TrackedQuerySet.as_manager()
    history = TrackedHistory()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="one_succession_per_pair"
            ),
        )
        ordering = ("pk",)

    def tracked_page_id(self) -> int | None:
        return self.predecessor.page_id
