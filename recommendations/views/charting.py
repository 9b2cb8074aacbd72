"""What the stars of the board's recommendations show together: charts, and bridges."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from recommendations import bridging as bridge_rule
from recommendations import listing
from recommendations.access import get_recommendation_or_404
from recommendations.board import Choice
from recommendations.figures import figures
from recommendations.models import Recommendation
from recommendations.querysets import RecommendationQuerySet

BRIDGES_ON_A_PAGE = 20
MOST_PEOPLE = 100  # in the table of one bridge among others


def counted_for(reader: Any) -> RecommendationQuerySet:
    """All recommendations whose stars are counted for `reader`: bridges know of no others."""
    return Recommendation.objects.visible_to(reader).current().telling_stars_to(reader)


def _chosen(request: HttpRequest) -> tuple[RecommendationQuerySet, dict[str, Any]]:
    """What the address asks for, as far as it is counted for the reader, and what to say of it."""
    choice = Choice.from_query(request.GET, request.user)
    chosen = choice.rows(request.user)
    if choice.status != Recommendation.Status.SUPERSEDED:
        chosen = chosen.current()
    items = chosen.telling_stars_to(request.user)
    number = items.count()
    said = {
        "section": "board",
        "choice": choice,
        "chosen": listing.chosen(choice, number, request.user),
        "left_out": chosen.count() - number,
    }
    return items, said


@require_safe
def charts(request: HttpRequest) -> HttpResponse:
    items, said = _chosen(request)
    return render(request, "recommendations/charts.html", {**said, "figures": figures(items)})


@require_safe
def bridging(request: HttpRequest) -> HttpResponse:
    """Recommendations of the board that people of different areas star."""
    items, said = _chosen(request)
    stances = bridge_rule.Stances(counted_for(request.user))
    found = bridge_rule.ranked(items, stances)
    shown = Paginator(found, BRIDGES_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **said,
        "shown": shown,
        "bridges": bridge_rule.bridges(shown, stances),
        "most_people": MOST_PEOPLE,
    }
    return render(request, "recommendations/bridging.html", context)


@require_safe
def bridged(request: HttpRequest, pk: int) -> HttpResponse:
    """Where everybody comes from who stars one recommendation."""
    items = counted_for(request.user)
    if not items.filter(pk=pk).exists():
        return redirect(get_recommendation_or_404(request.user, pk))  # it says what became of it
    bridge = bridge_rule.bridges([pk], bridge_rule.Stances(items, only=pk))[0]
    context = {"section": "board", "bridge": bridge}
    return render(request, "recommendations/bridged.html", context)
