"""A deleted page put back: what was hidden of it meanwhile stays off it, or is left empty."""

import datetime

from accounts.models import User
from questions.asking import reopen
from questions.models import Question
from recommendations.arranging import remove
from recommendations.models import Recommendation
from wiki.changesets import Recording, recording
from wiki.deleting import undelete
from wiki.hideable import BLANK
from wiki.models import Changeset, Page


def revive(
    page: Page,
    *,
    by: User,
    title: str = "",
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Changeset | None:
    """Put a deleted page back; None where it stands. `title` and errors as in `undelete`."""
    with recording(page, author=by, note=reason, at=at, of_deleted=True) as update:
        if undelete(page, by=by, title=title) is None:
            return None
        _leave_out_recommendations(page, by, update)
        for area in page.areas.filter(is_removed=False, title=BLANK):
            area.title = ""
            area.save()
            update.count("areas_renamed")
        _leave_out_criteria(page, update)
        for question in page.questions.filter(state=Question.State.ANSWERED, answer=BLANK):
            reopen(question, author=by, reason="Its answer was hidden by a moderator")
    return update.made


def _leave_out_recommendations(page: Page, by: User, update: Recording) -> None:
    """Without words that may be read it comes off the page, as if it was removed."""
    for item in Recommendation.objects.standing().filter(page=page):
        if item.wording_is_hidden:
            remove(item, author=by)
        elif item.drop_hidden_lines():
            item.save()
            update.count("details_changed")


def _leave_out_criteria(page: Page, update: Recording) -> None:
    """One that has no name is retired, with its stars; one may go without its sentence."""
    for criterion in page.criteria.filter(is_removed=False):
        criterion.is_removed = criterion.name == BLANK
        if criterion.is_removed or criterion.meaning == BLANK:
            criterion.meaning = "" if criterion.meaning == BLANK else criterion.meaning
            criterion.save()
            update.count("criteria_changed")
