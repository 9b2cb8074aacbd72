"""Proposing words of a post as a recommendation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from discussions import proposing, reading
from discussions.access import get_post_or_404
from discussions.models import Post
from discussions.posting import Removed
from discussions.proposing import NotThere, SaidAlready, sentences_of
from markup.passages import QUOTE_LIMIT, flat
from recommendations.areas import AreaRemoved
from recommendations.arranging import tidy
from recommendations.models import WORDING_LIMIT
from recommendations.views.arranging import AddForm
from web import kept
from web.forms import text
from web.kept import members_only
from web.throttle import allow
from wiki.access import require_edit
from wiki.tree import ancestors


class ProposeForm(AddForm):
    """Which words of the post, in which wording, and where on the page."""

    quote = text(
        "The words of the post",
        limit=QUOTE_LIMIT,
        required=False,
        hint="As the post says them: a sentence, or a part of one.",
        rows=3,
    )
    sentence = forms.CharField(label="A sentence of the post", required=False)
    wording = text(
        "The recommendation",
        limit=WORDING_LIMIT,
        required=False,
        hint="One sentence that others can stand behind. Leave it empty to propose the words as "
        f"they are. At most {WORDING_LIMIT} characters.",
        rows=3,
    )
    field_order = ("quote", "sentence", "wording", "area", "new_area", "note")

    def __init__(self, post: Post, *args: Any, **kwargs: Any) -> None:
        super().__init__(post.thread.page, *args, **kwargs)
        self.sentences = sentences_of(post)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        words = flat(data.get("sentence") or data.get("quote") or "")
        if not words and "quote" not in self.errors:
            self.add_error("quote", "Choose a sentence of the post, or enter its words")
        data["words"] = words
        if not data.get("wording") and len(tidy(words)) > WORDING_LIMIT:
            self.add_error(
                "wording", f"Say it in at most {WORDING_LIMIT} characters: the words are longer"
            )
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def propose(request: MemberRequest, pk: int) -> HttpResponse:
    """Propose a recommendation from a post. `quote` in the address fills in the words."""
    post = get_post_or_404(request.user, pk)
    require_edit(request.user, post.thread.page)
    if post.removed_at is not None:
        messages.error(request, "This post was taken down, so nothing can be proposed from it.")
        return redirect(reading.address(post))
    given: Any = request.POST or kept.back(request)
    asked = {"quote": request.GET.get("quote", "")[:QUOTE_LIMIT]}
    asked["wording"] = flat(asked["quote"])[:WORDING_LIMIT]
    looks = request.method == "POST" and request.POST.get("do") == "similar"
    form = ProposeForm(post, None if looks else given or None, initial=given or asked)
    if request.method == "POST" and not looks and form.is_valid():
        allow("edit", request.user.pk)
        try:
            answer = _propose(request, post, form)
        except AreaRemoved:
            answer, form = None, ProposeForm(post, given)  # with the areas that stand now
        if answer is not None:
            return answer
    status = 422 if request.method == "POST" and not looks else 200
    return _screen(request, post, form, looked=looks, status=status)


def _propose(request: MemberRequest, post: Post, form: ProposeForm) -> HttpResponse | None:
    data = form.cleaned_data
    try:
        made = proposing.propose(
            post,
            by=request.user,
            quote=data["words"],
            wording=data["wording"],
            area=form.chosen,
            new_area=data["new_area"],
            note=data["note"],
        )
    except NotThere as error:
        form.add_error("quote", f"{error}. Choose a sentence below, or enter them as they stand")
    except SaidAlready as error:
        form.add_error(
            "wording", f"{error}: “{error.twin.wording[:200]}”. Star that one, or say it otherwise"
        )
    except Removed as error:
        form.add_error(None, f"{error}. Copy your words if you still need them")
    else:
        messages.success(request, f"{made.ref} stands on the page as proposed, with a link here.")
        return redirect(f"{made.page.get_absolute_url()}?proposed={made.pk}#r{made.pk}")
    return None


def _screen(
    request: MemberRequest, post: Post, form: ProposeForm, *, looked: bool, status: int
) -> HttpResponse:
    page = post.thread.page
    context = {
        "page": page,
        "path": ancestors(page),
        "here": "Propose a recommendation",
        "thread": post.thread,
        "post": post,
        "form": form,
        "sentence": str(form["sentence"].value() or ""),
        "back": reading.address(post),
        "looked": looked,
        "restored": form.is_bound and request.method != "POST",
    }
    return render(request, "discussions/propose.html", context, status=status)
