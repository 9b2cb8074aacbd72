"""Links between pages: which exist, where they are written, and keeping both true."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from markup.oneline import page_links
from markup.render import (
    RENDERER_VERSION,
    Rendered,
    WikiLink,
    cited_in,
    link_titles,
    render_page,
)
from web import slugs
from wiki import marking, shelving
from wiki.citing import cite
from wiki.models import TITLE_LIMIT, Link, Page, PageLink, PageName
from wiki.querysets import LinkQuerySet

RESERVED = {"new", "paste", "preview", "titles"}  # /wiki/new/ and its like are no pages


def slug_of(title: str) -> str:
    """The name in an address that belongs to a title ("" where it holds no letter or digit)."""
    slug = slugs.slug(title, TITLE_LIMIT)
    return f"{slug}-page" if slug in RESERVED else slug


def known_pages(titles: Iterable[str]) -> dict[str, str]:
    """Of the titles, those that name a page (by any name it has or had), with its address."""
    slugs = {title: slug_of(title) for title in titles}
    names = PageName.objects.leading().filter(slug__in=set(slugs.values()))
    found = dict(names.values_list("slug", "page__slug"))
    return {
        title: reverse("page", args=[found[slug]]) for title, slug in slugs.items() if slug in found
    }


@dataclass(frozen=True)
class Resolved:
    """A rendered text, with the pages that its links were found to lead to."""

    rendered: Rendered
    known: Mapping[str, str]


def resolve(
    body: str,
    cited: Mapping[str, str] | None = None,
    *,
    page: Page | None = None,
    at: datetime.datetime | None = None,
) -> Resolved:
    """Render a page's text as it will be stored; what it cites is found unless it is given.

    Files that it names are those of `page`. Raises markup.render.Refused.
    """
    known = known_pages(link_titles(body))
    cited = cite(body) if cited is None else cited
    return Resolved(render_page(body, known, cited, shelving.shelf_of(page, body, at)), known)


def cited_by(page: Page) -> dict[str, str]:
    """What a page's stored text cites: it goes on doing so, whatever was worded anew since."""
    if not page.rendered:
        return {}
    text = page.text
    return cited_in([text.lead, *(part.html for part in text.parts)])


def _resolve_again(page: Page) -> Resolved:
    return resolve(page.body, cited_by(page), page=page)


def render(body: str, at: datetime.datetime | None = None, page: Page | None = None) -> Rendered:
    """A text as `page` would show it, with what it cited and showed at `at` (None: now)."""
    return resolve(body, cite(body, at=at), page=page, at=at).rendered


def store(page: Page, text: Resolved) -> None:
    """Keep a page's rendered text, and the links that it holds.

    Nothing is kept where somebody else has saved another text meanwhile: theirs is rendered.
    """
    page.rendered = text.rendered.to_json()
    page.renderer_version = RENDERER_VERSION
    page.summary = text.rendered.summary[:300]
    kept = Page.objects.filter(pk=page.pk, body=page.body).update(
        rendered=page.rendered, renderer_version=RENDERER_VERSION, summary=page.summary
    )
    if kept:
        keep_links(PageLink, {"source": page}, text.rendered.links, text.known)
        shelving.keep(page, text.rendered.files)
        marking.place(page)
        transaction.on_commit(partial(_settle, page.pk))


def keep_links(
    table: type[Link],
    owner: Mapping[str, Any],
    links: Iterable[WikiLink],
    known: Mapping[str, str],
    **more: Any,
) -> None:
    """Have the table hold these links of a text, and no others: `owner` says whose text it is."""
    marks = {field.name for field in table._meta.fields} & {"is_missing"}
    table.objects.filter(**owner).delete()
    table.objects.bulk_create(
        table(
            **owner,
            **more,
            target_slug=slug_of(link.title),
            target_title=link.title[:TITLE_LIMIT],
            sentence=link.sentence,
            **dict.fromkeys(marks, link.title not in known),
        )
        for link in links
        if slug_of(link.title)
    )


def keep_links_of_note(
    table: type[Link], owner: Mapping[str, Any], note: str, *, is_new: bool, **more: Any
) -> None:
    """The same for a plain text. One that is new and has no link costs no query."""
    if "[[" in note:
        known = known_pages(link_titles(note))
        keep_links(table, owner, page_links(note, known), known, **more)
    elif not is_new:
        table.objects.filter(**owner).delete()


def _settle(pk: int) -> None:
    """Render once more where a page that the text links to was written at the same moment."""
    names = PageName.objects.leading().values("slug")
    if PageLink.objects.filter(source=pk, is_missing=True, target_slug__in=names).exists():
        page = Page.objects.get(pk=pk)
        store(page, _resolve_again(page))


Refresher = Callable[[Collection[str]], None]
_refreshers: list[Refresher] = []


def refreshed_by(refresher: Refresher) -> None:
    """Let `refresher` render its app's texts again that link to pages of certain names."""
    if refresher not in _refreshers:
        _refreshers.append(refresher)


def refresh_linkers(slugs: Iterable[str], *, but: Page) -> None:
    """Render again the texts that link to these names: their pages are written, or moved, now."""
    slugs = list(slugs)
    linkers = Page.objects.filter(links_out__target_slug__in=slugs).exclude(pk=but.pk)
    render_again(linkers.distinct())
    for refresh in _refreshers:
        refresh(slugs)


def render_again(pages: Iterable[Page]) -> None:
    """Render texts again: what they show or lead to is another now."""
    for page in pages:
        store(page, _resolve_again(page))


def links_in_pages() -> LinkQuerySet:
    """All links in the texts of pages, by the linking page's title."""
    links: LinkQuerySet = PageLink.objects.exclude(source__in=Page.objects.deleted().values("pk"))
    rows = links.select_related("source").defer("source__body", "source__rendered")
    return rows.order_by("source__title", "pk")


def links_to(page: Page) -> LinkQuerySet:
    """Links to this page in others' texts, one a page."""
    return links_in_pages().to(page).exclude(source=page).one_each()


def title_wanted(slug: str) -> str:
    """What a page that is not written is called: as links call it, or by its name in addresses."""
    called = links_in_pages().named(slug_of(slug)).values_list("target_title", flat=True).first()
    return str(called or slug.replace("-", " ").strip().capitalize())[:TITLE_LIMIT]
