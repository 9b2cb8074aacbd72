"""What pages of other apps show of recommendations."""

from typing import Any

from django import template

from markup.render import Heading
from recommendations import panels
from recommendations.models import Recommendation, Star
from wiki.models import Page

register = template.Library()


@register.simple_tag
def recommendation_blocks(page: Page, reader: Any, order: str) -> list[panels.Block]:
    """The page's text with its areas where the writer placed them."""
    return panels.placed(page.text.parts, panels.groups_of(page, reader, order))


@register.simple_tag
def block_totals(blocks: list[panels.Block]) -> Any:
    """How many recommendations and stars the blocks hold, and their groups."""
    groups = [group for block in blocks for group in block.groups]
    return {**panels.totals(groups), "groups": groups}


@register.simple_tag
def recommendation_orders() -> dict[str, str]:
    """In which orders a page's recommendations can be read."""
    return panels.ORDERS


@register.simple_tag
def contents_of(blocks: list[panels.Block], headings: list[Heading]) -> list[Any]:
    """The table of contents in reading order: headings of the prose, and runs of groups."""
    found: list[Any] = []
    for block in blocks:
        here = [heading for heading in headings if f'id="{heading.id}"' in block.html]
        found += [{"heading": heading} for heading in here]
        if block.groups:
            found.append({"groups": block.groups, "opens": block.opens})
    return found


@register.simple_tag
def most_starred(reader: Any, number: int = 6) -> list[panels.Row]:
    """The site's recommendations with the most stars on their wording."""
    rows = Recommendation.objects.standing().filter(stars_now__gt=0).seen_by(reader)
    return [panels.Row.of(item) for item in rows.most_starred()[:number]]


@register.simple_tag
def stars_of(person: Any) -> list[Star]:
    """What somebody stands behind: reasons first, then the newest."""
    stars = (
        Star.objects.filter(person=person, recommendation__is_removed=False)
        .select_related("recommendation")
        .order_by("-given_at")
    )
    found = sorted(stars, key=lambda star: not star.reason)
    for star in found:
        star.is_earlier = star.wording_number != star.recommendation.wording_number
    return found
