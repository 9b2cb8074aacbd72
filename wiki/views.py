"""Reading pages: the home page, one page, lists of pages, links, watching, featuring."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from watching.watches import set_watch
from web import kept
from web.forms import EndsOn, PlainForm, line
from web.fragments import go_back
from web.kept import members_only
from web.throttle import allow
from wiki.access import may_delete, may_feature, may_protect, on_page
from wiki.linking import links_to
from wiki.marking import Marks, marks_at
from wiki.models import NOTE_LIMIT, Changeset, Page, PageWatch
from wiki.tree import ancestors, branch, branch_size
from wiki.upkeep import wanted
from wiki.visiting import read
from wiki.writing import feature as feature_page
from wiki.writing import unfeature

TITLES_SHOWN = 8
LINKS_BESIDE = 5
CHILDREN_BESIDE = 8
WANTED_BESIDE = 20
LINES_OF_BRANCH = 200


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.visible_to(request.user).without_text()
    context = {
        "section": "home",
        "purpose": settings.COMMUNITY_PURPOSE,
        "featured": pages.with_sizes(request.user).featured().select_related("featured_by")[:5],
        "latest": Changeset.objects.visible_to(request.user).select_related("page")[:5],
        "page_count": Page.objects.visible_to(request.user).count(),
    }
    return render(request, "wiki/home.html", context)


@require_safe
@on_page
def page(request: HttpRequest, page: Page) -> HttpResponse:
    updates = page.changesets.visible_to(request.user)
    update = (
        updates.select_related("author", "accepted_by").annotate(marks=marks_at("page")).first()
    )
    order = request.GET.get("order", "")
    found = links_to(page)
    children = page.children.visible_to(request.user).order_by("title", "pk").only("title", "slug")
    context = {
        "page": page,
        "path": ancestors(page),
        "update": update,
        "marks": Marks((update and update.marks) or {}),
        "links": list(found[:LINKS_BESIDE]),
        "children": list(children[:CHILDREN_BESIDE]),
        "order": "stars" if order == "stars" else "written",
        "just_starred": request.GET.get("starred", ""),
        "may_feature": may_feature(request.user),
        "may_protect": may_protect(request.user),
        "may_delete": _may_delete(request.user, page, update),
    }
    reads = request.user.is_authenticated and request.method == "GET"
    context["visit"] = read(page, request.user) if reads else None
    return render(request, "wiki/page.html", context)


def _may_delete(person: Any, page: Page, update: Changeset | None) -> bool:
    """Asked where it may be: whether others touched a page costs a query."""
    is_mine = update is not None and person.pk is not None and update.author_id == person.pk
    return may_feature(person) or (is_mine and may_delete(person, page))


@require_safe
@on_page
def under(request: HttpRequest, page: Page) -> HttpResponse:
    """What stands under a page, at any depth: the contents of its branch."""
    total = branch_size(page)
    shown = Paginator(range(total), LINES_OF_BRANCH).get_page(request.GET.get("page"))
    start = (shown.number - 1) * LINES_OF_BRANCH
    context = {
        "page": page,
        "path": ancestors(page),
        "total": total,
        "shown": shown,
        "lines": branch(page, size=LINES_OF_BRANCH, start=start) if total else [],
    }
    return render(request, "wiki/branch.html", context)


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """Every page in alphabetical order, and the pages that are linked but not written yet."""
    counted = Page.objects.visible_to(request.user).without_text().with_sizes(request.user)
    shown = Paginator(counted.order_by("title", "pk"), 100).get_page(request.GET.get("page"))
    context = {"section": "pages", "pages": shown, "wanted": wanted()[:WANTED_BESIDE]}
    return render(request, "wiki/pages.html", context)


@require_safe
@members_only
def titles(request: HttpRequest) -> HttpResponse:
    """Titles of pages that have what was typed (`q`) in them, for a script that writes a link."""
    allow("lookup", request.user.pk)
    found = Page.objects.visible_to(request.user).titled_like(request.GET.get("q", "")[:200])
    return JsonResponse({"titles": list(found.values_list("title", flat=True)[:TITLES_SHOWN])})


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def watch(request: MemberRequest, page: Page) -> HttpResponse:
    """Watch a page (`watch`: yes) or stop; whoever signed in to do so comes back to the page."""
    if request.method != "POST":
        return redirect(page)
    set_watch(PageWatch, request.user, request.POST.get("watch") == "yes", page=page)
    return go_back(request, page.get_absolute_url())


class FeatureForm(PlainForm):
    reason = line(
        "Why is this page featured",
        limit=NOTE_LIMIT,
        empty="Say in one sentence why this page is featured",
        hint="One sentence. It is shown with your name.",
        size=60,
    )
    until = EndsOn(
        "From the beginning of that day it is an ordinary page again, by itself. "
        "Leave it empty to feature it until somebody takes the mark off."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def feature(request: MemberRequest, page: Page) -> HttpResponse:
    """Moderators mark a page as featured, or take the mark off."""
    if not may_feature(request.user):
        return render(request, "403.html", status=403)
    if request.method == "POST" and request.POST.get("do") == "unfeature":
        unfeature(page, by=request.user)
        return redirect(page)
    standing: dict[str, Any] = {}
    if page.is_featured:
        until = page.featured_until and timezone.localtime(page.featured_until).date()
        standing = {"reason": page.featured_reason, "until": until}
    form = FeatureForm(request.POST or kept.back(request), initial=standing)
    if request.method == "POST" and form.is_valid():
        feature_page(page, by=request.user, **form.cleaned_data)
        return redirect(page)
    context = {"page": page, "path": ancestors(page), "form": form}
    return render(request, "wiki/feature.html", context, status=422 if form.errors else 200)
