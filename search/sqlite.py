"""The index on SQLite: one FTS5 table, kept by triggers.

A row's number in the index holds its kind in the lowest three bits, and its id above them. The
table keeps its own copy of the texts: without one, FTS5 must be told of every text to take out
word by word as it once was, and a single difference spoils the index for good.
"""

# ruff: noqa: S608 - every part of these statements is written in this package
from collections.abc import Iterable

from search.query import Query, Term
from search.sources import CHALLENGES, SOURCES, TALK, THREADS, TURNS, Source

MAKE = [
    "DROP TABLE IF EXISTS search_entry",
    "CREATE VIRTUAL TABLE search_entry USING"
    " fts5(title, tags, body, tokenize = 'porter unicode61 remove_diacritics 2')",
]
FINISH = ["INSERT INTO search_entry (search_entry) VALUES ('optimize')"]
FORGET = FINISH
PRESENT = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'search_*'"
DROP = "DROP TRIGGER {}"

# bm25 gives better matches lower numbers; its weights are those of title, tags and body.
FOUND = """
    SELECT rowid & 7 AS kind, rowid >> 3 AS id, -bm25(search_entry, 10.0, 4.0, 1.0) AS score
    FROM search_entry WHERE search_entry MATCH %s
"""

# The rows of one kind that hold any of some words, the best first.
ANY = """
    SELECT rowid >> 3 FROM search_entry
    WHERE search_entry MATCH %s AND rowid & 7 = %s ORDER BY bm25(search_entry), rowid LIMIT %s
"""


def triggers(prefix: str) -> dict[str, str]:
    """The statement that makes each trigger, by the trigger's name."""
    after: dict[str, str] = {}
    for source in SOURCES:
        insert = f"{_insert(source, 'NEW')};"
        delete = f"DELETE FROM search_entry WHERE rowid = {_place(source, 'OLD')};"
        columns = ", ".join(source.watched)
        changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in source.watched)
        after |= {
            f"{source.kind}_added": f"INSERT ON {source.table} BEGIN {insert} END",
            f"{source.kind}_changed": f"UPDATE OF {columns} ON {source.table}"
            f" WHEN {changed} BEGIN {delete} {insert} END",
            f"{source.kind}_gone": f"DELETE ON {source.table} BEGIN {delete} END",
        }
    after["talk_renamed"] = (
        f"UPDATE OF subject, tags ON {THREADS} BEGIN"
        " UPDATE search_entry SET title = NEW.subject, tags = NEW.tags WHERE rowid ="
        f" (SELECT {_place(TALK, 'it')} FROM {TALK.table} it"
        " WHERE it.thread_id = NEW.id AND it.number = 1); END"
    )
    told = f"FROM {CHALLENGES.table} it"
    for deed, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        here = f"it.id = {row}.challenge_id"
        after[f"challenges_told_by_{deed.lower()}"] = (
            f"{deed} ON {TURNS} BEGIN DELETE FROM search_entry WHERE rowid ="
            f" {row}.challenge_id * 8 + {CHALLENGES.code};"
            f" {_insert(CHALLENGES, 'it', told)} AND {here}; END"
        )
    return {
        f"{prefix}{name}": f"CREATE TRIGGER {prefix}{name} AFTER {what}"
        for name, what in after.items()
    }


def fill() -> list[str]:
    """The statements that index what is there."""
    return [_insert(source, "it", f"FROM {source.table} it") for source in SOURCES]


def _place(source: Source, row: str) -> str:
    return f"{row}.id * 8 + {source.code}"


def _insert(source: Source, row: str, origin: str = "") -> str:
    texts = source.texts(row, joined="group_concat")
    return (
        f"INSERT INTO search_entry (rowid, title, tags, body) SELECT {_place(source, row)},"
        f" {texts} {origin} WHERE {source.present.format(it=row)}"
    )


def asked(query: Query) -> list[str]:
    """The query in the language of FTS5, as FOUND wants it."""
    wanted = " AND ".join(map(_phrase, query.wanted))
    return [" NOT ".join([f"({wanted})", *map(_phrase, query.unwanted)])]


def any_of(words: Iterable[str]) -> str:
    """Some words, as ANY wants them."""
    return " OR ".join(f'"{word}"' for word in words)


def _phrase(term: Term) -> str:
    phrase = f'"{" ".join(term.words)}"'
    # What begins with the last word answers too, but the word itself counts twice.
    ways = [phrase, f"{phrase} *"] if term.open else [phrase]
    ways += [f'tags : "{" ".join(words)}"' for words in term.also]
    return f"({' OR '.join(ways)})"
