"""What was found, ready to be shown: where it leads, and where it answers the query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from challenges.models import Challenge
from discussions.models import Post
from markup.oneline import unlinked
from questions.models import Question
from recommendations.models import Recommendation
from search.query import Query
from search.snippets import marked, snippet
from wiki.models import Changeset, Page


@dataclass
class Hit:
    """One thing found. `item` is the row itself: what else a list says of it differs by kind."""

    item: Any
    url: str
    title: SafeString
    text: SafeString | str = ""


def load(kind: str, ids: Sequence[int], query: Query, reader: Any) -> list[Hit]:
    """The things of these ids that `reader` may read, in this order.

    One query, and for challenges one for what was said to them.
    """
    rows, show = LOADERS[kind]
    found = {item.pk: item for item in rows(reader).filter(pk__in=ids)}
    return [show(found[pk], query) for pk in ids if pk in found]


def _pages(reader: Any) -> Any:
    pages = Page.objects.visible_to(reader).defer("rendered")
    return pages.annotate(updated_at=Max("changesets__created_at"))


def _page(page: Page, query: Query) -> Hit:
    return Hit(page, page.get_absolute_url(), marked(page.title, query), snippet(page.body, query))


def _recommendations(reader: Any) -> Any:
    return (
        Recommendation.objects.standing()
        .visible_to(reader)
        .select_related("page")
        .defer("page__body", "page__rendered")
    )


def _recommendation(item: Recommendation, query: Query) -> Hit:
    return Hit(item, item.get_absolute_url(), marked(item.wording, query))


def _questions(reader: Any) -> Any:
    return Question.objects.visible_to(reader).select_related("asked_by").with_page()


def _question(question: Question, query: Query) -> Hit:
    title = marked(unlinked(question.text), query)
    text = snippet(unlinked(question.answer), query)
    return Hit(question, question.get_absolute_url(), title, text)


def _challenges(reader: Any) -> Any:
    rows = Challenge.objects.visible_to(reader).select_related("page", "author", "recommendation")
    return rows.defer("page__body", "page__rendered").prefetch_related("turns")


def _challenge(challenge: Challenge, query: Query) -> Hit:
    said = " ".join([challenge.wrong, *(turn.text for turn in challenge.turns.all() if turn.text)])
    title = format_html("“{}”", marked(challenge.quote, query))
    return Hit(challenge, challenge.get_absolute_url(), title, snippet(unlinked(said), query))


def _posts(reader: Any) -> Any:
    return (
        Post.objects.standing()
        .visible_to(reader)
        .select_related("author", "thread__page")
        .defer("html", "thread__page__body", "thread__page__rendered")
    )


def _post(post: Post, query: Query) -> Hit:
    # The words of the subject answer the query where it opens the thread, and only there.
    subject = marked(post.thread.subject, query) if post.number == 1 else post.thread.subject
    title = format_html("{}{}", "" if post.number == 1 else "Reply in: ", subject)
    return Hit(post, reverse("post", args=[post.pk]), title, snippet(post.body, query))


def _updates(reader: Any) -> Any:
    return (
        Changeset.objects.visible_to(reader)
        .select_related("page", "author")
        .defer("page__body", "page__rendered")
    )


def _update(update: Changeset, query: Query) -> Hit:
    title = format_html("Update {} of {}", update.number, update.page.title)
    return Hit(update, update.get_absolute_url(), title, marked(update.note, query))


def _people(reader: Any) -> Any:
    return User.objects.filter(is_active=True)


def _person(person: User, query: Query) -> Hit:
    names = f"{person.username} ({person.name})" if person.name else person.username
    url = person.get_absolute_url()
    return Hit(person, url, marked(names, query), marked(person.about, query))


Loader = tuple[Callable[[Any], Any], Callable[[Any, Query], Hit]]
LOADERS: dict[str, Loader] = {
    "pages": (_pages, _page),
    "recs": (_recommendations, _recommendation),
    "questions": (_questions, _question),
    "challenges": (_challenges, _challenge),
    "talk": (_posts, _post),
    "notes": (_updates, _update),
    "people": (_people, _person),
}
