"""Questions about many pages and updates, named so that they chain."""

from typing import Any

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    FilteredRelation,
    Min,
    OuterRef,
    Q,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from web.slugs import slug, tag_slug
from wiki.sizes import FINER_KINDS, KINDS
from wiki.tracking import TrackedQuerySet

NOT_TOLD = Q(only_stars=False, page__hides_tally=True)
"""Updates whose stars are told to nobody; see docs/decisions/hidden-tallies.md."""


def _featured_now() -> Q:
    ends_later = Q(featured_until__isnull=True) | Q(featured_until__gt=timezone.now())
    return Q(featured_at__isnull=False) & ends_later


class PageQuerySet(TrackedQuerySet):
    def visible_to(self, person: Any) -> "PageQuerySet":
        """Pages that `person` may read: every page is public until it is deleted."""
        return self.filter(deleted_at__isnull=True)

    def deleted(self) -> "PageQuerySet":
        """Pages that nobody reads, with everything on and beside them."""
        return self.filter(deleted_at__isnull=False)

    def seen_by(self, person: Any) -> "PageQuerySet":
        """With `is_watched`: whether `person` watches the page."""
        return self.annotate(
            mine=FilteredRelation("watches", condition=Q(watches__person_id=person.pk or 0)),
            is_watched=ExpressionWrapper(Q(mine__isnull=False), models.BooleanField()),
        )

    def without_text(self) -> "PageQuerySet":
        """For lists: everything but the long columns."""
        return self.defer("body", "rendered")

    def titled_like(self, words: str) -> "PageQuerySet":
        """Pages in whose titles words begin with each of these, the nearest first."""
        sought = slug(words, 200)
        if not sought:
            return self.none()
        found = self
        for word in sought.split("-")[:8]:
            found = found.filter(Q(slug__startswith=word) | Q(slug__contains=f"-{word}"))
        near = Case(When(slug__startswith=sought, then=0), default=1)
        return found.order_by(near, "title", "pk")

    def with_sizes(self, reader: Any) -> "PageQuerySet":
        """With `standing` and `stars`: its recommendations, and the stars on their wordings.

        What gave way to others counts in neither. Where the page keeps its stars from `reader`,
        `stars` is None.
        """
        there = Q(recommendations__is_removed=False) & ~Q(recommendations__status="superseded")
        unseen = self.model.objects.hiding_stars_from(reader).values("pk")
        return self.annotate(
            standing=Count("recommendations", filter=there),
            stars=Case(
                When(pk__in=unseen, then=None),
                default=Coalesce(Sum("recommendations__stars_now", filter=there), 0),
            ),
        )

    def hiding_stars_from(self, person: Any) -> "PageQuerySet":
        """Pages that say nothing of their stars to `person`, who has given none there."""
        hiding = self.filter(hides_tally=True)
        if not person.is_authenticated:
            return hiding
        return hiding.exclude(recommendations__stars__person=person)

    def tagged(self, tag: Any) -> "PageQuerySet":
        """Pages that carry a tag, by whichever of its names."""
        return self.filter(keywords__in=type(tag).objects.of(tag.slug)).distinct()

    def templates(self) -> "PageQuerySet":
        """Pages that new ones can begin with, by title, without their texts."""
        return self.filter(is_template=True).without_text().order_by("title", "pk")

    def featured(self) -> "PageQuerySet":
        """Pages featured now, the latest first."""
        return self.filter(_featured_now()).order_by("-featured_at")

    def featured_first(self) -> "PageQuerySet":
        """Pages featured now, the latest first, and the others by title."""
        since = Case(When(_featured_now(), then="featured_at"))
        return self.order_by(since.desc(nulls_last=True), "title", "pk")


class NameQuerySet(models.QuerySet[Any]):
    def leading(self) -> "NameQuerySet":
        """Names that lead somewhere: those of deleted pages are as good as missing."""
        return self.filter(page__deleted_at__isnull=True)


class LinkQuerySet(models.QuerySet[Any]):
    def to(self, page: Any) -> "LinkQuerySet":
        """Links to this page, under any name that it has or had."""
        return self.filter(target_slug__in=page.names.values("slug"))

    def named(self, slug: str) -> "LinkQuerySet":
        """Links with this name, whether or not a page has it."""
        return self.filter(target_slug=slug)

    def one_each(self) -> "LinkQuerySet":
        """Of each text the first of these links."""
        first = self.order_by().values("source").annotate(first=Min("pk"))
        return self.filter(pk__in=first.values("first"))


class ChangesetQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> "ChangesetQuerySet":
        """Updates that `person` may read: those of stars alone only where the page shows stars."""
        told = self.exclude(page__in=self._pages.deleted().values("pk"))
        return told.exclude(only_stars=True, page__in=self._pages_hiding_stars_from(person))

    def hidden_from(self, person: Any) -> "ChangesetQuerySet":
        """The others."""
        of_stars = Q(only_stars=True, page__in=self._pages_hiding_stars_from(person))
        return self.filter(of_stars | Q(page__in=self._pages.deleted().values("pk")))

    @property
    def _pages(self) -> Any:
        return self.model._meta.get_field("page").related_model.objects

    def _pages_hiding_stars_from(self, person: Any) -> Any:
        return self._pages.hiding_stars_from(person).values("pk")

    def of_kind(self, kind: str) -> "ChangesetQuerySet":
        """Updates that touched one of wiki.sizes.KINDS, or a finer one; all for another word.

        Where a page hides its tally, an update that also gave stars is not found by them.
        """
        every = KINDS | FINER_KINDS
        if kind not in every:
            return self
        found = self.filter(counts__has_any_keys=list(every[kind][1]))
        return found.exclude(NOT_TOLD) if kind == "stars" else found


class TagQuerySet(models.QuerySet[Any]):
    def of(self, slug: str) -> "TagQuerySet":
        """The tag of this name in addresses, and the synonyms that stand for it."""
        return self.filter(Q(slug=slug) | Q(stands_for__slug=slug))

    def meant_by(self, text: str) -> Any:
        """The tag that somebody means by a name, a synonym or either's address, or None."""
        found = self.select_related("stands_for").filter(slug=tag_slug(text)).first()
        return found.main if found else None

    def mains(self) -> "TagQuerySet":
        """Tags that are no synonyms."""
        return self.filter(stands_for__isnull=True)

    def in_use(self) -> "TagQuerySet":
        """Tags that anything carries: pages, and what the apps above tie to tags.

        What is on or beside deleted pages carries none.
        """
        carried = Q()
        pages = self.model._meta.get_field("pages").related_model
        for field in self.model._meta.get_fields():
            if field.many_to_many:
                ties = (field.remote_field if field.concrete else field).through
                (carrier,) = (one for one in ties._meta.fields[1:] if one.name != "tag")
                of = carrier.name if carrier.related_model is pages else f"{carrier.name}__page"
                there = ties.objects.exclude(**{f"{of}__in": pages.objects.deleted().values("pk")})
                for way in ("tag", "tag__stands_for"):  # each by its index
                    carried |= Q(Exists(there.filter(**{way: OuterRef("pk")})))
        return self.mains().filter(carried)
