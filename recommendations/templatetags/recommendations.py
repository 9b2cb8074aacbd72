"""What pages of other apps show of recommendations."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from markup.render import Heading
from recommendations import panels, reservations
from recommendations.board import Choice
from recommendations.models import Criterion, Recommendation, Reservation, Star
from recommendations.row import Row, rows_of
from recommendations.rows import Rows
from wiki.models import Page, Tag

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


@register.simple_tag(takes_context=True)
def each_row(context: Any, rows: list[panels.Row]) -> SafeString:
    """What including `_recommendation.html` for each of the rows would give, at less cost."""
    one = context.template.engine.get_template("recommendations/_recommendation.html")
    return Rows(one, context).html(rows)


@register.simple_tag
def recommendation_orders() -> dict[str, str]:
    """In which orders a page's recommendations can be read."""
    return panels.ORDERS


@register.simple_tag
def criteria_of(page: Page) -> list[Criterion]:
    """What a star may mean on the page, in order; none where it means the default."""
    return [criterion for criterion in page.criteria.all() if not criterion.is_removed]


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
def most_starred(reader: Any, number: int = 6) -> list[Row]:
    """The site's recommendations with the most stars on their wording."""
    items = Recommendation.objects.current().filter(stars_now__gt=0).select_related("page")
    items = items.exclude(page__in=Page.objects.hiding_stars_from(reader))
    items = items.defer("page__body", "page__rendered")
    return rows_of(items.most_starred()[:number], reader)


@register.simple_tag(takes_context=True)
def stars_of(context: Any, person: Any) -> list[Star]:
    """What somebody stands behind: reasons first, then the newest."""
    stars = (
        Star.objects.visible_to(context["user"])
        .filter(person=person, recommendation__is_removed=False)
        .select_related("recommendation", "criterion")
        .order_by("-given_at")
    )
    found = sorted(stars, key=lambda star: not star.reason)
    for star in found:
        star.is_earlier = star.wording_number != star.recommendation.wording_number
    return found


@register.simple_tag
def reservations_about(item: Recommendation, reader: Any) -> reservations.Record:
    """The reservations on record about one recommendation, open and withdrawn."""
    return reservations.record_of(item, reader)


@register.simple_tag
def reservations_of(person: Any) -> list[Reservation]:
    """Somebody's open reservations, the newest first."""
    return reservations.held_by(person)


@register.simple_tag
def board_address(choice: Choice, screen: str, **changes: Any) -> str:
    """The address of a screen about the board, asking for the same choice."""
    return (reverse(screen) + choice.query(**changes)).rstrip("?")


@register.simple_tag
def recommendations_for(tag: Tag) -> list[Recommendation]:
    """Those that name a tag as their audience, by page: their stars play no part in the order."""
    items = (
        Recommendation.objects.standing()
        .filter(audiences__in=Tag.objects.of(tag.slug))
        .distinct()
        .select_related("page")
    )
    items = items.defer("page__body", "page__rendered")
    return list(items.order_by("page__title", "page", "area__position", "position", "pk")[:200])
