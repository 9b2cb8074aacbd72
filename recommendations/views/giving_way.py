"""What the screens share on which recommendations give way to others."""

from collections.abc import Iterable
from typing import Any

from accounts.requests import MemberRequest
from recommendations.access import get_recommendation_or_404
from recommendations.merging import IntoItself, NotPossible, TooFew
from recommendations.models import Recommendation
from wiki.access import require_edit
from wiki.tree import ancestors


def of_number(request: MemberRequest, pk: int) -> Recommendation:
    """The one that gives way, or stands again. Raises Protected or Deleted where its page is."""
    item = get_recommendation_or_404(request.user, pk, "page__protection", "area")
    require_edit(request.user, item.page)
    return item


def place(item: Recommendation) -> dict[str, Any]:
    """Where the screen stands in the site."""
    return {"section": "board", "page": item.page, "path": [*ancestors(item.page), item.page]}


def reworded(items: Iterable[Recommendation], seen: list[str]) -> str:
    """Which of these do not stand as they were seen ("12:3", with the number of the wording)."""
    known = dict(one.partition(":")[::2] for one in seen)
    return ", ".join(
        item.ref
        for item in items
        if known.get(str(item.pk), str(item.wording_number)) != str(item.wording_number)
    )


def code_of(refused: NotPossible) -> int:
    """409 where something was done meanwhile, 422 where what was asked cannot be."""
    return 422 if isinstance(refused, TooFew | IntoItself) else 409
