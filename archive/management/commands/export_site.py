"""Write the whole site into one file, for a backup or for moving it."""

import gzip
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from archive.tables import Schema
from archive.writing import Written, export

PRIVATE = "It holds e-mail addresses and password hashes. Keep it as you would keep the database."


class Command(BaseCommand):
    help = "Write the whole site into one new file. A name that ends in .gz is compressed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not Schema().is_applied:
            raise CommandError("The database waits for an update. Run first: manage.py migrate")
        try:
            written = write_new(file)
        except FileExistsError:
            raise CommandError(f"{file} exists already, and is left as it is") from None
        except OSError as error:
            raise CommandError(f"Cannot write {file}: {error.strerror}") from error
        total = sum(written.counts.values())
        filled = sum(map(bool, written.counts.values()))
        size = file.stat().st_size
        self.stdout.write(f"Wrote {total:,} rows of {filled} tables into {file} ({size:,} bytes).")
        self.stdout.write(f"SHA-256 of the rows: {written.sha256}")
        self.stdout.write(PRIVATE)


def write_new(path: Path) -> Written:
    """Write the export for its owner's eyes alone; a file half written is taken away again."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if path.suffix == ".gz":
                # Without a time of its own, the same site gives the same bytes.
                with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                    written = export(cast(IO[bytes], packed), at=timezone.now())
            else:
                written = export(file, at=timezone.now())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    return written
