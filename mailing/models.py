"""Mail that waits to be sent, and which mails have come."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

SUBJECT_LIMIT = 250


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        """Those that are not done with, due or not."""
        return self.filter(due_at__isnull=False)

    def due(self, now: datetime.datetime) -> "LetterQuerySet":
        return self.filter(due_at__lte=now, taken_at__isnull=True)

    def take(self, pk: int, now: datetime.datetime) -> bool:
        """Take one to send it. One statement, so that of several senders one alone has it."""
        free = self.filter(pk=pk, due_at__lte=now, taken_at__isnull=True)
        return bool(free.update(taken_at=now, tries=F("tries") + 1))


class Letter(models.Model):
    """One mail to one person. Each app derives its own, and writes it only when it is sent.

    It is due, taken by a sender, and then done: sent, or given up for the `problem`.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # none: it is done with
    taken_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        indexes = (
            models.Index(
                fields=["due_at"], name="%(class)s_due", condition=Q(due_at__isnull=False)
            ),
        )


class Answer(Letter):
    """What somebody is told about a mail of theirs that could not be posted."""

    subject = models.CharField(max_length=SUBJECT_LIMIT)
    text = models.TextField()
    answers = models.CharField(max_length=500, blank=True)  # the Message-ID of that mail


class Received(models.Model):
    """A mail that was dealt with, known by a hash of its Message-ID."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_index=True)
