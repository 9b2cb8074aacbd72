"""Words that were typed and not sent yet."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT_FOR = datetime.timedelta(days=60)
ONE_GO = datetime.timedelta(minutes=10)
KEY_LENGTH = 32
PART_LIMIT = 200


class DraftQuerySet(models.QuerySet[Any]):
    def of(self, person: Any) -> "DraftQuerySet":
        """What this person began and did not send, the latest first. Nobody else asks for it."""
        since = timezone.now() - KEPT_FOR
        return self.filter(person_id=person.pk or 0, kept_at__gt=since).order_by("-kept_at", "-pk")


class Draft(models.Model):
    """What one person typed into one form. Each app derives its own, and says what it is about.

    `key` is the form's: whoever opens the form again, in another tab or on another device, gets
    another one, so that no draft is ever written over by one that did not begin with it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_LENGTH)
    part = models.CharField(max_length=PART_LIMIT, blank=True)  # of what it is about; "": all of it
    base = models.PositiveIntegerField(null=True)  # the update that its writer saw
    fields = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField(db_index=True)

    objects: Any = DraftQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def went_on(self) -> bool:
        """Whether its writer came back to it, so that two times are worth telling."""
        return self.kept_at - self.begun_at > ONE_GO
