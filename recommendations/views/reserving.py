"""Having a reservation about a recommendation: putting it on record, keeping it, withdrawing it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from markup.diff import compare_words
from recommendations import reserving
from recommendations.access import get_recommendation_or_404
from recommendations.lineage import successors_of
from recommendations.models import RESERVATION_LIMIT, Recommendation, Reservation
from recommendations.starring import Removed
from web import kept
from web.forms import PlainForm, line, text
from web.kept import members_only
from web.paging import whole_number
from web.throttle import allow
from wiki.hideable import BLANK, readable
from wiki.models import NOTE_LIMIT
from wiki.tree import ancestors


class ReservationForm(PlainForm):
    reason = text(
        "Your reservation",
        limit=RESERVATION_LIMIT,
        empty="Say what your reservation is",
        hint="What keeps you from standing behind these words. It is public, with your name, and "
        f"stands beside the stars until you withdraw it. At most {RESERVATION_LIMIT} characters.",
        rows=5,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)  # number of the wording read

    @property
    def number_seen(self) -> int | None:
        return whole_number(str(self["seen"].value() or ""))


class WithdrawForm(PlainForm):
    note = line(
        "Why you withdraw it",
        limit=NOTE_LIMIT,
        required=False,
        hint="Your reservation stays on record, with this beside it.",
        size=60,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def reservation(request: MemberRequest, pk: int) -> HttpResponse:
    """`do`: raise (with `reason`), keep (for the wording as it stands) or withdraw (`note`)."""
    item = get_recommendation_or_404(request.user, pk)
    mine = reserving.open_of(item, request.user)
    if request.method == "POST":
        do = request.POST.get("do", "")
        return {"keep": _keep, "withdraw": _withdraw}.get(do, _raise)(request, item, mine)
    typed = kept.back(request)
    given = {"reason": readable(mine.reason) if mine else ""} | (typed.dict() if typed else {})
    form, note = ReservationForm(initial=given), WithdrawForm(initial=given)
    return _screen(request, item, mine, form, note, restored=bool(typed))


def _raise(request: MemberRequest, item: Recommendation, mine: Reservation | None) -> HttpResponse:
    form = ReservationForm(request.POST)
    if not form.is_valid():
        return _screen(request, item, mine, form, status=422)
    allow("edit", request.user.pk)
    reason = form.cleaned_data["reason"]
    try:
        reserving.raise_reservation(item, person=request.user, reason=reason, seen=form.number_seen)
    except reserving.ReasonNeeded as needed:
        form.add_error("reason", str(needed))
        return _screen(request, item, mine, form, status=422)
    except (Removed, reserving.Reworded) as overtaken:
        return _overtaken(request, item, mine, form, overtaken)
    return _done(request, item, f"Your reservation about {item.ref} is on record, with your name.")


def _keep(request: MemberRequest, item: Recommendation, mine: Reservation | None) -> HttpResponse:
    if mine is None:
        return _done(request, item, f"You have no open reservation about {item.ref}.")
    form = ReservationForm({"reason": readable(mine.reason), "seen": request.POST.get("seen", "")})
    allow("edit", request.user.pk)
    try:
        reserving.keep(item, person=request.user, seen=form.number_seen)
    except (Removed, reserving.Reworded) as overtaken:
        return _overtaken(request, item, mine, form, overtaken)
    return _done(request, item, f"Your reservation holds for {item.ref} as it reads now.")


def _withdraw(
    request: MemberRequest, item: Recommendation, mine: Reservation | None
) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        reason = {"reason": readable(mine.reason) if mine else ""}
        return _screen(request, item, mine, ReservationForm(initial=reason), form, status=422)
    allow("edit", request.user.pk)
    if reserving.withdraw(item, person=request.user, note=form.cleaned_data["note"]):
        return _done(request, item, "Withdrawn. It stays on record as a withdrawn reservation.")
    return _done(request, item, f"You have no open reservation about {item.ref}.")


def _done(request: MemberRequest, item: Recommendation, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(f"{item.get_absolute_url()}#reservations")


def _overtaken(
    request: MemberRequest,
    item: Recommendation,
    mine: Reservation | None,
    form: ReservationForm,
    why: Exception,
) -> HttpResponse:
    """What was read stands no longer: show what stands, and ask again with the text kept."""
    form.add_error(None, f"{why}. Nothing was recorded")
    return _screen(request, item, mine, form, status=409)


def _screen(
    request: MemberRequest,
    item: Recommendation,
    mine: Reservation | None,
    form: ReservationForm,
    note: WithdrawForm | None = None,
    *,
    restored: bool = False,
    status: int = 200,
) -> HttpResponse:
    read = _wording(item, form.number_seen)
    is_earlier = mine is not None and mine.wording_number != item.wording_number
    before = read or (mine.wording if mine and is_earlier else "")
    context = {
        "section": "board",
        "item": item,
        "page": item.page,
        "path": [*ancestors(item.page), item.page],
        "successors": successors_of(item),
        "mine": mine,
        "reason_is_hidden": mine is not None and mine.reason == BLANK,
        "form": form,
        "note_form": note or WithdrawForm(),
        "read": read,
        "difference": list(compare_words(before, item.wording)) if before else [],
        "restored": restored,
    }
    return render(request, "recommendations/reservation.html", context, status=status)


def _wording(item: Recommendation, number: int | None) -> str:
    """What wording `number` said, where other words stand now."""
    if number is None or number == item.wording_number:
        return ""
    rows = item.history.filter(wording_number=number).order_by("-history_id")
    found: str | None = rows.values_list("wording", flat=True).first()
    return found or ""
