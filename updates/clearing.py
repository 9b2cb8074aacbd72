"""Where each kind of words stands, the copies of it included: all rows that it is taken out of."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.text import Truncator

from challenges.models import Challenge
from discussions.models import Thread
from questions.models import Question
from recommendations.models import (
    Area,
    Criterion,
    Recommendation,
    Reservation,
    Star,
    Succession,
)
from updates.carrying import Carrier, all_but
from updates.models import Suggestion
from updates.pieces import Piece
from watching.models import Notification
from web.slugs import tag_slug
from wiki.hideable import BLANK
from wiki.models import Page
from wiki.tagging import tags_named

QUOTED = 100  # characters of a wording that news quotes, at least


def clear(piece: Piece, page: Page, carrier: Carrier) -> None:
    """Take a piece of an update of this page out of every row that holds it."""
    CLEARERS.get(piece.kind, _clear_line)(piece, page, carrier)
    carrier.keep_links()


def _clear_title(piece: Piece, page: Page, carrier: Carrier) -> None:
    """With it go the addresses that it gave the page, which nothing else gave."""
    title = piece.words
    called = page.history.filter(title=title)
    slugs = set(called.values_list("slug", flat=True)) | {carrier.slug_of(title)}
    if page.deleted_at and page.title == title:
        carrier.take(Page.objects.filter(pk=page.pk), "title")
        if page.slug in slugs:
            carrier.move(page)
    page.refresh_from_db()
    others = page.history.exclude(title=title).values_list("title", flat=True).distinct()
    slugs -= {page.slug, *(carrier.slug_of(other) for other in [page.title, *others])}
    carrier.take_names(page, slugs)
    carrier.take(page.history.filter(slug__in=slugs), "slug", put=page.slug)
    carrier.take(called, "title")
    carrier.take(Suggestion.objects.filter(page=page, title=title), "title", put=page.title)
    here = [f"/wiki/{slug}/" for slug in [*slugs, page.slug]]
    here += [one.get_absolute_url() for one in Challenge.objects.filter(page=page)]
    told = models.Q(*(("url__startswith", start) for start in here), _connector=models.Q.OR)
    carrier.take(Notification.objects.filter(told, subject=title), "subject", put=page.title)
    for slug in slugs:
        carrier.lead_elsewhere(f"/wiki/{slug}/", f"/wiki/{page.slug}/")


def _clear_area(piece: Piece, page: Page, carrier: Carrier) -> None:
    for rows in (Area.history.filter(id=piece.pk), Area.objects.filter(pk=piece.pk)):
        carrier.take(rows.filter(title=piece.words), "title")
    threads = Thread.objects.about_area(piece.pk).filter(about_wording=piece.words)
    carrier.take(threads, "about_wording")
    _clear_suggested(piece.words, page, carrier)


def _clear_tag(piece: Piece, page: Page, carrier: Carrier) -> None:
    name, slug = piece.words, tag_slug(piece.words)
    for rows in (page.history.all(), Suggestion.objects.filter(page=page)):
        carrier.take_one(rows, "tags", slug)
    if page.deleted_at:
        carrier.take_one(Page.objects.filter(pk=page.pk), "tags", slug)
        page.keywords.remove(*page.keywords.filter(slug=slug))
    carrier.take_unused_tag(slug)
    named = Notification.objects.filter(deed__contains=f"“{name}”", url__startswith="/wiki/")
    for one in named:
        carrier.take(Notification.objects.filter(pk=one.pk), "deed", put="updated")


def _clear_wording(piece: Piece, page: Page, carrier: Carrier) -> None:
    """With it go the copies that stars, reservations, threads, challenges and news hold."""
    about = {"recommendation": piece.pk, "wording": piece.words}
    rows: list[models.QuerySet[Any]] = [
        one.filter(wording=piece.words) for one in _rows_of(piece.pk)
    ]
    for model in (Star, Reservation):
        rows += [model.objects.filter(**about), model.history.filter(**about)]
    for found in rows:
        carrier.take(found, "wording")
    threads = Thread.objects.filter(recommendation=piece.pk, about_wording=piece.words)
    carrier.take(threads, "about_wording")
    challenges = Challenge.objects.filter(recommendation=piece.pk, quote=piece.words)
    carrier.take(challenges, "quote")
    _clear_news_of_wording(piece.words, piece.pk, carrier)
    _clear_suggested(piece.words, page, carrier)


def _rows_of(pk: int) -> tuple[models.QuerySet[Any], models.QuerySet[Any]]:
    """What a recommendation was, and what it is."""
    return Recommendation.history.filter(id=pk), Recommendation.objects.filter(pk=pk)


def _clear_line(piece: Piece, page: Page, carrier: Carrier) -> None:
    for rows in _rows_of(piece.pk):
        carrier.take(rows.filter(**{piece.kind: piece.words}), piece.kind)
    if piece.kind == "status_note":
        for model in (Succession.objects, Succession.history):
            before = model.filter(predecessor=piece.pk, note_before=piece.words)
            carrier.take(before, "note_before", put="")
        told = Notification.objects.filter(url=f"/recommendations/{piece.pk}/", quote=piece.words)
        carrier.take(told, "quote", put="")
    _clear_suggested_detail(piece, page, carrier, lambda text: "" if text == piece.words else text)


def _clear_audience(piece: Piece, page: Page, carrier: Carrier) -> None:
    slug = tag_slug(piece.words)
    for rows in _rows_of(piece.pk):
        carrier.take_one(rows, "audience", slug)
    item = Recommendation.objects.get(pk=piece.pk)
    item.audiences.set(tags_named(item.audience_names))
    _clear_suggested_detail(piece, page, carrier, lambda names: ", ".join(all_but(slug, names)))
    carrier.take_unused_tag(slug)


def _clear_evidence(piece: Piece, page: Page, carrier: Carrier) -> None:
    for rows in _rows_of(piece.pk):
        carrier.take_one(rows, "evidence", piece.words)
    _clear_suggested_detail(piece, page, carrier, lambda held: all_but(piece.words, held))


def _clear_question(piece: Piece, page: Page, carrier: Carrier) -> None:
    """With it go the news that name it, those of questions that it took the place of too."""
    for rows in (Question.history.filter(id=piece.pk), Question.objects.filter(pk=piece.pk)):
        carrier.take(rows.filter(text=piece.words), "text")
    news = Notification.objects.filter(url__startswith="/questions/")
    carrier.take(news.filter(subject=piece.words), "subject")
    carrier.take(news.filter(quote__contains=piece.words), "quote", put="")


def _clear_answer(piece: Piece, page: Page, carrier: Carrier) -> None:
    for rows in (Question.history.filter(id=piece.pk), Question.objects.filter(pk=piece.pk)):
        carrier.take(rows.filter(answer=piece.words), "answer")
    news = Notification.objects.filter(url=f"/questions/{piece.pk}/", quote=piece.words[:500])
    carrier.take(news, "quote", put="")


def _clear_criterion(piece: Piece, page: Page, carrier: Carrier) -> None:
    field = "name" if piece.kind == "criterion" else "meaning"
    for rows in (Criterion.history.filter(id=piece.pk), Criterion.objects.filter(pk=piece.pk)):
        carrier.take(rows.filter(**{field: piece.words}), field)


def _clear_reason(piece: Piece, page: Page, carrier: Carrier) -> None:
    """A star that was taken back and given again is another, and may have the same reason."""
    model: Any = Star if piece.kind == "star" else Reservation
    row = model.history.filter(id=piece.pk).first()
    about = {"recommendation": row.recommendation_id, "person": row.person_id}
    for rows in (model.history, model.objects):
        carrier.take(rows.filter(**about, reason=piece.words), "reason")


def _clear_suggested(words: str, page: Page, carrier: Carrier) -> None:
    """The same heading or wording as somebody suggested it."""

    def without(change: dict[str, Any]) -> dict[str, Any]:
        return change | {"text": BLANK} if change.get("text") == words else change

    _change_suggested(page, carrier, without)


def _clear_suggested_detail(
    piece: Piece, page: Page, carrier: Carrier, left_of: Callable[[Any], Any]
) -> None:
    """The same detail of a recommendation as somebody suggested it; what is left may be nothing."""

    def without(change: dict[str, Any]) -> dict[str, Any]:
        details = change.get("details", {})
        if change.get("row") != str(piece.pk) or piece.kind not in details:
            return change
        left = left_of(details[piece.kind])
        others = {name: held for name, held in details.items() if name != piece.kind}
        return change | {"details": others | ({piece.kind: left} if left else {})}

    _change_suggested(page, carrier, without)


def _change_suggested(
    page: Page, carrier: Carrier, without: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    for one in Suggestion.objects.filter(page=page).exclude(changes=[]):
        put = [without(change) for change in one.changes]
        if put != one.changes:
            carrier.take(Suggestion.objects.filter(pk=one.pk), "changes", put=put)


def _clear_news_of_wording(wording: str, pk: int, carrier: Carrier) -> None:
    """Of news about rewordings all quotes: the words that went stand in them among others."""
    news = Notification.objects.filter(kind=Notification.Kind.WORDING)
    about = news.filter(url__startswith=f"/recommendations/{pk}/")
    carrier.take(about.exclude(quote=""), "quote", put="")
    carrier.take(news.filter(quote__contains=wording), "quote", put="")
    named = Notification.objects.filter(subject__contains=f"R{pk} {wording}")
    carrier.take(named, "subject")
    opening = Truncator(wording).chars(QUOTED).removesuffix("…")
    challenged = Notification.objects.filter(url__startswith="/challenges/")
    carrier.take(challenged.filter(quote__contains=opening), "quote", put="")


CLEARERS: dict[str, Callable[[Piece, Page, Carrier], None]] = {
    "title": _clear_title,
    "tag": _clear_tag,
    "area": _clear_area,
    "wording": _clear_wording,
    "audience": _clear_audience,
    "evidence": _clear_evidence,
    "question": _clear_question,
    "answer": _clear_answer,
    "criterion": _clear_criterion,
    "meaning": _clear_criterion,
    "star": _clear_reason,
    "reservation": _clear_reason,
}
