"""Reading a whole site back, into an empty one: all of it, or nothing."""

import datetime
import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any, cast

from django.core.serializers import jsonl
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError, connection, models, transaction

from archive import contents
from archive.settling import settle
from archive.tables import Schema, product_version, rows, tables
from archive.writing import FORMAT, KIND

HEADER_LIMIT = 100_000  # what is no export may have no line at all
BATCH = 500
GZIP = b"\x1f\x8b"


class Unusable(ValueError):
    """A file that is not imported, with what to say about it."""


class NotEmpty(ValueError):
    """A site that has content of its own."""


@dataclass(frozen=True)
class Header:
    """What a file says about itself."""

    version: str
    made_at: datetime.datetime
    schema: dict[str, str]
    counts: dict[str, int]


def check(path: Path) -> Header:
    """Read the whole file and write nothing. Raises Unusable."""
    lines = _lines(path)
    header = _header(next(lines))
    found: Counter[str] = Counter()
    digest = hashlib.sha256()
    last = next(lines, b"")
    for line in lines:
        digest.update(last)
        found[_model_of(last)] += 1
        last = line
    if _parsed(last).keys() != {"sha256"}:
        raise Unusable("It ends too early: the rest of it is missing")
    if _parsed(last)["sha256"] != digest.hexdigest() or found != Counter(header.counts):
        raise Unusable("It is damaged: it does not hold what was written into it")
    return header


def load(path: Path, header: Header) -> list[str]:
    """Write a checked file's rows into this site; returns what was found wrong with them.

    Raises Unusable, NotEmpty; nothing is written then.
    """
    with transaction.atomic():
        if any(rows(table).exists() for table in tables()):
            raise NotEmpty
        try:
            _write(path, sum(header.counts.values()) - header.counts.get(contents.LABEL, 0))
            connection.check_constraints()
        except (DeserializationError, DatabaseError, ValueError, TypeError) as error:
            raise Unusable(f"Its rows do not fit together: {error}") from error
        return settle()


def _write(path: Path, total: int) -> None:
    """Bulk creation is the raw write: no `save`, no signal, so no history beyond the file's."""
    lines = islice(_lines(path), 1, None)
    content = islice(lines, total)
    found = (one.object for one in jsonl.Deserializer(cast(Any, content)))
    for model, of_model in groupby(found, attrgetter("__class__")):
        while batch := list(islice(of_model, BATCH)):
            models.QuerySet(model).bulk_create(batch)
    for line in lines:
        said = _parsed(line)
        if said.get("model") == contents.LABEL:
            contents.take(said)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as plain:
            is_packed = plain.peek(2).startswith(GZIP)
            with gzip.open(plain) if is_packed else plain as file:
                yield file.readline(HEADER_LIMIT)
                yield from file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unusable("It is damaged or was cut short") from error
    except OSError as error:
        raise Unusable(f"It cannot be read: {error.strerror}") from error


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _model_of(line: bytes) -> str:
    return str(_parsed(line).get("model"))


def _header(line: bytes) -> Header:
    said = _parsed(line)
    if said.get("kind") != KIND:
        raise Unusable("It is no export of a Parley site")
    here, there = product_version(), said.get("version")
    if said.get("format") != FORMAT:
        raise Unusable(f"Parley {there} wrote it in a form that Parley {here} does not read")
    try:
        header = Header(
            version=str(there),
            made_at=datetime.datetime.fromisoformat(said["made_at"]),
            schema=dict(said["schema"]),
            counts=dict(said["counts"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unusable("It is damaged: its first line is not whole") from error
    _require_same_schema(header)
    return header


def _require_same_schema(header: Header) -> None:
    schema = Schema()
    if header.schema == schema.latest:
        return
    if any(not schema.knows(app, name) for app, name in header.schema.items()):
        advice = "Update Parley here, then import it"
    else:
        advice = "Import it with the Parley that wrote it, then update that one"
    raise Unusable(f"It comes from another version of Parley, {header.version}. {advice}")
