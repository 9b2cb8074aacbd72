"""Reading one recommendation, with its wordings over time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from recommendations import chronicle, traces
from recommendations.access import get_recommendation_or_404
from recommendations.detailing import Details
from recommendations.row import rows_of
from web.paging import number
from wiki.tree import ancestors


@require_safe
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: its words as they stand, what it went through, and who stands behind."""
    item = get_recommendation_or_404(request.user, pk, "page__protection", "area")
    log = chronicle.log_of(item)
    row = rows_of([item], request.user)[0]
    wordings = chronicle.wordings_of(item, log, with_stars=not row.hides_stars)
    changes = chronicle.status_changes(log)
    cited = number(request, "cited")
    context = {
        "section": "board",
        "item": item,
        "page": item.page,
        "path": [*ancestors(item.page), item.page],
        "row": row,
        "wordings": wordings,
        "cited": next((w for w in wordings if w.number == cited and not w.is_now), None),
        "picture": chronicle.picture_of(wordings),
        "trace": traces.trace_of(item, log, request.user),
        "details": Details.of(item),
        "changes": changes,
        "removal": next((c for c in reversed(changes) if c.gone), None)
        if item.is_removed
        else None,
    }
    return render(request, "recommendations/recommendation.html", context)
