"""A file or a version of it, taken down: named everywhere as that, read nowhere, and all kept."""

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from files.hiding import StillStands, hide_version, put_back, show_version, take_down
from files.kinds import Refused
from files.models import File, FileVersion
from files.storing import is_kept
from files.uploading import describe, restore, upload
from tests.files.conftest import PDF, picture
from wiki.models import Page
from wiki.protecting import protect
from wiki.writing import revise_page

WHY = "It shows somebody who asked us not to"
WIDE = (900, 20)


def words(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


@pytest.fixture
def ward(night: Any, author: Any, member: Any) -> SimpleNamespace:
    """A picture in two versions, shown by its page and by another one."""
    sent = picture("PNG", WIDE)
    first = upload(night, author=member, content=sent, name="ward.png", alt="Zebras asleep")
    later = picture("JPEG", WIDE)
    second = upload(night, author=member, content=later, name="x", alt="A ward", to=first.file)
    revise_page(night, author=author, body="Here: ![](ward.png) and [the ward](ward.png).")
    return SimpleNamespace(file=first.file, first=first, second=second)


def addresses(file: File) -> list[str]:
    versions = FileVersion.objects.filter(file=file)
    sizes = [f"/files/{one.pk}/480/{file.name}" for one in versions]
    return [file.get_absolute_url(), *(one.get_absolute_url() for one in versions), *sizes]


def rows() -> list[Any]:
    """All that is kept of files, but for the record of hiding."""
    left = ("hidden_at", "hidden_by_id", "hidden_reason")
    return [
        {name: value for name, value in row.items() if name not in left}
        for table in (File, FileVersion)
        for row in table.objects.order_by("pk").values()
    ]


def test_a_file_that_is_taken_down_says_so_wherever_it_was(
    ward: SimpleNamespace, night: Any, stranger: Client, moderator: Any
) -> None:
    every = addresses(ward.file)
    assert [stranger.get(where).status_code for where in every] == [200] * 5
    before = rows()
    assert take_down(ward.file, by=moderator, reason=WHY)
    assert take_down(ward.file, by=moderator, reason=WHY) is None
    for where in every:
        answer = stranger.get(where)
        assert answer.status_code == 410, where
        assert "mo took it down on" in words(answer)
        assert WHY in words(answer)
        assert "Zebras" not in answer.content.decode()
    shown = stranger.get(night.get_absolute_url()).content.decode()
    assert "<img" not in shown.partition("<main")[2]
    assert "ward.png (taken down)" in words(stranger.get(night.get_absolute_url()))
    assert "Taken down by mo" in words(stranger.get(f"{night.get_absolute_url()}files/"))
    then = stranger.get(f"{night.get_absolute_url()}at/4/")
    assert "ward.png (taken down)" in words(then)
    held = zipfile.ZipFile(io.BytesIO(stranger.get("/wiki/night-work/page.zip").getvalue()))
    assert held.namelist() == ["night-work.md"]
    assert put_back(ward.file, by=moderator)
    assert put_back(ward.file, by=moderator) is None
    assert rows() == before
    assert [stranger.get(where).status_code for where in every] == [200] * 5
    assert "<img" in stranger.get(night.get_absolute_url()).content.decode()


def test_it_is_on_record_in_the_history_of_the_page(
    ward: SimpleNamespace, night: Any, stranger: Client, moderator: Any
) -> None:
    take_down(ward.file, by=moderator, reason=WHY)
    put_back(ward.file, by=moderator)
    told = words(stranger.get("/wiki/night-work/history/?kind=files"))
    assert f"ward.png: {WHY}" in told
    assert "1 file taken down" in told
    assert "1 file put back" in told


def test_a_moderator_takes_it_down_on_a_screen_and_puts_it_back(
    ward: SimpleNamespace, client: Client, moderator: Any, signed_in: Any
) -> None:
    signed_in(client, moderator)
    at = ward.file.get_absolute_url()
    assert f'href="{at}hide/"' in client.get(at).content.decode()
    assert "Night work" in words(client.get(f"{at}hide/"))
    answer = client.post(f"{at}hide/", {"reason": " "})
    assert answer.status_code == 422
    assert answer.content.decode().count("Say in one sentence why") == 2
    for _ in range(2):
        client.post(f"{at}hide/", {"reason": WHY, "do": "hide"})
    assert client.get(at).status_code == 410
    assert client.post(at, {"do": "describe", "alt": "Other words"}).status_code == 410
    assert "Put this file back" in words(client.get(at))
    client.post(f"{at}hide/", {"do": "restore"})
    assert client.get(at).status_code == 200


def test_who_uploaded_it_takes_it_down_while_nothing_uses_it(
    night: Any, member: Any, author: Any, moderator: Any
) -> None:
    file = upload(night, author=member, content=PDF, name="rota.pdf").file
    with pytest.raises(PermissionDenied):
        take_down(file, by=author, reason=WHY)
    assert take_down(file, by=member, reason=WHY)
    assert put_back(file, by=member)
    assert take_down(file, by=moderator, reason=WHY)
    with pytest.raises(PermissionDenied):
        put_back(file, by=member)
    put_back(file, by=moderator)
    revise_page(night, author=author, body="[The rota](rota.pdf)")
    with pytest.raises(PermissionDenied):
        take_down(file, by=member, reason=WHY)
    protect(night, by=moderator, level="moderators", reason="Disputed")
    assert take_down(File.objects.get(pk=file.pk), by=moderator, reason=WHY)


def test_members_are_offered_nothing_of_it(
    ward: SimpleNamespace, writer: Client, client: Client, author: Any, signed_in: Any
) -> None:
    at = ward.file.get_absolute_url()
    for person in (None, author):
        answer = signed_in(client, author).get(at) if person else writer.get(at)
        assert "hide/" not in answer.content.decode()
    for where in (f"{at}hide/", f"{at}1/hide/"):
        assert client.get(where).status_code == 403
        assert client.post(where, {"reason": WHY}).status_code == 403
    assert not File.objects.get(pk=ward.file.pk).is_hidden


def test_one_version_is_hidden_and_shown_again(
    ward: SimpleNamespace, client: Client, member: Any, moderator: Any, signed_in: Any
) -> None:
    signed_in(client, moderator)
    at = ward.file.get_absolute_url()
    client.post(f"{at}1/hide/", {"reason": WHY})
    for where in (ward.first.get_absolute_url(), f"/files/{ward.first.pk}/480/ward.png"):
        answer = client.get(where)
        assert answer.status_code == 410
        assert "Version 1 of ward.png was hidden" in words(answer)
        assert "Show this version again" in words(answer)
    assert client.get(ward.second.get_absolute_url()).status_code == 200
    told = words(client.get(at))
    assert "Version 1 Taken down by mo" in told
    assert "Zebras" not in told
    changes = client.get(f"/wiki/night-work/changes/{ward.first.changeset.number}/")
    assert "Zebras" not in words(changes)
    assert "ward.png" in words(changes)
    assert client.post(at, {"do": "restore", "number": "1"}).status_code == 404
    with pytest.raises(Refused):
        restore(FileVersion.objects.get(pk=ward.first.pk), author=member)
    client.post(f"{at}1/hide/", {"do": "restore"})
    assert client.get(ward.first.get_absolute_url()).status_code == 200
    assert "Zebras asleep" in words(client.get(at))


def test_the_version_that_stands_is_not_hidden(
    ward: SimpleNamespace, client: Client, member: Any, moderator: Any, signed_in: Any
) -> None:
    at = ward.file.get_absolute_url()
    answer = signed_in(client, moderator).post(f"{at}2/hide/", {"reason": WHY})
    assert answer.status_code == 422
    assert "What version 2 holds stands now." in words(answer)
    restore(ward.first, author=member)
    with pytest.raises(StillStands):
        hide_version(ward.first, by=moderator, reason=WHY)
    assert hide_version(ward.second, by=moderator, reason=WHY)
    assert hide_version(ward.second, by=moderator, reason=WHY) is None


def test_versions_that_hold_the_same_are_hidden_together(
    ward: SimpleNamespace, stranger: Client, member: Any, moderator: Any
) -> None:
    restore(ward.first, author=member)
    restore(ward.second, author=member)
    hide_version(ward.first, by=moderator, reason=WHY)
    shown = FileVersion.objects.filter(file=ward.file, hidden_at__isnull=True)
    assert sorted(shown.values_list("number", flat=True)) == [2, 4]


def test_words_about_a_picture_are_hidden_where_the_picture_stays(
    ward: SimpleNamespace, stranger: Client, member: Any, moderator: Any
) -> None:
    describe(ward.second, author=member, alt="Zebras awake")
    third = FileVersion.objects.get(file=ward.file, number=3)
    describe(ward.second, author=member, alt="A quiet ward")
    hide_version(third, by=moderator, reason=WHY)
    shown = FileVersion.objects.filter(file=ward.file, hidden_at__isnull=True)
    assert sorted(shown.values_list("number", flat=True)) == [1, 2, 4]
    assert "Zebras awake" not in words(stranger.get(ward.file.get_absolute_url()))
    assert show_version(third, by=moderator)


def test_the_same_file_is_not_uploaded_again(
    ward: SimpleNamespace, night: Any, member: Any, moderator: Any, make_page: Any
) -> None:
    take_down(ward.file, by=moderator, reason=WHY)
    sent = {"author": member, "content": picture("JPEG", WIDE), "alt": "A ward"}
    with pytest.raises(Refused, match=f"was taken down: {WHY}"):
        upload(night, name="other.jpg", **sent)
    other = upload(night, author=member, content=PDF, name="ward.pdf")
    assert other.file.name == "ward.pdf"
    named = upload(night, author=member, content=picture("PNG"), name="ward.png", alt="Else")
    assert named.file.name == "ward-2.png"


# Purging --------------------------------------------------------------------------------------


@pytest.fixture
def storage(settings: Any) -> Path:
    return Path(default_storage.location)  # type: ignore[attr-defined]


def purge(*args: str, **more: Any) -> str:
    said = io.StringIO()
    by = {"reason": "The law asks for it", "by": "mo", **more}
    call_command("purge_file", *args, stdout=said, **by)
    return said.getvalue()


def test_a_purge_says_first_what_it_would_do(ward: SimpleNamespace, moderator: Any) -> None:
    before = rows()
    said = purge("Night work", "ward.png")
    assert "Would remove what version 1 held" in said
    assert "Would remove 4 stored contents" in said
    assert "Nothing was done" in said
    assert rows() == before
    assert is_kept(ward.first.sha256)


def test_a_purged_file_is_gone_from_storage_and_stays_on_record(
    ward: SimpleNamespace,
    night: Any,
    stranger: Client,
    member: Any,
    moderator: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    hashes = [one.sha256 for each in (ward.first, ward.second) for one in each.contents]
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            purge("night-work", "ward.png", yes=True)
    assert not any(map(is_kept, hashes))
    for where in addresses(ward.file):
        answer = stranger.get(where)
        assert answer.status_code == 410, where
        assert "removed for good" in words(answer)
    assert "Zebras" not in str(rows())
    last = night.changesets.get(counts__has_key="files_purged")
    assert (last.author, last.note) == (moderator, "ward.png: The law asks for it")
    with pytest.raises(PermissionDenied):
        put_back(File.objects.get(pk=ward.file.pk), by=moderator)
    with pytest.raises(Refused):
        upload(night, author=member, content=picture("PNG", WIDE), name="x", alt="Again")


def test_a_content_that_another_page_shows_stays_for_that_one(
    ward: SimpleNamespace,
    make_page: Any,
    stranger: Client,
    member: Any,
    moderator: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    page: Page = make_page("Day work")
    sent = picture("PNG", WIDE)
    twin = upload(page, author=member, content=sent, name="day.png", alt="By day")
    with django_capture_on_commit_callbacks(execute=True):
        said = purge("night-work", "ward.png", yes=True)
    assert "it is also day.png of “Day work”" in said
    assert stranger.get(twin.get_absolute_url()).status_code == 200
    assert not is_kept(ward.second.sha256)


def test_one_version_is_purged_unless_it_stands(
    ward: SimpleNamespace,
    stranger: Client,
    moderator: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with pytest.raises(CommandError, match="What version 2 holds stands now"):
        purge("night-work", "ward.png", number=2, yes=True)
    with django_capture_on_commit_callbacks(execute=True):
        purge("night-work", "ward.png", number=1, yes=True)
    assert stranger.get(ward.first.get_absolute_url()).status_code == 410
    assert stranger.get(ward.second.get_absolute_url()).status_code == 200
    assert not is_kept(ward.first.sha256)


@pytest.mark.parametrize(
    ("args", "more", "said"),
    [
        (("nowhere", "ward.png"), {}, "“nowhere” has no file"),
        (("night-work", "other.png"), {}, "has no file called “other.png”"),
        (("night-work", "ward.png"), {"number": 9}, "has no version 9"),
        (("night-work", "ward.png"), {"by": "ben"}, "No moderator is called “ben”"),
    ],
)
def test_a_purge_of_what_is_not_there_is_refused(
    ward: SimpleNamespace, moderator: Any, args: Any, more: Any, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        purge(*args, **more)
