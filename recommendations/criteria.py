"""The deed that says what a star means on a page, and how stars are given there."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from recommendations.models import CRITERION_LIMIT, MEANING_LIMIT, Criterion
from recommendations.saving import count_moved
from recommendations.wording import is_rewording
from wiki.changesets import Recording, recording
from wiki.models import Changeset, Page


@dataclass(frozen=True)
class Meaning:
    """A meaning as somebody wants it; `pk`: of the one that stands and is to have these words."""

    name: str
    meaning: str = ""
    pk: int | None = None

    def tidy(self) -> "Meaning":
        """As it is kept: one line each."""
        name, meaning = (" ".join(text.split()) for text in (self.name, self.meaning))
        return Meaning(name[:CRITERION_LIMIT], meaning[:MEANING_LIMIT], self.pk)


def define(
    page: Page,
    meanings: Iterable[Meaning],
    *,
    author: User,
    need_reason: bool | None = None,
    hide_tally: bool | None = None,
    note: str = "",
    at: datetime.datetime | None = None,
) -> Changeset | None:
    """Set what a star means on a page, in this order; None where that is so already.

    A meaning in other words (`wording.is_rewording`) takes the place of the one that stood, whose
    stars stay with it: no support is borrowed. A spelling fix is made in place. A meaning left out
    is retired, and comes back with its stars where the same words come back. Rules not given stay.
    """
    with recording(page, author=author, note=note, at=at) as update:
        wanted = [meaning.tidy() for meaning in meanings]
        _set_meanings(page, [meaning for meaning in wanted if meaning.name], update)
        _set_rules(page, need_reason, hide_tally, update)
    return update.made


def _set_meanings(page: Page, meanings: list[Meaning], update: Recording) -> None:
    every = list(Criterion.objects.filter(page=page))
    before = [criterion for criterion in every if not criterion.is_removed]
    stored = {criterion.pk: _state(criterion) for criterion in every}
    kept: list[Criterion] = []
    for meaning in meanings:
        criterion = _criterion_for(page, meaning, every, kept)
        if criterion not in kept:
            kept.append(criterion)
    retired = [criterion for criterion in before if criterion not in kept]
    for criterion in retired:
        criterion.is_removed = True
    _number(kept)
    arrived = [one for one in kept if one not in before]
    fixed = [one for one in kept if one in before and _words(one) != stored[one.pk][0]]
    stayed = [one.pk for one in kept if one in before]
    moved = count_moved([one.pk for one in before], stayed)
    update.count("criteria_changed", len(fixed) + max(len(arrived), len(retired)) + moved)
    for criterion in [*retired, *kept]:
        old = stored.get(criterion.pk, ("", 0, True))
        if _state(criterion) != old:
            update.reworded(_text(old), _text(_state(criterion)))
            criterion.save()


State = tuple[str, int, bool]


def _state(criterion: Criterion) -> State:
    return _words(criterion), criterion.position, criterion.is_removed


def _words(criterion: Criterion) -> str:
    return f"{criterion.name}\n{criterion.meaning}"


def _text(state: State) -> str:
    """What a page says by a criterion in this state."""
    words, _, is_removed = state
    return "" if is_removed else words


def _criterion_for(
    page: Page, meaning: Meaning, every: list[Criterion], kept: list[Criterion]
) -> Criterion:
    """The one that stands with these words or a slip in them, else the one that had them, or new.

    One whose words are exactly these comes first, so that two meanings whose words change places
    change places with their stars.
    """
    words = (meaning.name, meaning.meaning)
    same = [one for one in reversed(every) if (one.name, one.meaning) == words]
    same.sort(key=lambda one: one.is_removed)
    if same and not same[0].is_removed:
        return same[0]
    own = next((one for one in every if one.pk == meaning.pk and not one.is_removed), None)
    if own and own not in kept and not _is_other(own, meaning):
        own.name, own.meaning = meaning.name, meaning.meaning
        return own
    if same:
        same[0].is_removed = False
        return same[0]
    every.append(Criterion(page=page, name=meaning.name, meaning=meaning.meaning, position=0))
    return every[-1]


def _is_other(criterion: Criterion, meaning: Meaning) -> bool:
    """Whether stars given by the criterion do not belong to these words."""
    pairs = ((criterion.name, meaning.name), (criterion.meaning, meaning.meaning))
    return any(is_rewording(*pair) for pair in pairs)


def _number(kept: list[Criterion]) -> None:
    """Make their positions rise in this order, leaving those that do."""
    last = 0
    for criterion in kept:
        if criterion.position <= last:
            criterion.position = last + 1
        last = criterion.position


def _set_rules(
    page: Page, need_reason: bool | None, hide_tally: bool | None, update: Recording
) -> None:
    """Write the page's rules on the page as the lock finds it."""
    page.refresh_from_db()
    before = (page.stars_need_reason, page.hides_tally)
    if need_reason is not None:
        page.stars_need_reason = need_reason
    if hide_tally is not None:
        page.hides_tally = hide_tally
    rules = (page.stars_need_reason, page.hides_tally)
    changed = sum(was != now for was, now in zip(before, rules, strict=True))
    if changed:
        page.save()
        update.count("star_rules_changed", changed)
