"""What a file is: decided by what is in it, never by its name or by what a browser says."""

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

MEMBERS = 3_000
UNPACKED = 200_000_000
_TYPES_LIMIT = 1_000_000
_STEM_LIMIT = 80


class Refused(ValueError):
    """The file is not taken; `message` says why, and what its owner can do."""

    def __init__(self, message: str, *, is_about_words: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.is_about_words = is_about_words  # what is wrong is said beside the picture


@dataclass(frozen=True)
class Kind:
    """`name` is what readers are told, `extensions` those a file of it may have, the usual first.

    `reader` is Pillow's name for the form of a picture: only pictures have one.
    """

    key: str
    name: str
    content_type: str
    extensions: tuple[str, ...]
    reader: str = ""

    @property
    def is_picture(self) -> bool:
        return bool(self.reader)


_WORD = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
KINDS = {
    kind.key: kind
    for kind in (
        Kind("jpeg", "JPEG picture", "image/jpeg", ("jpg", "jpeg"), "JPEG"),
        Kind("png", "PNG picture", "image/png", ("png",), "PNG"),
        Kind("webp", "WebP picture", "image/webp", ("webp",), "WEBP"),
        Kind("svg", "SVG drawing", "image/svg+xml", ("svg",)),
        Kind("pdf", "PDF", "application/pdf", ("pdf",)),
        Kind("docx", "Word document", f"{_WORD}.wordprocessingml.document", ("docx",)),
        Kind("xlsx", "Excel table", f"{_WORD}.spreadsheetml.sheet", ("xlsx",)),
        Kind("pptx", "PowerPoint slides", f"{_WORD}.presentationml.presentation", ("pptx",)),
        Kind("odt", "OpenDocument text", f"{_OPEN}.text", ("odt",)),
        Kind("ods", "OpenDocument table", f"{_OPEN}.spreadsheet", ("ods",)),
        Kind("odp", "OpenDocument slides", f"{_OPEN}.presentation", ("odp",)),
        Kind("text", "Text", "text/plain; charset=utf-8", ("txt", "csv", "md")),
    )
}
_GIF = Kind("png", "GIF picture", "image/png", ("png",), "GIF")  # its first picture, kept as PNG
_PICTURES = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"))
_BY_TYPE = {kind.content_type: kind for kind in KINDS.values()}
_MAIN_PART = re.compile(rb'ContentType="([\w./+-]{1,200})\.main\+xml"')
_SVG = re.compile(
    r"\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--(?:(?!-->).){0,5000}-->\s*)*(?:<!DOCTYPE[^>]{0,1000}>\s*)?<svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UNWANTED = re.compile(r"[^\w-]+")
TAKEN = "JPEG, PNG, WebP and GIF pictures, PDF, Word, Excel, PowerPoint, OpenDocument, SVG and text"


def kind_of(content: bytes) -> Kind:
    """What `content` is. Raises Refused where it is nothing that is taken."""
    if not content:
        raise Refused("This file is empty. Choose another one")
    for start, key in _PICTURES:
        if content.startswith(start):
            return KINDS[key]
    if content.startswith((b"GIF87a", b"GIF89a")):
        return _GIF
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return KINDS["webp"]
    if content[4:8] == b"ftyp":
        raise Refused("HEIC and AVIF pictures and films are not taken. Save the picture as JPEG")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "Office files of the old kind (.doc, .xls, .ppt) are not taken. "
            "Save it as .docx, .xlsx, .pptx or PDF"
        )
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    return _text(content)


def _pdf(content: bytes) -> Kind:
    if b"%%EOF" not in content[-2048:]:
        raise Refused("This PDF is not whole. Save it once more, then upload it")
    return KINDS["pdf"]


def _packed(content: bytes) -> Kind:
    """Office files are zip archives; what is in one says which."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _office(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused("This file is damaged. Save it once more, then upload it") from error


def _office(archive: zipfile.ZipFile) -> Kind:
    members = archive.infolist()
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
        raise Refused("This file unpacks to more than a document holds. Save it as PDF")
    names = {member.filename for member in members}
    if any(name.endswith("vbaProject.bin") or name.startswith("Basic/") for name in names):
        raise Refused("This document holds macros (small programs). Save it without them")
    if "mimetype" in names:
        said = [_beginning(archive, "mimetype").decode("ascii", "replace").strip()]
    elif "[Content_Types].xml" in names:
        types = _beginning(archive, "[Content_Types].xml")
        said = [name.decode("ascii") for name in _MAIN_PART.findall(types)]
    else:
        said = []
    for content_type in said:
        if content_type in _BY_TYPE:
            return _BY_TYPE[content_type]
    raise Refused(f"Packed files of this kind are not taken. What is taken: {TAKEN}")


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(_TYPES_LIMIT)


def _text(content: bytes) -> Kind:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            f"This file is of no kind that is taken. What is taken: {TAKEN} (as UTF-8)"
        ) from error
    if _CONTROLS.search(text):
        raise Refused(f"This file is of no kind that is taken. What is taken: {TAKEN}")
    return KINDS["svg"] if _SVG.match(text) else KINDS["text"]


def name_for(given: str, kind: Kind) -> str:
    """A name that can stand in an address and in a text as it is, and says what the file is."""
    path = PurePosixPath(given.replace("\\", "/"))
    ending = path.suffix[1:].lower()
    stem = unicodedata.normalize("NFKC", path.stem)
    stem = _UNWANTED.sub("-", stem)[:_STEM_LIMIT].strip("-_") or "file"
    keeps = ending in kind.extensions and kind.key == "text"
    return f"{stem}.{ending if keeps else kind.extensions[0]}"
