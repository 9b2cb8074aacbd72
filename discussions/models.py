"""Threads beside pages, and the tree of posts in each."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from mptt.models import MPTTModel, TreeForeignKey
from simple_history import register

from discussions.querysets import PostQuerySet, ThreadQuerySet
from drafts.models import Draft
from recommendations.models import WORDING_LIMIT, Area, Recommendation, Reservation
from watching.models import Watch
from wiki.models import Changeset, Link, Page, Tag

SUBJECT_LIMIT = 200
POST_LIMIT = 20_000
TAGS_LIMIT = 500
MAX_DEPTH = 50  # the opening post is depth 0
TREES_PER_THREAD = 2**20


class Thread(models.Model):
    """A discussion about a page, or about one of its areas, recommendations or updates."""

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
    subject = models.CharField(max_length=SUBJECT_LIMIT)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads"
    )
    started_at = models.DateTimeField()
    tags = models.CharField(max_length=TAGS_LIMIT, blank=True)
    keywords: "models.ManyToManyField[Tag, Any]" = models.ManyToManyField(
        Tag, related_name="threads"
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
        indexes = (models.Index(fields=["page", "-last_post_at"], name="thread_latest"),)

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.pk])

    @property
    def tag_names(self) -> list[str]:
        return [name for name in self.tags.split(", ") if name]


# The library has no types: Model stands here again for the type checker, which misses its manager.
class Post(MPTTModel, models.Model):  # type: ignore[django-manager-missing]
    """One person's words in a thread.

    The opening post and each direct reply to it are roots of trees of their own, so that a reply
    rewrites only its branch. Trees are numbered by thread and by the root's number: ids cannot
    collide, and sorting by them puts the branches of a thread in order.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField()  # in its thread, from 1
    parent = TreeForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    answers = models.PositiveIntegerField(null=True, blank=True)  # number of the post it answers
    answers_name = models.CharField(max_length=40, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts"
    )
    body = models.TextField()
    html = models.TextField(blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    valuable = models.PositiveIntegerField(default=0)  # answers "yes"
    not_valuable = models.PositiveIntegerField(default=0)  # answers "no"

    tree_id = models.BigIntegerField(db_index=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_per_thread"),
            models.UniqueConstraint(
                fields=["tree_id"], condition=Q(parent__isnull=True), name="one_root_per_tree"
            ),
            models.CheckConstraint(
                condition=Q(lft__gt=0) & Q(lft__lt=models.F("rght")), name="post_within_tree"
            ),
        )
        indexes = (models.Index(fields=["thread", "tree_id", "lft"], name="post_reading_order"),)

    def get_absolute_url(self) -> str:
        """The post's permalink, which leads to wherever it stands in its thread."""
        return reverse("post", args=[self.pk])


def tree_id(thread_pk: int, root_number: int) -> int:
    """The tree's id of the branch that begins with post `root_number`."""
    return thread_pk * TREES_PER_THREAD + root_number


# The tree's own columns are no part of a post's history: siblings move them without a row.
register(
    Post,
    excluded_fields=[
        *("lft", "rght", "tree_id", "level", "html", "valuable", "not_valuable"),
        *("answers", "answers_name"),
    ],
    history_id_field=models.BigAutoField(primary_key=True),
    history_change_reason_field=models.TextField(null=True),
)


class PostLink(Link):
    """A link to a page in a post that was not taken down."""

    source = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="links_out")
    is_missing = models.BooleanField(default=False)  # as the stored text shows it


class Valuable(models.Model):
    """One person's answer to "Do you find this valuable?"."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="answers_given")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="valued"
    )
    yes = models.BooleanField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post", "person"], name="one_answer_per_person"),
        )


class ThreadWatch(Watch):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="watches")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["thread", "person"], name="one_watch_per_thread"),
        )


class PostDraft(Draft):
    """What is not posted yet: a new thread on a page, a reply in a thread, or one's post changed.

    It is about exactly one of the three. Which post a reply answers is among its fields.
    """

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="thread_drafts"
    )
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "key"], name="one_post_draft_per_form"),
            models.CheckConstraint(
                condition=(
                    Q(page__isnull=False, thread__isnull=True, post__isnull=True)
                    | Q(page__isnull=True, thread__isnull=False, post__isnull=True)
                    | Q(page__isnull=True, thread__isnull=True, post__isnull=False)
                ),
                name="post_draft_has_one_place",
            ),
        )

    @property
    def title(self) -> str:
        """What it is called in a list: the subject that it was given, or its thread's."""
        if self.page:
            return str(self.fields.get("subject", "")).strip()
        thread = self.thread or (self.post and self.post.thread)
        return thread.subject if thread else ""

    @property
    def what(self) -> str:
        if self.page:
            return f"a new thread about {self.page.title}"
        if self.post:
            return f"a change of post {self.post.number}"
        return f"a reply to {self.answers}" if self.answers else "a reply"

    @property
    def answers(self) -> str:
        """The number of the post that a reply answers, where that is not the first."""
        to = str(self.fields.get("to", ""))
        return to if self.thread_id and to.isdecimal() and to != "1" else ""

    def get_absolute_url(self) -> str:
        """The form that it was typed into, with it in."""
        place, _, anchor = self.form_address.partition("#")
        return f"{place}?{urlencode({'draft': self.key})}{anchor and '#' + anchor}"

    @property
    def form_address(self) -> str:
        if self.page:
            return reverse("start_thread", args=[self.page.slug])
        if self.thread_id:
            return reverse("thread", args=[self.thread_id]) + "#reply"
        return reverse("edit_post", args=[self.post_id])
