"""Words that were removed for good, out of the drafts that somebody typed or copied them into.

What else was typed stays. Short words stand in many sentences, so that only a field that says
nothing else is theirs; longer ones are found inside of texts too.
"""

import re
from collections.abc import Collection, Iterable
from typing import Any

from updates.models import HiddenWords, PageDraft
from web.slugs import tag_slug
from wiki.hideable import REMOVED
from wiki.models import Page
from wiki.tagging import names_in

TELLING = 3  # words that, in this order, are no coincidence


def take_out_of_drafts(page: Page, hidden: Iterable[HiddenWords]) -> None:
    """What is hidden by these, out of all that is not sent yet of a page."""
    gone = _words_of(hidden)
    for draft in PageDraft.objects.filter(page=page) if gone else ():
        left = {name: _without(gone, name, text) for name, text in draft.fields.items()}
        fields = {name: text for name, text in left.items() if text is not None}
        if fields != draft.fields:
            draft.fields = fields
            draft.save()


def _words_of(hidden: Iterable[HiddenWords]) -> set[str]:
    """As the history had them; addresses are no words."""
    found: set[str] = set()
    for row in hidden:
        for label, _, field, words, _ in row.kept:
            if ".historical" in label and field != "slug":
                found.update(words.values() if field == "evidence" else [words])
    return {words for words in found if words.strip()}


def _without(gone: Collection[str], name: str, text: str) -> Any:
    """What is left of a field; None where it said nothing else, and opens as the page has it."""
    if name == "tags":
        slugs = {tag_slug(words) for words in gone}
        every = names_in(text)
        left = [one for one in every if tag_slug(one) not in slugs]
        return text if left == every else ", ".join(left)
    for words in sorted(gone, key=len, reverse=True):
        typed = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
        if typed.fullmatch(text.strip()):
            return None
        if len(words.split()) >= TELLING:
            text = typed.sub(REMOVED, text)
    return text
