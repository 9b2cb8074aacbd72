"""The search page, and what is similar to what somebody is writing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.finding import close_titles, find
from search.linked import links_to
from search.query import LIMIT, parse
from search.similar import similar_questions_of, similar_to
from web.paging import PAGE_SIZE, number
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page
from wiki.tree import ancestors


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = parse(request.GET.get("q", ""))
    kind = request.GET.get("type", "all")
    results = find(query, reader=request.user, kind=kind, page=number(request, "page") or 1)
    context = {
        "section": "search",
        "query": query,
        "limit": LIMIT,
        "results": results,
        "close": [] if results.total or not query.wanted else close_titles(query, request.user),
    }
    return render(request, "search/search.html", context)


@require_safe
@on_page
def links(request: HttpRequest, page: Page) -> HttpResponse:
    """Where a page is linked from: other pages, posts, reasons, notes."""
    links = links_to(page, request.user, kind=request.GET.get("kind", ""))
    shown = Paginator(links.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "path": ancestors(page), "links": links, "shown": shown}
    return render(request, "search/links.html", context)


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Recommendations like `wording`, for a script that asks while somebody types.

    Whoever is signed out meanwhile is not led away from what they are typing.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    allow("preview", request.user.pk)
    found = similar_to(request.GET.get("wording", ""), request.user)
    return render(request, "search/_similar.html", {"similar": found})


@require_safe
@on_page
def similar_questions(request: HttpRequest, page: Page) -> HttpResponse:
    """Open questions of the page like `text`, asked for in the same way."""
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    allow("preview", request.user.pk)
    found = similar_questions_of(page, request.GET.get("text", ""))
    return render(request, "search/_similar_questions.html", {"similar": found})
