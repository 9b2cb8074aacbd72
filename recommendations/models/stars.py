"""What people say of a recommendation: stars, what these mean on a page, and reservations."""

from typing import Any

from django.conf import settings
from django.db import models

from recommendations.models.items import WORDING_LIMIT, Recommendation
from recommendations.querysets import (
    ReservationQuerySet,
    StarQuerySet,
)
from wiki.linking import keep_links_of_note
from wiki.models import Link, Page
from wiki.tracking import Tracked, TrackedHistory, TrackedQuerySet

REASON_LIMIT = 140
RESERVATION_LIMIT = 500
CRITERION_LIMIT = 60
MEANING_LIMIT = 200
DEFAULT_CRITERION = "I support this"  # what a star means where its page does not say


class Criterion(Tracked):
    """What a star on a page may mean: a name with a sentence.

    Other words would make another meaning of the stars given under them, so a criterion is
    reworded by putting another in its place (`criteria.define`); this one is removed then, and
    keeps its stars.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="criteria")
    name = models.CharField(max_length=CRITERION_LIMIT)
    meaning = models.CharField(max_length=MEANING_LIMIT, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_removed = models.BooleanField(default=False)

    objects = TrackedQuerySet.as_manager()
    history = TrackedHistory()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name

    def tracked_page_id(self) -> int | None:
        return self.page_id


class Star(Tracked):
    """One person's star on one recommendation: when, why, by which criterion, on which wording."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="stars"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stars"
    )
    criterion = models.ForeignKey(  # None: DEFAULT_CRITERION
        Criterion, on_delete=models.PROTECT, null=True, blank=True, related_name="stars"
    )
    wording = models.CharField(max_length=WORDING_LIMIT)  # the very words it was given to
    wording_number = models.PositiveIntegerField()
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    given_at = models.DateTimeField()

    objects = StarQuerySet.as_manager()
    history = TrackedHistory(
        indexes=[
            models.Index(
                fields=["history_date"],
                name="star_taken_back",
                condition=models.Q(history_type="-"),
            )
        ]
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recommendation", "person"],
                name="one_star_per_person",
                condition=models.Q(criterion__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["recommendation", "person", "criterion"],
                name="one_star_per_person_and_criterion",
            ),
        )
        indexes = (
            models.Index(fields=["given_at"], name="star_given_at"),
            models.Index(  # what the board asks of the stars on a wording, in one index
                fields=["recommendation", "wording_number", "given_at", "criterion", "person"],
                name="star_on_wording",
            ),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self.pk is None
        super().save(*args, **kwargs)
        self.keep_links(is_new=is_new)

    def keep_links(self, *, is_new: bool = False) -> None:
        keep_links_of_note(
            ReasonLink,
            {"star": self},
            self.reason,
            is_new=is_new,
            source=self.recommendation,
        )

    def tracked_page_id(self) -> int | None:
        return self.recommendation.page_id


class Reservation(Tracked):
    """One person's reservation about one wording. Withdrawn, it stays on record."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="reservations"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reservations"
    )
    wording = models.CharField(max_length=WORDING_LIMIT)
    wording_number = models.PositiveIntegerField()
    reason = models.CharField(max_length=RESERVATION_LIMIT)
    raised_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReservationQuerySet.as_manager()
    history = TrackedHistory()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recommendation", "person"],
                name="one_open_reservation_per_person",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        )
        ordering = ("pk",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self.pk is None
        super().save(*args, **kwargs)
        self.keep_links(is_new=is_new)

    def keep_links(self, *, is_new: bool = False) -> None:
        keep_links_of_note(
            ReasonLink,
            {"reservation": self},
            self.reason,
            is_new=is_new,
            source=self.recommendation,
        )

    def tracked_page_id(self) -> int | None:
        return self.recommendation.page_id


class ReasonLink(Link):
    """A link to a page in the reason of a star or a reservation."""

    source = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="links_out")
    star = models.ForeignKey(
        Star, on_delete=models.CASCADE, null=True, blank=True, related_name="links_out"
    )
    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, null=True, blank=True, related_name="links_out"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(star__isnull=True) ^ models.Q(reservation__isnull=True),
                name="a_reason_of_one",
            ),
        )
