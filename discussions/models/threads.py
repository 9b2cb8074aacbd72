"""Threads, who watches and who read them, and what became of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator

from discussions.querysets import ThreadQuerySet
from markup.passages import QUOTE_LIMIT, Passage
from recommendations.models import WORDING_LIMIT, Area, Recommendation, Reservation
from watching.models import Watch
from wiki.models import Changeset, Page, Tag

SUBJECT_LIMIT = 200
TAGS_LIMIT = 500
REASON_LIMIT = 500
KINDS = {
    "page": "the page",
    "area": "an area",
    "recommendation": "a recommendation",
    "update": "an update",
    "passage": "a passage",
}
"""What a thread may be about."""


def _latest(name: str, condition: models.Q) -> list[models.Index]:
    """Indexes for the threads that meet a condition, the latest of the site and of a page."""
    return [
        models.Index(fields=["last_post_at", "id"], name=f"threads_{name}", condition=condition),
        models.Index(
            fields=["page", "last_post_at", "id"], name=f"thread_{name}", condition=condition
        ),
    ]


class Thread(models.Model):
    """A discussion about a page, or about one of its areas, recommendations, updates or passages.

    What it is about is kept as it was when the thread began: in `about_wording` the words of the
    area, the recommendation or the update's note, in `quote` those of a passage.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="threads")
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="threads"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="threads"
    )
    changeset = models.ForeignKey(
        Changeset, on_delete=models.PROTECT, null=True, blank=True, related_name="threads"
    )
    reservation = models.ForeignKey(  # the one that this thread answers
        Reservation, on_delete=models.PROTECT, null=True, blank=True, related_name="threads"
    )
    about_wording = models.CharField(max_length=WORDING_LIMIT, blank=True)  # as it was then
    at_update = models.ForeignKey(  # as which the page was read when the thread began
        Changeset, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    quote = models.CharField(max_length=QUOTE_LIMIT, blank=True)
    before = models.CharField(max_length=100, blank=True)
    after = models.CharField(max_length=100, blank=True)
    # Whether the quoted passage stands on the page, and which update removed it.
    is_gone = models.BooleanField(default=False)
    removed_by = models.ForeignKey(
        Changeset, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject = models.CharField(max_length=SUBJECT_LIMIT)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads"
    )
    starter = models.CharField(max_length=40, editable=False)  # their name, for lists to sort by
    started_at = models.DateTimeField()
    tags = models.CharField(max_length=TAGS_LIMIT, blank=True)
    keywords: "models.ManyToManyField[Tag, Any]" = models.ManyToManyField(
        Tag, related_name="threads"
    )
    # What its acts left it as; see ThreadAct.
    featured_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    # Kept by posting.py under the thread's row lock.
    posts_made = models.PositiveIntegerField(default=0)  # numbers posts; never goes down
    replies = models.PositiveIntegerField(default=0)  # those not taken down
    last_post_at = models.DateTimeField()
    last_post_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = ThreadQuerySet.as_manager()

    class Meta:
        # For each order of lists, beside a page and of the site: none is sorted anew, however long.
        indexes = (
            models.Index(fields=["page", "-last_post_at"], name="thread_latest"),
            models.Index(  # few, looked for whenever a page is written
                fields=["at_update"], name="thread_of_passage", condition=~models.Q(quote="")
            ),
            models.Index(  # of those about what stands in it there may be many
                fields=["area"],
                name="thread_of_area",
                condition=models.Q(recommendation__isnull=True, area__isnull=False),
            ),
            models.Index(fields=["page", "subject", "id"], name="thread_subject"),
            models.Index(fields=["page", "starter", "id"], name="thread_starter"),
            models.Index(fields=["page", "replies", "id"], name="thread_replies"),
            models.Index(fields=["last_post_at", "id"], name="threads_latest"),
            models.Index(fields=["subject", "id"], name="threads_subject"),
            models.Index(fields=["starter", "id"], name="threads_starter"),
            models.Index(fields=["replies", "id"], name="threads_replies"),
            models.Index(
                fields=["featured_at"],
                name="threads_featured",
                condition=models.Q(featured_at__isnull=False),
            ),
            # Of these there may be few among many.
            *_latest("resolved", models.Q(resolved_at__isnull=False)),
            *_latest("about_item", models.Q(recommendation__isnull=False)),
        )

    def __str__(self) -> str:
        return self.subject

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.starter = self.started_by.username
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.pk])

    @property
    def tag_names(self) -> list[str]:
        return [name for name in self.tags.split(", ") if name]

    @property
    def kind(self) -> str:
        """What kind of thing it is about: one of KINDS."""
        if self.recommendation_id:
            return "recommendation"
        if self.changeset_id:
            return "update"
        return "passage" if self.quote else "area" if self.area_id else "page"

    @property
    def kind_name(self) -> str:
        return KINDS[self.kind]

    @property
    def about(self) -> str:
        """What it is about in a few words, as it was; empty where that is the page."""
        if self.recommendation_id:
            return f"R{self.recommendation_id}"
        if self.changeset is not None:
            return f"update {self.changeset.number}"
        if self.quote:
            words = Truncator(self.quote).words(8, truncate=" …")
            return "a passage" if self.hides_quote else f"“{words}”"
        return f"the area {self.about_wording}".rstrip() if self.area_id else ""

    @property
    def hides_quote(self) -> bool:
        """Whether the text is hidden in which the passage stood; see `with_hiding`.

        Where that was not asked, it is taken to be.
        """
        return getattr(self, "quote_hidden_at", True) is not None

    @property
    def mark(self) -> str:
        """The id of its passage's place on the page."""
        return f"passage-{self.pk}"

    @property
    def passage(self) -> Passage:
        return Passage(self.quote, self.before, self.after)


class ThreadWatch(Watch):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="watches")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["thread", "person"], name="one_watch_per_thread"),
        )


class ThreadVisit(models.Model):
    """Up to which post somebody has read a thread: in this visit, and in the one before it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="visits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    latest_at = models.DateTimeField()
    latest_number = models.PositiveIntegerField()  # the highest number of a post then
    before_number = models.PositiveIntegerField(default=0)  # 0: there was no visit before

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["thread", "person"], name="one_visit_per_thread"),
        )
