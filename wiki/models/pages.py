"""Pages, the names that lead to them, who may write them, and who reads and watches them."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from markup.render import Rendered
from watching.models import Watch
from wiki.changesets import NOTE_LIMIT
from wiki.querysets import NameQuerySet, PageQuerySet
from wiki.tracking import Tracked, TrackedHistory, TrackedQuerySet

TITLE_LIMIT = 200
TAGS_LIMIT = 500


class Page(Tracked):
    """A titled Markdown text with keyword tags and a place in a tree."""

    derived_fields = ("rendered", "renderer_version", "summary", "suggestions_open")
    kept_apart = ("body",)  # by wiki.pasts

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
    featured_until = models.DateTimeField(null=True, blank=True)  # from then on it reads as if not
    is_template = models.BooleanField(default=False)  # new pages can begin with its text
    # A deleted page keeps all that it holds, and is read by nobody until it is restored.
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deleted_reason = models.CharField(max_length=NOTE_LIMIT, blank=True)
    # How stars are given on this page: the reason that a person adds to one may be asked for, and
    # how many there are may stay unsaid to whoever has given none here.
    stars_need_reason = models.BooleanField(default=False)
    hides_tally = models.BooleanField(default=False)

    # Derived from the text when it is written; never part of history.
    rendered = models.JSONField(default=dict)
    renderer_version = models.PositiveIntegerField(default=0)
    summary = models.CharField(max_length=300, blank=True)
    suggestions_open = models.PositiveIntegerField(default=0)  # derived from them, likewise

    objects = PageQuerySet.as_manager()
    history = TrackedHistory(excluded_fields=[*derived_fields, *kept_apart], no_db_index=["slug"])

    class Meta:
        indexes = (
            models.Index(  # few or none, asked for by every list of stars: no text is read for it
                fields=["id"], name="page_hiding_stars", condition=models.Q(hides_tally=True)
            ),
            models.Index(  # few: every form for a new page asks for them
                fields=["title"], name="page_templates", condition=models.Q(is_template=True)
            ),
            models.Index(  # likewise few, asked for by every list
                fields=["id"], name="page_deleted", condition=models.Q(deleted_at__isnull=False)
            ),
        )

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

    @property
    def is_featured(self) -> bool:
        """Whether it is featured now: the mark ends by itself, and nothing is written then."""
        until = self.featured_until
        return self.featured_at is not None and (until is None or until > timezone.now())

    @property
    def standing_protection(self) -> "Protection | None":
        """Who may change the page now, where not every member may. Read along, it is no query."""
        found: Protection | None = getattr(self, "protection", None)
        return found if found and not found.is_over() else None

    def protected_from(self, person: Any) -> "Protection | None":
        """What keeps `person` from changing the page now, if anything does."""
        found = self.standing_protection
        return found if found and not found.lets(person) else None

    def hides_stars_from(self, person: Any) -> bool:
        """Whether `person` is told no numbers and givers of stars here. No query where none are."""
        if not self.hides_tally:
            return False
        return Page.objects.hiding_stars_from(person).filter(pk=self.pk).exists()


class PageName(models.Model):
    """A name that a page has or had. Names in addresses and links keep working for ever."""

    slug = models.SlugField(max_length=TITLE_LIMIT, unique=True, allow_unicode=True)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="names")

    objects = NameQuerySet.as_manager()


class Protection(Tracked):
    """Who may change a page, where not every member may; it ends by itself at its date."""

    class Level(models.TextChoices):
        NAMED = "named", "The people named here, and moderators"
        MODERATORS = "moderators", "Moderators alone"

    derived_fields = ()

    page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="protection")
    level = models.CharField(max_length=10, choices=Level.choices)
    names = models.CharField(max_length=1000, blank=True)  # "a, b": tracked as they were called
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    reason = models.CharField(max_length=NOTE_LIMIT)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    history = TrackedHistory()
    objects = TrackedQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level__in=["named", "moderators"]), name="protection_level"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="protection_has_a_reason"),
        )

    def tracked_page_id(self) -> int | None:
        return self.page_id

    @cached_property
    def named(self) -> list[Any]:
        """Whom it lets change the page beside moderators."""
        return list(self.people.order_by("username")) if self.level == self.Level.NAMED else []

    def is_over(self, at: datetime.datetime | None = None) -> bool:
        return self.ends_at is not None and self.ends_at <= (at or timezone.now())

    def lets(self, person: Any, at: datetime.datetime | None = None) -> bool:
        """Whether it leaves the page open to `person`, at a moment."""
        if self.is_over(at):
            return True
        return bool(person.is_authenticated and (person.moderates or person in self.named))


class PageWatch(Watch):
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="watches")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "person"], name="one_watch_per_page"),
        )


class PageVisit(models.Model):
    """When somebody last read a page, so that it can say what is new to them."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="visits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    latest_at = models.DateTimeField()  # of the visit that is going on
    before_at = models.DateTimeField(null=True, blank=True)  # the end of the visit before it

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["page", "person"], name="one_visit_per_page"),
        )


class MarkedText(models.Model):
    """A page's rendered text with marks, made when either changes; pages without marks have none.

    Each stretch stands under the hash of the one without marks, so that marks of an older text are
    shown to nobody.
    """

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="marked_text"
    )
    pieces = models.JSONField(default=dict)
