"""What is exported and imported again is the same site, row by row and as people see it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Max

from archive.tables import LEFT_OUT, names_by_natural_key, rows, tables
from recommendations import receipts, starring
from recommendations.models import Criterion, Recommendation, Star
from tests.elements import read
from updates import moments
from wiki.models import Changeset, Page
from wiki.writing import revise_page

STAR = "recommendations.star"


def every_row() -> dict[str, list[dict[str, Any]]]:
    """Value by value; what `migrate` numbers anew in every database is compared in files."""
    compared = [table for table in tables() if not names_by_natural_key(table)]
    return {table._meta.label: list(rows(table).values()) for table in compared}


def every_moment() -> list[Any]:
    """Each page as each of its updates left it."""
    found = []
    for update in Changeset.objects.select_related("page").order_by("pk"):
        then = moments.at(update.page, update)
        stars = [(star.id, star.wording, star.person_id) for star in then.stars]
        found.append((then.title, then.body, then.tags, then.groups(), sorted(stars), then.known))
    return found


def test_every_table_is_exported_or_left_out_by_name() -> None:
    every = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert every >= LEFT_OUT
    assert {table._meta.label_lower for table in tables()} == every - LEFT_OUT


def test_the_site_of_these_tests_has_rows_in_every_table(site: SimpleNamespace) -> None:
    assert [table._meta.label for table in tables() if not rows(table).exists()] == []


def test_a_site_comes_back_row_by_row_and_byte_by_byte(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
) -> None:
    """Histories too: importing a tracked row writes no history of its own."""
    before, file = every_row(), exported()
    emptied()
    assert imported(file) == []
    assert every_row() == before
    assert exported() == file


def test_pages_are_seen_as_before_now_and_at_every_update(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
    stranger: Any,
) -> None:
    addresses = [
        *(page.get_absolute_url() for page in Page.objects.all()),
        *(item.get_absolute_url() for item in Recommendation.objects.all()),
        site.thread.get_absolute_url(),
        f"{site.page.get_absolute_url()}history/",
        "/people/ben/",
    ]
    before = [read(stranger.get(address)).one("main").raw for address in addresses]
    then, file = every_moment(), exported()
    emptied()
    imported(file)
    assert every_moment() == then
    assert [read(stranger.get(address)).one("main").raw for address in addresses] == before


def test_receipts_are_recomputed_from_the_file_and_hold_after_the_move(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
) -> None:
    file = exported()
    told = [row for row in map(json.loads, file.splitlines()) if row.get("model") == STAR]
    from_file = {row["pk"]: receipts.of_row(row["fields"]).digest for row in told}
    assert from_file == {star.pk: receipts.of_star(star).digest for star in Star.objects.all()}
    emptied()
    imported(file)
    assert from_file == {star.pk: receipts.of_star(star).digest for star in Star.objects.all()}


def test_people_go_on_where_they_stopped(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
    author: Any,
    client: Any,
) -> None:
    """Nothing gets a number that something else has, or had: R17 is one recommendation for ever."""
    last_star = Star.history.aggregate(last=Max("id"))["last"]
    assert last_star > Star.objects.aggregate(last=Max("pk"))["last"], "the last one was taken back"
    file = exported()
    emptied()
    imported(file)
    form = {"login": "ben", "password": "correct horse battery"}
    assert client.post("/accounts/login/", form).status_code == 302
    page = Page.objects.get(pk=site.page.pk)
    revise_page(page, author=author, body="Written after the move")
    item, simple = Recommendation.objects.get(pk=site.reworded.pk), Criterion.objects.get()
    star = starring.give(item, person=author, criterion=simple)
    assert star.pk > last_star
    number = Changeset.objects.filter(page=page).order_by("-pk").first().number
    assert number == Changeset.objects.filter(page=page).count()


def test_what_came_back_is_found_by_its_words(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
    stranger: Any,
) -> None:
    file = exported()
    emptied()
    assert "Night work" not in read(stranger.get("/search/?q=shifts")).text
    imported(file)
    for words, found in (("shifts", "Night work"), ("floor", "ground floor"), ("beds", "Beds")):
        assert found in read(stranger.get(f"/search/?q={words}")).text


def manage(data: Path, *command: str) -> str:
    """A command as it is typed on another machine, on SQLite in a folder of its own."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=kept | {"PARLEY_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("site")
def test_a_site_moves_to_another_database_and_back(
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
    tmp_path: Path,
) -> None:
    """To SQLite, from whichever database the tests run on, with the two commands alone."""
    before, file = every_row(), exported()
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl.gz"
    first.write_bytes(file)
    manage(tmp_path / "there", "import_site", str(first))
    said = manage(tmp_path / "there", "export_site", str(second))
    assert json.loads(file.splitlines()[-1])["sha256"] in said
    emptied()
    imported(second.read_bytes())
    assert every_row() == before
