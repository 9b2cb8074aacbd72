"""Remove a file, or one version of it, from storage for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from files.hiding import StillStands
from files.models import File, FileVersion
from files.purging import Plan, plan, purge
from wiki.access import moderator_called, page_called

BEYOND = "Backups, exports and browsers that hold it already are not reached."


class Command(BaseCommand):
    help = "Remove what a file held from storage for good. Says what it would do, until --yes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("page", help="the page's name in its address, or its title")
        parser.add_argument("name", help="the file's name")
        parser.add_argument("--number", type=int, help="only this version")
        parser.add_argument("--reason", required=True, help="why: everybody can read it")
        parser.add_argument("--by", required=True, help="who asks for it: a moderator's name")
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(
        self,
        *args: Any,
        page: str,
        name: str,
        number: int | None,
        reason: str,
        by: str,
        yes: bool,
        **options: Any,
    ) -> None:
        person = moderator_called(by)
        home = page_called(page)
        if person is None:
            raise CommandError(f"No moderator is called “{by}”")
        file = File.objects.filter(page=home, name_key=name.casefold()).first() if home else None
        if file is None:
            raise CommandError(f"“{page}” has no file called “{name}”")
        version = FileVersion.objects.filter(file=file, number=number).first() if number else None
        if number and version is None:
            raise CommandError(f"{name} has no version {number}")
        try:
            found = plan(file, version)
            if yes:
                purge(file, version, by=person, reason=reason)
        except StillStands as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(found, done=yes)

    def _tell(self, found: Plan, *, done: bool) -> None:
        will = "Removed" if done else "Would remove"
        for version in sorted(found.versions, key=lambda one: one.number):
            self.stdout.write(f"{will} what version {version.number} held, and the words about it")
        self.stdout.write(f"{will} {len(found.removed)} stored contents")
        for holders in found.shared.values():
            named = ", ".join(f"{one.file.name} of “{one.file.page}”" for one in holders)
            self.stdout.write(f"One content stays: it is also {named}")
        self.stdout.write(BEYOND if done else "Nothing was done. Add --yes to do it")
