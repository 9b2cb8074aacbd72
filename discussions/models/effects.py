"""What discussion led to: updates that name their threads, and recommendations made of posts."""

from django.conf import settings
from django.db import models

from discussions.models.posts import Post
from discussions.models.threads import Thread
from markup.passages import QUOTE_LIMIT
from recommendations.models import Recommendation
from wiki.models import Changeset


class Cause(models.Model):
    """An update names a thread that caused it; the thread then shows what it led to."""

    update = models.ForeignKey(Changeset, on_delete=models.PROTECT, related_name="causes")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="effects")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    named_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["update", "thread"], name="one_cause_per_thread"),
        )


class Proposal(models.Model):
    """A recommendation that was proposed from the words of a post, by an update of its page."""

    recommendation = models.OneToOneField(
        Recommendation, on_delete=models.PROTECT, related_name="proposal"
    )
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="proposals")
    update = models.OneToOneField(Changeset, on_delete=models.PROTECT, related_name="proposal")
    quote = models.CharField(max_length=QUOTE_LIMIT)  # what the post said
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
