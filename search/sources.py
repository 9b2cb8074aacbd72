"""What can be found: which rows of which tables stand in the index, and with which texts.

The lower apps know nothing of search. Their tables are named here once, and the database itself
keeps the index of them (search.index).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One table whose rows are found as one kind. Texts are SQL over a row called `{it}`."""

    kind: str  # as in the address: ?type=pages
    code: int  # as in the index: 1 to 7
    table: str
    watched: tuple[str, ...]  # the columns that a change of the index follows
    title: str = "''"
    tags: str = "''"
    body: str = "''"
    present: str = "1 = 1"  # whether a row may be found: what was removed never stands in the index

    def texts(self, row: str, joined: str) -> str:
        """Title, tags and body of the row called `row`; `joined` is the function for texts."""
        texts = (self.title, self.tags, self.body)
        return ", ".join(text.format(it=row, joined=joined) for text in texts)


THREADS = "discussions_thread"
TURNS = "challenges_turn"

SOURCES = (
    Source(
        "pages",
        1,
        "wiki_page",
        ("title", "tags", "body"),
        title="{it}.title",
        tags="{it}.tags",
        body="{it}.body",
    ),
    Source(
        "recs",
        2,
        "recommendations_recommendation",
        ("wording", "is_removed"),
        title="'R' || {it}.id",
        body="{it}.wording",
        present="NOT {it}.is_removed",
    ),
    # The opening post is found by its thread's subject too.
    Source(
        "talk",
        3,
        "discussions_post",
        ("body", "removed_at", "number"),  # a number changes where a post goes to another thread
        title="CASE {it}.number WHEN 1 THEN"
        " (SELECT subject FROM discussions_thread WHERE id = {it}.thread_id) ELSE '' END",
        tags="CASE {it}.number WHEN 1 THEN"
        " (SELECT tags FROM discussions_thread WHERE id = {it}.thread_id) ELSE '' END",
        body="{it}.body",
        present="{it}.removed_at IS NULL",
    ),
    Source(
        "questions",
        6,
        "questions_question",
        ("text", "answer"),
        title="{it}.text",
        body="{it}.answer",
    ),
    # What came of a challenge is said in rows of another table, which are told to the index too.
    Source(
        "challenges",
        7,
        "challenges_challenge",
        ("quote", "wrong"),
        title="{it}.quote",
        body="{it}.wrong || ' ' || COALESCE((SELECT {joined}(text, ' ') FROM challenges_turn"
        " WHERE challenge_id = {it}.id), '')",
    ),
    Source("notes", 4, "wiki_changeset", ("note",), body="{it}.note", present="{it}.note <> ''"),
    Source(
        "people",
        5,
        "accounts_user",
        ("username", "name", "about", "is_active"),
        title="{it}.username || ' ' || {it}.name",
        body="{it}.about",
        present="{it}.is_active",
    ),
)
RECOMMENDATIONS = next(source for source in SOURCES if source.kind == "recs")
NOTES = next(source for source in SOURCES if source.kind == "notes")
TALK = next(source for source in SOURCES if source.kind == "talk")
CHALLENGES = next(source for source in SOURCES if source.kind == "challenges")
KIND_OF = {source.code: source.kind for source in SOURCES}
