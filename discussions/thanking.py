"""Thanks: the author of what people find valuable hears of it in one line a day."""

import datetime
import zoneinfo

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from discussions.models import Valuable
from watching.models import Notification


def tell_author(author_pk: int, at: datetime.datetime) -> None:
    """Have the author's inbox say how many found how many posts of theirs valuable that day.

    One line, made with the first thanks, changed while the day lasts, gone where all are withdrawn.
    It is new to them once, however often it changes.
    """
    with transaction.atomic():
        # Two at once would each make a line; posts of the same person may be written meanwhile.
        author = User.objects.select_for_update(no_key=True).get(pk=author_pk)
        begins, ends = day_of(at, author.zone)
        given = Valuable.objects.filter(
            post__author=author,
            post__removed_at__isnull=True,
            yes=True,
            given_at__gte=begins,
            given_at__lt=ends,
        ).order_by("given_at", "pk")
        rows = list(given.values_list("person", "post", "post__thread__subject"))
        lines = Notification.objects.filter(
            person=author,
            kind=Notification.Kind.THANKS,
            created_at__gte=begins,
            created_at__lt=ends,
        )
        if not rows:
            lines.delete()
            return
        people, posts = {row[0] for row in rows}, {row[1] for row in rows}
        _, post, subject = rows[-1]
        said = {
            "subject": _sentence(len(people), len(posts), subject),
            "url": f"/posts/{post}/",
        }
        if not lines.update(**said):
            Notification.objects.create(
                person=author, kind=Notification.Kind.THANKS, created_at=at, **said
            )


def _sentence(people: int, posts: int, subject: str) -> str:
    who = "1 person finds" if people == 1 else f"{people} people find"
    what = f"your post in “{subject}”" if posts == 1 else f"{posts} of your posts"
    return f"{who} {what} valuable"


def day_of(moment: datetime.datetime, zone: str) -> tuple[datetime.datetime, datetime.datetime]:
    """When the day of a moment begins and ends, in somebody's zone, else the site's."""
    try:
        place = zoneinfo.ZoneInfo(zone) if zone else timezone.get_default_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        place = timezone.get_default_timezone()
    local = moment.astimezone(place)
    begins = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return begins, begins + datetime.timedelta(days=1)
