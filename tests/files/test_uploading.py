"""Uploading, new versions, words about pictures, and going back."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from files.kinds import Refused
from files.models import File, FileVersion
from files.storing import content_of, hash_of, keep
from files.uploading import describe, restore, upload
from tests.files.conftest import PDF, photo, picture


def test_an_upload_is_one_update_of_its_page(night: Any, member: Any) -> None:
    version = upload(night, author=member, content=PDF, name="Rota.pdf", note="As agreed")
    update = version.changeset
    assert (update.page, update.author, update.note) == (night, member, "As agreed")
    assert update.counts == {"files_added": 1}
    assert (version.file.name, version.number, version.kind, version.size) == (
        *("Rota.pdf", 1, "pdf"),
        len(PDF),
    )


def test_a_picture_is_described_or_decorative(night: Any, member: Any) -> None:
    with pytest.raises(Refused, match="Say what the picture shows"):
        upload(night, author=member, content=picture(), name="ward.png", alt=" ")
    shown = upload(night, author=member, content=picture(), name="ward.png", alt=" A ward ")
    line = upload(night, author=member, content=photo(), name="line.jpg", is_decorative=True)
    assert (shown.alt, shown.is_decorative) == ("A ward", False)
    assert (line.alt, line.is_decorative) == ("", True)
    with pytest.raises(IntegrityError), transaction.atomic():
        FileVersion.objects.filter(pk=shown.pk).update(alt="")


def test_the_same_file_sent_twice_makes_one(night: Any, member: Any) -> None:
    first = upload(night, author=member, content=PDF, name="Rota.pdf")
    assert upload(night, author=member, content=PDF, name="Rota (1).pdf") == first
    assert night.changesets.count() == 2


def test_the_same_file_sent_twice_at_once_makes_one(
    night: Any, member: Any, at_once: Callable[..., Any]
) -> None:
    deed = lambda: upload(night, author=member, content=PDF, name="Rota.pdf")  # noqa: E731
    first, second = at_once([deed, deed])
    assert first == second
    assert File.objects.count() == 1


def test_another_file_of_the_same_name_gets_a_number(night: Any, member: Any) -> None:
    names = [
        upload(night, author=member, content=b"one", name="notes.txt").file.name,
        upload(night, author=member, content=b"two", name="Notes.txt").file.name,
        upload(night, author=member, content=b"three", name="notes.TXT").file.name,
    ]
    assert names == ["notes.txt", "Notes-2.txt", "notes-3.txt"]


def test_versions_are_kept_and_an_old_one_can_stand_again(night: Any, member: Any) -> None:
    first = upload(night, author=member, content=b"one", name="notes.txt")
    second = upload(night, author=member, content=b"two", name="other.txt", to=first.file)
    again = restore(first, author=member)
    assert [one.number for one in (first, second, again)] == [1, 2, 3]
    assert content_of(again.sha256) == b"one"
    assert again.file.name == "notes.txt"
    assert again.changeset.counts == {"files_restored": 1}
    assert again.changeset.note == "notes.txt: back to version 1"
    assert restore(first, author=member) == again


def test_a_picture_is_described_anew_without_losing_what_was_said(night: Any, member: Any) -> None:
    first = upload(night, author=member, content=picture(), name="ward.png", alt="A room")
    second = describe(first, author=member, alt="A ward at night")
    assert (second.sha256, second.alt, second.width) == (first.sha256, "A ward at night", 40)
    assert FileVersion.objects.get(pk=first.pk).alt == "A room"
    assert describe(second, author=member, alt="A ward at night") == second


def test_one_content_is_stored_once_however_often_it_is_uploaded(
    night: Any, make_page: Any, member: Any, author: Any
) -> None:
    upload(night, author=member, content=b"the same", name="a.txt")
    upload(make_page("Rota"), author=author, content=b"the same", name="b.txt")
    sha256 = hash_of(b"the same")
    assert default_storage.listdir(sha256[:2])[1].count(sha256) == 1


def test_a_content_that_was_half_written_is_written_again(db: None) -> None:
    sha256 = keep(b"a whole content")
    with open(default_storage.path(f"{sha256[:2]}/{sha256}"), "r+b") as half:
        half.truncate(4)
    keep(b"a whole content")
    assert content_of(sha256) == b"a whole content"


def test_a_day_has_room_for_so_much_of_one_person(
    night: Any, member: Any, author: Any, settings: Any
) -> None:
    settings.FILES_A_DAY = 2_500_000
    yesterday = timezone.now() - datetime.timedelta(hours=25)
    upload(night, author=member, content=b"y" * 1_000_000, name="y.txt", at=yesterday)
    first = upload(night, author=member, content=b"a" * 1_500_000, name="a.txt")
    upload(night, author=member, content=b"b" * 900_000, name="b.txt", to=first.file)
    restore(first, author=member)
    with pytest.raises(Refused, match=r"uploaded 2\.4 MB in the last 24 hours.* may upload 2\.5"):
        upload(night, author=member, content=b"c" * 200_000, name="c.txt")
    upload(night, author=author, content=b"c" * 200_000, name="c.txt")
