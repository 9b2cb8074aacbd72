"""Details of a recommendation among the changes that somebody proposes.

`rows` are what stood when they did, as `recommendations.drafting.base_rows` gives it.
"""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from markup.diff import compare_words
from recommendations.detailing import NAMES, Details, differences, joined, set_details
from recommendations.models import Recommendation
from recommendations.proposing import Proposed
from updates.change import Change

Rows = Mapping[str, Any]


def change_to(item: Recommendation, details: Details) -> Proposed | None:
    """What would make these the details of a recommendation; None where they stand."""
    before, after = Details.of(item).plain(), details.plain()
    changed = {name: after[name] for name in NAMES if after[name] != before[name]}
    return Proposed("details", str(item.pk), details=changed) if changed else None


def seen(change: Proposed, rows: Rows) -> Details:
    return Details.of(rows[change.row]) if change.row in rows else Details()


def proposed(change: Proposed, rows: Rows) -> Details:
    return Details.read(seen(change, rows).plain() | change.details)


def shown(change: Proposed, rows: Rows) -> list[Change]:
    return [
        Change("Details", list(compare_words(before, after)), int(change.row), name)
        for name, before, after in differences(seen(change, rows), proposed(change, rows))
    ]


def words(change: Proposed, rows: Rows) -> tuple[str, str]:
    """The words before and after."""
    told = list(differences(seen(change, rows), proposed(change, rows)))
    return "\n".join(before for _, before, _ in told), "\n".join(after for *_, after in told)


def together(change: Proposed, rows: Rows) -> tuple[Details, dict[str, str]]:
    """Put together with what stands by now; by name, what of it would be put aside."""
    now = Details.of(Recommendation.objects.get(pk=change.row))
    mine, against = joined(seen(change, rows), proposed(change, rows), now)
    return mine, {NAMES[name]: now.spoken(name) for name in against}


def meeting(change: Proposed, rows: Rows) -> str:
    """What somebody made of the same meanwhile."""
    theirs = together(change, rows)[1]
    said = (f"{name} to {f'“{text}”' if text else 'nothing'}" for name, text in theirs.items())
    return f"Somebody changed {', '.join(said)} meanwhile" if theirs else ""


def put(change: Proposed, rows: Rows, *, author: User | None) -> None:
    item = Recommendation.objects.select_related("page").get(pk=change.row)
    set_details(item, together(change, rows)[0], author=author)
