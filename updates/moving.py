"""Moving a recommendation to another page, with everything that it has."""

import datetime

from accounts.models import User
from challenges.models import Challenge
from discussions.models import Thread, ThreadAct
from recommendations import arranging
from recommendations.areas import chosen_area
from recommendations.models import Area, Recommendation
from recommendations.starring import Removed
from recommendations.whereabouts import pages_of, recording_all
from wiki.models import Page


def move_to_page(
    recommendation: Recommendation,
    *,
    author: User | None,
    area: Area | None = None,
    page: Page | None = None,
    title: str = "",
    note: str = "",
    at: datetime.datetime | None = None,
) -> bool:
    """Put it at the end of an area of another page: `area`, or the one called `title` on `page`.

    Its number, words, stars, reservations, threads and own history go with it; both pages have an
    update that shows it. Says whether anything changed. Raises Removed where it stands nowhere,
    AreaRemoved where the area does not.
    """
    target = area.page if area else page
    assert target is not None, "it moves to some page"
    also = {target.pk}
    with recording_all(
        lambda: pages_of([recommendation]) | also, author=author, note=note, at=at
    ) as updates:
        recommendation.refresh_from_db()
        if recommendation.is_removed:
            raise Removed(f"{recommendation.ref} no longer stands on its page")
        area = chosen_area(target, area, title, author=author)
        if recommendation.page_id == target.pk:
            return _move_within(recommendation, area, author)
        left, came = updates[recommendation.page_id], updates[target.pk]
        assert left.made is None, "its own page's update comes second"
        arranging.put_last(recommendation, area, came)
        came.count("recommendations_came")
        # Made after the other: read as this update left it, the page has it no more.
        left.changeset()
        left.count("recommendations_left")
        # Threads that were moved by themselves stay where they were put.
        about = Thread.objects.filter(recommendation=recommendation)
        about.exclude(pk__in=ThreadAct.objects.moves().values("thread")).update(page=target)
        about.update(area=area)
        Challenge.objects.filter(recommendation=recommendation).update(page=target)
    return True


def _move_within(recommendation: Recommendation, area: Area, author: User | None) -> bool:
    if recommendation.area_id == area.pk:
        return False
    last = Recommendation.objects.standing().filter(area=area).count() + 1
    return arranging.move(recommendation, area=area, position=last, author=author)
