"""Real small files, made here."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"


def picture(form: str = "PNG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    made = Image.new("RGB", size, (20, 120, 200))
    made.putpixel((0, 0), (250, 0, 0))
    target = io.BytesIO()
    made.save(target, form, **options)
    return target.getvalue()


def photo(size: tuple[int, int] = (1200, 800)) -> bytes:
    """As a telephone makes one: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif[Base.Make] = "Telephone"
    place = {GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (47.0, 22.0, 33.0)}
    exif.get_ifd(IFD.GPSInfo).update(place)
    return picture("JPEG", size, exif=exif, comment=b"47.3769 N", quality=95)


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that unpack to as many pixels as they claim."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def packed(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def office(kind: str, **more: bytes) -> bytes:
    """A document of Microsoft's kind, as small as it can be: "wordprocessingml.document"."""
    types = f'<Types><Override PartName="/x.xml" ContentType="{OFFICE}.{kind}.main+xml"/></Types>'
    return packed({"[Content_Types].xml": types.encode(), "word/document.xml": b"<x/>", **more})


def opendocument(kind: str) -> bytes:
    return packed({"mimetype": f"{OPEN}.{kind}".encode(), "content.xml": b"<x/>"})


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def night(make_page: Callable[..., Any]) -> Any:
    return make_page("Night work")


@pytest.fixture
def writer(client: Any, member: Any, signed_in: Any) -> Any:
    """The client of a member."""
    return signed_in(client, member)
