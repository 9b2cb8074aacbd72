"""Telling the people who watch a page that it was updated."""

from watching.delivery import News, tell
from watching.models import Notification
from wiki.changesets import Recording
from wiki.models import PageWatch
from wiki.sizes import STAR_COUNTS, size


def announce(update: Recording) -> None:
    """Tell the watchers of an update, unless it is minor or only of stars."""
    changeset = update.made
    if changeset is None or update.minor or not set(update.counts) - set(STAR_COUNTS):
        return
    watchers = PageWatch.objects.filter(page=update.page).values_list("person_id", flat=True)
    quote = update.note or size(update.words_added, update.words_removed, update.counts)
    tell(
        watchers,
        News(
            kind=Notification.Kind.UPDATE,
            actor_name=changeset.author_name,
            deed="updated",
            subject=update.page.title,
            url=changeset.get_absolute_url(),
            at=update.at,
            quote=quote[:500],
        ),
        but=update.author.pk if update.author else None,
    )
