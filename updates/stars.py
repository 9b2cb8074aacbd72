"""What became of stars between two moments of a page, and of what a star means there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markup.diff import Segment, compare_words
from updates.change import Change
from updates.moments import Moment


@dataclass
class StarChange:
    person: str
    pk: int  # of the recommendation
    wording: str
    name: str
    reason: str = ""
    meaning: str = ""  # "" where it was given by the default


def changed(old: Moment, new: Moment) -> list[StarChange]:
    """A person may have several stars on one recommendation, each by another criterion."""
    before, after = ({_key(star): star for star in moment.stars} for moment in (old, new))
    found = [
        _change(name, star) for key, star in after.items() if (name := _deed(before.get(key), star))
    ]
    gone = [star for key, star in before.items() if key not in after]
    return found + [_change("Star taken back", star) for star in gone]


def _key(star: Any) -> tuple[int, int, int | None]:
    return star.recommendation_id, star.person_id, star.criterion_id


def _deed(was: Any, star: Any) -> str:
    """What its person did, in words; "" for nothing."""
    if was is None:
        return "Star given"
    if was.wording_number != star.wording_number:
        return "Star moved to the new wording"
    if was.reason == star.reason:
        return ""
    if not star.reason:
        return "Reason taken away"
    return "Reason changed" if was.reason else "Reason given"


def _change(name: str, star: Any) -> StarChange:
    return StarChange(
        person=star.person.username,
        pk=star.recommendation_id,
        wording=star.wording,
        name=name,
        reason=star.reason,
        meaning=star.criterion.name if star.criterion else "",
    )


def meanings_changed(old: Moment, new: Moment) -> list[Change]:
    """What a star means, and how it is given."""
    return [*_criteria(old, new), *_rules(old, new)]


def _criteria(old: Moment, new: Moment) -> Iterator[Change]:
    before, after = ({row.id: _words(row) for row in one.criteria} for one in (old, new))
    for pk, words in after.items():
        if pk not in before:
            yield Change("Meaning added", _difference("", words))
        elif before[pk] != words:
            yield Change("Spelling", _difference(before[pk], words))
    for pk, words in before.items():
        if pk not in after:
            yield Change("Meaning no longer used", _difference(words, ""))
    if [pk for pk in before if pk in after] != [pk for pk in after if pk in before]:
        order = ", ".join(f"“{row.name}”" for row in new.criteria)
        yield Change("Meanings moved", [], detail=f"The order is now {order}")


def _words(criterion: Any) -> str:
    return f"{criterion.name}: {criterion.meaning}" if criterion.meaning else str(criterion.name)


def _difference(before: str, after: str) -> list[Segment]:
    return list(compare_words(before, after))


def _rules(old: Moment, new: Moment) -> Iterator[Change]:
    if old.needs_reason != new.needs_reason:
        said = "A star comes with a reason" if new.needs_reason else "A reason is optional"
        yield Change("Rule for stars", [], detail=said)
    if old.hides_tally != new.hides_tally:
        hidden = "How many stars there are is told to those who have starred something here"
        said = hidden if new.hides_tally else "How many stars there are is told to everybody"
        yield Change("Rule for stars", [], detail=said)
