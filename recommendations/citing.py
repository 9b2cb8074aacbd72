"""Recommendations as texts cite them: by number, in the wording that they had then."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.urls import reverse

from recommendations.models import Recommendation
from wiki.citing import Since


def numbered(numbers: set[int]) -> Mapping[int, Sequence[Since]]:
    """Since when a citation of each of these recommendations is one of which wording."""
    rows = (
        Recommendation.history.filter(id__in=numbers)
        .order_by("history_id")
        .values_list("id", "history_date", "wording_number")
    )
    found: dict[int, list[Since]] = defaultdict(list)
    for number, since, wording in rows:
        cited = f"{reverse('recommendation', args=[number])}?cited={wording}"
        if not found[number] or found[number][-1][1] != cited:
            found[number].append((since, cited))
    return found
