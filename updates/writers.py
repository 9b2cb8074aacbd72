"""Who else is editing a page just now: told to who edits it, and never a lock."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from updates.models import Writer
from wiki.models import Page

SILENT_AFTER = datetime.timedelta(minutes=2)
NOTED_EVERY = datetime.timedelta(seconds=20)
NAMED = 3


@dataclass(frozen=True)
class Others:
    """The others who edit a page, and whether oneself does in another tab or on another device."""

    people: list[User]
    is_me_elsewhere: bool = False

    @property
    def named(self) -> list[User]:
        return self.people[:NAMED]

    @property
    def more(self) -> int:
        return len(self.people) - len(self.named)


def meet(page: Page, person: Any, *, tab: str = "", at: datetime.datetime | None = None) -> Others:
    """Note that `person` is editing the page in this tab, and tell who else is.

    One query, and one or two more every twenty seconds. Without a script nobody knows one tab
    from another, so that only a script is told of one's own.
    """
    at = at or timezone.now()
    heard = Writer.objects.filter(page=page, heard_at__gt=at - SILENT_AFTER)
    rows = list(heard.select_related("person").order_by("person__username"))
    mine = {row.tab: row for row in rows if row.person_id == person.pk}
    if tab not in mine or at - mine[tab].heard_at > NOTED_EVERY:
        _note(page, person, tab, at)
    people = {row.person_id: row.person for row in rows if row.person_id != person.pk}
    return Others(list(people.values()), bool(tab and mine.keys() - {tab, ""}))


def _note(page: Page, person: Any, tab: str, at: datetime.datetime) -> None:
    Writer.objects.filter(person=person, heard_at__lt=at - SILENT_AFTER).delete()
    Writer.objects.bulk_create(
        [Writer(page=page, person=person, tab=tab, heard_at=at)],
        update_conflicts=True,
        unique_fields=["page", "person", "tab"],
        update_fields=["heard_at"],
    )


def leave(page: Page, person: Any, *, tab: str = "") -> None:
    """This tab is closed, or its text is saved."""
    Writer.objects.filter(page=page, person=person, tab__in=["", tab]).delete()
