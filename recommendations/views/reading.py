"""Reading recommendations: one with its wordings, and all of them on the board."""

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from markup.diff import compare_words
from recommendations.models import Recommendation, Star
from recommendations.panels import Row
from recommendations.views.arranging import StatusForm
from wiki.tree import ancestors

SORTS = {
    "stars": ("-stars_now", "pk"),
    "-stars": ("stars_now", "pk"),
    "words": ("wording", "pk"),
    "status": ("status", "-stars_now", "pk"),
    "threads": ("-threads_about", "-stars_now", "pk"),
    "new": ("-pk",),
}


@dataclass
class Wording:
    """One wording that a recommendation had, with the stars that it was given."""

    number: int
    text: str
    since: Any
    by: str
    difference: list[Any]
    is_now: bool
    stars: list[Star] = field(default_factory=list)


@require_safe
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One recommendation: its words as they stand, its wordings over time, its stars."""
    found = Recommendation.objects.visible_to(request.user).seen_by(request.user)
    item = get_object_or_404(found.select_related("page", "area"), pk=pk)
    context = {
        "section": "board",
        "item": item,
        "page": item.page,
        "path": [*ancestors(item.page), item.page],
        "row": Row.of(item),
        "wordings": _wordings(item),
        "changes": _status_changes(item),
        "status_form": StatusForm(initial={"status": item.status}),
        "statuses": Recommendation.Status.choices,
    }
    return render(request, "recommendations/recommendation.html", context)


def _wordings(item: Recommendation) -> list[Wording]:
    """Newest first. The last row with a number holds its text: spelling fixes come with it."""
    rows = item.history.select_related("changeset").order_by("history_id")
    by_number: dict[int, Wording] = {}
    for row in rows:
        known = by_number.get(row.wording_number)
        if known is None:
            before = by_number.get(row.wording_number - 1)
            by_number[row.wording_number] = Wording(
                number=row.wording_number,
                text=row.wording,
                since=row.changeset.created_at,
                by=row.changeset.author_name,
                difference=list(compare_words(before.text, row.wording)) if before else [],
                is_now=row.wording_number == item.wording_number,
            )
        else:
            known.text = row.wording
    for star in Star.objects.filter(recommendation=item).select_related("person").order_by("pk"):
        if star.wording_number in by_number:
            by_number[star.wording_number].stars.append(star)
    return sorted(by_number.values(), key=lambda wording: -wording.number)


def _status_changes(item: Recommendation) -> list[Any]:
    """History rows at which the status or its note changed, or it went or came back."""
    changes, before = [], (Recommendation.Status.PROPOSED, False, "")
    rows = item.history.select_related("changeset", "changeset__page").order_by("history_id")
    for row in rows:
        now = (row.status, row.is_removed, row.status_note)
        if now != before:
            row.name = Recommendation.Status(row.status).label
            row.gone = row.is_removed and not before[1]
            row.back = before[1] and not row.is_removed
            changes.append(row)
        before = now
    return changes


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """All recommendations of the site: filtered and sorted, with every choice in the address."""
    sort = request.GET.get("sort", "stars")
    words = request.GET.get("q", "").strip()[:200]
    status = request.GET.get("status", "")
    by = request.GET.get("by", "")
    rows = Recommendation.objects.visible_to(request.user).standing().seen_by(request.user)
    if words:
        rows = rows.filter(wording__icontains=words)
    if status in Recommendation.Status.values:
        rows = rows.filter(status=status)
    if by in ("me", "not-me") and request.user.is_authenticated:
        rows = rows.filter(my_number__isnull=by != "me")
    rows = rows.select_related("page", "area")
    ordered = rows.order_by(*SORTS.get(sort, SORTS["stars"]))
    shown = Paginator(ordered, 100).get_page(request.GET.get("page"))
    most = max((item.stars_now for item in shown), default=0)
    context = {
        "section": "board",
        "shown": shown,
        "rows": [(item, Row.of(item), 100 * item.stars_now // max(1, most)) for item in shown],
        "sort": sort if sort in SORTS else "stars",
        "query": {"q": words, "status": status, "by": by},
        "statuses": Recommendation.Status.choices,
    }
    return render(request, "recommendations/board.html", context)
