"""Links between pages: which exist, where they are written, and keeping both true."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.urls import reverse

from markup.render import RENDERER_VERSION, Rendered, link_titles, render_page
from web import slugs
from wiki.models import TITLE_LIMIT, Page, PageLink, PageName

RESERVED = {"new", "paste", "preview"}  # /wiki/new/ and its like are no pages


def slug_of(title: str) -> str:
    """The name in an address that belongs to a title ("" where it holds no letter or digit)."""
    slug = slugs.slug(title, TITLE_LIMIT)
    return f"{slug}-page" if slug in RESERVED else slug


def known_pages(titles: Iterable[str]) -> dict[str, str]:
    """Of the titles, those that name a page (by any name it has or had), with its address."""
    slugs = {title: slug_of(title) for title in titles}
    rows = PageName.objects.filter(slug__in=set(slugs.values())).values_list("slug", "page__slug")
    found = dict(rows)
    return {
        title: reverse("page", args=[found[slug]]) for title, slug in slugs.items() if slug in found
    }


@dataclass(frozen=True)
class Resolved:
    """A rendered text, with the pages that its links were found to lead to."""

    rendered: Rendered
    known: Mapping[str, str]


def resolve(body: str) -> Resolved:
    """Render a page's text as it will be stored. Raises markup.render.Refused."""
    known = known_pages(link_titles(body))
    return Resolved(render_page(body, known), known)


def render(body: str) -> Rendered:
    """What `resolve` renders, for showing it without storing it."""
    return resolve(body).rendered


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
        PageLink.objects.filter(source=page).delete()
        PageLink.objects.bulk_create(_links(page, text))
        transaction.on_commit(partial(_settle, page.pk))


def _links(page: Page, text: Resolved) -> list[PageLink]:
    return [
        PageLink(
            source=page,
            target_slug=slug_of(link.title),
            target_title=link.title[:TITLE_LIMIT],
            sentence=link.sentence,
            is_missing=link.title not in text.known,
        )
        for link in text.rendered.links
        if slug_of(link.title)
    ]


def _settle(pk: int) -> None:
    """Render once more where a page that the text links to was written at the same moment."""
    names = PageName.objects.values("slug")
    if PageLink.objects.filter(source=pk, is_missing=True, target_slug__in=names).exists():
        page = Page.objects.get(pk=pk)
        store(page, resolve(page.body))


def refresh_linkers(slugs: Iterable[str], *, but: Page) -> None:
    """Render again the pages that link to these names: they are written, or moved, now."""
    linkers = Page.objects.filter(links_out__target_slug__in=list(slugs)).exclude(pk=but.pk)
    for page in linkers.distinct():
        store(page, resolve(page.body))


def links_to(page: Page) -> list[PageLink]:
    """Links to this page under any name it has or had, one a page, by the linking page's title."""
    names = PageName.objects.filter(page=page).values("slug")
    rows = (
        PageLink.objects.filter(target_slug__in=names)
        .exclude(source=page)
        .select_related("source")
        .defer("source__body", "source__rendered")
        .order_by("source__title", "pk")
    )
    first: dict[int, PageLink] = {}
    for link in rows:
        first.setdefault(link.source_id, link)
    return list(first.values())
