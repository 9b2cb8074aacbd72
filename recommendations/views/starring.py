"""Starring: one recommendation from wherever it stands, or several at once with one note."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from recommendations import panels, starring
from recommendations.access import get_recommendation_or_404
from recommendations.models import REASON_LIMIT, Criterion, Recommendation, Star, Succession
from recommendations.row import row_of
from recommendations.starring import Rules
from recommendations.whereabouts import Elsewhere
from web import kept
from web.forms import PlainForm, line
from web.fragments import came_from, say
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.access import on_page
from wiki.hideable import readable
from wiki.models import NOTE_LIMIT, Page
from wiki.tree import ancestors


class StarForm(PlainForm):
    """What a star means, where the page has criteria, and why."""

    criterion = forms.ChoiceField(
        label="What your star means",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what your star means",
            "invalid_choice": "What a star means here was changed meanwhile. "
            "Choose what yours means",
        },
    )
    reason = line(
        "Why you stand behind it",
        limit=REASON_LIMIT,
        required=False,
        hint=f"Shown with your name, like the star. At most {REASON_LIMIT} characters.",
        size=60,
    )

    def __init__(self, rules: Rules, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        choice: Any = self.fields["criterion"]
        choice.choices = [(str(criterion.pk), criterion.name) for criterion in rules.criteria]
        if not rules.criteria:
            del self.fields["criterion"]
        elif len(rules.criteria) == 1:
            choice.initial = str(rules.criteria[0].pk)
        self.fields["reason"].required = rules.need_reason
        self.fields["reason"].error_messages["required"] = starring.REASON_NEEDED

    @property
    def chosen(self) -> Criterion | None:
        """The criterion that was chosen (None: the page has none). For a valid form."""
        key = self.cleaned_data.get("criterion", "")
        return next((one for one in self.rules.criteria if str(one.pk) == key), None)

    def refuse(self, refusal: starring.NoCriterion | starring.ReasonNeeded) -> None:
        """Say at its field what the deed found wrong: the rules changed since they were read."""
        at = "criterion" if isinstance(refusal, starring.NoCriterion) else "reason"
        self.add_error(at if at in self.fields else None, str(refusal))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def star(request: MemberRequest, pk: int) -> HttpResponse:
    """One's star on a recommendation, by the `criterion` of the query or the form.

    `do`: give (the wording as it stands), take (back), explain (with `reason`).
    """
    item = get_recommendation_or_404(request.user, pk)
    typed: Any = request.POST if request.method == "POST" else kept.back(request) or {}
    asked = typed.get("criterion", request.GET.get("criterion", ""))
    rules = Rules.of(item.page)
    if request.method != "POST":
        form = StarForm(rules, initial=_initial(request, item, asked, typed))
        return _reason_screen(request, item, form, asked)
    allow("star", request.user.pk)
    do = typed.get("do", "give")
    reason = typed.get("reason", "") or ("" if do == "explain" else _given(request, item, asked))
    form = StarForm(rules, {"criterion": asked, "reason": reason})
    deed = {"take": _take, "explain": _explain}.get(do, _give)
    try:
        done = deed(request, item, form, asked)
    except starring.Removed as removed:
        became = _what_became(item, removed)
        if not typed.get("reason", "").strip():
            messages.error(request, became)
            return _leave(request, item.get_absolute_url())
        form.add_error(None, became)  # beside what was typed
        done = False
    except (starring.NoCriterion, starring.ReasonNeeded) as refusal:
        form.refuse(refusal)
        done = False
    if done:
        return _answer(request, item, do, asked)
    if request.htmx:  # type: ignore[attr-defined]
        query = f"?criterion={asked}" if asked else ""
        return _leave(request, f"{request.path}{query}")
    return _reason_screen(request, item, form, asked)


def _take(request: MemberRequest, item: Recommendation, form: StarForm, asked: str) -> bool:
    starring.take_back(item, person=request.user, criterion=_criterion(asked))
    return True


def _explain(request: MemberRequest, item: Recommendation, form: StarForm, asked: str) -> bool:
    form.fields.pop("criterion", None)  # a star is explained whether or not its meaning stands
    if not form.is_valid():
        return False
    reason = form.cleaned_data["reason"]
    if starring.explain(item, person=request.user, criterion=_criterion(asked), reason=reason):
        return True
    form.add_error("reason", f"You have no star on {item.ref}. Star it, then say why")
    return False


def _give(request: MemberRequest, item: Recommendation, form: StarForm, asked: str) -> bool:
    starring.require_standing(item)
    if not form.is_valid():
        return False
    reason = form.cleaned_data["reason"]
    starring.give(item, person=request.user, criterion=form.chosen, reason=reason)
    return True


def _criterion(asked: str) -> Criterion | None:
    """The criterion of this number, on whichever page: a star may have come along from another."""
    return get_object_or_404(Criterion, pk=whole_number(asked)) if asked else None


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    """Go to another page; a script goes there too, for what it asked is no row to swap in."""
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _what_became(item: Recommendation, removed: starring.Removed) -> str:
    """That it is gone, and where its place was taken, a way there."""
    took = [one.successor for one in Succession.objects.filter(predecessor=item)
            .select_related("successor")]  # fmt: skip
    if not took:
        return f"{removed}. You can read what became of it here."
    links = format_html_join(
        ", ", '<a href="{}">{}</a>', ((one.get_absolute_url(), str(one)) for one in took)
    )
    return format_html("{}. In its place stands: {}", str(removed), links)


def _initial(
    request: MemberRequest, item: Recommendation, asked: str, typed: Any
) -> dict[str, str]:
    """What the screen opens with: a reason typed before signing in, else the one given."""
    reason = typed.get("reason") or _given(request, item, asked)
    return {"reason": reason, **({"criterion": asked} if asked else {})}


def _given(request: MemberRequest, item: Recommendation, asked: str) -> str:
    """The reason that one's star has, on whichever wording it stands, unless it is hidden."""
    mine = Star.objects.filter(recommendation=item, person=request.user)
    found = mine.filter(criterion=whole_number(asked) or None)
    return readable(found.values_list("reason", flat=True).first() or "")


