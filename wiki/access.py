"""Who may do what with a page, and the one door through which views get pages."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wiki.linking import slug_of
from wiki.models import Page, PageName

PageView = Callable[..., HttpResponse]


def may_edit(person: Any, page: Page | None = None) -> bool:
    """Members write: pages, recommendations, stars, posts."""
    return bool(person.is_authenticated and person.is_active)


def may_feature(person: Any) -> bool:
    return may_edit(person) and bool(person.is_moderator or person.is_superuser)


def find_page(person: Any, slug: str) -> Page | None:
    """The page that has or had this name, as far as `person` may read it."""
    pages = Page.objects.visible_to(person).seen_by(person).select_related("featured_by")
    page: Page | None = pages.filter(slug=slug).first()
    if page is None:
        name = PageName.objects.filter(slug=slug_of(slug)).values_list("page_id").first()
        page = pages.filter(pk=name[0]).first() if name else None
    return page


def get_page_or_404(person: Any, slug: str) -> Page:
    """Like `find_page`; absent and forbidden pages are told apart by nobody."""
    page = find_page(person, slug)
    if page is None:
        raise Http404
    return page


def on_page(view: PageView) -> PageView:
    """Give a view the page instead of its slug; lead old names on, offer to write missing pages."""

    @functools.wraps(view)
    def inner(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        page = find_page(request.user, slug)
        if page is None:
            title = slug.replace("-", " ").strip().capitalize()
            return render(request, "wiki/missing.html", {"title": title[:200]}, status=404)
        if page.slug != slug and request.method in ("GET", "HEAD"):
            match = request.resolver_match
            assert match is not None
            moved = redirect(match.view_name, *args, slug=page.slug, permanent=True, **kwargs)
            query = request.META.get("QUERY_STRING", "")
            moved["Location"] += f"?{query}" if query else ""
            return moved
        return view(request, page, *args, **kwargs)

    return inner
