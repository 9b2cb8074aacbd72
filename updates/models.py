"""Updates that are being written or suggested: drafts, who has a page open, suggestions."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse

from drafts.models import Draft
from wiki.hideable import Hideable
from wiki.models import NOTE_LIMIT, TAGS_LIMIT, TITLE_LIMIT, Changeset, Page
from wiki.sizes import in_objects, in_words

SIZED = {  # what may be proposed of recommendations, as the size of an update names it
    "words": "recommendations_reworded",
    "added": "recommendations_added",
    "back": "recommendations_restored",
    "moved": "recommendations_moved",
    "gone": "recommendations_removed",
    "details": "details_changed",
    "heading": "areas_renamed",
    "area": "areas_added",
    "area-gone": "areas_removed",
    "order": "areas_moved",
}


RECOMMENDATIONS = "recommendations"
"""The part of a page that all its areas and recommendations are. Sections begin with "t-"."""


class PageDraft(Draft):
    """A change of a page, or a new page (`page`: None), that is not saved yet."""

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )

    suggests = models.BooleanField(default=False)  # it is to be sent as a suggestion, not saved

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "key"], name="one_page_draft_per_form"),
        )

    @property
    def title(self) -> str:
        return self.fields.get("title", "").strip() or (self.page.title if self.page else "")

    @property
    def what(self) -> str:
        if self.page is None:
            return "a new page"
        if self.of_recommendations:
            return f"{'a suggestion for' if self.suggests else 'a change of'} the recommendations"
        if self.suggests:
            return "a suggestion for the page"
        return f"a section of {self.page.title}" if self.part else "a change of the page"

    @property
    def of_recommendations(self) -> bool:
        return self.part == RECOMMENDATIONS

    @property
    def text(self) -> str:
        """Its words, for who can open its form no more."""
        if not self.of_recommendations:
            return str(self.fields.get("body", ""))
        names = [f"t-{key}" for key in self.fields.get("area", "").split()]
        names += [f"w-{key}" for key in self.fields.get("item", "").split()]
        return "\n".join(filter(None, (self.fields.get(name) for name in names)))

    def get_absolute_url(self) -> str:
        """The form that it was typed into, with it in."""
        return f"{self.form_address}?{urlencode({'draft': self.key})}"

    @property
    def suggestion_address(self) -> str:
        """The form in which it can be sent as a suggestion, whatever it was begun as."""
        return f"{self._form('suggest')}?{urlencode({'draft': self.key})}"

    @property
    def form_address(self) -> str:
        if self.page is None:
            return reverse("new_page")
        return self._form("suggest" if self.suggests else "edit")

    def _form(self, name: str) -> str:
        assert self.page is not None
        if self.of_recommendations:
            return reverse(f"{name}_recommendations", args=[self.page.slug])
        if self.part:
            return reverse(f"{name}_section", args=[self.page.slug, self.part])
        return reverse(name, args=[self.page.slug])


class Writer(models.Model):
    """When somebody was last heard of in one of their tabs in which a page is being edited."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="writers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.CharField(max_length=32, blank=True)  # "": one that runs no script, or not yet
    heard_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "person", "tab"], name="one_writer_per_tab"),
        )


class SuggestionQuerySet(models.QuerySet[Any]):
    def recount(self, page_id: int) -> None:
        """Write down on a page how many wait there, so that reading it need not ask."""
        waiting = self.open().filter(page=page_id).count()
        Page.objects.filter(pk=page_id).update(suggestions_open=waiting)

    def open(self) -> "SuggestionQuerySet":
        return self.filter(state=Suggestion.State.OPEN)

    def decided(self) -> "SuggestionQuerySet":
        return self.exclude(state=Suggestion.State.OPEN)

    def named(self) -> "SuggestionQuerySet":
        """With the people in them."""
        return self.select_related("author", "decided_by", "taken_up_by")

    def without_text(self) -> "SuggestionQuerySet":
        return self.defer("body")


class Suggestion(models.Model):
    """A change of a page that somebody proposes, for those who may edit the page to decide on.

    It is no update, stands in no history and is found by no search until it is accepted.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly", "Accepted in part"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="suggestions")
    base = models.PositiveIntegerField()  # the update that its author saw
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggestions",
    )
    author_name = models.CharField(max_length=40)
    title = models.CharField(max_length=TITLE_LIMIT)
    body = models.TextField(blank=True)
    tags = models.CharField(max_length=TAGS_LIMIT, blank=True)
    note = models.CharField("why", max_length=NOTE_LIMIT, blank=True)
    words_added = models.PositiveIntegerField(default=0)
    words_removed = models.PositiveIntegerField(default=0)
    # Of the page's areas and recommendations (recommendations.proposing), and then of nothing else.
    changes = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # The latest decision; an open one that has it was declined before, and taken up again.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_by_name = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=NOTE_LIMIT, blank=True)
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    taken_up_at = models.DateTimeField(null=True, blank=True)
    # What came of it: none where the page read so already.
    update = models.OneToOneField(
        Changeset, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestion"
    )

    objects: Any = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["page"], name="suggestion_open", condition=models.Q(state="open")),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["open", "accepted", "partly", "declined", "withdrawn"]
                ),
                name="suggestion_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(decided_at__isnull=False),
                name="decided_suggestion_has_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(reason=""),
                name="declined_suggestion_has_a_reason",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse("suggestion", args=[self.page.slug, self.pk])

    @property
    def by(self) -> Any:
        """Whom to name: the person, or the name they had."""
        return self.author or self.author_name

    @property
    def of_recommendations(self) -> bool:
        return bool(self.changes)

    @property
    def size(self) -> str:
        if self.of_recommendations:
            counts = Counter(SIZED[change["what"]] for change in self.changes)
            return ", ".join(in_objects(counts))
        return in_words(self.words_added, self.words_removed) or "no words of the text changed"

    @property
    def decider(self) -> Any:
        return self.decided_by or self.decided_by_name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_accepted(self) -> bool:
        return self.state in (self.State.ACCEPTED, self.State.PARTLY)

    @property
    def is_declined(self) -> bool:
        return self.state == self.State.DECLINED


class HiddenWords(Hideable):
    """Pieces of an update, beside its text, that nobody reads now.

    No other row holds them meanwhile: `updates.blanking` moved them here, and puts them back.
    """

    changeset = models.ForeignKey(Changeset, on_delete=models.PROTECT, related_name="hidden_words")
    what = models.CharField(max_length=NOTE_LIMIT)  # "the title, the wording of R17"
    kept = models.JSONField(default=list)  # [[table, row, field, words, what stands there now]]

    class Meta:
        ordering = ("pk",)
