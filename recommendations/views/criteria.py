"""Saying what a star means on a page: its criteria, and how stars are given there."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations.criteria import Meaning, define
from recommendations.models import CRITERION_LIMIT, MEANING_LIMIT, Criterion
from recommendations.views.arranging import note_field
from web import kept
from web.forms import PlainForm, line
from web.kept import members_only
from web.throttle import allow
from wiki.access import on_page, to_edit
from wiki.changesets import recording
from wiki.models import Page
from wiki.tree import ancestors

AT_MOST = 12  # more than this nobody reads beneath each recommendation


class MeaningForm(PlainForm):
    """One meaning of a star; `ORDER` and `DELETE` come from its set of forms."""

    is_gone = False  # somebody reworded or retired it while this was being written
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = line("Name", limit=CRITERION_LIMIT, required=False, size=30)
    meaning = line("What it says", limit=MEANING_LIMIT, required=False, size=60)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("meaning") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", "Name this meaning, or empty its sentence too")
        return data

    def wanted(self) -> Meaning:
        data = self.cleaned_data
        return Meaning(data["name"], data["meaning"], data["pk"])


class MeaningSet(BaseFormSet):
    """All meanings of a page; a name stands for one of them."""

    def clean(self) -> None:
        names: set[str] = set()
        for form in self.forms:
            if form in self.deleted_forms:
                continue
            name = " ".join(form.cleaned_data.get("name", "").split()).casefold()
            if name and name in names:
                form.add_error("name", "Another meaning has this name already")
            names.add(name)

    def wanted(self) -> list[Meaning]:
        """The meanings in their order. For a valid set."""
        left = [form for form in self.forms if form not in self.deleted_forms]
        left.sort(key=lambda form: form.cleaned_data.get("ORDER") or AT_MOST)
        return [meaning for form in left if (meaning := form.wanted()).name]


MeaningForms: Any = formset_factory(
    MeaningForm,
    formset=MeaningSet,
    extra=2,
    max_num=AT_MOST,
    absolute_max=2 * AT_MOST,
    validate_max=True,
    can_order=True,
    can_delete=True,
)
LIKE = {  # what all its sets have in common
    "auto_id": "%s",
    "error_messages": {
        "too_many_forms": f"A star can have at most {AT_MOST} meanings",
        "missing_management_form": "Part of this form did not arrive. Look through it, then save",
    },
}


class RulesForm(PlainForm):
    reason = forms.ChoiceField(
        label="A reason with each star",
        choices=[("optional", "Optional"), ("required", "Required: no star without one")],
        widget=forms.RadioSelect,
    )
    tally = forms.ChoiceField(
        label="How many stars there are",
        choices=[
            ("shown", "Shown at once"),
            ("hidden", "Hidden from whoever has not starred anything on this page yet"),
        ],
        widget=forms.RadioSelect,
    )
    note = note_field()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # what stood as it was read


@dataclass(frozen=True)
class Standing:
    """What stars mean on a page, and its rules, as they stand or as somebody wants them."""

    words: tuple[tuple[str, str], ...]
    need_reason: bool
    hide_tally: bool

    @classmethod
    def of(cls, page: Page) -> "Standing":
        criteria = Criterion.objects.filter(page=page, is_removed=False)
        words = tuple(criteria.values_list("name", "meaning"))
        rules = Page.objects.values_list("stars_need_reason", "hides_tally").get(pk=page.pk)
        return cls(words, *rules)

    @classmethod
    def wanted(cls, meanings: Sequence[Meaning], rules: dict[str, Any]) -> "Standing":
        words = tuple((one.name, one.meaning) for one in (m.tidy() for m in meanings))
        return cls(words, rules["reason"] == "required", rules["tally"] == "hidden")

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
@to_edit
def criteria(request: MemberRequest, page: Page) -> HttpResponse:
    """What a star means on the page. `do`: save, or add (one more row)."""
    given = request.POST if request.method == "POST" else kept.back(request)
    if given is None:
        return _screen(request, page, *_forms_of(page))
    if given.get("do") == "add":
        given = _with_rows(given, [{}])
    if request.method != "POST" or request.POST.get("do") == "add":
        return _screen(request, page, *_forms_from(given))
    meanings, rules = _forms_from(given)
    if not (meanings.is_valid() and rules.is_valid()):
        return _screen(request, page, meanings, rules, code=422)
    allow("edit", request.user.pk)
    if not _save(request, page, meanings.wanted(), rules.cleaned_data):
        return _conflict(request, page, given)
    messages.success(request, "What a star means here is saved.")
    return redirect(f"{page.get_absolute_url()}#recommendations")


def _save(
    request: MemberRequest, page: Page, meanings: list[Meaning], rules: dict[str, Any]
) -> bool:
    """Save; False where somebody else saved something else meanwhile."""
    with recording(page, author=request.user, note=rules["note"]):
        now, wanted = Standing.of(page), Standing.wanted(meanings, rules)
        if rules["seen"] not in ("", now.fingerprint) and wanted != now:
            return False
        define(
            page,
            meanings,
            author=request.user,
            need_reason=wanted.need_reason,
            hide_tally=wanted.hide_tally,
        )
    return True


def _forms_of(page: Page) -> tuple[MeaningSet, RulesForm]:
    """The page as it stands, to be changed."""
    now = Standing.of(page)
    standing = Criterion.objects.filter(page=page, is_removed=False)
    rows = list(standing.values("pk", "name", "meaning"))
    rules = {
        "reason": "required" if now.need_reason else "optional",
        "tally": "hidden" if now.hide_tally else "shown",
        "seen": now.fingerprint,
    }
    return MeaningForms(initial=rows, **LIKE), RulesForm(initial=rules)


def _forms_from(given: QueryDict) -> tuple[MeaningSet, RulesForm]:
    return MeaningForms(given, **LIKE), RulesForm(given)


def _with_rows(given: QueryDict, rows: Sequence[dict[str, Any]]) -> QueryDict:
    """What was sent, with more rows at the end."""
    data = given.copy()
    total = data.get("form-TOTAL_FORMS", "")
    first = int(total) if total.isascii() and total.isdigit() else 0
    for number, row in enumerate(rows, start=first):
        data.update({f"form-{number}-{field}": str(value) for field, value in row.items()})
    data["form-TOTAL_FORMS"] = str(min(first + len(rows), AT_MOST))
    return data


def _conflict(request: MemberRequest, page: Page, given: QueryDict) -> HttpResponse:
    """Both are shown: what stands now above, what was typed below, with what others added."""
    now = Standing.of(page)
    sent, _ = _forms_from(given)
    known = {form["pk"].value() for form in sent}
    standing = Criterion.objects.filter(page=page, is_removed=False)
    rows = list(standing.values("pk", "name", "meaning"))
    data = _with_rows(given, [{**row} for row in rows if str(row["pk"]) not in known])
    data["seen"] = now.fingerprint
    return _screen(request, page, *_forms_from(data), code=409)


def _screen(
    request: MemberRequest, page: Page, meanings: MeaningSet, rules: RulesForm, *, code: int = 200
) -> HttpResponse:
    standing = list(Criterion.objects.filter(page=page, is_removed=False))
    if code == 409:
        known = {str(criterion.pk) for criterion in standing}
        for form in meanings:
            form.is_gone = (form["pk"].value() or "") not in {*known, ""}
    context = {
        "page": page,
        "path": ancestors(page),
        "meanings": meanings,
        "rules": rules,
        "standing": standing,
        "conflict": code == 409,
    }
    return render(request, "recommendations/criteria.html", context, status=code)
