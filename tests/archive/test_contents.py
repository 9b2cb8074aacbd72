"""What files hold goes along with the site."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from archive import contents
from archive.reading import Unusable
from files.models import FileVersion
from files.uploading import upload
from tests.archive.conftest import retold
from tests.files.conftest import photo


def test_files_come_back_in_every_size_in_a_new_place(
    site: SimpleNamespace,
    member: Any,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
    stranger: Any,
) -> None:
    made = upload(site.page, author=member, content=photo(), name="ward.jpg", alt="A ward")
    addresses = [f"/files/{made.pk}/ward.jpg", f"/files/{made.pk}/480/ward.jpg"]
    before = [stranger.get(address).content for address in addresses]
    file = exported()
    emptied()
    shutil.rmtree(settings.MEDIA_ROOT)
    assert imported(file) == []
    assert [stranger.get(address).content for address in addresses] == before
    assert exported() == file


def test_a_content_that_is_not_what_its_hash_says_is_refused(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
) -> None:
    def exchange(header: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        next(row for row in rows if row["model"] == contents.LABEL)["held"] = "AAAA"

    file = retold(exported(), exchange)
    emptied()
    with pytest.raises(Unusable, match="not what it is said to be"):
        imported(file)
    assert not FileVersion.objects.exists()


def test_a_lost_content_is_told_and_does_not_stop_the_backup(
    site: SimpleNamespace,
    exported: Callable[[], bytes],
    imported: Callable[[bytes], list[str]],
    emptied: Callable[[], None],
) -> None:
    version = FileVersion.objects.get()
    Path(settings.MEDIA_ROOT, version.sha256[:2], version.sha256).unlink()
    file = exported()
    assert json.loads(file.splitlines()[0])["counts"][contents.LABEL] == 0
    emptied()
    assert imported(file) == ["rota.csv of “Night work”, version 1, has lost its content"]
