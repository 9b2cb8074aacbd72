"""What is not posted yet."""

from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.urls import reverse

from discussions.models.posts import Post
from discussions.models.threads import Thread
from drafts.models import Draft
from wiki.models import Page


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
