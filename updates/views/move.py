"""Moving a recommendation to another page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations.access import get_recommendation_or_404
from recommendations.areas import AreaRemoved, tell_of_removed_area
from recommendations.models import AREA_LIMIT, Area, Recommendation
from recommendations.starring import Removed
from recommendations.views.arranging import note_field
from updates.moving import move_to_page
from web import kept
from web.forms import PlainForm, line
from web.kept import members_only
from web.throttle import allow
from wiki.access import find_page, require_edit
from wiki.linking import slug_of
from wiki.models import TITLE_LIMIT, Page
from wiki.tree import ancestors

OFFERED = 10  # pages whose titles hold what was typed


class MoveForm(PlainForm):
    """Which page first; its areas are offered once that is known (`to`)."""

    page = line(
        "Page",
        limit=TITLE_LIMIT,
        empty="Enter the title of the page that it moves to",
        hint="Its title, or a part of it.",
        size=40,
    )
    area = forms.ChoiceField(
        label="Area",
        required=False,
        error_messages={"invalid_choice": "Choose an area of this page"},
    )
    new_area = line(
        "New area",
        limit=AREA_LIMIT,
        required=False,
        hint="A heading that groups recommendations. Leave it empty to use the area above.",
        size=60,
    )
    note = note_field()

    def __init__(self, reader: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = str(self["page"].value() or "").strip()
        self.to = find_page(reader, slug_of(asked)) if slug_of(asked) else None
        self.offered = [] if self.to or not asked else pages_called(asked, reader)
        areas = Area.objects.filter(page=self.to, is_removed=False) if self.to else []
        self.areas = {str(area.pk): area for area in areas}
        if self.areas:
            field: Any = self.fields["area"]
            field.choices = [(key, str(area)) for key, area in self.areas.items()]
        else:
            del self.fields["area"]
            self.fields["new_area"].help_text = "A heading, if you like. More can join it later."

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.to is not None:
            tell_of_removed_area(self, self.to)
        return data

    def clean_page(self) -> Page:
        if self.to is None:
            said = f"There is no page called “{self.cleaned_data['page']}”"
            raise forms.ValidationError(f"{said}. Choose one below" if self.offered else said)
        return self.to


def pages_called(text: str, reader: Any) -> list[Page]:
    """The pages whose titles hold a text, the shortest first."""
    found = Page.objects.visible_to(reader).without_text().filter(title__icontains=text)
    return sorted(found[:100], key=lambda page: (len(page.title), page.title))[:OFFERED]


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def move(request: MemberRequest, pk: int) -> HttpResponse:
    """`do`: find (the `page`, whose title may be picked), or move (to an `area`, or a new one)."""
    item = get_recommendation_or_404(request.user, pk, "page__protection", "area")
    require_edit(request.user, item.page)
    given = _given(request)
    form = MoveForm(request.user, given)
    if request.method != "POST" or request.POST.get("do") != "move":
        status = 200
        if form.to or not given:  # else it is said that there is no such page
            form.errors.clear()
        elif request.method == "POST":
            status = 422
        return _screen(request, item, form, status)
    if not form.is_valid():
        return _screen(request, item, form, 422)
    data, allowed = form.cleaned_data, form.areas.get(form.cleaned_data.get("area", ""))
    allow("edit", request.user.pk)
    try:
        where = {"page": form.to, "title": data["new_area"]}
        if allowed and not data["new_area"]:
            where = {"area": allowed}
        move_to_page(item, author=request.user, note=data["note"], **where)
    except Removed as removed:
        form.add_error(None, f"{removed}. Bring it back first")
        return _screen(request, item, form, 409)
    except AreaRemoved:  # offered again are those that stand now
        return _screen(request, item, MoveForm(request.user, given), 422)
    item.refresh_from_db()
    messages.success(request, f"{item.ref} stands on “{item.page.title}” now, in “{item.area}”.")
    return redirect(f"{item.page.get_absolute_url()}#r{item.pk}")


def _given(request: MemberRequest) -> QueryDict | None:
    """What was typed; the title of a page that was picked takes the place of a typed one."""
    given: QueryDict = (request.POST or kept.back(request) or QueryDict()).copy()
    picked = str(given.get("pick", ""))
    if picked:
        given["page"] = picked
    return given or None


def _screen(
    request: MemberRequest, item: Recommendation, form: MoveForm, status: int
) -> HttpResponse:
    context = {
        "section": "board",
        "item": item,
        "page": item.page,
        "path": [*ancestors(item.page), item.page],
        "form": form,
    }
    return render(request, "updates/move.html", context, status=status)