def _reason_screen(
    request: MemberRequest, item: Recommendation, form: StarForm, asked: str
) -> HttpResponse:
    """Giving a star with its reason, or changing the reason of one that was given."""
    row = row_of(item.pk, request.user)
    given = next((mark for mark in row.given if str(mark.criterion or "") == asked), None)
    mine = given if given in row.mine else None
    changed = mine is None and asked not in {str(one.criterion or "") for one in row.offered}
    context = {
        "item": item,
        "row": row,
        "form": form,
        "mine": mine,
        "reason_is_hidden": given is not None and given.reason_is_hidden,
        "is_changed": changed and bool(asked),
        "next": request.POST.get("next", request.GET.get("next", "")),
        "section": "board",
    }
    status = 200 if request.method != "POST" else 409 if context["is_changed"] else 422
    return render(request, "recommendations/reason.html", context, status=status)


def _answer(request: MemberRequest, item: Recommendation, do: str, asked: str) -> HttpResponse:
    row = row_of(item.pk, request.user)
    said = {
        "take": f"Star taken back. {row.stars_said} in all.",
        "explain": f"Your reason stands beside {item.ref}.",
    }.get(do, f"Starred. {row.stars} in all.")
    just = next((mark.key for mark in row.mine if str(mark.criterion or "") == asked), "")
    just = just if do not in ("take", "explain") else ""
    if request.htmx:  # type: ignore[attr-defined]
        context = {"row": row, "just_starred": just, "page": item.page}
        answer = render(request, "recommendations/_recommendation.html", context)
        return say(answer, said)
    messages.success(request, f"{said} {item.ref}: {item.wording}")
    return redirect(_where_from(request, item, just))


def _where_from(request: HttpRequest, item: Recommendation, just: str) -> str:
    """The place that the star was pressed at; the one `just` given asks there for a reason."""
    here = urlsplit(came_from(request, item.page.get_absolute_url()))
    query = QueryDict(here.query, mutable=True)
    query.pop("starred", None)
    if just:
        query["starred"] = just
    return urlunsplit(("", "", here.path, query.urlencode(), f"r{item.pk}"))


class StarManyForm(StarForm):
    note = line(
        "About this update",
        limit=NOTE_LIMIT,
        required=False,
        hint="One note for all these stars. It stands in the page's history.",
        size=60,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.rules.need_reason:
            del self.fields["reason"]


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@on_page
def star_many(request: MemberRequest, page: Page) -> HttpResponse:
    """Give several stars in one update."""
    given: Any = request.POST if request.method == "POST" else kept.back(request)
    form = StarManyForm(Rules.of(page), given)
    picked = given.getlist("star") if given is not None else []
    chosen = {pk for pk in map(whole_number, picked) if pk is not None}
    if request.method == "POST":
        allow("star", request.user.pk)
        found = Recommendation.objects.visible_to(request.user).standing().filter(pk__in=chosen)
        items = list(found.order_by("pk"))  # with those that left the page since: it is told
        if not items:
            form.add_error(None, "Choose at least one recommendation")
        elif form.is_valid() and _give_all(request, page, items, form):
            return redirect(f"{page.get_absolute_url()}#recommendations")
    context = {
        "page": page,
        "path": ancestors(page),
        "form": form,
        "chosen": chosen,
        "groups": panels.groups_of(page, request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "recommendations/star_many.html", context, status=status)


def _give_all(
    request: MemberRequest, page: Page, items: list[Recommendation], form: StarManyForm
) -> bool:
    data = form.cleaned_data
    try:
        starring.give_all(
            page,
            items,
            person=request.user,
            criterion=form.chosen,
            reason=data.get("reason", ""),
            note=data["note"],
        )
    except (starring.NoCriterion, starring.ReasonNeeded) as refusal:
        form.refuse(refusal)
        return False
    except (starring.Removed, Elsewhere) as gone:
        form.add_error(None, f"{gone}. Choose again")
        return False
    meant = f" as “{form.chosen.name}”" if form.chosen else ""
    messages.success(request, f"{len(items)} starred{meant}")
    return True
