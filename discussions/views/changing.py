"""Editing one's own posts, and the versions that a post had."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from discussions import drafts, posting, reading
from discussions.access import get_own_post_or_403, get_post_or_404
from discussions.drafts import Place
from discussions.forms import EditForm
from discussions.models import Post, PostDraft
from discussions.views.drafts import kept_by_button
from discussions.views.drafts import screen as draft_screen
from drafts import requests
from markup.diff import Comparison, compare
from markup.render import Refused
from web import kept
from web.kept import members_only
from web.paging import number
from web.throttle import allow
from wiki.tree import ancestors

VERSIONS_SHOWN = 10  # each is compared with the one before, which can take 0.1 s


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change one's own post. `do`: save, preview or draft."""
    post = get_own_post_or_403(request.user, pk)
    if request.method != "POST":
        return _opened(request, post)
    form = EditForm(request.POST)
    if request.POST.get("do") == "draft":
        answer = kept_by_button(request, Place(post=post), form)
        return answer or _screen(request, post, form, status=422)
    if not form.is_valid():
        return _screen(request, post, form, status=422)
    if request.POST.get("do") == "preview":
        return _preview(request, post, form)
    allow("post", request.user.pk)
    return _save(request, post, form)


def _opened(request: MemberRequest, post: Post) -> HttpResponse:
    """The form with what was typed before signing in, with a draft, or with the post."""
    given = kept.back(request)
    key = request.GET.get("draft", "")
    draft = None if given else drafts.find(request.user, Place(post=post), key)
    if post.removed_at is not None and not given and not draft:
        messages.error(request, "This post was taken down, so it cannot be edited any more.")
        return redirect(reading.address(post))
    as_it_stands = {"body": post.body, "seen": posting.version(post.body)}
    form = EditForm(initial=given or (draft.fields if draft else as_it_stands))
    return _screen(request, post, form, restored=given, draft=draft)


def _save(request: MemberRequest, post: Post, form: EditForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        changed = posting.edit_post(
            post, author=request.user, body=data["body"], seen=data["seen"] or None
        )
    except Refused as refused:
        form.add_error("body", refused.message)
    except posting.Removed as removed:
        form.add_error(None, f"{removed}. Copy your text into a new reply if it is still wanted")
    except posting.Changed as conflict:
        again = EditForm(initial={**data, "seen": posting.version(conflict.body)})
        return _screen(request, post, again, theirs=conflict.body, status=409)
    else:
        said = "Saved. The earlier words stay in its versions." if changed else "Nothing changed."
        messages.success(request, said)
        return requests.ended(request, PostDraft, redirect(reading.address(post)))
    return _screen(request, post, form, status=422)


def _preview(request: MemberRequest, post: Post, form: EditForm) -> HttpResponse:
    allow("preview", request.user.pk)
    body = form.cleaned_data["body"]
    try:
        html = posting.render(
            body, author=request.user, to=post.answers or 0, before=post.html
        ).html
    except Refused as refused:
        form.add_error("body", refused.message)
        return _screen(request, post, form, status=422)
    return _screen(request, post, EditForm(initial=request.POST), preview=html)


def _screen(
    request: HttpRequest,
    post: Post,
    form: EditForm,
    *,
    restored: QueryDict | None = None,
    draft: PostDraft | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = place_of(post) | {"here": f"Edit post {post.number}", "form": form} | more
    context |= draft_screen(request, Place(post=post), request.POST or restored, draft)
    context |= {"restored": restored, "ask": f"?post={post.pk}"}
    return render(request, "discussions/edit.html", context, status=status)


def place_of(post: Post) -> dict[str, Any]:
    page = post.thread.page
    return {
        "page": page,
        "path": ancestors(page),
        "thread": post.thread,
        "post": post,
        "back": reading.address(post),
    }


@dataclass
class Version:
    """What a post said for a while: how it differs from what it said before, or its first words."""

    at: Any
    changes: Comparison | None
    body: str = ""

    @classmethod
    def of(cls, row: dict[str, Any], older: dict[str, Any] | None, *, is_shown: bool) -> "Version":
        at = row["edited_at"] or row["created_at"]
        if not is_shown:
            return cls(at, None)
        if older is None:
            return cls(at, None, row["body"])
        return cls(at, compare(older["body"], row["body"]))


def _as_written(post: Post) -> Any:
    """Of the rows of a post's history those with which new words came."""
    every = Post.history.filter(id=post.pk)
    firsts = every.values("edited_at").annotate(first=Min("history_id"))
    return every.filter(history_id__in=firsts.values("first"))


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions of a post, newest first. Of a post that was taken down, only their times."""
    post = get_post_or_404(request.user, pk)
    rows = _as_written(post)
    before = number(request, "before")
    rows = rows.filter(history_id__lt=before) if before is not None else rows
    columns = ("history_id", "body", "created_at", "edited_at")
    found = list(rows.order_by("-history_id").values(*columns)[: VERSIONS_SHOWN + 1])
    shown = found[:VERSIONS_SHOWN]
    context = place_of(post) | {
        "here": f"Versions of post {post.number}",
        "versions": [
            Version.of(row, older, is_shown=post.removed_at is None)
            for row, older in zip_longest(shown, found[1:])
        ],
        "is_latest": before is None,
        "older": shown[-1]["history_id"] if len(found) > VERSIONS_SHOWN else None,
    }
    return render(request, "discussions/history.html", context)
