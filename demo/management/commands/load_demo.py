"""Load the demo: its people and their story. Loading it twice changes nothing."""

import datetime
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import User
from demo.telling import Teller, events, people
from watching.models import Notification
from wiki import beginning
from wiki.models import Page

ADMIN = "admin"
BEFORE_THE_STORY = datetime.datetime(2026, 9, 12, 18, 30, tzinfo=datetime.UTC)


def kept_password(path: Path) -> str:
    """The demo people's password: the one given, else a random one kept for the owner alone."""
    given = os.environ.get("PARLEY_DEMO_PASSWORD", "")
    if not given and path.exists():
        return path.read_text().strip()
    password = given or secrets.token_urlsafe(12)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)
    return password


class Command(BaseCommand):
    help = "Load the demo content into an empty database. Twice is once."

    def handle(self, *args: Any, **options: Any) -> None:
        if Page.objects.exists() or User.objects.exists():
            self.stdout.write("There is content already: the demo is left out.")
            return
        password = kept_password(settings.DATA_DIR / "demo_password")
        with transaction.atomic():
            self._make_people(password)
            beginning.add_first(by=User.objects.get(username=ADMIN), at=BEFORE_THE_STORY)
            teller = Teller()
            for event in events():
                teller.tell(event)
        self._catch_up()  # news arrives when the story is committed

    def _make_people(self, password: str) -> None:
        admin = User(
            username=ADMIN,
            email="admin@example.org",
            about="Keeps this site running.",
            is_staff=True,
            is_superuser=True,
            is_moderator=True,
        )
        rows = [admin, *map(self._person, people())]
        admin.set_password(password)
        for person in rows:
            person.password = admin.password  # one hash for all: the demo starts quickly
            person.save()

    @staticmethod
    def _person(told: dict[str, Any]) -> User:
        is_moderator = bool(told.pop("moderator", False))
        return User(**told, is_moderator=is_moderator, date_joined=BEFORE_THE_STORY)

    @staticmethod
    def _catch_up() -> None:
        """People have read their older news; the last few wait in their inboxes."""
        for person in User.objects.all():
            mine = Notification.objects.filter(person=person).order_by("-pk")
            newest = list(mine.values_list("pk", flat=True)[:3])
            for news in mine.exclude(pk__in=newest):
                news.read_at = news.created_at
                news.save(update_fields=["read_at"])
