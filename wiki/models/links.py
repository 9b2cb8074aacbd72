"""Links from what is written on the site to its pages."""

from django.db import models

from wiki.models.pages import TITLE_LIMIT, Page
from wiki.models.updates import Changeset
from wiki.querysets import LinkQuerySet


class Link(models.Model):
    """A link to a page in a text (`source`), with the sentence that it stands in."""

    target_slug = models.CharField(max_length=TITLE_LIMIT, db_index=True)
    target_title = models.CharField(max_length=TITLE_LIMIT)
    sentence = models.TextField(blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        abstract = True


class PageLink(Link):
    """One in a page's text."""

    source = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links_out")
    is_missing = models.BooleanField(default=False)  # as the stored text shows it


class NoteLink(Link):
    """One in the note of an update."""

    source = models.ForeignKey(Changeset, on_delete=models.CASCADE, related_name="links_out")
