"""The index follows the database, whatever happens to its tables."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import TextField

from search.index import after_migrations, before_migrations, ensure, take_off


@pytest.fixture
def kept(transactional_db):
    """A database whose index is whole again afterwards."""
    yield
    ensure()


def test_an_index_that_is_there_is_left_as_it_is(kept):
    assert ensure() is False


def test_an_index_is_made_again_with_what_was_written_without_it(kept, make_page, ask):
    make_page("Before")
    take_off()
    make_page("Meanwhile")
    assert ask("meanwhile").found == []
    assert ensure() is True
    make_page("Afterwards")
    assert [ask(word).found for word in ("before", "meanwhile", "afterwards")] == [
        ["Before"],
        ["Meanwhile"],
        ["Afterwards"],
    ]


def test_what_is_missing_of_an_index_is_made_again_by_migrating(kept, make_page, ask):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB '*pages_added'"
            )
            cursor.execute(f"DROP TRIGGER {cursor.fetchone()[0]}")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname ~ '^search_.*_pages$'")
            cursor.execute(f"DROP TRIGGER {cursor.fetchone()[0]} ON wiki_page")
    make_page("Meanwhile")
    call_command("migrate", verbosity=0)
    assert ask("meanwhile").found == ["Meanwhile"]


SEARCHED = [
    ("wiki", "Page", "body"),
    ("recommendations", "Recommendation", "wording"),
    ("discussions", "Thread", "subject"),
    ("discussions", "Post", "body"),
    ("wiki", "Changeset", "note"),
    ("accounts", "User", "about"),
]


def test_a_migration_may_rebuild_every_table_that_is_searched(kept, a_small_site, make_page, ask):
    before_migrations(using="default", plan=["a migration"])
    models = MigrationLoader(connection).project_state().apps
    for app, name, column in SEARCHED:
        model = models.get_model(app, name)
        field = model._meta.get_field(column)
        wider = TextField(null=True)
        wider.set_attributes_from_name(column)
        with connection.schema_editor() as editor:
            editor.alter_field(model, field, wider)
        with connection.schema_editor() as editor:
            editor.alter_field(model, wider, field)
    after_migrations(using="default")
    assert "Night work" in ask("night").found
    make_page("Afterwards")
    assert ask("afterwards").found == ["Afterwards"]


def test_an_emptied_database_finds_nothing(kept, make_page, ask):
    make_page("Before")
    call_command("flush", interactive=False, verbosity=0)
    answer = ask("before")
    assert answer.found == []
    assert "Nothing has these words" in answer.main


@pytest.mark.parametrize("first", ["\U00020000", "\u0958", "\uac00", "\ufb2c"])
def test_the_longest_text_that_may_be_written_can_be_indexed(first, make_page, ask):
    """Letters of many bytes, or that are taken apart to be compared; no word stands twice."""
    letters = [chr(n) for n in range(0x20000, 0x20000 + 130)]
    text = " ".join(f"{a}{b}{first * 12}" for a in letters for b in letters)[:200_000]
    page = make_page("Long")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wiki_page SET body = %s WHERE id = %s", [text, page.pk])
    assert ask(text[:14], type="pages").found == ["Long"]
