"""Complete history: every update, what it changed, the page as it stood, and going back."""

from dataclasses import replace

from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from discussions.panels import number_about
from updates import merges
from updates.history import CAUSE, EVERY_KIND, MINOR, Choice
from updates.timeline import timeline
from web.paging import page_by_key
from wiki.access import may_hide_text, on_page
from wiki.models import Page
from wiki.sizes import KINDS
from wiki.tree import ancestors

MOST_NAMES = 200  # of people that are offered


@require_safe
@on_page
def history(request: HttpRequest, page: Page) -> HttpResponse:
    """Every update of the page, newest first, or a choice of them; two can be compared."""
    choice = Choice.asked(request.GET)
    updates = page.changesets.visible_to(request.user)
    chosen = choice.among(updates)
    found = page_by_key(
        chosen.select_related("author", "accepted_by", "hidden_by")
        .prefetch_related("hidden_words__hidden_by")
        .annotate(threads_about=number_about("changeset")),
        request,
        key="number",
    )
    merges.name(found.rows, request.user)
    newest = [update.number for update in found.rows[:2]]
    people = updates.order_by().annotate(name=Coalesce("author__username", "author_name"))
    context = {
        "page": page,
        "path": ancestors(page),
        "found": found,
        "tabs": {"": "Everything"} | {key: name for key, (name, _) in KINDS.items()},
        "kinds": EVERY_KIND,
        "minors": MINOR,
        "causes_named": CAUSE,
        "choice": choice,
        "may_hide": may_hide_text(request.user),
        "of_any_kind": replace(choice, kind="").query,
        "timeline": None if "before" in request.GET else timeline(chosen),
        "total": updates.count(),
        "number": chosen.count() if choice.query else None,
        "people": list(
            people.values_list("name", flat=True).distinct().order_by("name")[:MOST_NAMES]
        ),
        "to_number": newest[0] if newest else 0,
        "from_number": newest[-1] if newest else 0,
    }
    status = 422 if choice.problems else 200
    return render(request, "updates/history.html", context, status=status)
