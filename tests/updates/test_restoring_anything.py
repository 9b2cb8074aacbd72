"""Going back to any update of any story: exactly what stood then, and once is enough."""

import datetime
from typing import Any

from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from recommendations import arranging, merging, starring
from tests.updates.test_moments import Snapshot, Story, as_it_is, as_it_stood
from updates.restoring import restore
from wiki.models import Changeset
from wiki.writing import create_page

BEGUN = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
REFUSED = (
    *(starring.Removed, starring.NoCriterion, starring.ReasonNeeded),
    *(merging.NotPossible, arranging.Succeeded),
)


def brought_back(then: Snapshot) -> dict[str, Any]:
    """What of a moment comes back. How often something was reworded is not undone by rewording."""
    wordings = [
        (pk, area, wording, *status) for pk, area, _, wording, _, *status in then["recommendations"]
    ]
    return {
        "texts": then["texts"],
        "areas": [(pk, title) for pk, title, _ in then["areas"]],
        "recommendations": wordings,
        "order": then["order"],
    }


@given(seed=st.integers(0, 2**32), steps=st.integers(2, 9), data=st.data())
@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
def test_going_back_gives_what_stood_then_and_going_back_again_nothing(
    author: Any, member: Any, seed: int, steps: int, data: st.DataObject
) -> None:
    with transaction.atomic():
        page = create_page(author=author, title="Nights", body="At first.", tags="rest", at=BEGUN)
        story = Story(seed, page, [author, member])
        for _ in range(steps):
            try:
                story.step()
            except REFUSED:
                continue
        updates = list(Changeset.objects.filter(page=page).order_by("number"))
        then = data.draw(st.sampled_from(updates))
        meant = brought_back(as_it_stood(page, then))
        stars = as_it_is(page)["stars"]
        page.refresh_from_db()
        restore(page, then, author=member)
        assert brought_back(as_it_is(page)) == meant
        assert {star[1:3] for star in as_it_is(page)["stars"]} >= {
            star[1:3] for star in stars if star[1] in meant["order"]
        }
        number = Changeset.objects.filter(page=page).count()
        page.refresh_from_db()
        assert restore(page, then, author=author) is None
        assert Changeset.objects.filter(page=page).count() == number
        transaction.set_rollback(True)
