"""Uploaded files in an S3-compatible store: everything that is done with them, by the setting."""

import base64
import io
import runpy
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from files.models import FileVersion
from files.storing import content_of, keep
from files.uploading import restore, upload
from tests.files.a_store import Store, open_store
from tests.files.conftest import PDF, picture

BUCKET = "ward-files"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Store]:
    """A store, and a site that was told of it as README.md says."""
    with open_store(BUCKET) as opened:
        told = {
            "PARLEY_S3_BUCKET": BUCKET,
            "PARLEY_S3_ENDPOINT": opened.address,
            "PARLEY_S3_FOLDER": "parley",
            "AWS_ACCESS_KEY_ID": "a-key",
            "AWS_SECRET_ACCESS_KEY": "nobody's",  # of nothing but the store above
            "NO_PROXY": "127.0.0.1",
        }
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        made = runpy.run_path(str(site.BASE_DIR / "config" / "settings.py"))["STORAGES"]
        settings.STORAGES = settings.STORAGES | {"default": made["default"]}
        yield opened


def test_a_picture_is_uploaded_served_in_its_sizes_and_versioned(
    store: Store, night: Any, member: Any, writer: Client, settings: Any
) -> None:
    folder = Path(settings.MEDIA_ROOT)
    stood = set(folder.rglob("*/*"))
    sent = SimpleUploadedFile("ward.png", picture("PNG", (1200, 600)), "image/png")
    form = {"file": sent, "alt": "A ward"}
    assert writer.post(f"{night.get_absolute_url()}files/", form).status_code == 302
    version = FileVersion.objects.get()
    places = {f"parley/{one.sha256[:2]}/{one.sha256}" for one in version.contents}
    assert set(store.kept) == places
    assert len(places) > 1, "the picture and its sizes"
    shown = writer.get(version.get_absolute_url())
    assert shown.content == store.kept[f"parley/{version.sha256[:2]}/{version.sha256}"]
    assert writer.get(f"/files/{version.pk}/480/ward.png").status_code == 200
    second = upload(night, author=member, content=b"Words", name="x", to=version.file)
    assert content_of(second.sha256) == b"Words"
    again = restore(version, author=member)
    assert writer.get(again.get_absolute_url()).content == shown.content
    assert set(folder.rglob("*/*")) == stood, "no content goes to the folder"


def test_one_content_is_stored_once_and_half_of_one_is_stored_again(store: Store) -> None:
    sha256 = keep(b"The whole of it")
    keep(b"The whole of it")
    assert [asked for asked in store.asked if asked.startswith("PUT")] == [
        f"PUT parley/{sha256[:2]}/{sha256}"
    ]
    store.kept[f"parley/{sha256[:2]}/{sha256}"] = b"Half"
    assert content_of(keep(b"The whole of it")) == b"The whole of it"


def test_a_content_that_is_lost_is_not_found(
    store: Store, night: Any, member: Any, client: Client
) -> None:
    version = upload(night, author=member, content=PDF, name="Rota.pdf")
    store.kept.clear()
    assert client.get(version.get_absolute_url()).status_code == 404


def test_a_purged_file_leaves_the_store(
    store: Store, night: Any, moderator: Any, django_capture_on_commit_callbacks: Any
) -> None:
    upload(night, author=moderator, content=PDF, name="Rota.pdf")
    assert store.kept
    told = {"reason": "It names a patient", "by": moderator.username, "stdout": io.StringIO()}
    with django_capture_on_commit_callbacks(execute=True):
        call_command("purge_file", night.slug, "Rota.pdf", yes=True, **told)
    assert store.kept == {}


def test_a_page_and_an_export_take_its_files_along(
    store: Store, night: Any, member: Any, client: Client, tmp_path: Path
) -> None:
    upload(night, author=member, content=PDF, name="Rota.pdf")
    packed = client.get(f"{night.get_absolute_url()}page.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(packed) if packed.streaming else packed.content)) as z:
        assert any(z.read(name) == PDF for name in z.namelist())
    call_command("export_site", str(tmp_path / "site.jsonl"), verbosity=0)
    assert base64.b64encode(PDF).decode() in (tmp_path / "site.jsonl").read_text()


def test_addresses_name_the_bucket_by_path_in_a_store_of_ones_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PARLEY_S3_BUCKET", BUCKET)
    styles = []
    for endpoint in ("", "https://store.example.org"):
        monkeypatch.setenv("PARLEY_S3_ENDPOINT", endpoint)
        made = runpy.run_path(str(site.BASE_DIR / "config" / "settings.py"))["STORAGES"]
        styles.append(made["default"]["OPTIONS"]["addressing_style"])
    assert styles == ["auto", "path"]
