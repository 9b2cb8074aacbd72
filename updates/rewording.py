"""Words of an editor's own in the place of some that a suggestion brings."""

from collections.abc import Collection, Iterable, Mapping

from recommendations.arranging import tidy
from recommendations.draft import Draft
from recommendations.proposing import Proposed


class Unfit(ValueError):
    """Raised where words of an editor's own cannot stand on the page; holds why, by change."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("these words cannot stand on the page")
        self.errors = errors


def other_words(
    changes: Iterable[Proposed], taken: Collection[Proposed], own: Mapping[str, str]
) -> dict[Proposed, str]:
    """What an editor says otherwise of the changes that they take. Raises Unfit."""
    said = {one: tidy(own[one.key]) for one in changes if one.text and one.key in own}
    others = {one: words for one, words in said.items() if words != one.text}
    left = "You changed these words: tick them too, or put the suggested ones back"
    errors = {one.key: left for one in others if one not in taken}
    if errors:
        raise Unfit(errors)
    return others


def in_other_words(saved: Draft, others: Mapping[Proposed, str]) -> Draft:
    """The page after a draft was saved, with other words for some of what came. Raises Unfit."""
    draft = Draft.from_page(saved.page)
    areas = {area.key: draft.by_key().get(str(area.pk)) for area in saved.areas}
    items = {item.key: draft.find(str(item.pk)) for item in saved.items()}
    errors = {}
    for one, words in others.items():
        area, item = (areas.get(one.row), None) if one.is_of_area else (None, items.get(one.row))
        if area is not None:
            area.title = words
        elif item is not None and words:
            item.wording = words
        else:
            what = "The page has these words already" if words else "It has no words"
            errors[one.key] = f"{what}: write others, or leave it unticked"
    draft.check()
    for one in others:
        row = areas.get(one.row) if one.is_of_area else items.get(one.row)
        if row is not None and row.error:
            errors[one.key] = row.error
    if errors:
        raise Unfit(errors)
    return draft
