"""Words beside a page's text, out of everybody's sight and back: titles, tags, headings, wordings.

They are moved out of every row that holds them, the copies in stars and threads included, into one
that nothing reads (HiddenWords). So whatever reads those rows has lost them by itself: pages as
they stood, comparisons, feeds, exports, search. What the page says now is never hidden: whoever
asks is told to change it first.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.text import Truncator

from accounts.models import User
from challenges.models import Challenge
from discussions.models import Thread
from recommendations.models import Area, Recommendation, Reservation, Star
from updates.carrying import Carrier
from updates.models import HiddenWords, Suggestion
from watching.models import Notification
from web.slugs import tag_slug
from wiki.access import may_hide_text
from wiki.changesets import recording
from wiki.hideable import BLANK
from wiki.hiding import hide, show
from wiki.models import NOTE_LIMIT, Changeset, Page
from wiki.tagging import names_in, tags_named

QUOTED = 100  # characters of a wording that news quotes, at least
When = datetime.datetime | None


class WordsStand(ValueError):
    """Raised where somebody would hide what the page says now."""

    def __init__(self, piece: "Piece") -> None:
        super().__init__(f"The page has {piece.name} now. Change it first, then hide it")


@dataclass(frozen=True)
class Piece:
    """Something that an update brought, and that can be hidden unless it `stands` still."""

    key: str
    name: str  # "the title", "the wording of R17"
    words: str
    stands: bool
    pk: int = 0  # of an area or a recommendation


def pieces(update: Changeset) -> list[Piece]:
    """What an update called the page and its headings, tagged it with and recommended."""
    return [*_of_page(update), *_of_areas(update), *_of_recommendations(update)]


def _brought(model: Any, update: Changeset, field: str) -> list[tuple[Any, str]]:
    """The rows of an update that say something else than those before, with what these said."""
    earlier = model.history.filter(id=models.OuterRef("id"), history_id__lt=models.OuterRef("pk"))
    before = earlier.order_by("-history_id").values(field)[:1]
    rows = model.history.filter(changeset=update).annotate(before=models.Subquery(before))
    return [
        (row, row.before or "")
        for row in rows.order_by("history_id")
        if getattr(row, field) not in ("", BLANK, row.before)
    ]


def _of_page(update: Changeset) -> Iterable[Piece]:
    page = update.page
    there = page.deleted_at is None
    titles = dict.fromkeys(row.title for row, _ in _brought(Page, update, "title"))
    for n, title in enumerate(titles):
        yield Piece(f"title{n or ''}", "the title", title, there and title == page.title)
    tags: dict[str, str] = {}
    for row, before in _brought(Page, update, "tags"):
        had = {tag_slug(name) for name in names_in(before)}
        tags |= {tag_slug(name): name for name in row.tags.split(", ") if tag_slug(name) not in had}
    carried = {tag_slug(name) for name in page.tag_names} if there else set()
    for slug, name in tags.items():
        yield Piece(f"tag-{slug}", f"the tag “{name}”", name, slug in carried)


def _of_areas(update: Changeset) -> Iterable[Piece]:
    rows = {row.id: row.title for row, _ in _brought(Area, update, "title")}
    for area in Area.objects.filter(pk__in=rows).select_related("page"):
        words, there = rows[area.pk], not (area.is_removed or area.page.deleted_at)
        stands = there and area.title == words
        yield Piece(f"area{area.pk}", f"the heading “{words}”", words, stands, area.pk)


def _of_recommendations(update: Changeset) -> Iterable[Piece]:
    rows = {row.id: row.wording for row, _ in _brought(Recommendation, update, "wording")}
    for item in Recommendation.objects.filter(pk__in=rows).select_related("page"):
        words, there = rows[item.pk], not (item.is_removed or item.page.deleted_at)
        stands = there and item.wording == words
        yield Piece(f"r{item.pk}", f"the wording of {item.ref}", words, stands, item.pk)


def hide_words(
    update: Changeset, keys: Collection[str], *, by: User, reason: str, at: When = None
) -> Changeset | None:
    """Hide these pieces of an update; None where there is none of them.

    Raises WordsStand, PermissionDenied.
    """
    with recording(update.page, author=by, at=at, of_deleted=True) as recorded:
        if not may_hide_text(by):
            raise PermissionDenied
        update.page.refresh_from_db()
        chosen = [piece for piece in pieces(update) if piece.key in keys]
        if not chosen:
            return None
        kept: list[list[Any]] = []
        for piece in chosen:
            if piece.stands:
                raise WordsStand(piece)
            _take(piece, update.page, Carrier(kept))
        row = HiddenWords(changeset=update, what=named(chosen)[:NOTE_LIMIT], kept=kept)
        row.put_away(by=by, reason=reason, at=recorded.at)
        row.save()
        recorded.count("words_hidden", len(chosen))
        recorded.note = recorded.note or f"Hidden of update {update.number}: {reason}"
        return recorded.changeset()


def named(chosen: Iterable[Piece]) -> str:
    """What was chosen, without its words: "the title, the tag, the wording of R17"."""
    return ", ".join(piece.name.replace(f" “{piece.words}”", "") for piece in chosen)


def _take(piece: Piece, page: Page, carrier: Carrier) -> None:
    if piece.key.startswith("title"):
        _take_title(piece.words, page, carrier)
    elif piece.key.startswith("tag-"):
        _take_tag(piece.words, page, carrier)
    elif piece.key.startswith("area"):
        for rows in (Area.history.filter(id=piece.pk), Area.objects.filter(pk=piece.pk)):
            carrier.take(rows.filter(title=piece.words), "title")
        threads = Thread.objects.about_area(piece.pk).filter(about_wording=piece.words)
        carrier.take(threads, "about_wording")
        _take_suggested(piece.words, page, carrier)
    else:
        _take_wording(piece.words, piece.pk, carrier)
        _take_suggested(piece.words, page, carrier)


def _take_title(title: str, page: Page, carrier: Carrier) -> None:
    """With it go the addresses that it gave the page, which nothing else gave."""
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


def _take_tag(name: str, page: Page, carrier: Carrier) -> None:
    slug = tag_slug(name)
    for rows in (page.history.all(), Suggestion.objects.filter(page=page)):
        carrier.take_tag(rows, slug)
    if page.deleted_at:
        carrier.take_tag(Page.objects.filter(pk=page.pk), slug)
        page.keywords.remove(*page.keywords.filter(slug=slug))
    carrier.take_unused_tag(slug)
    named = Notification.objects.filter(deed__contains=f"“{name}”", url__startswith="/wiki/")
    for one in named:
        carrier.take(Notification.objects.filter(pk=one.pk), "deed", put="updated")


def _take_wording(wording: str, pk: int, carrier: Carrier) -> None:
    """With it go the copies that stars, reservations, threads, challenges and news hold."""
    item = Recommendation.objects.filter(pk=pk)
    about = {"recommendation": pk, "wording": wording}
    rows: list[models.QuerySet[Any]] = [Recommendation.history.filter(id=pk, wording=wording)]
    rows += [item.filter(wording=wording)]
    rows += [model.objects.filter(**about) for model in (Star, Reservation)]
    rows += [model.history.filter(**about) for model in (Star, Reservation)]
    for found in rows:
        carrier.take(found, "wording")
    threads = Thread.objects.filter(recommendation=pk, about_wording=wording)
    carrier.take(threads, "about_wording")
    carrier.take(Challenge.objects.filter(recommendation=pk, quote=wording), "quote")
    _take_news_of_wording(wording, pk, carrier)


def _take_suggested(words: str, page: Page, carrier: Carrier) -> None:
    """The same heading or wording as somebody suggested it."""
    for one in Suggestion.objects.filter(page=page).exclude(changes=[]):
        put = [
            change | {"text": BLANK} if change.get("text") == words else change
            for change in one.changes
        ]
        if put != one.changes:
            carrier.take(Suggestion.objects.filter(pk=one.pk), "changes", put=put)


def _take_news_of_wording(wording: str, pk: int, carrier: Carrier) -> None:
    """Of news about rewordings all quotes: the words that went stand in them among others."""
    news = Notification.objects.filter(kind=Notification.Kind.WORDING)
    about = news.filter(url__startswith=f"/recommendations/{pk}/")
    carrier.take(about.exclude(quote=""), "quote", put="")
    carrier.take(news.filter(quote__contains=wording), "quote", put="")
    carrier.take(news.filter(subject__contains=f"R{pk} {wording}"), "subject")
    opening = Truncator(wording).chars(QUOTED).removesuffix("…")
    challenged = Notification.objects.filter(url__startswith="/challenges/")
    carrier.take(challenged.filter(quote__contains=opening), "quote", put="")


def hide_of(
    update: Changeset,
    *,
    by: User,
    reason: str,
    words: Collection[str] = (),
    text: bool = False,
    note: bool = False,
    until: int | None = None,
) -> Changeset | None:
    """Hide all that is chosen of an update, as one update of its page.

    Raises WordsStand, wiki.hiding.StillStands, PermissionDenied; nothing is hidden then.
    """
    with recording(update.page, author=by, of_deleted=True) as recorded:
        hide_words(update, words, by=by, reason=reason)
        if text or note:
            hide(update, by=by, reason=reason, until=until, text=text, note=note)
    return recorded.made


def show_of(update: Changeset, *, by: User) -> Changeset | None:
    """Let all that is hidden of an update, and not gone, be read again."""
    with recording(update.page, author=by, of_deleted=True) as recorded:
        show_words(update, by=by)
        if not update.purged_at:
            show(update, by=by)
        recorded.note = f"Shown again of update {update.number}"
    return recorded.made


def show_words(update: Changeset, *, by: User, at: When = None) -> Changeset | None:
    """Put all that is hidden of an update back where it stood; None where nothing is."""
    note = f"Shown again of update {update.number}"
    with recording(update.page, author=by, note=note, at=at, of_deleted=True) as recorded:
        if not may_hide_text(by):
            raise PermissionDenied
        hidden = list(HiddenWords.objects.filter(changeset=update, purged_at=None))
        if not hidden:
            return None
        for row in reversed(hidden):
            Carrier(row.kept).put_back()
            recorded.count("words_shown", len(row.what.split(", ")))
            row.delete()
        update.page.refresh_from_db()
        update.page.keywords.set(tags_named(update.page.tag_names))
        return recorded.changeset()


def forget_words(update: Changeset, *, at: datetime.datetime) -> int:
    """Remove what is hidden of an update for good. Says of how many pieces."""
    hidden = list(HiddenWords.objects.filter(changeset=update, purged_at=None))
    for row in hidden:
        row.kept, row.purged_at = [], at
        row.save()
    return sum(len(row.what.split(", ")) for row in hidden)
