"""The threads about one area of a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from discussions.listing import ABOUT_ONE_THING
from discussions.models import Thread
from recommendations.models import Area
from web.paging import Some
from wiki.access import on_page
from wiki.models import Page
from wiki.tree import ancestors


@require_safe
@on_page
def about_area(request: HttpRequest, page: Page, pk: int) -> HttpResponse:
    """Those about the area itself, the latest post first; also when it was removed since."""
    area = Area.objects.filter(page=page, pk=pk).first()
    if area is None:
        raise Http404
    rows = (
        Thread.objects.about_area(area.pk).filter(merged_into=None).with_people().sorted_by("-last")
    )
    context = {
        "page": page,
        "path": ancestors(page),
        "here": "Threads about an area",
        "area": area,
        "threads": Some(rows, ABOUT_ONE_THING),
    }
    return render(request, "discussions/about_area.html", context)
