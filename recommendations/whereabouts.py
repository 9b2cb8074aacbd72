"""The door to writing: an update of the page that a recommendation stands on *now*.

A recommendation may move to another page between the moment somebody read it and the moment they
write. Whoever writes to one comes through here, so that the right page is locked and updated.
"""

import contextlib
import datetime
from collections.abc import Callable, Iterable, Iterator

from accounts.models import User
from recommendations.models import Recommendation
from wiki.changesets import Recording, recording
from wiki.models import Page


class Elsewhere(ValueError):
    """Raised where somebody deals with a recommendation on a page that it has left."""

    def __init__(self, recommendation: Recommendation) -> None:
        self.recommendation = recommendation
        super().__init__(f"{recommendation.ref} stands on “{recommendation.page.title}” by now")


def pages_of(recommendations: Iterable[Recommendation]) -> set[int]:
    """The pages (ids) that they stand on now."""
    found = Recommendation.objects.filter(pk__in=[item.pk for item in recommendations])
    return set(found.values_list("page_id", flat=True))


@contextlib.contextmanager
def recording_of(
    recommendation: Recommendation,
    *,
    author: User | None,
    note: str = "",
    at: datetime.datetime | None = None,
) -> Iterator[Recording]:
    """Open one update of the page where it stands; the recommendation is as the lock finds it."""
    page = recommendation.page
    while True:
        with recording(page, author=author, note=note, at=at) as update:
            recommendation.refresh_from_db()
            if recommendation.page_id == page.pk:
                recommendation.page = page
                yield update
                return
        page = recommendation.page  # it moved while we waited for the lock


@contextlib.contextmanager
def recording_all(
    pages: Callable[[], set[int]],
    *,
    author: User | None,
    note: str = "",
    at: datetime.datetime | None = None,
) -> Iterator[dict[int, Recording]]:
    """Open one update of each page that `pages()` names (ids), in one transaction.

    Pages are locked in the order of their ids, so that two who need the same ones cannot wait for
    each other. `pages` is asked again under the locks; should it name more by then, all is begun
    anew. An update in which nothing is written is none: ask for its `changeset()` where the page
    should show one all the same.
    """
    while True:
        ids = pages()
        with contextlib.ExitStack() as stack:
            found = Page.objects.without_text().filter(pk__in=ids).order_by("pk")
            updates = {
                page.pk: stack.enter_context(recording(page, author=author, note=note, at=at))
                for page in found
            }
            if pages() <= ids:
                yield updates
                return
