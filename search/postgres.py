"""The index on PostgreSQL: one table of word vectors with a GIN index, kept by triggers.

Without a stored vector, ranking has to read every matching text again: 1.9 s in place of 0.03 s
for a word that stands on 2,000 pages of 5 KB.
"""

# ruff: noqa: S608 - every part of these statements is written in this package
import string
from collections.abc import Iterable
from unicodedata import normalize

from search.query import Query, Term
from search.sources import CHALLENGES, SOURCES, TALK, THREADS, TURNS, Source

# PostgreSQL would take "www.example.org" and "either/or" for one word each; SQLite does not.
MARKS = string.punctuation + "\u00a0¡¦§«¬¶·»¿‐‑‒–—―‖‘’‚‛“”„‟†‡•‣…‰′″‹›"

# A vector holds a megabyte, places of words included. The longest text that can be written needs
# less; but for scripts whose letters are taken apart, of which then the beginning is indexed.
BYTES = 800_000

# English stems as in the configuration "english", but no word is too common to be found: "IT" is
# a subject, not a pronoun. Accents are taken off, as on SQLite.
MAKE = [
    f"""
DROP TABLE IF EXISTS search_entry;
DROP FUNCTION IF EXISTS search_vector(text, text, text);
DROP FUNCTION IF EXISTS search_fold(text);
DROP TEXT SEARCH CONFIGURATION IF EXISTS search_words;
DROP TEXT SEARCH DICTIONARY IF EXISTS search_stems;
CREATE TEXT SEARCH DICTIONARY search_stems (TEMPLATE = pg_catalog.snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION search_words (PARSER = pg_catalog.default);
ALTER TEXT SEARCH CONFIGURATION search_words ADD MAPPING
    FOR asciiword, word, numword, int, uint, float, sfloat, version WITH search_stems;
CREATE FUNCTION search_fold(words text) RETURNS text LANGUAGE sql IMMUTABLE AS $body$
    SELECT left(folded, CASE WHEN octet_length(folded) > {BYTES} THEN {BYTES} / 6 ELSE {BYTES} END)
    FROM translate(
        normalize(regexp_replace(normalize(words, NFD), '[\\u0300-\\u036f]+', '', 'g'), NFC),
        '{MARKS.replace("'", "''")}', '{" " * len(MARKS)}') folded
$body$;
CREATE FUNCTION search_vector(title text, tags text, body text) RETURNS tsvector
LANGUAGE sql STABLE AS $body$
    SELECT setweight(to_tsvector('search_words', search_fold(title)), 'A')
        || setweight(to_tsvector('search_words', search_fold(tags)), 'B')
        || setweight(to_tsvector('search_words', search_fold(body)), 'D')
$body$;
CREATE TABLE search_entry (
    kind smallint NOT NULL, id bigint NOT NULL, words tsvector NOT NULL, PRIMARY KEY (kind, id)
);
"""
]
# Without "off", words written lately wait in a list that every search has to read.
FINISH = [
    "CREATE INDEX search_entry_words ON search_entry USING gin (words) WITH (fastupdate = off)"
]
FORGET: list[str] = []  # VACUUM does it
PRESENT = (
    "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE tgname ^@ 'search_' AND relnamespace = current_schema()::regnamespace"
)
DROP = "DROP FUNCTION {}() CASCADE"

# What begins with the last word answers too, but the word itself counts twice. The 1 divides by the
# logarithm of the length, so that a text is not better for being long.
FOUND = """
    SELECT kind, id, ts_rank(weights, words, asked, 1) + ts_rank(weights, words, whole, 1) AS score
    FROM search_entry, to_tsquery('search_words', %s) asked, to_tsquery('search_words', %s) whole,
        CAST('{0.1, 0.2, 0.4, 1.0}' AS real[]) weights
    WHERE words @@ asked
"""

# The rows of one kind that hold any of some words, the best first.
ANY = """
    SELECT id FROM search_entry, to_tsquery('search_words', %s) asked
    WHERE words @@ asked AND kind = %s ORDER BY ts_rank(words, asked, 1) DESC, id LIMIT %s
"""


def triggers(prefix: str) -> dict[str, str]:
    """The statements that make each trigger with its function, by the trigger's name."""
    made = {}
    for source in SOURCES:
        columns = ", ".join(source.watched)
        made[f"{prefix}{source.kind}"] = (
            f"INSERT OR DELETE OR UPDATE OF {columns} ON {source.table} FOR EACH ROW",
            _follow(source),
        )
        made[f"{prefix}{source.kind}_emptied"] = (
            f"TRUNCATE ON {source.table} FOR EACH STATEMENT",
            f"DELETE FROM search_entry WHERE kind = {source.code};",
        )
    made[f"{prefix}talk_renamed"] = (
        f"UPDATE OF subject, tags ON {THREADS} FOR EACH ROW",
        "UPDATE search_entry SET words = search_vector(NEW.subject, NEW.tags, it.body)"
        f" FROM {TALK.table} it WHERE it.thread_id = NEW.id AND it.number = 1"
        f" AND search_entry.kind = {TALK.code} AND search_entry.id = it.id;",
    )
    about = "COALESCE(NEW.challenge_id, OLD.challenge_id)"
    told = _insert(CHALLENGES, "it", f"FROM {CHALLENGES.table} it")
    made[f"{prefix}challenges_told"] = (
        f"INSERT OR DELETE OR UPDATE ON {TURNS} FOR EACH ROW",
        f"DELETE FROM search_entry WHERE kind = {CHALLENGES.code} AND id = {about};"
        f" {told} AND it.id = {about};",
    )
    return {
        name: f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $body$ BEGIN {deed} RETURN NULL; END $body$;"
        f" CREATE TRIGGER {name} AFTER {event} EXECUTE FUNCTION {name}()"
        for name, (event, deed) in made.items()
    }


def _follow(source: Source) -> str:
    old, new = (", ".join(f"{row}.{name}" for name in source.watched) for row in ("OLD", "NEW"))
    return f"""
    IF TG_OP = 'UPDATE' AND ROW({old}) IS NOT DISTINCT FROM ROW({new}) THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM search_entry WHERE kind = {source.code} AND id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN {_insert(source, "NEW")}; END IF;
    """


def fill() -> list[str]:
    """The statements that index what is there."""
    return [_insert(source, "it", f"FROM {source.table} it") for source in SOURCES]


def _insert(source: Source, row: str, origin: str = "") -> str:
    texts = source.texts(row, joined="string_agg")
    return (
        f"INSERT INTO search_entry (kind, id, words) SELECT {source.code}, {row}.id,"
        f" search_vector({texts}) {origin} WHERE {source.present.format(it=row)}"
    )


def asked(query: Query) -> list[str]:
    """The query in the language of to_tsquery, as FOUND wants it: last word open, and whole."""
    unwanted = [f"!{_phrase(term)}" for term in query.unwanted]
    opened = [_phrase(term, ":*" if term.open else "") for term in query.wanted]
    whole = [_phrase(term) for term in query.wanted]
    return [" & ".join([*wanted, *unwanted]) for wanted in (opened, whole)]


def any_of(words: Iterable[str]) -> str:
    """Some words, as ANY wants them."""
    return " | ".join(f"'{normalize('NFC', word)}'" for word in words)


def _phrase(term: Term, end: str = "") -> str:
    ways = [_together(term.words) + end, *(_together(words, ":B") for words in term.also)]
    return f"({' | '.join(f'({way})' for way in ways)})"


def _together(words: Iterable[str], weight: str = "") -> str:
    return " <-> ".join(f"'{normalize('NFC', word)}'{weight}" for word in words)
