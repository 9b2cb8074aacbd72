"""Writing a whole site into one file: JSON Lines, one row a line, then what its files hold.

The first line says what the file is and how many rows of each table follow; the last holds the
SHA-256 of the rows between them. The same content gives the same rows, byte for byte, on SQLite
and on PostgreSQL.
"""

import contextlib
import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, cast

from django.core.serializers import jsonl
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from archive import contents
from archive.hidden import told
from archive.tables import Schema, names_by_natural_key, product_version, rows, tables

FORMAT = 1
KIND = "Parley site"
CHUNK = 1_000


@dataclass(frozen=True)
class Written:
    """What an export holds."""

    counts: dict[str, int]
    sha256: str


def export(file: IO[bytes], *, at: datetime.datetime) -> Written:
    """Write the site, as it is at one moment, while others go on using it."""
    content = Content(file)
    with one_moment():
        counts = {table._meta.label_lower: rows(table).count() for table in tables()}
        kept = contents.every()
        counts[contents.LABEL] = len(kept)
        header = {
            "kind": KIND,
            "format": FORMAT,
            "version": product_version(),
            "schema": Schema().latest,
            "made_at": at.isoformat(),
            "counts": counts,
        }
        file.write(f"{json.dumps(header)}\n".encode())
        for table in tables():
            Lines().serialize(
                told(table, rows(table).iterator(chunk_size=CHUNK)),
                stream=cast(IO[str], content),
                fields=[
                    field.name for field in table._meta.concrete_fields if not field.primary_key
                ],
                use_natural_foreign_keys=names_by_natural_key(table),
            )
        for sha256 in kept:
            content.write(f"{contents.line(sha256)}\n")
    sha256 = content.digest.hexdigest()
    file.write(f"{json.dumps({'sha256': sha256})}\n".encode())
    return Written(counts, sha256)


class Content:
    """The rows on their way into the file."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def write(self, line: str) -> None:
        encoded = line.encode()
        self.digest.update(encoded)
        self.file.write(encoded)


class Exact(DjangoJSONEncoder):
    """Times to the microsecond, which Django's own encoder cuts to the millisecond."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime.datetime):
            return o.astimezone(datetime.UTC).isoformat()
        return super().default(o)


class Lines(jsonl.Serializer):
    """Django's JSON Lines in one form: exact times, and keys in order, which jsonb forgets."""

    def end_object(self, obj: Any) -> None:
        line = json.dumps(
            self.get_dump_object(obj),
            cls=Exact,
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        self.stream.write(f"{line}\n")
        self._current = None


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """Show what stands now to every query inside, and keep nobody from writing meanwhile."""
    if connection.in_atomic_block:  # whoever began it has chosen its view
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own would wait for writers and stop them
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
