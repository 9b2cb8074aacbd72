"""The two commands as an administrator meets them."""

import gzip
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from archive.reading import check
from archive.writing import export
from tests.archive.conftest import AT
from wiki.models import Page
from wiki.writing import revise_page


@pytest.mark.usefixtures("site")
def test_the_file_is_for_its_owner_alone_and_says_why(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "site.jsonl"
    call_command("export_site", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert "password hashes" in capsys.readouterr().out


@pytest.mark.usefixtures("site")
def test_a_file_that_exists_is_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "site.jsonl"
    file.write_text("last week's")
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_site", str(file))
    assert file.read_text() == "last week's"


@pytest.mark.usefixtures("db")
def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere/site\.jsonl: No such file or directory"):
        call_command("export_site", str(tmp_path / "nowhere" / "site.jsonl"))


@pytest.mark.usefixtures("site")
def test_a_name_in_gz_is_compressed_and_the_same_site_gives_the_same_bytes(
    tmp_path: Path, exported: Callable[[], bytes]
) -> None:
    file = tmp_path / "site.jsonl.gz"
    call_command("export_site", str(file))
    unpacked = gzip.decompress(file.read_bytes()).splitlines()
    assert unpacked[1:] == exported().splitlines()[1:]


@pytest.mark.usefixtures("site")
def test_a_site_with_content_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "site.jsonl"
    call_command("export_site", str(file))
    titles = set(Page.objects.values_list("title", flat=True))
    with pytest.raises(CommandError, match="content of its own"):
        call_command("import_site", str(file))
    assert set(Page.objects.values_list("title", flat=True)) == titles


def test_an_import_says_what_came(
    site: SimpleNamespace, tmp_path: Path, emptied: Callable[[], None], capsys: Any
) -> None:
    file = tmp_path / "site.jsonl.gz"
    call_command("export_site", str(file))
    emptied()
    call_command("import_site", str(file))
    said = capsys.readouterr().out
    assert f"exported on {timezone.now():%d %B %Y at }" in said
    assert "People sign in with the passwords they had" in said
    assert Page.objects.get(pk=site.page.pk).title == "Night work"


def test_people_go_on_writing_while_the_site_is_exported_as_it_was(
    site: SimpleNamespace, author: Any, tmp_path: Path
) -> None:
    def revise() -> None:
        revise_page(Page.objects.get(pk=site.page.pk), author=author, body="Written meanwhile")
        connection.close()

    class Disk(BytesIO):
        """Before the first row is on it, somebody saves a page."""

        def write(self, line: Any) -> int:
            if self.tell() and not writer.ident:
                writer.start()
                writer.join(timeout=15)
            return super().write(line)

    writer, disk = threading.Thread(target=revise), Disk()
    export(disk, at=AT)
    assert not writer.is_alive()
    (tmp_path / "site.jsonl").write_bytes(disk.getvalue())
    check(tmp_path / "site.jsonl")
    assert b"Written meanwhile" not in disk.getvalue()
    assert Page.objects.get(pk=site.page.pk).body == "Written meanwhile"
