"""Making the index. Afterwards the database keeps it: every write to a text moves its entry.

Migrations may rebuild a table without its triggers, and may not alter what a trigger reads. So
the triggers are taken off before any migration runs, and where they are missing, or are those of
another version of this package, the index is made anew after it.
"""

import hashlib
from types import ModuleType
from typing import Any

from django.db import connections, transaction

from search import postgres, sqlite
from search.sources import SOURCES, THREADS, TURNS


def dialect(using: str) -> ModuleType:
    """How the database called `using` searches: search.sqlite or search.postgres."""
    return sqlite if connections[using].vendor == "sqlite" else postgres


def ensure(using: str = "default") -> bool:
    """Make the index where it is missing or outdated. Says whether it did."""
    speaks = dialect(using)
    wanted = speaks.triggers(_prefix(speaks))
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        needed = {THREADS, TURNS, *(source.table for source in SOURCES)}
        if not needed <= tables or _present(cursor, speaks) == set(wanted):
            return False
        _take_off(cursor, speaks)
        for statement in [*_making(speaks), *wanted.values()]:
            cursor.execute(statement)
    return True


def forget_old_words(using: str = "default") -> None:
    """Let nothing of texts that were replaced linger in the index."""
    with connections[using].cursor() as cursor:
        for statement in dialect(using).FORGET:
            cursor.execute(statement)


def take_off(using: str = "default") -> None:
    """Stop keeping the index; `ensure` makes it anew."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        _take_off(cursor, dialect(using))


def _take_off(cursor: Any, speaks: ModuleType) -> None:
    for name in sorted(_present(cursor, speaks)):
        cursor.execute(speaks.DROP.format(name))


def _present(cursor: Any, speaks: ModuleType) -> set[str]:
    cursor.execute(speaks.PRESENT)
    return {name for (name,) in cursor.fetchall()}


def _making(speaks: ModuleType) -> list[str]:
    statements: list[str] = [*speaks.MAKE, *speaks.fill(), *speaks.FINISH]
    return statements


def _prefix(speaks: ModuleType) -> str:
    """What the triggers' names begin with: it changes when any of the statements does."""
    statements = [*_making(speaks), *speaks.triggers("").values()]
    return f"search_{hashlib.sha256(repr(statements).encode()).hexdigest()[:8]}_"


def before_migrations(using: str, plan: list[Any], **kwargs: Any) -> None:
    if plan:
        take_off(using)


def after_migrations(using: str, **kwargs: Any) -> None:
    ensure(using)
