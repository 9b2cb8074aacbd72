"""Filling in who does what by when, the benefit expected, the evidence and the audience."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Self, TypeVar

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations.access import get_recommendation_or_404
from recommendations.detailing import (
    EVIDENCE_AT_MOST,
    SENTENCE_LIMIT,
    URL_LIMIT,
    Details,
    is_link,
    joined,
    set_details,
)
from recommendations.models import Recommendation
from recommendations.views.arranging import note_field
from recommendations.whereabouts import recording_of
from web import kept
from web.forms import PlainForm, line, text
from web.kept import members_only
from web.throttle import allow
from wiki.access import require_edit
from wiki.tag_field import tags_line
from wiki.tree import ancestors

ROWS = 3  # of evidence, at the least


class DetailsForm(PlainForm):
    """The details with so many rows of evidence, and what its editor had read."""

    doer = line("Who", limit=120, required=False, hint="A person, a team, an office.", size=40)
    deed = line("Does what", limit=300, required=False, size=60)
    by_when = line(
        "By when", limit=60, required=False, hint="A date, or in words: before the winter.", size=30
    )
    benefit = text(
        "Benefit expected",
        limit=500,
        required=False,
        hint="What would be better, and for whom. At most 500 characters.",
        rows=3,
    )
    audience = tags_line("Audience", "Who it speaks to, as keyword tags. Separate with commas.")
    note = note_field()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rows: int = ROWS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = range(1, max(ROWS, rows) + 1)
        evidence: list[str] = []
        for n in self.rows:
            link = line(f"Link {n}", limit=URL_LIMIT, required=False, inputmode="url", size=60)
            says = line(f"What link {n} shows", limit=SENTENCE_LIMIT, required=False, size=60)
            self.fields[f"url-{n}"], self.fields[f"sentence-{n}"] = link, says
            evidence += [f"url-{n}", f"sentence-{n}"]
        self.order_fields(["doer", "deed", "by_when", "benefit", *evidence, "audience", "note"])

    @classmethod
    def showing(cls, details: Details, note: str = "") -> Self:
        """An open form with these details, which its reader is about to read."""
        plain = details.plain()
        initial = plain | {"seen": json.dumps(plain), "note": note}
        for n, one in enumerate(details.evidence, start=1):
            initial |= {f"url-{n}": one.url, f"sentence-{n}": one.sentence}
        return cls(initial=initial, rows=len(details.evidence))

    @classmethod
    def sent(cls, given: Mapping[str, str]) -> Self:
        return cls(given, rows=_rows_in(given))

    @classmethod
    def with_another_row(cls, given: Mapping[str, str]) -> Self:
        """What was typed, unchecked, with room for one more link; the cursor stands there."""
        rows = min(max(ROWS, _rows_in(given)) + 1, EVIDENCE_AT_MOST)
        form = cls(initial={key: given[key] for key in given}, rows=rows)
        form.fields[f"url-{rows}"].widget.attrs["autofocus"] = True
        return form

    @property
    def evidence(self) -> Iterator[tuple[Any, Any]]:
        """The two fields of each row."""
        for n in self.rows:
            yield self[f"url-{n}"], self[f"sentence-{n}"]

    @property
    def has_room(self) -> bool:
        return len(self.rows) < EVIDENCE_AT_MOST

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for n in self.rows:
            url, sentence = data.get(f"url-{n}"), data.get(f"sentence-{n}")
            if url and not is_link(url):
                self.add_error(
                    f"url-{n}",
                    f"Link {n}: enter a whole address that begins with https:// or http://",
                )
            if url and sentence == "":
                self.add_error(f"sentence-{n}", f"Say in a sentence what link {n} shows")
            if sentence and url == "":
                self.add_error(f"url-{n}", f"Enter the address of link {n}")
        return data

    @property
    def details(self) -> Details:
        """What the form says. For a valid form."""
        data = self.cleaned_data
        evidence = [{"url": data[f"url-{n}"], "sentence": data[f"sentence-{n}"]} for n in self.rows]
        return Details.read(data | {"evidence": evidence})

    def joined_with(self, item: Recommendation) -> tuple[Details, list[str]]:
        """What it says, with what others made of the rest since; the names of what both changed."""
        now, read = Details.of(item), self.read
        return joined(now if read is None else read, self.details, now)

    @property
    def read(self) -> Details | None:
        """What stood there when its editor began, where the form says so."""
        try:
            return Details.read(json.loads(self.cleaned_data["seen"]))
        except ValueError:
            return None


Form = TypeVar("Form", bound=DetailsForm)


def _rows_in(given: Mapping[str, str]) -> int:
    rows = range(1, EVIDENCE_AT_MOST + 1)
    return max((n for n in rows if f"url-{n}" in given or f"sentence-{n}" in given), default=0)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def details(request: MemberRequest, pk: int) -> HttpResponse:
    """Who does what by when, to what end, on what evidence, and whom it speaks to."""
    item = get_recommendation_or_404(request.user, pk, "page__protection")
    require_edit(request.user, item.page)
    form = filled_in(request, item, DetailsForm)
    if isinstance(form, HttpResponse):
        return form
    with recording_of(item, author=request.user, note=form.cleaned_data["note"]):
        mine, against = form.joined_with(item)
        if not against:
            allow("edit", request.user.pk)
            set_details(item, mine, author=request.user)
    if against:
        return met(request, item, form, mine, against)
    return redirect(f"{item.get_absolute_url()}#details")


def filled_in(
    request: MemberRequest, item: Recommendation, kind: type[Form], *, suggests: bool = False
) -> Form | HttpResponse:
    """The form as it was sent, valid; until then, the screen that it stands on."""
    given = request.POST or kept.back(request)
    if not given:
        form, code = kind.showing(Details.of(item)), 200
    elif request.POST.get("do") == "row":
        form, code = kind.with_another_row(given), 200
    else:
        form, code = kind.sent(given), 422
        if request.method != "POST":
            code = 200
        elif form.is_valid():
            return form
    return screen(request, item, form, suggests=suggests, code=code)


def met(
    request: MemberRequest,
    item: Recommendation,
    form: DetailsForm,
    mine: Details,
    against: list[str],
    *,
    suggests: bool = False,
) -> HttpResponse:
    """The form where somebody changed the same meanwhile: sent once more, mine take their place."""
    now = Details.of(item)
    again = form.showing(mine, form.cleaned_data["note"])
    again.initial["seen"] = json.dumps(now.plain())
    theirs = {name: now.spoken(name) or "nothing" for name in against}
    return screen(request, item, again, theirs, suggests=suggests, code=409)


def screen(
    request: MemberRequest,
    item: Recommendation,
    form: DetailsForm,
    theirs: Mapping[str, str] | None = None,
    *,
    suggests: bool = False,
    code: int = 200,
) -> HttpResponse:
    context = {
        "page": item.page,
        "path": ancestors(item.page),
        "item": item,
        "form": form,
        "theirs": theirs or {},
        "suggests": suggests,
    }
    return render(request, "recommendations/details.html", context, status=code)
