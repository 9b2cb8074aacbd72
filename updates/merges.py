"""What an update was merged with: the updates that others saved while its author was writing."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from wiki.models import Changeset
from wiki.sizes import kinds

NAMED = 3


def name(updates: Iterable[Changeset], reader: Any) -> None:
    """Tell each update in words what it was merged with. One query, none where none was merged."""
    merged = [update for update in updates if update.merged_since is not None]
    if not merged:
        return
    between = Q()
    for update in merged:
        between |= Q(page=update.page_id, number__gt=update.merged_since, number__lt=update.number)
    found = Changeset.objects.filter(between).visible_to(reader).select_related("author")
    others = list(found.order_by("number"))
    for update in merged:
        update.merged_with = _words([other for other in others if _is_in(other, update)])


def _is_in(other: Changeset, update: Changeset) -> bool:
    """Whether `other` changed, in between, the kind of thing that `update` changed."""
    if other.page_id != update.page_id or update.merged_since is None:
        return False
    is_between = update.merged_since < other.number < update.number
    return is_between and bool({*kinds(other.counts)} & ({*kinds(update.counts)} - {"stars"}))


def _words(others: list[Changeset]) -> str:
    """ "update 12 by amara", "update 12 by amara, 13 by ben and 2 more"."""
    said = [f"{other.number} by {other.by or 'somebody who has left'}" for other in others[:NAMED]]
    if not said:
        return ""
    more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
    return f"{'update' if len(others) == 1 else 'updates'} {', '.join(said)}{more}"
