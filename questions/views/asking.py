"""Asking a question of a page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from questions import asking
from questions.forms import AskForm
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page
from wiki.tree import ancestors


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def ask(request: MemberRequest, page: Page) -> HttpResponse:
    """`do`: similar looks for questions like what is typed, anything else asks it."""
    if request.method != "POST":
        typed = kept.back(request)
        return _screen(request, page, AskForm(initial=typed), restored=bool(typed))
    if request.POST.get("do") == "similar":
        allow("preview", request.user.pk)
        return _screen(request, page, AskForm(initial=request.POST), looked=True)
    form = AskForm(request.POST)
    if form.is_valid():
        allow("edit", request.user.pk)
        try:
            found = asking.ask(page, author=request.user, text=form.cleaned_data["text"])
        except asking.Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, "Your question stands on its page until it is answered.")
            return redirect(found)
    return _screen(request, page, form, status=422)


def _screen(
    request: MemberRequest,
    page: Page,
    form: AskForm,
    *,
    restored: bool = False,
    looked: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "path": ancestors(page),
        "here": "Ask a question",
        "form": form,
        "restored": restored,
        "looked": looked,
    }
    return render(request, "questions/ask.html", context, status=status)
