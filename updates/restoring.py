"""Going back: a page's text, areas and recommendations as an earlier update left them."""

from typing import Any

from accounts.models import User
from recommendations import arranging
from recommendations.models import Area, Recommendation
from updates.comparing import areas_moved, moved
from updates.moments import Moment, at
from wiki.changesets import Recording, recording
from wiki.models import Changeset, Page
from wiki.writing import revise_page


def restore(page: Page, changeset: Changeset, *, author: User, note: str = "") -> Changeset | None:
    """Make the page again what it was, as a new update; None where it already is.

    Nothing is deleted: what came later is taken off the page and can be brought back. Stars are
    never touched. Raises wiki.writing.NameTaken where the old title now belongs to another page.
    """
    then = at(page, changeset)
    with recording(page, author=author, note=note) as update:
        now = at(page, Changeset.objects.filter(page=page).first())
        update.count("areas_moved", areas_moved(now, then))
        update.count("recommendations_moved", len(moved(now, then)))
        revise_page(page, author=author, title=then.title, body=then.body, tags=then.tags)
        _restore_areas(then, update)
        _restore_recommendations(page, then, author)
        if update.made is not None:
            update.count("restored")
    return update.made


def _restore_areas(then: Moment, update: Recording) -> None:
    """Bring back, rename and order areas. Those that came later go last, once they are empty."""
    for row in then.areas:
        area = Area.objects.get(pk=row.id)
        if area.is_removed:
            update.count("areas_added")
            update.reworded("", area.title)
        if area.is_removed or area.position != row.position:
            area.is_removed = False
            area.position = row.position
            area.save()
        arranging.rename_area(area, row.title, author=update.author)


def _restore_recommendations(page: Page, then: Moment, author: User) -> None:
    stood = {row.id for row in then.recommendations}
    for item in Recommendation.objects.standing().filter(page=page).exclude(pk__in=stood):
        arranging.remove(item, author=author)
    for row in then.recommendations:
        item = Recommendation.objects.get(pk=row.id)
        if item.page_id == page.pk:  # else it has moved to another page, and stays there
            _restore_recommendation(item, row, author)
    gone = Area.objects.filter(page=page, is_removed=False).exclude(
        pk__in=[row.id for row in then.areas]
    )
    for area in gone:
        arranging.remove_area(area, author=author)


def _restore_recommendation(item: Recommendation, row: Any, author: User) -> None:
    """Its place first: bringing it back would bring back the area that it stands in."""
    here = (row.area_id, row.position, row.status_note)
    if (item.area_id, item.position, item.status_note) != here:
        item.area_id, item.position, item.status_note = here
        item.save()
    arranging.bring_back(item, author=author)
    arranging.reword(item, row.wording, author=author)
    arranging.set_status(item, row.status, author=author, note=row.status_note)
