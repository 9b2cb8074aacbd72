"""Words on their way out of the rows that hold them, and back into these."""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import models

from questions.models import Question
from recommendations.detailing import Evidence
from recommendations.models import Recommendation, Reservation, Star
from watching.models import Notification
from web.slugs import tag_slug
from wiki import linking
from wiki.hideable import BLANK
from wiki.models import TITLE_LIMIT, Page, PageName, Tag, TagChange
from wiki.tagging import names_in, tags_named
from wiki.tracking import Tracked


class Carrier:
    """Notes down what it takes from where, as [table, row, field, words, what it put there].

    It writes past the history: what it takes is taken from there too.
    """

    def __init__(self, kept: list[list[Any]]) -> None:
        self.kept = kept

    slug_of = staticmethod(linking.slug_of)

    def take(self, rows: models.QuerySet[Any], field: str, put: Any = BLANK) -> None:
        """Put something in the place of what a field of these rows holds."""
        for pk, words in list(rows.order_by().values_list("pk", field)):
            self._note(rows.model, pk, field, words, put)
            _rows(rows.model).filter(pk=pk).update(**{field: put})

    def take_one(self, rows: models.QuerySet[Any], field: str, told: str) -> None:
        """Take one name, or piece of evidence, out of those that a field of these rows holds."""
        for pk, held in list(rows.order_by().values_list("pk", field)):
            every, left = _each(held), all_but(told, held)
            if left != every:
                place = next(n for n, one in enumerate(every) if _told(one) == told)
                self._note(rows.model, pk, field, every[place], place)
                _put_each(rows.model, pk, field, left)

    def take_unused_tag(self, slug: str) -> None:
        """Leave the tag itself without name and address, unless something carries it."""
        tags = Tag.objects.filter(slug=slug).exclude(pk__in=Tag.objects.in_use().values("pk"))
        for tag in tags.filter(synonyms=None):
            spelled = TagChange.objects.filter(tag=tag, text__in=[tag.name, tag.description])
            self.take(spelled.exclude(text=""), "text")
            self.take(Tag.objects.filter(pk=tag.pk), "slug", put=f"hidden-{tag.pk}")
            self.take(Tag.objects.filter(pk=tag.pk), "name")
            if tag.description:
                self.take(Tag.objects.filter(pk=tag.pk), "description", put="")

    def take_names(self, page: Page, slugs: Collection[str]) -> None:
        """Let these names lead nowhere: they are free for other pages."""
        names = PageName.objects.filter(page=page, slug__in=slugs)
        for slug in list(names.values_list("slug", flat=True)):
            self._note(PageName, page.pk, "slug", slug, "")
        names.delete()
        linking.refresh_linkers(slugs, but=page)

    def move(self, page: Page) -> None:
        """Give a deleted page an address that says nothing."""
        slug = f"hidden-{page.pk}"[:TITLE_LIMIT]
        PageName.objects.get_or_create(slug=slug, page=page)
        self.take(Page.objects.filter(pk=page.pk), "slug", put=slug)

    def lead_elsewhere(self, start: str, instead: str) -> None:
        """Let news that leads to an address of the page lead to its present one."""
        for one in Notification.objects.filter(url__startswith=start):
            self.take(
                Notification.objects.filter(pk=one.pk), "url", put=instead + one.url[len(start) :]
            )

    def put_back(self) -> None:
        """Let each row hold again what it held, unless something else was written there since."""
        for label, pk, field, words, put in reversed(self.kept):  # one row may be taken from twice
            model = apps.get_model(label)
            if model is PageName:
                _give_name(pk, words)
            elif field in ("tags", "audience", "evidence"):
                _give_one(model, pk, field, words, put)
            elif field != "slug" or _is_free(model, words):
                _rows(model).filter(pk=pk, **{field: put}).update(**{field: words})
                if issubclass(model, Tracked):
                    self._put_into_later_rows(model, pk, field, words, put)
        self.keep_links()
        for label, pk, field, *_ in self.kept:
            if (label, field) == ("recommendations.recommendation", "audience"):
                item = Recommendation.objects.get(pk=pk)
                item.audiences.set(tags_named(item.audience_names))

    def keep_links(self) -> None:
        """Let the links of texts be those that the texts have now."""
        for model in (Question, Star, Reservation):
            taken = {pk for label, pk, *_ in self.kept if label == model._meta.label_lower}
            for row in model.objects.filter(pk__in=taken):
                row.keep_links()

    def _put_into_later_rows(self, model: Any, pk: int, field: str, words: str, put: str) -> None:
        """Where what was hidden stood on the page again meanwhile, its history says so too."""
        past = model.history.filter(id=pk)
        known = {row for label, row, *_ in self.kept if label == past.model._meta.label_lower}
        last = past.filter(pk__in=known).order_by("-pk").values_list("pk", flat=True).first()
        if last:
            past.filter(pk__gt=last, **{field: put}).update(**{field: words})

    def _note(self, model: Any, pk: int, field: str, words: Any, put: Any) -> None:
        self.kept.append([model._meta.label_lower, pk, field, words, put])


def _rows(model: Any) -> models.QuerySet[Any]:
    """Of a table, past the guard that lets nothing be written beside the history."""
    return models.QuerySet(model)


def _give_name(page_id: int, slug: str) -> None:
    """Unless another page has it by now."""
    page = Page.objects.get(pk=page_id)
    if PageName.objects.get_or_create(slug=slug, defaults={"page": page})[1]:
        linking.refresh_linkers([slug], but=page)


def all_but(told: str, held: str | list[Any]) -> list[Any]:
    """The names of a keyword text, or evidence, without one of them."""
    return [one for one in _each(held) if _told(one) != told]


def _each(held: str | list[Any]) -> list[Any]:
    return names_in(held) if isinstance(held, str) else list(held)


def _told(one: Any) -> str:
    """By what a name, or evidence, is the same as another."""
    return tag_slug(one) if isinstance(one, str) else Evidence(**one).spoken


def _put_each(model: Any, pk: int, field: str, every: list[Any]) -> None:
    held = every if field == "evidence" else ", ".join(every)
    _rows(model).filter(pk=pk).update(**{field: held})


def _give_one(model: Any, pk: int, field: str, one: Any, place: int) -> None:
    for held in list(_rows(model).filter(pk=pk).values_list(field, flat=True)):
        every = _each(held)
        if _told(one) not in map(_told, every):
            every.insert(place, one)
            _put_each(model, pk, field, every)


def _is_free(model: Any, slug: str) -> bool:
    """Past addresses are anybody's; of those that lead somewhere, each belongs to one."""
    return model not in (Page, Tag) or not model.objects.filter(slug=slug).exists()
