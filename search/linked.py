"""Where a page is linked from, by the kind of text, each link with its sentence."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from discussions.models import PostLink
from questions.models import QuestionLink
from recommendations.models import ReasonLink
from wiki.linking import links_to as links_in_pages
from wiki.models import Changeset, NoteLink, Page
from wiki.querysets import LinkQuerySet

KINDS = {
    "pages": "Pages",
    "threads": "Threads",
    "recommendations": "Recommendations",
    "questions": "Questions",
    "notes": "Notes of updates",
}


@dataclass(frozen=True)
class Links:
    """The links to a page in texts of one kind, one a text, and how many texts of each link it."""

    kind: str
    rows: LinkQuerySet
    kinds: list[tuple[str, str, int]]
    """Word in the address, name and number."""


def links_to(page: Page, reader: Any, *, kind: str) -> Links:
    """Links that `reader` may be told of. Another word than one of KINDS: the first with any."""
    rows = {
        "pages": links_in_pages(page),
        "threads": _in_posts(page),
        "recommendations": _in_reasons(page, reader),
        "questions": _in_questions(page),
        "notes": _in_notes(page, reader),
    }
    kinds = [(word, name, rows[word].count()) for word, name in KINDS.items()]
    if kind not in KINDS:
        kind = next((word for word, _, number in kinds if number), "pages")
    return Links(kind, rows[kind], kinds)


def _in_posts(page: Page) -> LinkQuerySet:
    gone = Page.objects.deleted().values("pk")
    links: LinkQuerySet = PostLink.objects.exclude(source__thread__page__in=gone)
    return (
        links.to(page).one_each().select_related("source__thread", "source__author").order_by("-pk")
    )


def _in_reasons(page: Page, reader: Any) -> LinkQuerySet:
    """Reasons of stars stay unsaid where their page keeps its stars from the reader."""
    unseen = Page.objects.hiding_stars_from(reader).values("pk")
    links: LinkQuerySet = ReasonLink.objects.exclude(
        Q(star__isnull=False) & Q(source__page__in=unseen)
    )
    links = links.exclude(source__page__in=Page.objects.deleted().values("pk"))
    return links.to(page).one_each().select_related("source").order_by("-pk")


def _in_questions(page: Page) -> LinkQuerySet:
    """In questions, and in the answers that stand."""
    gone = Page.objects.deleted().values("pk")
    links: LinkQuerySet = QuestionLink.objects.exclude(source__page__in=gone)
    return links.to(page).one_each().select_related("source__asked_by").order_by("-pk")


def _in_notes(page: Page, reader: Any) -> LinkQuerySet:
    told = Changeset.objects.visible_to(reader).values("pk")
    links: LinkQuerySet = NoteLink.objects.filter(source__in=told)
    rows = links.to(page).one_each().select_related("source__page", "source__author")
    return rows.defer("source__page__body", "source__page__rendered").order_by("-pk")
