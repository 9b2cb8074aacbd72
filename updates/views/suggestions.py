"""Reading suggestions: those of a page, and one with what it would change."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from markup.render import Refused
from updates.accepting import latest_number, parts_of, proposed, seen_by_author, together
from updates.comparing import Changes, between
from updates.editing import Texts
from updates.forms import ReasonForm
from updates.models import Suggestion
from updates.moments import Moment
from updates.recommending import lines_of
from updates.recommending import together as changes_together
from updates.suggesting import may_decide
from updates.views.comparing import Look
from web.paging import page_by_key
from wiki.access import on_page
from wiki.models import Page
from wiki.tree import ancestors

TOUCHED = ["text_changed", "title_changed", "tags_changed"]  # what can be suggested


@require_safe
@on_page
def suggestions(request: HttpRequest, page: Page) -> HttpResponse:
    """What is suggested for a page: what waits, or (`show`: decided) what was decided."""
    of_page = Suggestion.objects.filter(page=page)
    show = "decided" if request.GET.get("show") == "decided" else "open"
    rows = of_page.decided() if show == "decided" else of_page.open()
    found = page_by_key(rows.named().without_text(), request)
    context = {
        "page": page,
        "path": ancestors(page),
        "show": show,
        "found": found,
        "open_count": of_page.open().count(),
        "decided_count": of_page.decided().count(),
    }
    return render(request, "updates/suggestions.html", context)


def find_suggestion(page: Page, pk: int) -> Suggestion:
    rows = Suggestion.objects.named().select_related("update")
    found: Suggestion = get_object_or_404(rows, page=page, pk=pk)
    found.page = page
    return found


def screen(
    request: HttpRequest,
    suggestion: Suggestion,
    form: ReasonForm | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    page, person = suggestion.page, request.user
    look = Look.asked(request.GET)
    context: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "suggestion": suggestion,
        "form": form or ReasonForm(),
        "may_decide": person.is_authenticated and may_decide(person, suggestion),
        "is_mine": person.is_authenticated and suggestion.author_id == person.pk,
    }
    if suggestion.of_recommendations:
        context |= _of_recommendations(request, suggestion)
    else:
        context["changes"], context["refused"] = _changes(suggestion, look)
        context |= {"look": look, "looks": look.others()}
        if suggestion.is_open:
            context |= _meanwhile(request, suggestion)
    return render(request, "updates/suggestion.html", context | more, status=status)


def _of_recommendations(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    """The proposed changes, and how they fit while they wait."""
    if not suggestion.is_open:
        return {"lines": lines_of(suggestion)}
    page = suggestion.page
    lines = lines_of(suggestion, changes_together(suggestion))
    later = page.changesets.visible_to(request.user).filter(number__gt=suggestion.base)
    return {
        "lines": lines,
        "since": later.of_kind("recommendations").count(),
        "latest": latest_number(page),
        "touching": sum(bool(line.meets) for line in lines),
        "part_count": len(lines),
    }


def _changes(suggestion: Suggestion, look: Look) -> tuple[Changes, str]:
    """What it would change; in the source where a text cannot be shown as it is read, and why."""
    old, new = (
        Moment(suggestion.page, None, title=texts.title, body=texts.body, tags=texts.tags)
        for texts in (seen_by_author(suggestion), proposed(suggestion))
    )
    try:
        return between(old, new, whole=look.whole, as_read=look.as_read), ""
    except Refused as refused:
        return between(old, new, whole=look.whole), refused.message


def _meanwhile(request: HttpRequest, suggestion: Suggestion) -> dict[str, Any]:
    """What became of the page since, and whether the suggestion still fits."""
    page = suggestion.page
    later = page.changesets.visible_to(request.user).filter(number__gt=suggestion.base)
    found = together(suggestion)
    merged = Texts(found.title, found.body.text, found.tags) if found.clean else None
    return {
        "since": later.filter(counts__has_any_keys=TOUCHED).count(),
        "latest": latest_number(page),
        "touching": len(found.body.conflicts) + found.title_conflict,
        "says_so_already": merged == Texts.of(page),
        "part_count": len(parts_of(suggestion)),
    }
