"""Which recommendations took the place of which."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from recommendations.models import Recommendation, Star, Succession


def successors_of(item: Recommendation) -> list[Recommendation]:
    """What took its place: one by merging, several by splitting."""
    rows = Succession.objects.filter(predecessor=item).select_related("successor")
    return [row.successor for row in rows]


def leads_to(item: Recommendation, others: Iterable[Recommendation]) -> bool:
    """Whether one of `others` took its place, or the place of what did."""
    wanted, seen = {other.pk for other in others}, {item.pk}
    at = seen
    while at and not at & wanted:
        rows = Succession.objects.filter(predecessor__in=at)
        at = set(rows.values_list("successor_id", flat=True)) - seen
        seen |= at
    return bool(at & wanted)


def asked(
    originals: Iterable[Recommendation], successors: Sequence[Recommendation] = ()
) -> dict[int, list[Recommendation]]:
    """Whom merging or splitting asks (ids), each with those originals that they starred.

    Whoever stands behind all successors already is not asked.
    """
    behind: dict[int, set[int]] = defaultdict(set)
    on_these = Star.objects.filter(recommendation__in=successors).on_this_wording()
    for pk, person in on_these.values_list("recommendation_id", "person_id"):
        behind[person].add(pk)
    known = {item.pk: item for item in originals}
    stars = Star.objects.filter(recommendation__in=known).order_by("recommendation_id")
    found: dict[int, list[Recommendation]] = defaultdict(list)
    for pk, person in stars.values_list("recommendation_id", "person_id").distinct():
        if not successors or len(behind[person]) < len(successors):
            found[person].append(known[pk])
    return dict(found)
