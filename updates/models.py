"""Updates that are being written: drafts, and who has a page open."""

from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse

from drafts.models import Draft
from wiki.models import Page


class PageDraft(Draft):
    """A change of a page, or a new page (`page`: None), that is not saved yet."""

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="drafts"
    )

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
        return f"a section of {self.page.title}" if self.part else "a change of the page"

    def get_absolute_url(self) -> str:
        """The form that it was typed into, with it in."""
        return f"{self.form_address}?{urlencode({'draft': self.key})}"

    @property
    def form_address(self) -> str:
        if self.page is None:
            return reverse("new_page")
        if self.part:
            return reverse("edit_section", args=[self.page.slug, self.part])
        return reverse("edit", args=[self.page.slug])


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
