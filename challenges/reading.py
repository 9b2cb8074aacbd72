"""A challenge as its own page shows it: the words then and now, and what came of it."""

from dataclasses import dataclass
from typing import Any

from challenges.models import Challenge, Turn
from markup.diff import Segment, compare_words
from markup.passages import find, flat
from wiki.marking import text_of_page


@dataclass(frozen=True)
class Today:
    """What the challenged words are now."""

    words: str = ""  # as they stand; empty where they do not
    difference: tuple[Segment, ...] = ()  # from then; empty where they are the same


def today(challenge: Challenge) -> Today:
    """Where the challenged words stand now, and what they became."""
    item = challenge.recommendation
    if item is not None:
        return _since(challenge, "" if item.is_removed else item.wording)
    text = text_of_page(challenge.page)
    place = find(challenge.passage, text)
    return _since(challenge, flat(text[place.start : place.end]) if place else "")


def _since(challenge: Challenge, words: str) -> Today:
    if not words or words == challenge.quote:
        return Today(words)
    return Today(words, tuple(compare_words(challenge.quote, words)))


def turns_of(challenge: Challenge) -> list[Any]:
    """What came of it, in order, with whom and what each names."""
    found = Turn.objects.filter(challenge=challenge)
    return list(found.select_related("by", "thread", "update__page").order_by("pk"))
