"""A page with recommendations, as tests change it by its editor's form."""

from typing import Any

from recommendations.draft import Draft
from recommendations.models import Area, Recommendation
from wiki.models import Page


def item(wording: str) -> Recommendation:
    found: Recommendation = Recommendation.objects.get(wording=wording)
    return found


def form_of(page: Page, **changed: Any) -> dict[str, Any]:
    """What the editor's form sends, with some fields changed: w_1 for `w-1`."""
    draft = Draft.from_page(page)
    data: dict[str, Any] = {"base": str(draft.base), "do": "send", "note": "Clearer"}
    data["area"] = [area.key for area in draft.areas]
    data["item"] = [one.key for one in draft.items()]
    for area in draft.areas:
        data[f"t-{area.key}"] = area.title
    for one in draft.items():
        data |= {
            f"w-{one.key}": one.wording,
            f"in-{one.key}": one.area,
            f"at-{one.key}": str(one.position),
        }
    return data | changed


def stands(page: Page) -> list[tuple[str, list[str]]]:
    areas = Area.objects.filter(page=page, is_removed=False)
    standing = Recommendation.objects.standing()
    return [(a.title, [r.wording for r in standing.filter(area=a)]) for a in areas]
