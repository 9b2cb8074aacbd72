"""Posts, and what people answer to whether they are valuable."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from mptt.models import MPTTModel, TreeForeignKey
from simple_history import register

from discussions.models.threads import REASON_LIMIT, Thread
from discussions.querysets import PostQuerySet
from wiki.models import Link

POST_LIMIT = 20_000
MAX_DEPTH = 50  # the opening post is depth 0
TREES_PER_THREAD = 2**20


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
    by_mail = models.BooleanField(default=False)  # it came as an answer to a mail
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(  # its author, or a moderator, who says why
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_reason = models.CharField(max_length=REASON_LIMIT, blank=True)
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

    @property
    def is_own_removal(self) -> bool:
        """Whether its author took it down, and no moderator."""
        return self.removed_by_id in (None, self.author_id)


def tree_id(thread_pk: int, root_number: int) -> int:
    """The tree's id of the branch that begins with post `root_number`."""
    return thread_pk * TREES_PER_THREAD + root_number


# The tree's own columns are no part of a post's history: siblings move them without a row.
register(
    Post,
    excluded_fields=[
        *("lft", "rght", "tree_id", "level", "html", "valuable", "not_valuable"),
        *("answers", "answers_name", "by_mail"),
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
    given_at = models.DateTimeField(null=True)  # of old answers nobody knows

    class Meta:
        indexes = (models.Index(fields=["given_at"], name="valuable_given"),)
        constraints = (
            models.UniqueConstraint(fields=["post", "person"], name="one_answer_per_person"),
        )
