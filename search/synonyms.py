"""Tags by all their names: what carries a tag is found by whatever it is called now, or was.

The index holds tags as they were typed, and stays as it is when a tag is renamed or merged (see
docs/decisions/tags.md). So it is the query that knows the other names.
"""

from collections import defaultdict
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q

from search.query import WORD, Query, Term, fold
from search.snippets import stem
from wiki.models import Tag

AT_MOST = 50  # other names that one term asks for

Words = tuple[str, ...]


def widened(query: Query) -> Query:
    """The query, each of its terms answered by tags too that have another name like it. One query.

    A term that leaves out leaves those out as well.
    """
    families = _families()
    terms = (replace(term, also=_other_names(term, families)) for term in query.terms)
    return replace(query, terms=tuple(terms)) if families else query


def _families() -> list[list[Words]]:
    """The names, in words, of each tag that has several."""
    standing_for = Tag.objects.filter(stands_for=OuterRef("pk"))
    rows = Tag.objects.filter(Q(stands_for__isnull=False) | Exists(standing_for))
    found: dict[int, list[Words]] = defaultdict(list)
    for pk, main, name in rows.order_by("pk").values_list("pk", "stands_for", "name"):
        words = tuple(WORD.findall(fold(name)))
        if words:
            found[main or pk].append(words)
    return list(found.values())


def _other_names(term: Term, families: list[list[Words]]) -> tuple[Words, ...]:
    """Names of the tags that one name of answers the term, but for those that answer it too."""
    found: dict[Words, None] = {}
    for names in families:
        others = [words for words in names if not _answers(words, term)]
        if len(others) < len(names):
            found |= dict.fromkeys(others)
    return tuple(found)[:AT_MOST]


def _answers(name: Words, term: Term) -> bool:
    """Whether the words of the term stand together in a name, as the index would find them."""
    sought, words = [stem(word) for word in term.words], [stem(word) for word in name]
    for start in range(len(words) - len(sought) + 1):
        if words[start : start + len(sought)] == sought:
            return True
        opened = term.open and name[start + len(sought) - 1].startswith(term.words[-1])
        if opened and words[start : start + len(sought) - 1] == sought[:-1]:
            return True
    return False
