"""What was done with a thread as a whole, by whom and why; each can be undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from discussions.models.posts import Post
from discussions.models.threads import REASON_LIMIT, SUBJECT_LIMIT, TAGS_LIMIT, Thread
from discussions.querysets import ActQuerySet
from recommendations.models import Recommendation
from wiki.models import Changeset, Page


class ThreadAct(models.Model):
    """One act on a thread. What it changed is read off the latest acts that were not undone."""

    class Kind(models.TextChoices):
        FEATURED = "featured", "Featured"
        LOCKED = "locked", "Locked"
        RESOLVED = "resolved", "Resolved"
        MOVED = "moved", "Moved to another page"
        SPLIT = "split", "Split"
        MERGED = "merged", "Merged"
        RENAMED = "renamed", "Renamed"
        TAGGED = "tagged", "Tagged"

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=Kind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=REASON_LIMIT, blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of a move: from which page to which.
    page_from = models.ForeignKey(
        Page, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    page_to = models.ForeignKey(
        Page, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of a split: what became a thread of its own, and of which post. Of a merge: into which.
    other = models.ForeignKey(
        Thread, on_delete=models.PROTECT, null=True, blank=True, related_name="acts_on_others"
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of a resolution: what it led to, where that is an update or a recommendation.
    update = models.ForeignKey(
        Changeset, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_was = models.CharField(max_length=SUBJECT_LIMIT, blank=True)
    tags_were = models.CharField(max_length=TAGS_LIMIT, blank=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="thread_act_undone_by_somebody",
            ),
        )


class PostMove(models.Model):
    """Where a post stood before a split or a merge took it along.

    A row for each post and each time: what was in a thread at a moment is read backwards from
    these.
    """

    act = models.ForeignKey(ThreadAct, on_delete=models.PROTECT, related_name="moves")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="moves")
    at = models.DateTimeField()
    is_undoing = models.BooleanField(default=False)  # the way back
    thread_from = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="+")
    number_from = models.PositiveIntegerField()
    parent_from = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers_from = models.PositiveIntegerField(null=True, blank=True)
    thread_to = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="+")
    number_to = models.PositiveIntegerField()

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["thread_from", "number_from"], name="post_moved_from"),
            models.Index(fields=["thread_to", "at"], name="post_moved_to"),
        )
