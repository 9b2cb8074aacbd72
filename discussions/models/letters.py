"""Mail about posts."""

from django.db import models

from discussions.models.posts import Post
from mailing.models import Letter


class PostLetter(Letter):
    """A post on its way to somebody who chose to hear of replies by mail."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="letters")

    class Meta(Letter.Meta):
        constraints = (
            models.UniqueConstraint(fields=["post", "person"], name="one_letter_per_person"),
        )
