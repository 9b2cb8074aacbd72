"""Files that are not a whole export of this version are refused, and leave nothing behind."""

import gzip
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from archive.reading import Unusable, check
from archive.tables import rows, tables
from tests.archive.conftest import retold
from wiki.models import Changeset

Rows = list[dict[str, Any]]
_made: list[bytes] = []


@pytest.fixture
def whole(request: pytest.FixtureRequest, transactional_db: None) -> bytes:
    """An export; the site that it is of is made once for all these tests."""
    if not _made:
        request.getfixturevalue("site")
        _made.append(request.getfixturevalue("exported")())
    return _made[0]


@pytest.fixture
def refused(tmp_path: Path, emptied: Callable[[], None]) -> Callable[[bytes], str]:
    """Import a file into an empty site; what is said, once nothing was written."""

    def attempt(content: bytes) -> str:
        file = tmp_path / "given.jsonl"
        file.write_bytes(content)
        if Changeset.objects.exists():
            emptied()
        with pytest.raises(CommandError) as said:
            call_command("import_site", str(file))
        assert [table._meta.label for table in tables() if rows(table).exists()] == []
        return str(said.value)

    return attempt


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"A letter", b"[1, 2]", b'{"model": "wiki.page"}', b"\x89PNG\r\n" + bytes(999)],
)
def test_what_is_no_export_is_told_so(content: bytes, refused: Callable[[bytes], str]) -> None:
    assert "It is no export of a Parley site" in refused(content)


@pytest.mark.usefixtures("db")
def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.jsonl\. It cannot be read: No such file"):
        call_command("import_site", str(tmp_path / "nowhere.jsonl"))


def test_a_file_cut_short_is_refused_wherever_it_was_cut(
    whole: bytes, tmp_path: Path, refused: Callable[[bytes], str]
) -> None:
    lines = whole.splitlines(keepends=True)
    assert "ends too early" in refused(b"".join(lines[:-1]))
    assert "ends too early" in refused(whole[: len(whole) // 2])
    assert "cut short" in refused(gzip.compress(whole)[:-2000])
    file = tmp_path / "cut.jsonl"
    for end in random.Random(1).sample(range(len(whole) - 1), 50):
        file.write_bytes(whole[:end])
        with pytest.raises(Unusable):
            check(file)


def test_a_single_changed_byte_is_found(
    whole: bytes, tmp_path: Path, refused: Callable[[bytes], str]
) -> None:
    assert "damaged" in refused(whole.replace(b"Keep two beds free", b"Keep two bads free"))
    file, chance = tmp_path / "changed.jsonl", random.Random(2)
    for place in chance.sample(range(whole.index(b"\n") + 1, len(whole) - 1), 100):
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        with pytest.raises(Unusable):
            check(file)


def lose_a_row(header: dict[str, Any], rows: Rows) -> None:
    del rows[-1]


def count_what_is_not_there(header: dict[str, Any], rows: Rows) -> None:
    header["counts"]["wiki.page"] += 1


def point_to_nobody(header: dict[str, Any], rows: Rows) -> None:
    next(row for row in rows if row["model"] == "recommendations.star")["fields"]["person"] = 999


def say_it_twice(header: dict[str, Any], rows: Rows) -> None:
    star = next(row for row in rows if row["model"] == "recommendations.star")
    rows.insert(rows.index(star), {**star, "pk": 999})
    header["counts"]["recommendations.star"] += 1


def speak_of_something_else(header: dict[str, Any], rows: Rows) -> None:
    header["counts"][rows[0]["model"]] -= 1
    header["counts"]["shop.basket"] = 1
    rows[0]["model"] = "shop.basket"


def have_another_column(header: dict[str, Any], rows: Rows) -> None:
    rows[0]["fields"]["shoe_size"] = 44


def put_words_for_a_number(header: dict[str, Any], rows: Rows) -> None:
    next(row for row in rows if row["model"] == "wiki.page")["pk"] = "one"


def lose_the_counts(header: dict[str, Any], rows: Rows) -> None:
    del header["counts"]


def be_of_another_form(header: dict[str, Any], rows: Rows) -> None:
    header |= {"format": 2, "version": "9.1"}


def be_of_a_newer_schema(header: dict[str, Any], rows: Rows) -> None:
    header["schema"]["wiki"] = "0999_pages_that_sing"


def be_of_an_older_schema(header: dict[str, Any], rows: Rows) -> None:
    header["schema"]["wiki"] = "0001_initial"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lose_a_row, "damaged"),
        (count_what_is_not_there, "damaged"),
        (lose_the_counts, "damaged"),
        (point_to_nobody, "do not fit together"),
        (say_it_twice, "do not fit together"),
        (speak_of_something_else, "do not fit together"),
        (have_another_column, "do not fit together"),
        (put_words_for_a_number, "do not fit together"),
        (be_of_another_form, "Parley 9.1 wrote it in a form that Parley"),
        (be_of_a_newer_schema, "Update Parley here, then import it"),
        (be_of_an_older_schema, "Import it with the Parley that wrote it"),
    ],
)
def test_a_file_that_contradicts_itself_or_this_version_is_refused(
    change: Callable[[dict[str, Any], Rows], None],
    said: str,
    whole: bytes,
    refused: Callable[[bytes], str],
) -> None:
    assert said in refused(retold(whole, change))


def test_the_same_file_unchanged_is_taken(
    whole: bytes, imported: Callable[[bytes], list[str]], emptied: Callable[[], None]
) -> None:
    emptied()
    assert imported(retold(whole, lambda header, rows: None)) == []
