"""What can be hidden: it stays on record with who, when and why, and nobody reads it."""

import datetime

from django.conf import settings
from django.db import models

from accounts.models import User
from wiki.changesets import NOTE_LIMIT

REMOVED = "(removed)"  # in place of words that nobody may read again
REASON_LIMIT = 380  # with what it is about before it, it is the note of an update
BLANK = "(hidden by a moderator)"  # stands where hidden words stood


def readable(words: str) -> str:
    """Nothing where they are hidden: a form opens with what its writer said, or empty."""
    return "" if words == BLANK else words


class Hideable(models.Model):
    """Hidden, it can be shown again; purged, what it held is gone for good."""

    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hidden_reason = models.CharField(max_length=NOTE_LIMIT, blank=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    def put_away(self, *, by: User | None, reason: str, at: datetime.datetime | None) -> None:
        """Note that it is hidden, or with nobody that it no longer is; the caller saves it."""
        self.hidden_at, self.hidden_by, self.hidden_reason = at, by, reason.strip()
        if at is None:
            self.hidden_by, self.hidden_reason = None, ""
