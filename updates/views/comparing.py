"""What one update changed, and what changed between any two."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from markup.render import Refused
from updates import merges, moments
from updates.comparing import Changes, between
from updates.moments import Moment
from updates.views.updates import get_update_or_404
from wiki.access import may_hide_text, on_page
from wiki.models import Changeset, Page
from wiki.tree import ancestors


@dataclass(frozen=True)
class Look:
    """How a comparison is shown, kept in its address."""

    side: bool = False  # side by side, not in one column
    as_read: bool = False  # the page as readers see it, not its source
    whole: bool = False  # what did not change, too

    @classmethod
    def asked(cls, query: Any) -> "Look":
        return cls(
            side=query.get("view") == "side",
            as_read=query.get("show") == "page",
            whole=query.get("context") == "all",
        )

    @property
    def query(self) -> str:
        said = {"view": "side" if self.side else "", "show": "page" if self.as_read else ""}
        said["context"] = "all" if self.whole else ""
        return urlencode({name: value for name, value in said.items() if value})

    def others(self) -> dict[str, str]:
        """The queries of its neighbours, by what they change."""
        return {
            "line": replace(self, side=False).query,
            "side": replace(self, side=True).query,
            "source": replace(self, as_read=False).query,
            "page": replace(self, as_read=True).query,
            "whole": replace(self, whole=True).query,
        }


@require_safe
@on_page
def changes(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """What one update changed."""
    update = get_update_or_404(request.user, page, number)
    before = page.changesets.filter(number=number - 1).first()
    return _changes(request, page, before, update, [update])


@require_safe
@on_page
def compare_form(request: HttpRequest, page: Page) -> HttpResponse:
    """Lead the two updates chosen in the history to the address of their comparison."""
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    if not all(text.isascii() and text.isdigit() and len(text) < 10 for text in chosen):
        messages.warning(request, "Choose two updates to compare.")
        return redirect("history", slug=page.slug)
    old, new = sorted(int(text) for text in chosen)
    return redirect("compare", slug=page.slug, old=old, new=new)


@require_safe
@on_page
def compare(request: HttpRequest, page: Page, old: int, new: int) -> HttpResponse:
    """What changed between any two updates; 0 is the page before its first."""
    if old > new:
        return redirect("compare", slug=page.slug, old=new, new=old)
    before = get_update_or_404(request.user, page, old) if old else None
    update = get_update_or_404(request.user, page, new)
    since = page.changesets.visible_to(request.user).filter(number__gt=old, number__lte=new)
    about = since.select_related("author", "accepted_by", "hidden_by").order_by("number")
    return _changes(request, page, before, update, list(about))


def _changes(
    request: HttpRequest,
    page: Page,
    before: Changeset | None,
    update: Changeset,
    about: list[Changeset],
) -> HttpResponse:
    old, new = (moments.seen_by(request.user, moments.at(page, one)) for one in (before, update))
    around = page.changesets.visible_to(request.user).order_by("number")
    merges.name(about, request.user)
    prefetch_related_objects(about, "hidden_words__hidden_by")
    look = Look.asked(request.GET)
    found, refused = _between(old, new, look)
    context: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "old": old,
        "new": new,
        "update": update,
        "about": about,
        "single": update.number - old.number == 1,
        "changes": found,
        "refused": refused,
        "may_hide": may_hide_text(request.user),
        "look": look,
        "looks": look.others(),
        "previous": around.filter(number__lte=old.number).last(),
        "next": around.filter(number__gt=update.number).first(),
        "latest": around.values_list("number", flat=True).last(),
    }
    return render(request, "updates/changes.html", context)


def _between(old: Moment, new: Moment, look: Look) -> tuple[Changes, str]:
    """What differs; in the source where a text can no longer be shown as it was read, and why."""
    try:
        return between(old, new, whole=look.whole, as_read=look.as_read), ""
    except Refused as refused:
        return between(old, new, whole=look.whole), refused.message
