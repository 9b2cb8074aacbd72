"""Merging recommendations that say the same."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import MemberRequest
from recommendations import choosing, merging
from recommendations.models import WORDING_LIMIT, Area, Recommendation
from recommendations.outlook import Outlook
from recommendations.row import Row, rows_of
from recommendations.views.arranging import note_field
from recommendations.views.giving_way import code_of, of_number, place, reworded
from web import kept
from web.forms import PlainForm, line, text
from web.kept import members_only
from web.throttle import allow

NEW = "new"


class MergeForm(PlainForm):
    q = line(
        "Find others by number or by words",
        limit=choosing.LONGEST,
        required=False,
        hint="“R12 R17”, or words that all stand in the wording.",
        size=40,
    )
    wording = text(
        "New wording",
        limit=WORDING_LIMIT,
        required=False,
        hint=f"One sentence that says what they say together. At most {WORDING_LIMIT} characters.",
        rows=3,
    )
    area = forms.ChoiceField(
        label="Area that it stands in",
        required=False,
        error_messages={"invalid_choice": "Choose an area of one of these pages"},
    )
    into = forms.ChoiceField(
        label="What stands in their place",
        required=False,
        error_messages={"invalid_choice": "Choose what shall stand in their place"},
    )
    note = note_field()

    def __init__(self, items: list[Recommendation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {str(item.pk): item for item in items}
        into: Any = self.fields["into"]
        into.choices = [*((key, key) for key in self.items), (NEW, NEW)]
        pages = {item.page_id for item in items}
        areas = Area.objects.filter(page__in=pages, is_removed=False).select_related("page")
        self.areas = {str(area.pk): area for area in areas.order_by("page", "position", "pk")}
        field: Any = self.fields["area"]
        field.choices = [(key, f"{area.page.title}: {area}") for key, area in self.areas.items()]

    @property
    def target(self) -> Recommendation | None:
        """What shall stand in the place of the others, where that is one of them."""
        key = str(self["into"].value() or next(iter(self.items)))
        return self.items.get(key)

    @property
    def originals(self) -> list[Recommendation]:
        return [item for item in self.items.values() if item != self.target]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("into") == NEW:
            if not data.get("wording") and "wording" not in self.errors:
                self.add_error("wording", "Write the new wording, or choose one of those above")
            if not data.get("area") and "area" not in self.errors:
                self.add_error("area", "Choose the area that it stands in")
        return data


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def merge(request: MemberRequest, pk: int) -> HttpResponse:
    """`with`: the others. `do`: find (by `q`), preview, or merge (`into` one, or a new wording)."""
    item = of_number(request, pk)
    given: QueryDict = request.POST or kept.back(request) or request.GET
    others = choosing.of_numbers(given.getlist("with"), request.user)
    others = [one for one in others if one != item]
    initial = {"into": item.pk, "area": item.area_id, "q": given.get("q", "")}
    merges = request.POST.get("do") == "merge"
    bound = None if given is request.GET else given.copy()
    if bound is not None and not merges:  # the area is asked for on the next screen
        bound.setdefault("area", str(item.area_id))
    form = MergeForm([item, *others], bound, initial=initial)
    if not merges:
        form.is_valid()
        form.errors.clear()
        if request.POST.get("do") == "preview" and not others:
            form.add_error("q", "Choose at least one other recommendation")
        return _merge_screen(request, item, others, form, 422 if form.errors else 200)
    overtaken = reworded(form.items.values(), request.POST.getlist("seen"))
    if overtaken:
        form.add_error(None, f"{overtaken} was reworded meanwhile. Look at it again, then merge")
        return _merge_screen(request, item, others, form, 409)
    if not form.is_valid():
        return _merge_screen(request, item, others, form, 422)
    try:
        return _merge(request, form)
    except merging.NotPossible as refused:
        form.add_error(None, str(refused))
        return _merge_screen(request, item, others, form, code_of(refused))


def _merge(request: MemberRequest, form: MergeForm) -> HttpResponse:
    allow("edit", request.user.pk)
    data, target, originals = form.cleaned_data, form.target, form.originals
    new = {"wording": data["wording"], "area": form.areas.get(data["area"])}
    found = merging.merge(
        originals, into=target, author=request.user, note=data["note"], **({} if target else new)
    )
    refs = ", ".join(item.ref for item in originals if item != found)
    messages.success(request, f"{refs} merged into {found.ref}. Whoever starred them is asked.")
    return redirect(found)


def _merge_screen(
    request: MemberRequest,
    item: Recommendation,
    others: list[Recommendation],
    form: MergeForm,
    status: int = 200,
) -> HttpResponse:
    looked = str(form["q"].value() or "").strip()
    found = choosing.find(looked, request.user, but={item.pk, *(one.pk for one in others)})
    into = form.target
    context = {
        "item": item,
        "form": form,
        "rows": _rows([item, *others], request.user),
        "found": _rows(found, request.user),
        "looked": looked,
        "into": NEW if into is None else into.pk,
        "outlook": Outlook(form.originals, into, request.user) if others else None,
        **place(item),
    }
    return render(request, "recommendations/merge.html", context, status=status)


def _rows(items: list[Recommendation], reader: User) -> list[tuple[Recommendation, Row]]:
    return list(zip(items, rows_of(items, reader), strict=True))
