"""Where a page is linked from, by the kind of text, each link with its sentence."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from challenges.models import Challenge, ChallengeLink
from discussions.models import PostLink
from questions.models import QuestionLink
from recommendations.models import ReasonLink
from wiki.linking import links_in_pages
from wiki.models import Changeset, NoteLink, Page
from wiki.querysets import LinkQuerySet

KINDS = {
    "pages": "Pages",
    "threads": "Threads",
    "recommendations": "Recommendations",
    "questions": "Questions",
    "challenges": "Challenges",
    "notes": "Notes of updates",
}
WANTING_SHOWN = 20


@dataclass(frozen=True)
class Links:
    """The links to a page in texts of one kind, one a text, and how many texts of each link it."""

    kind: str
    rows: LinkQuerySet
    kinds: list[tuple[str, str, int]]
    """Word in the address, name and number."""


@dataclass(frozen=True)
class Wanted:
    """Some links to a page that is not written, by kind, and whether there are more."""

    kinds: list[tuple[str, list[Any]]]
    has_more: bool


def links_to(page: Page, reader: Any, *, kind: str) -> Links:
    """Links that `reader` may be told of. Another word than one of KINDS: the first with any."""
    rows = {word: links.to(page).one_each() for word, links in _told(reader).items()}
    rows["pages"] = rows["pages"].exclude(source=page)
    kinds = [(word, name, rows[word].count()) for word, name in KINDS.items()]
    if kind not in KINDS:
        kind = next((word for word, _, number in kinds if number), "pages")
    return Links(kind, rows[kind], kinds)


def wanting(slug: str, reader: Any) -> Wanted:
    """Links that `reader` may be told of to a page that nobody wrote, by its name in addresses."""
    found = {word: links.named(slug).one_each() for word, links in _told(reader).items()}
    rows = {word: list(links[: WANTING_SHOWN + 1]) for word, links in found.items()}
    return Wanted(
        [(word, links[:WANTING_SHOWN]) for word, links in rows.items() if links],
        has_more=any(len(links) > WANTING_SHOWN for links in rows.values()),
    )


def _told(reader: Any) -> dict[str, LinkQuerySet]:
    """All links that a reader may be told of, under KINDS."""
    return {
        "pages": links_in_pages(),
        "threads": _in_posts(),
        "recommendations": _in_reasons(reader),
        "questions": _in_questions(),
        "challenges": _in_challenges(reader),
        "notes": _in_notes(reader),
    }


def _in_posts() -> LinkQuerySet:
    gone = Page.objects.deleted().values("pk")
    links: LinkQuerySet = PostLink.objects.exclude(source__thread__page__in=gone)
    return links.select_related("source__thread", "source__author").order_by("-pk")


def _in_reasons(reader: Any) -> LinkQuerySet:
    """Reasons of stars stay unsaid where their page keeps its stars from the reader."""
    unseen = Page.objects.hiding_stars_from(reader).values("pk")
    links: LinkQuerySet = ReasonLink.objects.exclude(
        Q(star__isnull=False) & Q(source__page__in=unseen)
    )
    links = links.exclude(source__page__in=Page.objects.deleted().values("pk"))
    return links.select_related("source").order_by("-pk")


def _in_questions() -> LinkQuerySet:
    """In questions, and in the answers that stand."""
    gone = Page.objects.deleted().values("pk")
    links: LinkQuerySet = QuestionLink.objects.exclude(source__page__in=gone)
    return links.select_related("source__asked_by").order_by("-pk")


def _in_challenges(reader: Any) -> LinkQuerySet:
    """In what is said to be wrong, and in what was said to that."""
    told = Challenge.objects.visible_to(reader).values("pk")
    links: LinkQuerySet = ChallengeLink.objects.filter(source__in=told)
    return links.select_related("source__author").order_by("-pk")


def _in_notes(reader: Any) -> LinkQuerySet:
    told = Changeset.objects.visible_to(reader).values("pk")
    links: LinkQuerySet = NoteLink.objects.filter(source__in=told)
    rows = links.select_related("source__page", "source__author")
    return rows.defer("source__page__body", "source__page__rendered").order_by("-pk")
