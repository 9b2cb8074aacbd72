"""The lists of what pages need, for everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from web.paging import PAGE_SIZE
from wiki.upkeep import KINDS, listed


@require_safe
def upkeep(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "wanted"
    shown = Paginator(listed(kind, request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "section": "pages",
        "kind": kind,
        "kinds": [(word, short) for word, (short, _) in KINDS.items()],
        "name": KINDS[kind][1],
        "shown": shown,
    }
    return render(request, "wiki/upkeep.html", context)
