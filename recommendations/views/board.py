"""The board: all recommendations of the site or of a page, with every choice in the address."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from recommendations.board import BY, Choice
from recommendations.exporting import FORMS
from recommendations.listing import Listing, said
from recommendations.models import DEFAULT_CRITERION, Criterion, Recommendation
from recommendations.orders import GROUPINGS, ORDERS
from wiki.models import Page, Tag

PAGE_SIZE = 100
AT_MOST = 1_000  # lines on one page, for who wants to print them all
OFFERED = 100  # pages, meanings or tags to choose among


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    reader = request.user
    choice = Choice.from_query(request.GET, reader)
    listing = Listing(choice, reader, tells_change=choice.sort == "month")
    wanted = request.GET.get("page", "")
    size = AT_MOST if wanted == "all" else PAGE_SIZE
    shown = Paginator(range(listing.length), size).get_page(wanted)
    start = max(0, shown.start_index() - 1)
    places = listing.places(max(0, start - 1), shown.end_index())
    before = places.pop(0) if start else None
    sections = listing.stretch(places, after=before)
    rows = [entry.row.stars for section in sections for entry in section.entries]
    context = {
        "section": "board",
        "choice": choice,
        "said": said(choice, listing.totals, reader),
        "listing": listing,
        "sections": sections,
        "shown": shown,
        "pager": _pager(choice, shown),
        "most": max(rows, default=0) or 1,
        "heads": _heads(choice),
        "names": dict(Recommendation.Status.choices),
        "offers": _offers(choice, reader),
    }
    return render(request, "recommendations/board.html", context)


@require_safe
def export_board(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """What the board shows under the same query, all of its pages, as a file."""
    if form not in FORMS:
        raise Http404
    choice = Choice.from_query(request.GET, request.user)
    written = FORMS[form].write(Listing(choice, request.user, tells_change=True))
    name = "-".join(filter(None, ("recommendations", choice.on)))
    return StreamingHttpResponse(
        written,
        content_type=FORMS[form].media_type,
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.{form}")},
    )


def _pager(choice: Choice, shown: Any) -> dict[str, str]:
    """The way to the other lines."""
    links = {}
    if shown.has_previous():
        links["Back"] = choice.query(page=shown.previous_page_number())
    if shown.paginator.per_page < shown.paginator.count <= AT_MOST:
        links["All on one page"] = choice.query(page="all")
    if shown.has_next():
        links["More"] = choice.query(page=shown.next_page_number())
    return links


@dataclass(frozen=True)
class Head:
    """The heading of a column, a link that sorts by it."""

    name: str
    address: str
    sorted: str = ""  # for `aria-sort`


def _heads(choice: Choice) -> list[Head]:
    fewest_next = choice.sort == "stars"
    ways = {"stars": "descending", "-stars": "ascending", "discussed": "descending"}
    way = ways.get(choice.sort, "ascending")
    heads = [Head("Stars", choice.query(sort="-stars" if fewest_next else "stars"),
                  way if choice.sort in ("stars", "-stars") else "")]  # fmt: skip
    columns = {"words": "Recommendation", "status": "Where it stands", "discussed": "Discussion"}
    for sort, name in columns.items():
        heads.append(Head(name, choice.query(sort=sort), way if choice.sort == sort else ""))
    return heads


def _offers(choice: Choice, reader: Any) -> dict[str, Any]:
    """What can be chosen. Among more pages than are offered, one names the page."""
    standing = Recommendation.objects.standing()
    pages = Page.objects.visible_to(reader).filter(Exists(standing.filter(page=OuterRef("pk"))))
    gone = Page.objects.deleted().values("pk")
    criteria = Criterion.objects.filter(is_removed=False).exclude(page__in=gone)
    if choice.on:
        criteria = criteria.filter(page__slug=choice.on)
    spoken_to = Recommendation.audiences.through.objects.exclude(recommendation__page__in=gone)
    carriers = Tag.pages.through.objects.exclude(page__in=gone)
    audience = Exists(spoken_to.filter(tag=OuterRef("pk")))
    keyword = Exists(carriers.filter(tag=OuterRef("pk")))
    names = criteria.order_by("name").values_list("name", flat=True).distinct()
    return {
        "statuses": Recommendation.Status.choices,
        "by": BY.items(),
        "groups": [(key, one.name) for key, one in GROUPINGS.items()],
        "sorts": [(key, one.name) for key, one in ORDERS.items()],
        "pages": dict(pages.order_by("title").values_list("slug", "title")[: OFFERED + 1]),
        "most_pages": OFFERED,
        "criteria": list(names[:OFFERED]),
        "default_criterion": DEFAULT_CRITERION,
        "tags": Tag.objects.filter(Q(audience) | Q(keyword)).order_by("name")[:OFFERED],
    }
