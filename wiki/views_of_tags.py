"""Keyword tags: all of them, one with what carries it, what it is for and what it is called."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import MemberRequest
from watching.watches import set_watch
from web import kept
from web.forms import PlainForm, line, text
from web.fragments import go_back
from web.kept import members_only
from web.paging import Some, number, whole_number
from web.slugs import TAG_LIMIT
from web.throttle import allow
from wiki import retagging
from wiki.access import may_rename_tags
from wiki.models import NOTE_LIMIT, TAGS_LIMIT, Page, Tag, TagChange, TagWatch
from wiki.offering_tags import offers

TAGS_A_PAGE = 200
PAGES_A_PAGE = 50
CHANGES_SHOWN = 50
CARRIERS = {
    "pages": ("page,pages", Q(pages__deleted_at__isnull=True)),
    "threads": (
        "thread,threads",
        Q(threads__page__deleted_at__isnull=True) & Q(threads__merged_into__isnull=True),
    ),
    "recommendations": (
        "recommendation,recommendations",
        Q(recommendations__is_removed=False) & Q(recommendations__page__deleted_at__isnull=True),
    ),
}
"""What may carry a tag: one and many in words, and which of them are there."""

TagView = Callable[..., HttpResponse]


def on_tag(view: TagView) -> TagView:
    """Give a view the tag instead of its name in the address; lead synonyms on."""

    @functools.wraps(view)
    def inner(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        tag = Tag.objects.select_related("stands_for").filter(slug=slug).first()
        if tag is None:
            raise Http404
        match = request.resolver_match
        if tag.stands_for and request.method in ("GET", "HEAD") and match:
            # Not for ever: it may be undone.
            return redirect(match.view_name, *args, slug=tag.stands_for.slug, **kwargs)
        return view(request, tag.main, *args, **kwargs)

    return inner


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """The tags in use, with how many carry each.

    `?part=offers` is for a script: what is being typed, completed.
    """
    if request.GET.get("part") == "offers":
        allow("lookup", request.user.pk or request.META.get("REMOTE_ADDR", ""))
        typed = request.GET.get("tags") or request.GET.get("audience", "")
        return render(request, "wiki/_tag_options.html", {"offers": offers(typed[:TAGS_LIMIT])})
    shown = Paginator(Tag.objects.in_use().order_by("name", "pk"), TAGS_A_PAGE)
    found = shown.get_page(request.GET.get("page"))
    numbers = _carriers(found)
    used = [(tag, numbers[tag.pk]) for tag in found if tag.pk in numbers]
    return render(request, "wiki/tags.html", {"tags": used, "shown": found})


def _carriers(tags: Iterable[Tag]) -> dict[int, list[tuple[int, str]]]:
    """How many of each kind carry these tags, by any name; kinds of which none does are left out.

    Each kind is counted apart: joined, they would multiply.
    """
    family = Tag.objects.annotate(meant=Coalesce("stands_for", "pk"))
    family = family.filter(meant__in=[tag.pk for tag in tags]).order_by()
    found: dict[int, list[tuple[int, str]]] = {}
    for kind, (nouns, there) in CARRIERS.items():
        counts = family.values_list("meant").annotate(n=Count(kind, filter=there, distinct=True))
        for pk, n in counts:
            if n:
                found.setdefault(pk, []).append((n, nouns))
    return found


@require_safe
@on_tag
def tag(request: HttpRequest, tag: Tag) -> HttpResponse:
    """What carries a tag: featured pages first. `page` and `threads` say which parts of them."""
    context = {
        "tag": tag,
        "pages": _pages(tag, request),
        "synonyms": tag.synonyms.order_by("name"),
        "watched": TagWatch.objects.filter(
            tag__in=Tag.objects.of(tag.slug), person=request.user.pk
        ).exists(),
        "may_rename": may_rename_tags(request.user),
        **{f"keep_{name}": _kept_part(request, name) for name in ("pages", "threads")},
    }
    return render(request, "wiki/tag.html", context)


def _kept_part(request: HttpRequest, name: str) -> str:
    """Which part of one list an address goes on showing while the other is turned."""
    part = number(request, "page" if name == "pages" else name)
    return f"{'page' if name == 'pages' else name}={part}&" if part else ""


def _pages(tag: Tag, request: HttpRequest) -> Any:
    pages = Page.objects.visible_to(request.user).without_text()
    carrying = pages.filter(pk__in=Page.objects.tagged(tag).values("pk"))
    return Paginator(carrying.featured_first(), PAGES_A_PAGE).get_page(request.GET.get("page"))


class DescriptionForm(PlainForm):
    description = text(
        "What this tag is for",
        limit=NOTE_LIMIT,
        required=False,
        rows=4,
        hint="One or two sentences: which pages should carry it, and which should not. "
        f"At most {NOTE_LIMIT} characters.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_tag
def describe(request: MemberRequest, tag: Tag) -> HttpResponse:
    """Say what the tag is for. Every earlier description is listed below the form."""
    initial = {"description": tag.description}
    form = DescriptionForm(request.POST or kept.back(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        allow("edit", request.user.pk)
        retagging.describe(tag, description=form.cleaned_data["description"], by=request.user)
        return redirect(tag)
    context = {"tag": tag, "form": form, "changes": _changes(tag)}
    return render(request, "wiki/tag_description.html", context, status=_status(form))


class NameForm(PlainForm):
    name = line(
        "New name",
        limit=TAG_LIMIT,
        empty="Write the name that this tag should have",
        hint="If there is a tag of that name already, the two are merged.",
        size=40,
    )


class SynonymForm(PlainForm):
    synonym = line(
        "Another name for it",
        limit=TAG_LIMIT,
        empty="Write the name that should lead to this tag",
        hint="Whoever types it gets this tag. If it is a tag already, its pages and threads "
        "are listed under this one.",
        size=40,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_tag
def names(request: MemberRequest, tag: Tag) -> HttpResponse:
    """Moderators rename a tag or merge it, add synonyms, and undo either. `do` says which."""
    if not may_rename_tags(request.user):
        return render(request, "403.html", status=403)
    given: Any = request.POST or kept.back(request) or {}
    do = given.get("do", "")
    if request.method == "POST" and do.startswith("undo-"):
        return _undo(request, tag, do)
    rename = NameForm(given if do == "rename" else None, initial={"name": tag.name})
    synonym = SynonymForm(given if do == "synonym" else None)
    form: PlainForm = synonym if do == "synonym" else rename
    if request.method == "POST" and form.is_valid() and _name(request, tag, form):
        tag.refresh_from_db()
        return redirect("tag_names", tag.main.slug)
    context = {
        "tag": tag,
        "form": form,
        "rename": rename,
        "synonym": synonym,
        "changes": _changes(tag),
    }
    return render(request, "wiki/tag_names.html", context, status=_status(form))


def _name(request: MemberRequest, tag: Tag, form: PlainForm) -> bool:
    """Do what the form asks for; where that cannot be, the form says why."""
    allow("edit", request.user.pk)
    ((field, name),) = form.cleaned_data.items()
    deed = retagging.rename if field == "name" else retagging.add_synonym
    try:
        deed(tag, name=name, by=request.user)
    except retagging.NoTag as why:
        form.add_error(field, str(why))
        return False
    return True


def _undo(request: MemberRequest, tag: Tag, do: str) -> HttpResponse:
    pk = whole_number(do.removeprefix("undo-"))
    change = TagChange.objects.filter(pk=pk or 0).select_related("tag").first()
    if change is None:
        raise Http404
    retagging.undo(change, by=request.user)
    return redirect("tag_names", tag.slug)


def _changes(tag: Tag) -> Some:
    """The latest of what was changed about the tag and what stands, or stood, for it."""
    about = Q(tag=tag) | Q(into=tag) | Q(tag__stands_for=tag)
    found = TagChange.objects.filter(about).select_related("tag", "into", "by", "undone_by")
    return Some(found, CHANGES_SHOWN)


def _status(form: PlainForm) -> int:
    return 422 if form.errors else 200


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_tag
def watch(request: MemberRequest, tag: Tag) -> HttpResponse:
    """Follow a tag (`watch`: yes) or stop."""
    if request.method != "POST":
        return redirect(tag)
    wanted = request.POST.get("watch") == "yes"
    if not wanted:
        for synonym in tag.synonyms.all():
            set_watch(TagWatch, request.user, False, tag=synonym)
    set_watch(TagWatch, request.user, wanted, tag=tag)
    return go_back(request, tag.get_absolute_url())
