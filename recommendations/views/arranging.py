"""Adding, rewording, moving and removing, one at a time."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations import arranging
from recommendations.access import get_recommendation_or_404
from recommendations.areas import AreaRemoved, chosen_area, tell_of_removed_area
from recommendations.models import AREA_LIMIT, WORDING_LIMIT, Area, Recommendation
from recommendations.whereabouts import recording_of
from web import kept
from web.forms import PlainForm, line, text
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page, require_edit, to_edit
from wiki.changesets import recording
from wiki.models import NOTE_LIMIT, Page
from wiki.tree import ancestors

NOTE_HINT = (
    "One sentence that tells the people who watch this page why. It stays in the history. "
    f"At most {NOTE_LIMIT} characters."
)


def note_field() -> forms.CharField:
    return line("About this update", limit=NOTE_LIMIT, required=False, hint=NOTE_HINT, size=60)


class AddForm(PlainForm):
    wording = text(
        "Recommendation",
        limit=WORDING_LIMIT,
        empty="Write the recommendation in one sentence",
        hint=f"One sentence that others can stand behind. At most {WORDING_LIMIT} characters.",
        rows=3,
    )
    area = forms.ChoiceField(label="Area", required=False)
    new_area = line(
        "New area",
        limit=AREA_LIMIT,
        required=False,
        hint="A heading that groups recommendations. Leave it empty to use the area above.",
        size=60,
    )
    note = note_field()

    def __init__(self, page: Page, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.areas = {str(a.pk): a for a in Area.objects.filter(page=page, is_removed=False)}
        if self.areas:
            field: Any = self.fields["area"]
            field.choices = [(key, str(area)) for key, area in self.areas.items()]
        else:
            del self.fields["area"]
            self.fields["new_area"].help_text = "A heading, if you like. More can join it later."

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        tell_of_removed_area(self, self.page)
        return data

    @property
    def chosen(self) -> Area | None:
        """The area that was chosen, unless a new one was named."""
        data = self.cleaned_data
        return None if data["new_area"] else self.areas.get(data.get("area", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def add(request: MemberRequest, page: Page) -> HttpResponse:
    """Propose one recommendation, or (`do`: similar) look first whether one says it already."""
    given = request.POST or kept.back(request)
    looks = request.method == "POST" and request.POST.get("do") == "similar"
    initial: Any = request.POST if looks else {"area": request.GET.get("area", "")}
    form = AddForm(page, None if looks else given or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        allow("edit", request.user.pk)
        data = form.cleaned_data
        try:
            with recording(page, author=request.user, note=data["note"]):
                area = chosen_area(page, form.chosen, data["new_area"], author=request.user)
                item = arranging.add(area, data["wording"], author=request.user)
        except AreaRemoved:
            form = AddForm(page, given)  # which offers the areas that stand now
        else:
            messages.success(request, f"{item.ref} stands on the page. Others can star it now.")
            return redirect(f"{page.get_absolute_url()}?proposed={item.pk}#r{item.pk}")
    if request.method == "POST":
        allow("preview", request.user.pk)
    context = {"page": page, "path": ancestors(page), "form": form, "looked": looks}
    status = 422 if request.method == "POST" and not looks else 200
    return render(request, "recommendations/add.html", context, status=status)


class EditForm(PlainForm):
    wording = text(
        "Wording",
        limit=WORDING_LIMIT,
        empty="Write the recommendation in one sentence",
        hint=f"At most {WORDING_LIMIT} characters. A change of words leaves its stars with the "
        "earlier wording, and asks those who gave them again.",
        rows=3,
    )
    declared = forms.BooleanField(
        label="It says something else now: ask those who starred it again", required=False
    )
    area = forms.ChoiceField(label="Area")
    position = forms.IntegerField(
        label="Position",
        min_value=1,
        max_value=10_000,
        help_text="Its place in the area, from 1.",
        error_messages={"invalid": "Position: enter a number", "required": "Position: enter one"},
    )
    note = note_field()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # the wording as it was read
    place = forms.CharField(widget=forms.HiddenInput, required=False)  # "area:position" likewise

    def __init__(self, item: Recommendation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if item.wording_is_hidden:
            needed = str(arranging.WordingHidden(item.ref))
            self.fields["wording"].error_messages["required"] = needed
        areas = Area.objects.filter(page=item.page, is_removed=False)
        self.areas = {str(area.pk): area for area in areas}
        field: Any = self.fields["area"]
        field.choices = [(key, str(area)) for key, area in self.areas.items()]
        where = f"“{item.page.title}”, where {item.ref} stands by now"
        field.error_messages["invalid_choice"] = f"Choose an area of {where}"
        stayed = str(self["place"].value() or "").partition(":")[0]
        if stayed not in self.areas and self["area"].value() == stayed:  # it moved meanwhile
            field.choices.append((stayed, f"{item.area}, as it stands"))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Reword, move or remove one recommendation."""
    item = get_recommendation_or_404(request.user, pk, "page__protection", "area")
    require_edit(request.user, item.page)
    initial = {
        "wording": "" if item.wording_is_hidden else item.wording,
        "area": item.area_id,
        "position": arranging.place_of(item),
        "seen": item.wording,
        "place": f"{item.area_id}:{arranging.place_of(item)}",
    }
    given = request.POST or kept.back(request)
    form = EditForm(item, given or None, initial=initial)
    if request.method == "POST":
        do = request.POST.get("do", "save")
        if do in ("remove", "restore"):
            form = EditForm(item, {**initial, **request.POST.dict()})
            if _set_standing(request, form, item, stands=do == "restore"):
                return redirect(item)
        elif form.is_valid() and _save_one(request, form, item):
            return redirect(f"{item.page.get_absolute_url()}#r{item.pk}")
    context = {"page": item.page, "path": ancestors(item.page), "item": item, "form": form}
    conflict = form.is_bound and form.data.get("seen", item.wording) != item.wording
    context["theirs"] = item.wording if conflict else ""
    context["before"] = form.data["seen"] if conflict else ""
    status = 200 if request.method != "POST" else 409 if conflict else 422
    return render(request, "recommendations/edit.html", context, status=status)


def _set_standing(
    request: MemberRequest, form: EditForm, item: Recommendation, *, stands: bool
) -> bool:
    """Remove it or bring it back; False where the form does not say what that needs."""
    if not form.is_valid() and "note" in form.errors:
        return False
    allow("edit", request.user.pk)
    by: Any = {"author": request.user, "note": form.cleaned_data["note"]}
    try:
        if stands:
            arranging.bring_back(item, wording=form.cleaned_data.get("wording", ""), **by)
        else:
            arranging.remove(item, **by)
    except arranging.WordingHidden as refusal:
        if not form.has_error("wording"):
            form.add_error("wording", str(refusal))
        return False
    return True


def _save_one(request: MemberRequest, form: EditForm, item: Recommendation) -> bool:
    """Save one; False where somebody else changed the words that this editor also changes."""
    data = form.cleaned_data
    with recording_of(item, author=request.user, note=data["note"]):
        seen, mine = data["seen"] or item.wording, arranging.tidy(data["wording"])
        if item.wording not in (seen, mine) and mine != seen:
            return False
        allow("edit", request.user.pk)
        if mine != seen:
            arranging.reword(item, mine, author=request.user, declared=data["declared"])
        place = data["place"] or f"{item.area_id}:{arranging.place_of(item)}"
        if f"{data['area']}:{data['position']}" != place:
            arranging.move(
                item,
                area=form.areas[data["area"]],
                position=data["position"],
                author=request.user,
            )
    return True
