"""Adding, rewording, moving and removing: one at a time, and all at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import MemberRequest
from recommendations import arranging, draft, saving
from recommendations.models import AREA_LIMIT, WORDING_LIMIT, Area, Recommendation
from web import kept
from web.forms import PlainForm, line, text
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page
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
        self.areas = {str(a.pk): a for a in Area.objects.filter(page=page, is_removed=False)}
        if self.areas:
            field: Any = self.fields["area"]
            field.choices = [(key, str(area)) for key, area in self.areas.items()]
        else:
            del self.fields["area"]
            self.fields["new_area"].help_text = "A heading, if you like. More can join it later."


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def add(request: MemberRequest, page: Page) -> HttpResponse:
    """Propose one recommendation."""
    given = request.POST or kept.back(request)
    form = AddForm(page, given or None, initial={"area": request.GET.get("area", "")})
    if request.method == "POST" and form.is_valid():
        allow("edit", request.user.pk)
        data = form.cleaned_data
        with recording(page, author=request.user, note=data["note"]):
            area = form.areas.get(data.get("area", ""))
            if area is None or data["new_area"]:
                area = _area_named(page, data["new_area"], request.user)
            item = arranging.add(area, data["wording"], author=request.user)
        messages.success(request, f"{item.ref} stands on the page. Others can star it now.")
        return redirect(f"{page.get_absolute_url()}#r{item.pk}")
    context = {"page": page, "path": ancestors(page), "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "recommendations/add.html", context, status=status)


def _area_named(page: Page, title: str, author: User) -> Area:
    """The standing area of this title, made where there is none: sent twice, it is still one."""
    title = arranging.tidy(title)
    found = Area.objects.filter(page=page, is_removed=False, title=title).first()
    return found or arranging.add_area(page, title, author=author)


class EditForm(PlainForm):
    wording = text(
        "Wording",
        limit=WORDING_LIMIT,
        empty="Write the recommendation in one sentence",
        hint=f"At most {WORDING_LIMIT} characters. A change of words leaves its stars with the "
        "earlier wording, and asks those who gave them again.",
        rows=3,
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
        areas = Area.objects.filter(page=item.page, is_removed=False)
        self.areas = {str(area.pk): area for area in areas}
        field: Any = self.fields["area"]
        field.choices = [(key, str(area)) for key, area in self.areas.items()]


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Reword, move or remove one recommendation."""
    found = Recommendation.objects.visible_to(request.user).select_related("page", "area")
    item = get_object_or_404(found, pk=pk)
    initial = {
        "wording": item.wording,
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
            allow("edit", request.user.pk)
            deed = arranging.remove if do == "remove" else arranging.bring_back
            deed(item, author=request.user, note=request.POST.get("note", "")[:NOTE_LIMIT])
            return redirect(item)
        if form.is_valid() and _save_one(request, form, item):
            return redirect(f"{item.page.get_absolute_url()}#r{item.pk}")
    context = {"page": item.page, "path": ancestors(item.page), "item": item, "form": form}
    conflict = form.is_bound and form.data.get("seen", item.wording) != item.wording
    context["theirs"] = item.wording if conflict else ""
    status = 200 if request.method != "POST" else 409 if conflict else 422
    return render(request, "recommendations/edit.html", context, status=status)


def _save_one(request: MemberRequest, form: EditForm, item: Recommendation) -> bool:
    """Save one; False where somebody else changed the words that this editor also changes."""
    data = form.cleaned_data
    with recording(item.page, author=request.user, note=data["note"]):
        item.refresh_from_db()
        seen, mine = data["seen"] or item.wording, arranging.tidy(data["wording"])
        if item.wording not in (seen, mine) and mine != seen:
            return False
        allow("edit", request.user.pk)
        if mine != seen:
            arranging.reword(item, mine, author=request.user)
        place = data["place"] or f"{item.area_id}:{arranging.place_of(item)}"
        if f"{data['area']}:{data['position']}" != place:
            arranging.move(
                item,
                area=form.areas[data["area"]],
                position=data["position"],
                author=request.user,
            )
    return True


class StatusForm(PlainForm):
    status = forms.ChoiceField(label="Where it stands", choices=Recommendation.Status.choices)
    note = line(
        "Why",
        limit=NOTE_LIMIT,
        required=False,
        hint="One sentence, shown beside the status. Needed where it is declined.",
        size=40,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("status") == Recommendation.Status.DECLINED and not data.get("note"):
            self.add_error("note", "Say why it is declined")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def status(request: MemberRequest, pk: int) -> HttpResponse:
    """Say where a recommendation stands, and why."""
    found = Recommendation.objects.visible_to(request.user).select_related("page")
    item = get_object_or_404(found, pk=pk)
    form = StatusForm(request.POST or kept.back(request), initial={"status": item.status})
    if request.method == "POST" and form.is_valid():
        allow("edit", request.user.pk)
        data = form.cleaned_data
        if data["note"] or data["status"] != item.status:
            arranging.set_status(item, data["status"], author=request.user, note=data["note"])
        return redirect(item)
    context = {"page": item.page, "path": [*ancestors(item.page), item.page], "item": item}
    refused = 422 if request.method == "POST" else 200
    return render(request, "recommendations/status.html", context | {"form": form}, status=refused)


class NoteForm(PlainForm):
    note = note_field()


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def edit_all(request: MemberRequest, page: Page) -> HttpResponse:
    """All areas and recommendations of a page at once, under one note."""
    given: Any = request.POST or kept.back(request)
    if not given:
        return _edit_all_screen(request, draft.Draft.from_page(page), NoteForm())
    form = NoteForm(given)
    do = given.get("do", "save")
    if request.method == "POST" and do == "save":
        return _save_all(request, page, form)
    edited = draft.from_form(page, given, given.getlist("item"), given.getlist("area"))
    if request.method != "POST" or do == "preview":
        return _edit_all_screen(request, edited, form)
    return _edit_all_screen(request, edited, form, said=edited.press(do), pressed=do)


def _save_all(request: MemberRequest, page: Page, form: NoteForm) -> HttpResponse:
    """Save the draft, or show what stands against it. The page is locked while it is compared."""
    given, note = request.POST, form.cleaned_data["note"] if form.is_valid() else ""
    with recording(page, author=request.user, note=note):
        edited = draft.from_form(page, given, given.getlist("item"), given.getlist("area"))
        edited.check()
        if form.is_valid() and edited.is_valid():
            allow("edit", request.user.pk)
            saving.save(edited, author=request.user)
            return redirect(f"{page.get_absolute_url()}#recommendations")
    return _edit_all_screen(request, edited, form, code=409 if edited.conflict else 422)


def _edit_all_screen(
    request: MemberRequest,
    edited: draft.Draft,
    form: NoteForm,
    *,
    said: str = "",
    pressed: str = "",
    code: int = 200,
) -> HttpResponse:
    context = {
        "page": edited.page,
        "path": ancestors(edited.page),
        "draft": edited,
        "form": form,
        "said": said,
        "pressed": pressed,
        "conflict": code == 409,
    }
    return render(request, "recommendations/edit_all.html", context, status=code)
