"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.finding import close_titles, find
from search.query import LIMIT, parse
from web.paging import number


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
