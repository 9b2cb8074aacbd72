"""Reading pages: the home page, one page, lists of pages and tags, links, watching, featuring."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from watching.watches import set_watch
from web import kept
from web.forms import PlainForm, line
from web.fragments import go_back
from web.kept import members_only
from web.paging import number
from wiki.access import may_feature, on_page
from wiki.linking import links_to
from wiki.models import NOTE_LIMIT, Changeset, Page, PageLink, PageWatch, Tag
from wiki.tree import ancestors
from wiki.writing import feature as feature_page
from wiki.writing import unfeature


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    pages = Page.objects.visible_to(request.user).without_text()
    context = {
        "section": "home",
        "purpose": settings.COMMUNITY_PURPOSE,
        "featured": pages.with_sizes().featured()[:5],
        "latest": Changeset.objects.visible_to(request.user).select_related("page")[:5],
        "page_count": Page.objects.count(),
    }
    return render(request, "wiki/home.html", context)


@require_safe
@on_page
def page(request: HttpRequest, page: Page) -> HttpResponse:
    update = Changeset.objects.filter(page=page).select_related("author").first()
    order = request.GET.get("order", "")
    context = {
        "page": page,
        "path": ancestors(page),
        "update": update,
        "links": links_to(page),
        "order": "stars" if order == "stars" else "written",
        "just_starred": number(request, "starred"),
        "may_feature": may_feature(request.user),
    }
    return render(request, "wiki/page.html", context)


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """Every page in alphabetical order, and the pages that are linked but not written yet."""
    counted = Page.objects.visible_to(request.user).without_text().with_sizes()
    wanted = (
        PageLink.objects.filter(is_missing=True)
        .values("target_slug")
        .annotate(n=Count("source", distinct=True), title=Min("target_title"))
        .order_by("-n", "title")[:50]
    )
    shown = Paginator(counted.order_by("title", "pk"), 100).get_page(request.GET.get("page"))
    context = {"section": "pages", "pages": shown, "wanted": wanted}
    return render(request, "wiki/pages.html", context)


@require_safe
@on_page
def links(request: HttpRequest, page: Page) -> HttpResponse:
    context = {"page": page, "path": ancestors(page), "links": links_to(page)}
    return render(request, "wiki/links.html", context)


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    found = Tag.objects.annotate(
        page_count=Count("pages", distinct=True), thread_count=Count("threads", distinct=True)
    ).filter(Q(page_count__gt=0) | Q(thread_count__gt=0))
    return render(request, "wiki/tags.html", {"tags": found.order_by("name")})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Tag, slug=slug)
    pages = Page.objects.visible_to(request.user).without_text().filter(keywords=found)
    featured_first = pages.order_by("-featured_at", "title")
    return render(
        request,
        "wiki/tag.html",
        {"tag": found, "pages": sorted(featured_first, key=lambda page: not page.featured_at)},
    )


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
    form = FeatureForm(request.POST or kept.back(request))
    if request.method == "POST" and form.is_valid():
        feature_page(page, by=request.user, reason=form.cleaned_data["reason"])
        return redirect(page)
    context = {"page": page, "path": ancestors(page), "form": form}
    return render(request, "wiki/feature.html", context, status=422 if form.errors else 200)
