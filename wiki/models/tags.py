"""Keyword tags: what they are called, how that changed, and who follows them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from watching.models import Watch
from wiki.changesets import NOTE_LIMIT
from wiki.models.pages import Page
from wiki.querysets import TagQuerySet


class Tag(models.Model):
    """A keyword. One that goes to another is a synonym: pages keep it as typed, and read it so."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    description = models.CharField(max_length=NOTE_LIMIT, blank=True)
    goes_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Where that leads in the end, which may be further on; derived in retagging.py.
    stands_for = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="synonyms"
    )
    pages: "models.ManyToManyField[Page, Any]" = models.ManyToManyField(
        Page, related_name="keywords"
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(goes_to__isnull=True, stands_for__isnull=True)
                | (Q(goes_to__isnull=False, stands_for__isnull=False) & ~Q(stands_for=F("id"))),
                name="synonym_stands_for_another_tag",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])

    @property
    def main(self) -> "Tag":
        """The tag that is meant: this one, or the one it stands for."""
        return self.stands_for or self


class TagChange(models.Model):
    """What somebody changed about a tag itself, and whether it was undone."""

    class Kind(models.TextChoices):
        DESCRIBED = "described", "described it"
        SPELLED = "spelled", "spelled it"
        MERGED = "merged", "let it stand for another"

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(max_length=NOTE_LIMIT, blank=True)  # the description or name given
    into = models.ForeignKey(
        Tag, on_delete=models.PROTECT, null=True, blank=True, related_name="gained"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)


class TagWatch(Watch):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="watches")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tag", "person"], name="one_watch_per_tag"),)
