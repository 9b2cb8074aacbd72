"""The pages of files, and what a browser is told of their contents."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile as Sent
from django.test import Client
from PIL import Image

from files.models import File, FileVersion
from files.uploading import upload
from recommendations.arranging import add, add_area
from recommendations.starring import give
from tests.elements import read
from tests.files.conftest import HTML, PDF, SVG, office, photo, picture

FILES = "/wiki/night-work/files/"


def test_a_person_uploads_a_picture_by_the_form(night: Any, writer: Client) -> None:
    form = {"file": Sent("Ward.jpg", photo()), "alt": "A ward", "note": "So that one sees it"}
    answer = writer.post(FILES, form)
    assert answer["Location"] == f"{FILES}Ward.jpg/"
    shown = read(writer.get(answer["Location"]))
    assert shown.one("main img")["alt"] == "A ward"
    assert shown.one("main pre").text == "![A ward](Ward.jpg)"
    listed = read(writer.get(FILES))
    assert "Shows: A ward" in listed.one(".filelist").text
    assert "So that one sees it" in read(writer.get("/wiki/night-work/history/")).text


@pytest.mark.parametrize(
    ("form", "field", "said"),
    [
        ({}, "file", "Choose a file"),
        ({"file": b""}, "file", "This file is empty"),
        ({"file": b"MZ\x90\x00"}, "file", "no kind that is taken"),
        ({"file": picture()}, "alt", "Say what the picture shows, or that it is only decoration"),
        (
            {"file": picture(), "alt": "A ward", "is_decorative": "on"},
            "alt",
            "Delete this where the picture is only decoration",
        ),
        ({"file": b"x" * 2_001, "alt": "Kept words"}, "file", "larger than 0 MB"),
    ],
)
def test_a_refused_upload_says_what_is_wrong_at_its_place(
    form: dict[str, Any], field: str, said: str, night: Any, writer: Client, settings: Any
) -> None:
    settings.FILE_LIMIT = 2_000
    sent = {**form, "file": Sent("a.bin", form["file"])} if "file" in form else form
    answer = writer.post(FILES, sent)
    assert answer.status_code == 422
    shown = read(answer, 422)
    assert said in shown.one(f"#{field}_error").text
    assert shown.one(f"#problems a[href=#{field}]")
    assert shown.one("#alt").get("value") == (form.get("alt") or None)
    assert not File.objects.exists()


def test_a_file_that_came_with_a_refused_form_is_asked_for_again(
    night: Any, member: Any, writer: Client
) -> None:
    made = upload(night, author=member, content=picture(), name="ward.png", alt="A ward")
    for address in (FILES, made.file.get_absolute_url()):
        shown = read(writer.post(address, {"file": Sent("b.png", picture()), "note": "Why"}), 422)
        assert "Choose the file once more" in shown.one("#file_error").text
        assert "Say what the picture shows" in shown.one("#alt_error").text
        assert shown.one("#note")["value"] == "Why"


def test_a_file_over_the_limit_is_not_kept_anywhere_while_it_comes_in(
    night: Any, writer: Client, settings: Any, tmp_path: Path
) -> None:
    settings.FILE_LIMIT = 100_000
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    answer = writer.post(FILES, {"file": Sent("a.txt", b"x" * 3_000_000)})
    assert answer.status_code == 422
    assert "larger than 0.1 MB" in read(answer, 422).text
    assert list(tmp_path.iterdir()) == []


def test_a_script_is_told_what_to_write(night: Any, writer: Client) -> None:
    as_json = {"Accept": "application/json"}
    form = {"file": Sent("Ward.png", picture()), "alt": "A [dark] ward"}
    answer = writer.post(FILES, form, headers=as_json)
    assert answer.status_code == 201
    assert answer.json() == {"name": "Ward.png", "text": "![A (dark) ward](Ward.png)"}
    refused = writer.post(FILES, {"file": Sent("a.png", photo())}, headers=as_json)
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["alt"]  # a script still has the file
    assert "Say what the picture shows" in refused.json()["errors"]["alt"][0]


def test_who_is_not_signed_in_reads_files_and_uploads_none(
    night: Any, member: Any, stranger: Client, signed_in: Any
) -> None:
    upload(night, author=member, content=PDF, name="Rota.pdf")
    assert not read(stranger.get(f"{FILES}Rota.pdf/")).all("main form")
    answer = stranger.post(FILES, {"file": Sent("a.txt", b"words"), "alt": "Typed already"})
    assert answer["Location"].startswith("/accounts/login/")
    assert File.objects.count() == 1
    signed_in(stranger, member)
    assert read(stranger.get(FILES)).one("#alt")["value"] == "Typed already"


@pytest.mark.parametrize(
    ("name", "content", "kind", "disposition"),
    [
        ("a.jpg", photo(), "image/jpeg", "inline"),
        ("a.png", picture(), "image/png", "inline"),
        ("a.svg", SVG, "image/svg+xml", "attachment"),
        ("a.pdf", PDF, "application/pdf", "attachment"),
        ("a.docx", office("wordprocessingml.document"), None, "attachment"),
        ("evil.png", HTML, "text/plain; charset=utf-8", "attachment"),
        ("evil.jpg", picture("JPEG") + HTML, "image/jpeg", "inline"),
    ],
)
def test_contents_are_served_so_that_nothing_in_them_runs(
    name: str,
    content: bytes,
    kind: str | None,
    disposition: str,
    night: Any,
    member: Any,
    stranger: Client,
) -> None:
    made = upload(night, author=member, content=content, name=name, alt="x")
    answer = stranger.get(made.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert kind is None or answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith(f"{disposition}; filename*=UTF-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "immutable" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert "Content-Encoding" not in answer
    assert disposition == "attachment" or HTML not in answer.content
    assert len(answer.content) == made.size


def test_a_picture_is_served_in_its_sizes_and_in_no_other(
    night: Any, member: Any, stranger: Client
) -> None:
    made = upload(night, author=member, content=picture("PNG", (1200, 30)), name="a.png", alt="x")
    for width in (480, 960, 1200):
        answer = stranger.get(f"/files/{made.pk}/{width}/a.png")
        assert Image.open(io.BytesIO(answer.content)).width == width
    assert stranger.get(f"/files/{made.pk}/481/a.png").status_code == 404
    assert stranger.get(f"/files/{made.pk}/other.png").status_code == 404
    assert stranger.get("/files/999999999/a.png").status_code == 404
    head = stranger.head(made.get_absolute_url())
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(made.size))


def test_a_file_can_be_read_by_whoever_may_read_its_page(
    night: Any, member: Any, stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wiki.querysets import PageQuerySet

    made = upload(night, author=member, content=PDF, name="Rota.pdf")
    monkeypatch.setattr(PageQuerySet, "visible_to", lambda self, person: self.none())
    assert stranger.get(made.get_absolute_url()).status_code == 404


def test_a_content_that_is_lost_is_not_found(night: Any, member: Any, stranger: Client) -> None:
    made = upload(night, author=member, content=b"soon lost", name="a.txt")
    default_storage.delete(f"{made.sha256[:2]}/{made.sha256}")
    assert stranger.get(made.get_absolute_url()).status_code == 404


def test_a_new_version_is_uploaded_described_and_taken_back(
    night: Any, member: Any, writer: Client
) -> None:
    upload(night, author=member, content=picture(), name="ward.png", alt="A ward")
    here = f"{FILES}ward.png/"
    form = {"do": "upload", "file": Sent("x.png", picture("PNG", (50, 50))), "alt": "Two wards"}
    assert writer.post(here, form)["Location"] == here
    assert writer.post(here, {"do": "describe", "alt": "Wards"})["Location"] == here
    refused = writer.post(here, {"do": "describe", "alt": " "})
    assert refused.status_code == 422
    assert "Say what the picture shows" in read(refused, 422).one("#now-alt_error").text
    assert writer.post(here, {"do": "restore", "number": "1"})["Location"] == here
    assert writer.post(here, {"do": "restore", "number": "77"}).status_code == 404
    told = [(one.number, one.alt, one.width) for one in FileVersion.objects.order_by("number")]
    assert told == [(1, "A ward", 40), (2, "Two wards", 50), (3, "Wards", 50), (4, "A ward", 40)]
    assert "Version 4, the present one" in read(writer.get(here)).text


def test_uploads_are_counted_like_other_writing(night: Any, writer: Client, settings: Any) -> None:
    settings.WRITE_RATES = {**settings.WRITE_RATES, "file": "1/3600"}
    writer.post(FILES, {"file": Sent("a.txt", b"one")})
    answer = writer.post(FILES, {"file": Sent("b.txt", b"two"), "alt": "typed words"})
    assert answer.status_code == 429
    assert "typed words" in answer.content.decode()


def test_a_long_list_of_files_asks_as_little_as_a_short_one(
    night: Any, member: Any, stranger: Client, django_assert_num_queries: Any
) -> None:
    for number in range(2):
        upload(night, author=member, content=b"%d" % number, name="a.txt")
    with django_assert_num_queries(2):
        stranger.get(FILES)
    for number in range(2, 9):
        upload(night, author=member, content=b"%d" % number, name="a.txt")
    with django_assert_num_queries(2):
        stranger.get(FILES)


def test_the_changes_of_an_update_tell_of_its_files(
    night: Any, member: Any, writer: Client
) -> None:
    made = upload(night, author=member, content=picture(), name="ward.png", alt="A ward")
    shown = read(writer.get(f"/wiki/night-work/changes/{made.changeset.number}/"))
    assert "File added" in shown.one("main").text
    assert shown.one(f"main a[href={FILES}ward.png/]").text == "ward.png"
    assert "Nothing on the page differs" not in shown.text


def test_without_script_the_editor_leads_to_the_files_of_the_page(
    night: Any, writer: Client
) -> None:
    attach = read(writer.get("/wiki/night-work/edit/")).one(".attach")
    assert attach.one("p[data-nojs] a")["href"] == FILES
    assert all("name" not in field for field in attach.all("input"))


def test_a_page_is_taken_along_with_its_recommendations(
    night: Any, member: Any, stranger: Client
) -> None:
    item = add(add_area(night, "Beds", author=member), "Keep [two] beds free", author=member)
    give(item, person=member)
    for name in ("recommendations.md", "page-recommendations.md"):
        answer = stranger.get("/wiki/night-work/page.zip")
        with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
            said = archive.read(name).decode()
        assert "## Beds, on Night work" in said
        assert f"- **{item.ref}** Keep \\[two\\] beds free" in said
        assert "1 star. Proposed" in said
        upload(night, author=member, content=b"mine", name="recommendations.md")


def test_a_page_is_taken_along_with_its_files(night: Any, member: Any, stranger: Client) -> None:
    upload(night, author=member, content=PDF, name="rota.pdf")
    first = upload(night, author=member, content=b"old", name="night-work.md")
    upload(night, author=member, content=b"new", name="x.md", to=first.file)
    answer = stranger.get("/wiki/night-work/page.zip", headers={"Accept-Encoding": "gzip"})
    assert "night-work.zip" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {
        "page.md": b"# Night work\n\nSome words.\n",
        "rota.pdf": PDF,
        "night-work.md": b"new",
    }
    assert b"".join(stranger.head("/wiki/night-work/page.zip")) == b""
