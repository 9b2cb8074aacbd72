"""Who hears that a recommendation was agreed on, declined or the like.

Who proposed it in a thread is known by an app above, which says so when the site starts.
"""

from collections.abc import Callable, Iterable

from recommendations.models import Recommendation
from wiki.changesets import Recording

Teller = Callable[[Recommendation, Recording], Iterable[int]]
"""Tells people in words of its own; returns their ids."""

_tellers: list[Teller] = []


def statuses_told_by(teller: Teller) -> None:
    """Let `teller` tell of each recommendation that gets another status, in its update."""
    if teller not in _tellers:
        _tellers.append(teller)


def tell_of_status(recommendation: Recommendation, update: Recording) -> None:
    for tell in _tellers:
        update.told["statuses_changed"].update(tell(recommendation, update))
