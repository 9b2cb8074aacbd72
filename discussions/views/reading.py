"""A thread with its posts, replying in it, and the permalinks of posts."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from discussions import drafts, panels, posting, reading, visiting
from discussions.about import today
from discussions.access import get_place_or_404, get_post_or_404, get_thread_or_404
from discussions.drafts import Place
from discussions.forms import ReplyForm
from discussions.models import Post, PostDraft, Thread, ThreadWatch
from discussions.ordering import View
from discussions.quoting import Quotation, quote
from discussions.record import record_of
from discussions.views.drafts import kept_by_button, kept_when_refused
from discussions.views.drafts import screen as draft_screen
from drafts import requests
from markup.render import Refused
from watching.watches import set_watch
from web import kept
from web.fragments import say
from web.kept import members_only
from web.paging import number, whole_number
from web.throttle import allow
from wiki.tree import ancestors


@dataclass
class Writing:
    """The reply form as a screen shows it."""

    form: ReplyForm
    to: int = 1  # the number of the post that it answers
    preview: str = ""
    restored: Any = None  # what was typed before signing in, which it holds
    draft: PostDraft | None = None  # the one that it was opened with
    quotation: Quotation | None = None  # what it begins with

    @property
    def ask(self) -> str:
        """What its preview is asked for with: ids in a post depend on what it answers."""
        return f"?to={self.to}"


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """A thread. `?reply=` and `?quote=` open the reply form under the post of that number."""
    if request.method == "POST":
        answer: HttpResponse = _reply(request, pk)
        return answer
    found = get_thread_or_404(request.user, pk)
    if request.GET.get("part") == "opened":
        return _opened(request, found)
    if request.GET.get("part") == "replies":
        return _more(request, found)
    if request.method == "GET" and request.user.is_authenticated:
        writing = _begun(request, found)
    else:
        writing = Writing(ReplyForm(found))
    return _screen(request, found, writing, after=number(request, "after"))


def _begun(request: Any, found: Thread) -> Writing:
    """The reply form with what was typed before signing in, a draft, a quotation, or empty."""
    typed = kept.back(request)
    draft = drafts.find(request.user, Place(thread=found), request.GET.get("draft", ""))
    words: Any = typed or (draft and draft.fields)
    if words:
        to = whole_number(words.get("to", "")) or 1
        form = ReplyForm(found, initial=words)
        return Writing(form, to, restored=typed, draft=None if typed else draft)
    asked = number(request, "quote")
    quotation = None
    if asked:
        chosen, part = request.GET.get("words", ""), number(request, "part")
        quotation = quote(found, asked, words=chosen, part=part)
    words = {
        "body": quotation.text if quotation else "",
        "watch": request.user.watches_what_they_join,
    }
    to = asked or number(request, "reply") or 1
    return Writing(ReplyForm(found, initial=words), to, quotation=quotation)


def _opened(request: HttpRequest, found: Thread) -> HttpResponse:
    """The thread alone, for a script to open in the table under its page, or in that `of` all."""
    page = found.page
    every = request.GET.get("of") == "all"
    here = reverse("threads", args=[page.slug]) if every else page.get_absolute_url()
    context = {"opened": panels.open_in_place(found, request.user, here)}
    return render(request, "discussions/_opened.html", context)


def _more(request: HttpRequest, found: Thread) -> HttpResponse:
    """The replies of the next page alone, for a script to add below those that are shown."""
    view = View.of(request.GET)
    shown = reading.read(found, request.user, number(request, "after"), view=view)
    record_of(found, request.user).mark(shown)
    if request.user.is_authenticated:
        since = visiting.read(found, request.user)
        visiting.mark(shown, found, request.user, since, view)
    for row in shown.rows:
        row.is_above = row.is_stub
    context = {"thread": found, "view": view, "reading": shown}
    answer = render(request, "discussions/_replies.html", context)
    count = sum(not row.is_stub for row in shown.rows)
    return say(answer, f"{count} more {'reply is' if count == 1 else 'replies are'} below.")


@members_only
def _reply(request: MemberRequest, pk: int) -> HttpResponse:
    asked = whole_number(request.POST.get("to", "")) or 1
    found, to = get_place_or_404(request.user, pk, asked)
    given = request.POST.dict() | ({"to": str(to)} if to != asked else {})
    form = ReplyForm(found, given)
    writing = Writing(form, to)
    if request.POST.get("do") == "draft":
        answer = kept_by_button(request, Place(thread=found), form)
        return answer or _screen(request, found, writing, status=422)
    if not form.is_valid():
        return _screen(request, found, writing, status=422)
    to = form.cleaned_data["to"]
    try:
        if request.POST.get("do") == "preview":
            allow("preview", request.user.pk)
            writing.preview = posting.render(
                form.cleaned_data["body"], author=request.user, to=to
            ).html
            writing.form = ReplyForm(found, initial=given)
            return _screen(request, found, writing)
        allow("post", request.user.pk)
        post = posting.reply(found, author=request.user, body=form.cleaned_data["body"], to=to)
    except Refused as refused:
        form.add_error("body", refused.message)
    except posting.Removed as removed:
        form.add_error(None, f"{removed}. You can answer the first post instead")
    except posting.Locked:
        draft_url = kept_when_refused(request, Place(thread=found))
        return _screen(request, found, writing, status=409, refused=True, draft_url=draft_url)
    else:
        found = post.thread
        if form.cleaned_data["watch"]:
            set_watch(ThreadWatch, request.user, True, thread=found)
        messages.success(request, f"Your reply stands in the thread. Its number is {post.number}.")
        here = reading.address(post, View.of(request.GET))
        return requests.ended(request, PostDraft, redirect(here))
    return _screen(request, found, writing, status=422)


def _screen(
    request: HttpRequest,
    found: Thread,
    writing: Writing,
    *,
    after: int | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page of the thread on which stands what is answered, else the one after `after`."""
    view = View.of(request.GET)
    if writing.to > 1:
        after = reading.page_start(found, writing.to, view) or after
    shown = reading.read(found, request.user, after, view=view)
    record = record_of(found, request.user)
    record.mark(shown)
    unread = None
    if request.user.is_authenticated and request.method == "GET":
        since = visiting.read(found, request.user)
        unread = visiting.mark(shown, found, request.user, since, view)
    context = {
        "page": found.page,
        "path": ancestors(found.page),
        "here": found.subject,
        "thread": found,
        "view": view,
        "new": unread,
        "reading": shown,
        "form": writing.form,
        "writing": writing,
        "target": shown.standing(writing.to) if writing.to > 1 else None,
        "today": today(found),
        "others": panels.others_about(found),
        "record": record,
    } | more
    if request.user.is_authenticated:
        typed = request.POST or writing.restored
        context |= draft_screen(request, Place(thread=found), typed, writing.draft)
    return render(request, "discussions/thread.html", context, status=status)


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """A post's permalink leads to where it stands now."""
    found: Post = get_post_or_404(request.user, pk)
    return redirect(reading.address(found, View.of(request.GET)))
