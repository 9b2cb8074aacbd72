"""Finding recommendations of the site by their numbers or their words, to choose among them."""

import re
from typing import Any

from django.db.models import Q

from recommendations.models import Recommendation
from web.paging import whole_number

SHOWN = 20
LONGEST = 200  # of what is looked for
NUMBER = re.compile(r"[Rr]?(\d+)")


def find(asked: str, reader: Any, *, but: set[int]) -> list[Recommendation]:
    """Those of the numbers ("R12 17"), else current ones with all the words; none but `but`."""
    words = asked[:LONGEST].replace(",", " ").split()
    if not words:
        return []
    found = Recommendation.objects.visible_to(reader).exclude(pk__in=but)
    matches = [NUMBER.fullmatch(word) for word in words]
    if all(matches):
        numbers = (whole_number(match[1]) for match in matches if match)
        return _with_pages(found.filter(pk__in=[pk for pk in numbers if pk is not None]))
    every = Q()
    for word in words:
        every &= Q(wording__icontains=word)
    return _with_pages(found.current().filter(every).most_starred())


def of_numbers(texts: list[str], reader: Any) -> list[Recommendation]:
    """Those of these numbers that exist, in their order; each once."""
    numbers = [pk for pk in map(whole_number, texts) if pk is not None]
    found = Recommendation.objects.visible_to(reader).filter(pk__in=numbers)
    known = {item.pk: item for item in _with_pages(found, len(texts))}
    return [known[pk] for pk in dict.fromkeys(numbers) if pk in known]


def _with_pages(found: Any, number: int = SHOWN) -> list[Recommendation]:
    found = found.select_related("page", "area").defer("page__body", "page__rendered")
    return list(found[:number])
