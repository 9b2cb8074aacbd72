"""Read a whole site from a file that `export_site` wrote."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from archive.reading import NotEmpty, Unusable, check, load
from archive.tables import Schema

FULL = (
    "This site has content of its own, so nothing was imported. Import into an empty one: a new "
    "PARLEY_DATA folder or database, started for the first time by this very command."
)


class Command(BaseCommand):
    help = "Read a whole site from an export into this one, which must be empty. All or nothing."
    requires_migrations_checks = False  # an empty database is prepared here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            header = check(file)
            if not Schema().is_applied:
                self.stdout.write("Preparing the database")
                call_command("migrate", interactive=False, verbosity=0)
            faults = load(file, header)
        except Unusable as refused:
            raise CommandError(f"Nothing was imported from {file}. {refused}.") from refused
        except NotEmpty as refused:
            raise CommandError(FULL) from refused
        self.stdout.write(
            f"Imported {sum(header.counts.values()):,} rows, exported on"
            f" {header.made_at:%d %B %Y at %H:%M} UTC by Parley {header.version}."
            " People sign in with the passwords they had."
        )
        for fault in faults:
            self.stderr.write(f"Wrong already where it was exported: {fault}")
