"""Versioned pages, the updates that made them, and the links between them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from markup.render import Rendered
from watching.models import Watch
from wiki.changesets import NOTE_LIMIT
from wiki.querysets import ChangesetQuerySet, PageQuerySet
from wiki.tracking import Tracked, TrackedHistory

TITLE_LIMIT = 200
TAGS_LIMIT = 500


class Page(Tracked):
    """A titled Markdown text with keyword tags and a place in a tree."""

    derived_fields = ("rendered", "renderer_version", "summary")

    title = models.CharField(max_length=TITLE_LIMIT)
    slug = models.SlugField(max_length=TITLE_LIMIT, unique=True, allow_unicode=True)
    body = models.TextField(blank=True)
    tags = models.CharField(max_length=TAGS_LIMIT, blank=True)  # "a, b": tracked as it was typed
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    created_at = models.DateTimeField()
    featured_at = models.DateTimeField(null=True, blank=True)
    featured_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    featured_reason = models.CharField(max_length=NOTE_LIMIT, blank=True)

    # Derived from the text when it is written; never part of history.
    rendered = models.JSONField(default=dict)
    renderer_version = models.PositiveIntegerField(default=0)
    summary = models.CharField(max_length=300, blank=True)

    objects = PageQuerySet.as_manager()
    history = TrackedHistory(excluded_fields=list(derived_fields), no_db_index=["slug"])

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])

    def tracked_page_id(self) -> int | None:
        return self.pk

    @property
    def text(self) -> Rendered:
        """The rendered text, as it was stored when the page was written."""
        return Rendered.from_json(self.rendered)

    @property
    def tag_names(self) -> list[str]:
        return [name for name in self.tags.split(", ") if name]


class PageName(models.Model):
    """A name that a page has or had. Names in addresses and links keep working for ever."""

    slug = models.SlugField(max_length=TITLE_LIMIT, unique=True, allow_unicode=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="names")


class Changeset(models.Model):
    """One person's one update of one page, numbered per page without gaps."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="changesets")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="changesets",
    )
    author_name = models.CharField(max_length=40, blank=True)
    note = models.CharField("about this update", max_length=NOTE_LIMIT, blank=True)
    minor = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_index=True)
    words_added = models.PositiveIntegerField(default=0)
    words_removed = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # what of wiki.sizes.COUNTED, how many

    objects = ChangesetQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "number"], name="changeset_number_per_page"),
        )
        ordering = ("-pk",)

    def get_absolute_url(self) -> str:
        return reverse("changes", args=[self.page.slug, self.number])

    @property
    def by(self) -> Any:
        """Whom to name: the person, or the name they had."""
        return self.author or self.author_name


class PageLink(models.Model):
    """One link in a page's text, with the sentence that it stands in."""

    source = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links_out")
    target_slug = models.CharField(max_length=TITLE_LIMIT, db_index=True)
    target_title = models.CharField(max_length=TITLE_LIMIT)
    sentence = models.TextField(blank=True)
    is_missing = models.BooleanField(default=False)  # as the stored text shows it


class Tag(models.Model):
    """A keyword."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    pages: "models.ManyToManyField[Page, Any]" = models.ManyToManyField(
        Page, related_name="keywords"
    )

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class PageWatch(Watch):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="watches")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "person"], name="one_watch_per_page"),
        )
