"""Versioned pages, the updates that made them, and the links between them."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from markup.render import Rendered
from watching.models import Watch
from wiki.changesets import NOTE_LIMIT
from wiki.hideable import Hideable
from wiki.querysets import ChangesetQuerySet, LinkQuerySet, NameQuerySet, PageQuerySet, TagQuerySet
from wiki.sizes import STAR_COUNTS
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
