"""The templates that new pages can begin with, and choosing which pages those are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from web import kept
from web.forms import PlainForm, line
from web.kept import members_only
from web.throttle import allow
from wiki import beginning
from wiki.access import find_page, may_feature
from wiki.linking import slug_of
from wiki.models import TITLE_LIMIT, Page


class TemplateForm(PlainForm):
    title = line(
        "Title of the page",
        limit=TITLE_LIMIT,
        empty="Write the title of the page that new ones can begin with",
        hint="A page that is written already. Put places to fill in braces: {What happened?}",
        size=40,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponse:
    """Every template. Moderators add and withdraw some (`do`: offer, withdraw, first)."""
    if request.method == "POST":
        answer: HttpResponse = _change(request)
        return answer
    return _screen(request, TemplateForm(kept.back(request)))


@members_only
def _change(request: MemberRequest) -> HttpResponse:
    if not may_feature(request.user):
        return render(request, "403.html", status=403)
    allow("edit", request.user.pk)
    do = request.POST.get("do", "")
    if do == "first":
        beginning.add_first(by=request.user)
        return redirect("templates")
    if do.startswith("withdraw-"):
        page = find_page(request.user, do.removeprefix("withdraw-"))
        if page is not None:
            beginning.offer(page, by=request.user, wanted=False)
        return redirect("templates")
    form = TemplateForm(request.POST)
    if form.is_valid():
        page = find_page(request.user, slug_of(form.cleaned_data["title"]))
        if page is not None:
            beginning.offer(page, by=request.user)
            return redirect("templates")
        form.add_error("title", f"There is no page called “{form.cleaned_data['title']}”")
    return _screen(request, form)


def _screen(request: HttpRequest, form: TemplateForm) -> HttpResponse:
    context = {
        "section": "pages",
        "templates": Page.objects.visible_to(request.user).templates(),
        "form": form,
        "may_offer": may_feature(request.user),
        "missing": beginning.missing(),
    }
    return render(request, "wiki/templates.html", context, status=422 if form.errors else 200)
