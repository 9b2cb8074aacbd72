"""Who may do what with a page, and the one door through which views get pages."""

import functools
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from accounts.names import canonical
from web import kept
from web.forms import PlainForm, line
from wiki.changesets import Deleted, Protected
from wiki.hideable import BLANK
from wiki.linking import slug_of, title_wanted
from wiki.models import TITLE_LIMIT, Changeset, Page, PageName

PageView = Callable[..., HttpResponse]


def may_edit(person: Any, page: Page | None = None) -> bool:
    """Members write: pages, recommendations. What is said of a page is never protected."""
    if not (person.is_authenticated and person.is_active):
        return False
    return page is None or page.protected_from(person) is None


def may_feature(person: Any) -> bool:
    return bool(person.is_authenticated and person.moderates)


def may_protect(person: Any) -> bool:
    return may_feature(person)


def require_edit(person: Any, page: Page) -> None:
    """Raises Protected, which `wiki.middleware` answers; deeds raise it on their own too."""
    if page.protected_from(person):
        raise Protected(page.pk)


def may_delete(person: Any, page: Page) -> bool:
    """Moderators; whoever wrote a page too, while nobody else has touched it."""
    if not may_edit(person, page):
        return False
    return bool(person.moderates) or not _touched_by_others(person, page)


def may_undelete(person: Any, page: Page) -> bool:
    return may_delete(person, page)


def _touched_by_others(person: Any, page: Page) -> bool:
    return (
        page.changesets.exclude(author=person).exists()
        or page.threads.exclude(started_by=person).exists()
        or page.threads.filter(replies__gt=0).exists()
    )


def may_rename_tags(person: Any) -> bool:
    """Moderators say which tags are one: everybody's pages are read by it."""
    return may_feature(person)


def may_correct_note(person: Any, update: Changeset) -> bool:
    """Only whoever made an update says what it was about, unless what they said was hidden."""
    return may_edit(person) and update.author_id == person.pk and not update.note_is_hidden


def may_hide_text(person: Any) -> bool:
    """Moderators take the text of an update out of everybody's sight, their own included."""
    return may_feature(person)


def find_page(person: Any, slug: str) -> Page | None:
    """The page that has or had this name, as far as `person` may read it."""
    pages = (
        Page.objects.visible_to(person).seen_by(person).select_related("featured_by", "protection")
    )
    page: Page | None = pages.filter(slug=slug).first()
    if page is None:
        name = PageName.objects.filter(slug=slug_of(slug)).values_list("page_id").first()
        page = pages.filter(pk=name[0]).first() if name else None
    return page


def find_page_asked(person: Any, slug: str) -> Page | None:
    """The same for a page that a list is asked to keep to. Raises Deleted where it was."""
    page = find_page(person, slug)
    gone = find_deleted(slug) if page is None else None
    if gone is not None:
        raise Deleted(gone.pk)
    return page


def find_deleted(slug: str) -> Page | None:
    """The deleted page that this name belongs to."""
    deleted = Page.objects.deleted().select_related("deleted_by", "protection")
    found: Page | None = deleted.filter(names__slug=slug_of(slug)).first()
    return found


class RestoreForm(PlainForm):
    """What a deleted page needs to be put back, where its title was hidden."""

    title = line("Page title", limit=TITLE_LIMIT, required=False, size=60)


def deleted_screen(
    request: HttpRequest, page: Page, form: RestoreForm | None = None
) -> HttpResponse:
    """What became of a page, and what was typed into one of its forms.

    `form`: the one that would have put it back.
    """
    context = {
        "page": page,
        "may_restore": may_undelete(request.user, page),
        "named_by": _named_by(page) if may_hide_text(request.user) else None,
        "is_blank": page.title == BLANK,
        "form": form or RestoreForm(initial=kept.back(request)),
        "texts": kept.typed(request) if request.method == "POST" and form is None else [],
    }
    return render(request, "wiki/deleted.html", context, status=422 if form else 410)


def _named_by(page: Page) -> int | None:
    """The number of the update that first gave the page its title."""
    rows = page.history.filter(title=page.title).order_by("history_id")
    number: int | None = rows.values_list("changeset__number", flat=True).first()
    return number


def get_page_or_404(person: Any, slug: str) -> Page:
    """Like `find_page`; absent and forbidden pages are told apart by nobody."""
    page = find_page(person, slug)
    if page is None:
        raise Http404
    return page


def get_on_page(rows: QuerySet[Any], person: Any, *, page: str = "page", **sought: Any) -> Any:
    """The row that `person` may read, of what stands on or beside pages (`page`: the way to it).

    Raises Deleted where its page was, which `wiki.middleware` answers in the page's words.
    """
    asked: Any = rows
    found = asked.visible_to(person).filter(**sought).first()
    if found is None:
        every = asked.model._default_manager.filter(**sought)
        gone = every.filter(**{f"{page}__deleted_at__isnull": False}).values_list(page).first()
        if gone is not None:
            raise Deleted(*gone)
        raise Http404
    return found


def page_called(name: str) -> Page | None:
    """For commands: the page of this name in addresses or of this title, deleted or not."""
    named = PageName.objects.filter(slug=slug_of(name)).select_related("page").first()
    return named.page if named else None


def moderator_called(name: str) -> User | None:
    """For commands: the moderator of this name."""
    person = User.objects.filter(name_key=canonical(name)).first()
    return person if person and person.moderates else None


def on_page(view: PageView) -> PageView:
    """Give a view the page instead of its slug; lead old names on, offer to write missing pages."""

    @functools.wraps(view)
    def inner(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        page = find_page(request.user, slug)
        gone = find_deleted(slug) if page is None else None
        if gone is not None:
            return deleted_screen(request, gone)
        if page is None:
            missing = {"title": title_wanted(slug), "slug": slug_of(slug)}
            return render(request, "wiki/missing.html", missing, status=404)
        if page.slug != slug and request.method in ("GET", "HEAD"):
            match = request.resolver_match
            assert match is not None
            moved = redirect(match.view_name, *args, slug=page.slug, permanent=True, **kwargs)
            query = request.META.get("QUERY_STRING", "")
            moved["Location"] += f"?{query}" if query else ""
            return moved
        return view(request, page, *args, **kwargs)

    return inner


def find_protected(refusal: Protected) -> Page:
    """The page that refused a deed, as it stands: the deed may have changed its copy of it."""
    found: Page = Page.objects.select_related("protection__set_by").get(pk=refusal.page_id)
    return found


def to_edit(view: PageView) -> PageView:
    """Refuse a screen that changes a page, before anything is typed, where it is protected."""

    @functools.wraps(view)
    def inner(request: HttpRequest, page: Page, *args: Any, **kwargs: Any) -> HttpResponse:
        require_edit(request.user, page)
        return view(request, page, *args, **kwargs)

    return inner
