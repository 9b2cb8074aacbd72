"""What a file is, is decided by what is in it."""

import time

import pytest

from files.kinds import Refused, kind_of, name_for
from tests.files.conftest import HTML, PDF, SVG, office, opendocument, packed, picture


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (picture("JPEG"), "jpeg"),
        (picture("PNG"), "png"),
        (picture("WEBP"), "webp"),
        (picture("GIF"), "png"),
        (PDF, "pdf"),
        (office("wordprocessingml.document"), "docx"),
        (office("spreadsheetml.sheet"), "xlsx"),
        (office("presentationml.presentation"), "pptx"),
        (opendocument("text"), "odt"),
        (opendocument("spreadsheet"), "ods"),
        (opendocument("presentation"), "odp"),
        (SVG, "svg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x -->\n<SVG viewBox="0 0 1 1"/>', "svg"),
        ("Nächte\tund\r\nTage".encode(), "text"),
        (HTML, "text"),
    ],
)
def test_a_file_is_what_it_holds(content: bytes, key: str) -> None:
    assert kind_of(content).key == key


@pytest.mark.parametrize(("last", "key"), [(b"b", "text"), (b"<svg>", "svg")])
def test_many_comments_before_a_drawing_are_read_once(last: bytes, key: str) -> None:
    before = time.process_time()
    assert kind_of(b"<!-- a --> " * 100_000 + last).key == key
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "Save the picture as JPEG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20), "Save it as .docx"),
        (b"MZ\x90\x00" + bytes(60), "no kind that is taken"),
        (b"Fa\xe7ade", "UTF-8"),
        (b"words\x00\x01", "no kind that is taken"),
        (PDF[:-7], "not whole"),
        (packed({"a.txt": b"a"}), "Packed files of this kind"),
        (packed({"mimetype": b"application/epub+zip"}), "Packed files of this kind"),
        (office("wordprocessingml.document")[:200], "damaged"),
        (b"PK\x03\x04" + bytes(40), "damaged"),
        (office("wordprocessingml.document", **{"word/vbaProject.bin": b"x"}), "macros"),
        (office("wordprocessingml.document", **{"a.xml": bytes(201_000_000)}), "unpacks to more"),
        (packed({f"{n}": b"" for n in range(3001)}), "unpacks to more"),
    ],
)
def test_what_is_not_taken_is_told_why(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        kind_of(content)


@pytest.mark.parametrize(
    ("given", "content", "name"),
    [
        ("Ward at night.JPEG", picture("JPEG"), "Ward-at-night.jpg"),
        ("holiday.png", HTML, "holiday.txt"),
        ("holiday.png", picture("JPEG"), "holiday.jpg"),
        ("C:\\Users\\me\\Rota.CSV", b"a,b", "Rota.csv"),
        ("../../etc/passwd", b"root", "passwd.txt"),
        ("Nächte (2).pdf", PDF, "Nächte-2.pdf"),
        ("a\"b'<c>\r\nX: y.pdf", PDF, "a-b-c-X-y.pdf"),
        ("…", PDF, "file.pdf"),
        ("n" * 300 + ".pdf", PDF, "n" * 80 + ".pdf"),
    ],
)
def test_a_name_says_what_is_there_and_can_stand_anywhere(
    given: str, content: bytes, name: str
) -> None:
    assert name_for(given, kind_of(content)) == name
