"""A page to take along: its text, its recommendations and its files."""

from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from files.exporting import packed
from recommendations.board import Choice
from recommendations.exporting import as_markdown
from recommendations.listing import Listing
from wiki.access import on_page
from wiki.models import Page


@require_safe
@on_page
def packed_page(request: HttpRequest, page: Page) -> HttpResponse:
    """All of a page as one archive, to keep or to go on with elsewhere."""
    request.META.pop("HTTP_ACCEPT_ENCODING", None)  # it is packed as it is
    choice = Choice(on=page.slug, group="area", names={"on": page.title})
    listing = Listing(choice, request.user)
    beside = {"recommendations.md": as_markdown(listing)} if listing.length else {}
    answer = StreamingHttpResponse(
        () if request.method == "HEAD" else packed(page, beside),
        content_type="application/zip",
        headers={"Content-Disposition": content_disposition_header(True, f"{page.slug}.zip")},
    )
    return cast(HttpResponse, answer)  # Django knows no other word for what views give
