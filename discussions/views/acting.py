"""Screens on which a thread is looked after as a whole: one small form for each deed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from discussions import acting, regrouping
from discussions.access import (
    get_post_or_404,
    get_thread_or_404,
    may_moderate,
    may_resolve,
    may_undo,
)
from discussions.act_forms import (
    ActForm,
    FeatureForm,
    LockForm,
    MergeForm,
    MoveForm,
    ResolveForm,
    SplitForm,
)
from discussions.acting import Overtaken
from discussions.models import Thread, ThreadAct
from discussions.undoing import undo
from web import kept
from web.kept import members_only
from web.throttle import allow
from wiki.tree import ancestors


@dataclass(frozen=True)
class Deed:
    """What a screen does: its words, its form, and the deed that takes what the form holds."""

    title: str
    button: str
    hint: str
    form: type[ActForm]
    do: Callable[..., ThreadAct]
    said: str


def _split(thread: Thread, *, post: Any, **more: Any) -> ThreadAct:
    return regrouping.split_off(post, **more)


DEEDS = {
    "feature": Deed(
        "Feature this thread", "Feature the thread",
        "It stands on top of the lists of threads, with a mark.",
        FeatureForm, acting.feature, "Featured.",
    ),
    "lock": Deed(
        "Lock this thread", "Lock the thread",
        "Nobody can reply in it. What was written stays, and its authors can go on editing it. "
        "A reply that somebody is writing just now is kept for them as a draft.",
        LockForm, acting.lock, "Locked.",
    ),
    "resolve": Deed(
        "Resolve this thread", "Resolve the thread",
        "Say what it led to: in words, or with an update or a recommendation of the page. "
        "It goes on taking replies.",
        ResolveForm, acting.resolve, "Resolved.",
    ),
    "move": Deed(
        "Move this thread", "Move the thread",
        "It stands beside another page. What it is about, it goes on being about, and all "
        "addresses lead to it.",
        MoveForm, acting.move, "Moved.",
    ),
    "split": Deed(
        "Split off a branch", "Split the branch off",
        "A reply and all that answers it go on as a thread of their own. A line where it stood "
        "leads there, and so do all addresses.",
        SplitForm, _split, "Split off.",
    ),
    "merge": Deed(
        "Merge this thread", "Merge the threads",
        "Its posts go on as a branch below the first post of another thread. All addresses lead "
        "there, and who watches this thread watches that one.",
        MergeForm, regrouping.merge, "Merged.",
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def act(request: MemberRequest, pk: int, deed: str) -> HttpResponse:
    """One of DEEDS: asked for, and done. Who may not is refused before anything is typed."""
    thread = get_thread_or_404(request.user, pk)
    if not _may(request.user, thread, deed):
        return render(request, "403.html", status=403)
    chosen = DEEDS[deed]
    initial = {"post": request.GET.get("post", "")[:18]}
    given = request.POST if request.method == "POST" else kept.back(request)
    form = chosen.form(thread, request.user, given, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _screen(request, thread, deed, form, 422 if request.method == "POST" else 200)
    allow("post", request.user.pk)
    try:
        done = chosen.do(thread, by=request.user, **form.cleaned_data)
    except Overtaken as overtaken:
        form.add_error(None, f"{overtaken}. Nothing was changed")
        return _screen(request, thread, deed, form, 409)
    messages.success(request, f"{chosen.said} Who watches the thread is told.")
    return redirect(done.other if done.other and deed in ("split", "merge") else thread)


@require_safe
@members_only
def split_post(request: MemberRequest, pk: int) -> HttpResponse:
    """The form that splits off a branch, for that of a post."""
    post = get_post_or_404(request.user, pk)
    return redirect(f"{reverse('split_thread', args=[post.thread_id])}?post={post.number}")


def _may(person: Any, thread: Thread, deed: str) -> bool:
    return may_resolve(person, thread) if deed == "resolve" else may_moderate(person)


def _screen(
    request: MemberRequest, thread: Thread, deed: str, form: ActForm, status: int
) -> HttpResponse:
    context = {
        "page": thread.page,
        "path": ancestors(thread.page),
        "here": DEEDS[deed].title,
        "thread": thread,
        "deed": DEEDS[deed],
        "form": form,
    }
    return render(request, "discussions/act.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def undo_act(request: MemberRequest, pk: int) -> HttpResponse:
    """Undo an act, which stays on record in its thread."""
    done = get_object_or_404(ThreadAct.objects.select_related("thread", "other"), pk=pk)
    # A thread that was merged shows its acts in the one that it went into.
    shown = done.other if done.thread.merged_into_id and done.other else done.thread
    thread = get_thread_or_404(request.user, shown.pk)
    if request.method != "POST":
        return redirect(f"{thread.get_absolute_url()}#acts")
    if not may_undo(request.user, done):
        return render(request, "403.html", status=403)
    allow("post", request.user.pk)
    try:
        undo(done, by=request.user)
    except Overtaken as overtaken:
        messages.error(request, f"{overtaken}. Nothing was changed.")
        return redirect(f"{thread.get_absolute_url()}#acts")
    messages.success(request, "Undone. Who watches the thread is told.")
    return redirect(f"{done.thread.get_absolute_url()}#acts")
