"""Statements of pages that somebody challenges, and what came of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.urls import reverse

from discussions.models import Thread
from markup.passages import QUOTE_LIMIT, Passage
from recommendations.models import Recommendation
from wiki.models import Changeset, Link, Page
from wiki.pasts import hidden_since

WRONG_LIMIT = 1_000
SAID_LIMIT = 500
# Of words that no reader is shown on the page: a text that is hidden now may be all that has them.
PAST = Q(recommendation__isnull=True) & (Q(is_gone=True) | ~Q(state="open"))


class ChallengeQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> "ChallengeQuerySet":
        """Those of pages that `person` may read."""
        return self.shown().exclude(page__in=Page.objects.deleted().values("pk"))

    def hidden_from(self, person: Any) -> "ChallengeQuerySet":
        """The others."""
        deleted = Q(page__in=Page.objects.deleted().values("pk"))
        return self._told_of_hidden().filter(deleted | PAST & Q(hidden_since__isnull=False))

    def shown(self) -> "ChallengeQuerySet":
        """Without those of words that stood in a text which is hidden now, and stand no more."""
        return self._told_of_hidden().exclude(PAST & Q(hidden_since__isnull=False))

    def _told_of_hidden(self) -> "ChallengeQuerySet":
        return self.alias(hidden_since=hidden_since("page_id", "at_update_id"))

    def followed(self) -> "ChallengeQuerySet":
        """Those whose words are looked for whenever their page is written, the open ones first."""
        rows = self.of_words().filter(Q(state=Challenge.State.OPEN) | Q(is_gone=False))
        return rows.open_first("pk")

    def open_first(self, *then: str) -> "ChallengeQuerySet":
        return self.order_by(Case(When(state=Challenge.State.OPEN, then=0), default=1), *then)

    def open(self) -> "ChallengeQuerySet":
        return self.filter(state=Challenge.State.OPEN)

    def of_words(self) -> "ChallengeQuerySet":
        """Those of a passage of a page's own text."""
        return self.filter(recommendation__isnull=True)

    def for_reading(self) -> "ChallengeQuerySet":
        """Those that are shown, in the order in which they were made, and whom they name."""
        named = self.shown().select_related("author", "recommendation", "removed_by", "at_update")
        return named.order_by("pk")


class Challenge(models.Model):
    """What somebody says is wrong with a passage of a page, or with one of its recommendations.

    The words are kept as they were. Where they stand now is found when the page is written.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="challenges")
    at_update = models.ForeignKey(  # as which the page was read
        Changeset, on_delete=models.PROTECT, related_name="+"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    quote = models.CharField(max_length=QUOTE_LIMIT)
    before = models.CharField(max_length=100, blank=True)
    after = models.CharField(max_length=100, blank=True)
    wrong = models.CharField(max_length=WRONG_LIMIT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="challenges"
    )
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # Whether its words stand on the page, and since when they do not. Where they went after it was
    # settled, that is not looked at again.
    is_gone = models.BooleanField(default=False)
    removed_by = models.ForeignKey(
        Changeset, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(quote=""), name="challenge_of_some_words"),
            models.CheckConstraint(condition=~Q(wrong=""), name="challenge_says_what_is_wrong"),
        )
        indexes = (
            models.Index(  # few, asked for by every page
                fields=["page"], name="challenge_open", condition=Q(state="open")
            ),
        )
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.quote

    def get_absolute_url(self) -> str:
        return reverse("challenge", args=[self.pk])

    @property
    def passage(self) -> Passage:
        return Passage(self.quote, self.before, self.after)

    @property
    def mark(self) -> str:
        """The id of the mark on its page."""
        return f"challenge-{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Turn(models.Model):
    """What came of a challenge: an answer, or that it was opened again, or withdrawn."""

    class Kind(models.TextChoices):
        ANSWERED = "answered", "Answered"
        REOPENED = "reopened", "Opened again"
        WITHDRAWN = "withdrawn", "Withdrawn"

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, null=True, blank=True, related_name="answers_challenges"
    )
    update = models.ForeignKey(
        Changeset,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_challenges",
    )
    text = models.CharField(max_length=SAID_LIMIT, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="answered", thread__isnull=False, update__isnull=True)
                | Q(kind="answered", thread__isnull=True, update__isnull=False)
                | (~Q(kind="answered") & Q(thread__isnull=True, update__isnull=True)),
                name="answered_by_a_thread_or_an_update",
            ),
            models.CheckConstraint(
                condition=~Q(kind="reopened", text=""), name="reopened_for_a_reason"
            ),
        )
        ordering = ("pk",)


class ChallengeLink(Link):
    """A link to a page in what somebody says is wrong, or in what was said to it (`turn`)."""

    source = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="links_out")
    turn = models.ForeignKey(
        Turn, on_delete=models.CASCADE, null=True, blank=True, related_name="links_out"
    )
