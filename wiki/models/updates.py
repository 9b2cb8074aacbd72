"""Updates of pages: who, why, how much; the texts that they left and who wrote each sentence."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from wiki.changesets import NOTE_LIMIT
from wiki.hideable import Hideable
from wiki.models.pages import Page
from wiki.querysets import ChangesetQuerySet
from wiki.sizes import STAR_COUNTS


class Changeset(Hideable):
    """One person's one update of one page, numbered per page without gaps.

    Hidden is the text that it wrote (`wiki.hiding`): the update itself stays in the history.
    """

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
    # Where its author only suggested it: who put it on the page.
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # nobody asks by it
    )
    accepted_by_name = models.CharField(max_length=40, blank=True)
    note = models.CharField("about this update", max_length=NOTE_LIMIT, blank=True)
    note_corrected_at = models.DateTimeField(null=True, blank=True)  # the latest time
    # What a hidden note said: `note` is empty then, for lists, links, feeds and search alike.
    hidden_note = models.CharField(max_length=NOTE_LIMIT, blank=True)
    note_is_hidden = models.BooleanField(default=False)
    minor = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_index=True)
    words_added = models.PositiveIntegerField(default=0)
    words_removed = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # what of wiki.sizes.COUNTED, how many
    only_stars = models.BooleanField(default=False)  # it gave, moved or took stars, no more
    # Where it was merged with what others had saved meanwhile: the update that its author had seen.
    merged_since = models.PositiveIntegerField(null=True, blank=True)
    merged_with = ""  # those others' updates in words, where updates.merges named them

    objects = ChangesetQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "number"], name="changeset_number_per_page"),
        )
        ordering = ("-pk",)

    def get_absolute_url(self) -> str:
        return reverse("changes", args=[self.page.slug, self.number])

    @property
    def told_counts(self) -> dict[str, int]:
        """What of its size everybody may be told: no stars where the page hides its tally."""
        if not self.page.hides_tally:
            return dict(self.counts)
        return {key: n for key, n in self.counts.items() if key not in STAR_COUNTS}

    @property
    def accepter(self) -> Any:
        """Who accepted it where it was suggested: the person, or the name they had."""
        return self.accepted_by or self.accepted_by_name

    @property
    def by(self) -> Any:
        """Whom to name: the person, or the name they had."""
        return self.author or self.author_name


class PastText(models.Model):
    """A page's text as an update left it, packed: wiki.pasts alone can read it."""

    changeset = models.OneToOneField(
        Changeset, on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+", db_index=False)
    nth = models.PositiveIntegerField()  # of the page's texts, from 0 without gaps
    packed = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "nth"], name="one_text_at_a_place"),
            models.UniqueConstraint(fields=["page", "changeset"], name="texts_of_a_page_in_order"),
        )


class NoteCorrection(models.Model):
    """What the note of an update said, and what its author made of it."""

    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, related_name="corrections")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(max_length=40, blank=True)
    before = models.CharField(max_length=NOTE_LIMIT, blank=True)
    after = models.CharField(max_length=NOTE_LIMIT, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)

    @property
    def by(self) -> Any:
        """Whom to name: the person, or the name they had."""
        return self.author or self.author_name


class Origin(models.Model):
    """The update that brought a sentence to a page first; see wiki.origins."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_index=False)
    mark = models.BigIntegerField()  # of the sentence's words
    nth = models.PositiveIntegerField()  # of its like in one text, from 1
    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "mark", "nth"], name="one_origin_per_sentence"),
        )
