"""Questions that a page leaves open, with the answer that each has now."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from discussions.models import Thread
from questions.querysets import QuestionQuerySet
from recommendations.models import Recommendation
from wiki.linking import keep_links_of_note
from wiki.models import Changeset, Link, Page
from wiki.tracking import Tracked, TrackedHistory

QUESTION_LIMIT = 300
ANSWER_LIMIT = 2_000


class Question(Tracked):
    """One question of a page. Its number is its id; earlier answers stand in its history."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        SUPERSEDED = "superseded", "Superseded"

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="questions")
    text = models.CharField(max_length=QUESTION_LIMIT)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions"
    )
    asked_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # Who answered, superseded or reopened it last; nobody while it is only asked. Why is the note
    # of that update.
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state_at = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveIntegerField(default=0)  # counts what was done to it since it was asked

    # What answers it: words, or something of the site, or both.
    answer = models.TextField(max_length=ANSWER_LIMIT, blank=True)
    answer_page = models.ForeignKey(
        Page, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_update = models.ForeignKey(
        Changeset, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer_recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supersedes"
    )

    objects = QuestionQuerySet.as_manager()
    history = TrackedHistory()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(state="superseded") & Q(superseded_by__isnull=False))
                | (~Q(state="superseded") & Q(superseded_by__isnull=True)),
                name="superseded_by_another_question",
            ),
            models.CheckConstraint(
                condition=~Q(superseded_by=models.F("id")), name="not_superseded_by_itself"
            ),
        )
        indexes = (
            models.Index(fields=["state", "-asked_at", "-id"], name="question_latest"),
            models.Index(fields=["page", "state", "-asked_at"], name="question_of_page"),
        )
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return self.text

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self.pk is None
        super().save(*args, **kwargs)
        self.keep_links(is_new=is_new)

    def keep_links(self, *, is_new: bool = False) -> None:
        said = "\n".join((self.text, self.answer))
        keep_links_of_note(QuestionLink, {"source": self}, said, is_new=is_new)

    def tracked_page_id(self) -> int | None:
        return self.page_id

    def get_absolute_url(self) -> str:
        return reverse("question", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class QuestionLink(Link):
    """A link to a page in a question, or in the answer that it has now."""

    source = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="links_out")
