"""Telling the people who watch a page, or follow a tag that it carries, that it was updated."""

from collections import defaultdict
from dataclasses import replace

from watching.delivery import News, tell
from watching.models import Notification
from wiki.changesets import Headline, Recording
from wiki.following import followers
from wiki.models import Changeset, PageWatch
from wiki.sizes import STAR_COUNTS, size


def announce(update: Recording) -> None:
    """Tell of an update, unless it is minor or only of stars: each person once.

    Who watches the page is told so; who follows one of its tags hears of the tag.
    """
    changeset = update.made
    if changeset is None or update.minor or not set(update.counts) - set(STAR_COUNTS):
        return
    watchers = set(PageWatch.objects.filter(page=update.page).values_list("person_id", flat=True))
    quote = update.note or size(update.words_added, update.words_removed, changeset.told_counts)
    actor = update.author.pk if update.author else None
    said = update.headline or Headline(_done(changeset), quote, changeset.get_absolute_url())
    told = said.told | {changeset.accepted_by_id}
    if len(update.counts) == 1:  # it did nothing else, so that they know all of it
        told |= update.told[next(iter(update.counts))]
    news = News(
        kind=Notification.Kind.UPDATE,
        actor_name=changeset.author_name,
        deed=said.deed,
        subject=update.page.title,
        url=said.url,
        at=update.at,
        quote=said.quote[:500],
    )
    tell(watchers - told, news, but=actor)
    by_tag: dict[str, set[int]] = defaultdict(set)
    following = followers(update.page.keywords.all()) if update.page.tags else {}
    for person, tag in following.items():
        by_tag[tag].add(person)
    for tag, people in by_tag.items():
        tell(people - watchers - told, replace(news, deed=_deed(update, tag)), but=actor)


def _done(changeset: Changeset) -> str:
    name = changeset.accepted_by_name
    return f"had a suggestion accepted by {name} on" if name else "updated"


def _deed(update: Recording, tag: str) -> str:
    if "page_created" in update.counts:
        return f"wrote a page tagged “{tag}”:"
    if tag in update.tags_given:
        return f"gave the tag “{tag}” to"
    if update.headline:
        return f"{update.headline.deed} a page tagged “{tag}”:"
    return f"updated a page tagged “{tag}”:"
