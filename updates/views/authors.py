"""Who wrote this."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from updates.authors import worded
from web.paging import number
from wiki.access import on_page
from wiki.models import Page
from wiki.origins import passages
from wiki.tree import ancestors

SENTENCES = 400  # on one screen


@require_safe
@on_page
def authors(request: HttpRequest, page: Page) -> HttpResponse:
    """Each sentence of the page with the update that brought it, long texts in pages."""
    start = min(number(request, "from") or 0, 10**6)
    found, more = passages(page, start, SENTENCES)
    context = {
        "page": page,
        "path": ancestors(page),
        "passages": found,
        "worded": [] if more else worded(page),
        "later": start + SENTENCES if more else None,
        "earlier": max(0, start - SENTENCES) if start else None,
    }
    return render(request, "updates/authors.html", context)
