"""The migration that took texts out of the rows of history, there and back, loses none."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from search.index import ensure, take_off
from wiki.changesets import recording
from wiki.models import Changeset, Origin, Page, PastText
from wiki.pasts import PERIOD, text_at
from wiki.writing import feature, revise_page

BEFORE = [("wiki", "0015_deleted_pages")]


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[Callable[[Any], Apps]]:
    """`migrated(BEFORE)` brings the database there, and returns the models of then."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()

    def migrate(targets: Any = latest) -> Apps:
        take_off()  # as the command `migrate` does
        state = MigrationExecutor(connection).migrate(targets)
        if targets is latest:
            ensure()
        return state.apps

    yield migrate
    migrate()


@pytest.fixture
def pages(transactional_db: None, make_page: Callable[..., Page], author: Any) -> list[Page]:
    """With more than a period of texts, updates of other things, and one that saved twice."""
    pages = [make_page(body="Ümläute 🌙 at the beginning. " * 20), make_page(body="")]
    for n in range(PERIOD + 3):
        for page in pages:
            revise_page(page, author=author, body=f"{page.body[: -n or None]} Word {n}.")
    feature(pages[0], by=author, reason="Read it")
    with recording(pages[1], author=author):
        for text in ("", "Left so"):
            pages[1].body = text
            pages[1].save()
    revise_page(pages[0], author=author, tags="new")
    revise_page(pages[0], author=author, body="")
    return pages


def texts() -> dict[int, str]:
    updates = Changeset.objects.select_related("page")
    return {update.pk: text_at(update.page, update) for update in updates}


def test_texts_go_back_into_the_rows_and_out_again(
    pages: list[Page], migrated: Callable[..., Apps]
) -> None:
    stood = texts()
    kept = list(PastText.objects.order_by("pk").values_list("pk", "page", "nth", "packed"))
    rows = migrated(BEFORE).get_model("wiki", "HistoricalPage").objects.order_by("history_id")
    bodies = dict(rows.values_list("changeset_id", "body"))  # of each update the last
    assert bodies == stood
    assert {len(pages), len(set(rows.values_list("id", flat=True)))} == {2}
    migrated()
    assert texts() == stood
    again = list(PastText.objects.order_by("pk").values_list("pk", "page", "nth", "packed"))
    assert [(*row[:3], bytes(row[3])) for row in again] == [
        (*row[:3], bytes(row[3])) for row in kept
    ]


def test_an_update_that_had_several_rows_is_read_by_its_last(
    pages: list[Page], migrated: Callable[..., Apps]
) -> None:
    page = pages[1]
    last = page.changesets.first()
    Row = migrated(BEFORE).get_model("wiki", "HistoricalPage")  # noqa: N806
    first, second = Row.objects.filter(changeset_id=last.pk).order_by("history_id")
    Row.objects.filter(pk=first.pk).update(body="On the way")
    Row.objects.filter(pk=second.pk).update(body="As it was left")
    migrated()
    assert text_at(page, last) == "As it was left"


def test_pages_written_before_origins_were_kept_are_read_once(
    transactional_db: None,
    make_page: Callable[..., Page],
    author: Any,
    migrated: Callable[..., Apps],
) -> None:
    page = make_page(body="Nights are long. Letters wait.")
    for body in (f"{page.body} And more.", "Nothing. Nothing. Left.", f"{page.body} And yet more."):
        revise_page(page, author=author, body=body)
    fields = ("page", "mark", "nth", "changeset")
    kept = set(Origin.objects.values_list(*fields))
    of_then = migrated(BEFORE)
    Origin.objects.all().delete()
    import_module("wiki.migrations.0008_note_origins").note(of_then, None)
    assert set(Origin.objects.values_list(*fields)) == kept
