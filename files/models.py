"""Files of pages, and every version that each had."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from files.kinds import KINDS, Kind
from markup.shelf import Shown
from wiki.hideable import Hideable
from wiki.models import Changeset, Page

NAME_LIMIT = 100
ALT_LIMIT = 300


class File(Hideable):
    """A name on a page under which a picture or document stands; what it is, its versions say.

    Hidden, it is taken down with all its versions.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=NAME_LIMIT)
    name_key = models.CharField(max_length=NAME_LIMIT)  # the name without regard to capitals

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "name_key"], name="file_name_per_page"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.page.slug, self.name])


class FileVersionQuerySet(models.QuerySet["FileVersion"]):
    def latest_ones(self) -> "FileVersionQuerySet":
        """Of each file the version that stands now."""
        newer = FileVersion.objects.filter(file=OuterRef("file"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))

    def visible_to(self, person: Any) -> "FileVersionQuerySet":
        """Those of pages that `person` may read."""
        return self.filter(file__page__in=Page.objects.visible_to(person).values("pk"))

    def standing(self) -> "FileVersionQuerySet":
        """What files hold now that were not taken down."""
        return self.latest_ones().filter(file__hidden_at__isnull=True)

    def shown(self) -> "FileVersionQuerySet":
        """Those that were not hidden, nor taken down with their files."""
        return self.filter(hidden_at__isnull=True, file__hidden_at__isnull=True)

    def told(self) -> "FileVersionQuerySet":
        """With everything that a list says of a version."""
        return self.select_related(
            "file__page", "file__hidden_by", "changeset__author", "hidden_by"
        )


@dataclass(frozen=True)
class Stored:
    """One content of a version: the file itself, or a picture in one of its widths."""

    width: int
    height: int
    sha256: str
    size: int


class FileVersion(Hideable):
    """What a file held since one update of its page. Rows are written once and never changed,
    but for whether they are hidden. What stands now is hidden with its file alone."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    changeset = models.ForeignKey(
        Changeset, on_delete=models.PROTECT, related_name="file_versions"
    )  # who, when, and why
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    source_sha256 = models.CharField(max_length=64, db_index=True)  # of what was sent
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sizes = models.JSONField(default=list)  # smaller ones of a picture: width, height, hash, bytes
    alt = models.CharField(max_length=ALT_LIMIT, blank=True)
    is_decorative = models.BooleanField(default=False)

    objects = FileVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["file", "number"], name="version_number_per_file"),
            models.CheckConstraint(
                condition=Q(width__isnull=True) | ~Q(alt="") | Q(is_decorative=True),
                name="picture_is_described_or_decorative",
            ),
        )

    def get_absolute_url(self) -> str:
        """Where this very content is, for ever."""
        return reverse("file_content", args=[self.pk, self.file.name])

    @property
    def what(self) -> Kind:
        return KINDS[self.kind]

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    @property
    def uploader(self) -> Any:
        return self.changeset.by

    @property
    def is_gone(self) -> bool:
        """Whether nobody reads it: it was hidden, or its file was taken down."""
        return self.is_hidden or self.file.is_hidden

    @property
    def shown(self) -> Shown:
        """What a text that names the file needs to know of it."""
        if self.is_gone:
            return Shown(href=self.file.get_absolute_url(), about="taken down")
        return Shown(
            href=self.get_absolute_url(),
            about=f"{self.what.name}, {filesizeformat(self.size)}",
            alt=self.alt,
            width=self.width or 0,
            height=self.height or 0,
            srcset=self.srcset,
        )

    @property
    def contents(self) -> list[Stored]:
        """Everything stored for this version, the file itself last."""
        smaller = [Stored(*one) for one in self.sizes]
        return [*smaller, Stored(self.width or 0, self.height or 0, self.sha256, self.size)]

    @property
    def srcset(self) -> str:
        """The picture's widths, for `srcset`; "" where it has one."""
        if not self.sizes:
            return ""
        return ", ".join(
            f"{reverse('file_size', args=[self.pk, one.width, self.file.name])} {one.width}w"
            for one in self.contents
        )

    @property
    def markdown(self) -> str:
        """What to write in a text of the page to show or link it."""
        if self.is_picture:
            return f"![{_plain(self.alt)}]({self.file.name})"
        return f"[{_plain(self.file.name)}]({self.file.name})"


class FileUse(models.Model):
    """That a page's text names a file, of its own or of another page; it may not be there yet."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="file_uses")
    owner = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    name_key = models.CharField(max_length=NAME_LIMIT)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "name_key", "page"], name="one_use_per_page"),
        )


def _plain(text: str) -> str:
    """Words for between brackets."""
    return text.replace("\\", "").replace("[", "(").replace("]", ")")
