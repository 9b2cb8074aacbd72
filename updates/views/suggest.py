"""Writing a suggestion, in the editor that pages have: of a whole page, or of one section."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.diff import compare
from markup.render import Refused
from updates import drafts
from updates.editing import Texts
from updates.forms import SectionSuggestionForm, SuggestionForm
from updates.models import PageDraft
from updates.sections import Opened, as_it_was, open_section
from updates.suggesting import Unchanged
from updates.suggesting import suggest as send
from updates.views.drafts import ended, kept_by_button
from updates.views.drafts import screen as draft_screen
from updates.views.edit import preview_of
from web import kept
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import on_page
from wiki.models import Page
from wiki.naming import NameTaken
from wiki.tree import ancestors
from wiki.writing import tidy


@dataclass(frozen=True)
class Begun:
    """What somebody changes: the page as its update `base` left it, or a section of that."""

    texts: Texts
    base: int
    opened: Opened | None = None

    @property
    def text(self) -> str:
        return self.opened.section.text if self.opened else self.texts.body

    def form(self, request: MemberRequest, page: Page, given: Any, initial: Any) -> Any:
        if self.opened:
            return SectionSuggestionForm(self.opened.section.heading, given, initial=initial)
        return SuggestionForm(request.user, given, page=page, initial=initial)

    def proposed(self, data: dict[str, str]) -> Texts:
        if self.opened:
            return self.opened.whole(data["body"])
        return Texts(data["title"], data["body"], data["tags"])


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def suggest(request: MemberRequest, page: Page, name: str = "") -> HttpResponse:
    """Propose a change of a page, or of its section `name` as update `base` left it.

    `do`: send, preview, changes or draft. The page's own form may be sent here too.
    """
    given: Any = request.POST or kept.back(request)
    draft = None if given else drafts.find(request.user, page, request.GET.get("draft", ""))
    begun = _begun(page, name, (given or request.GET).get("base", ""), bool(given), draft)
    if begun is None:
        messages.info(request, "That section is not on the page any more.")
        return redirect("suggest", slug=page.slug)
    initial = {"title": begun.texts.title, "body": begun.text, "tags": begun.texts.tags}
    initial |= draft.fields if draft else {}
    form = begun.form(request, page, given or None, initial)
    section = begun.opened.section if begun.opened else None
    screen: dict[str, Any] = {
        "page": page,
        "path": ancestors(page),
        "form": form,
        "name": name if given else section.id if section else "",
        "heading": section.heading if section else "",
        "base": begun.base,
        "suggests": True,
        "restored_draft": bool(given) and request.method != "POST",
    }
    screen |= draft_screen(request, page, given, draft, section=screen["name"], suggests=True)
    typed = tidy(given.get("body", "")) if given else initial["body"]
    do = given.get("do", "send") if given else ""
    if do == "changes":
        screen["changes"] = compare(begun.text, typed)
    answer = None
    status = 200
    if request.method == "POST" and do not in ("preview", "changes"):
        answer = kept_by_button(request, page, form) if do == "draft" else None
        if do != "draft" and form.is_valid():
            answer = _send(request, page, form, begun)
        status = 422
    screen |= preview_of(typed, page)
    return answer or render(request, "updates/suggest.html", screen, status=status)


def _begun(
    page: Page, name: str, base: str, is_given: bool, draft: PageDraft | None
) -> Begun | None:
    """What a form changes; None where there is no such section."""
    latest = page.changesets.values_list("number", flat=True).first() or 0
    seen = draft.base if draft else whole_number(base)
    if not name:
        texts = Texts.at(page, seen) if seen and (is_given or draft) else None
        return Begun(texts, seen or latest) if texts else Begun(Texts.of(page), latest)
    if seen and (is_given or draft):
        opened = as_it_was(page, name, base=seen)
    else:
        opened = open_section(page, name, seen=seen)
    return Begun(opened.texts, opened.base, opened) if opened else None


def _send(request: MemberRequest, page: Page, form: Any, begun: Begun) -> HttpResponse | None:
    """Send it; None where the form now says what stands against it."""
    allow("edit", request.user.pk)
    data = form.cleaned_data
    try:
        made = send(
            page, begun.proposed(data), base=begun.base, author=request.user, note=data["note"]
        )
    except Unchanged:
        form.add_error("body", "Nothing differs from the page: change what should be otherwise")
    except NameTaken as taken:
        form.add_error("title", f"{taken}. Choose another title")
    except Refused as refused:
        form.add_error("body", refused.message)
    else:
        messages.success(
            request, "Your suggestion is sent. You are told when somebody has decided on it."
        )
        return ended(request, redirect(made), page)
    return None
