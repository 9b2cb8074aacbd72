"""Reading a raw mail: who it is from, where it was sent, what it says.

Nothing in it is believed but the signed address that it was sent to, and nothing in it may break
the reading: headers and charsets are taken for what they can be.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from mailing import naming
from mailing.plain import text_of
from mailing.quoting import own_words

SIZE_LIMIT = 10_000_000  # bytes of a mail that is read at all
HEADERS_LIMIT = 100_000
TEXT_LIMIT = 400_000  # characters of a text that are looked through
LOGO = 30_000  # bytes; smaller pictures inside HTML are taken for decoration
MOST_PARTS = 200

TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Delivered-To", "To", "Cc", "Resent-To")
SIGNATURES = {f"application/{kind}-signature" for kind in ("pgp", "pkcs7", "x-pkcs7")}


@dataclass
class Incoming:
    """A mail as far as the site needs to know it."""

    message_id: str
    subject: str
    senders: set[str]
    recipients: list[str]
    is_automatic: bool
    text: str = ""  # what its writer wrote, without quotes and signature
    attachments: list[str] = field(default_factory=list)


def read(raw: bytes, recipient: str = "") -> Incoming:
    """Read a mail; `recipient` is whom the mail server says that it is for."""
    try:
        mail = message_from_bytes(raw)
    except RecursionError:  # parts in parts without end: no text is found in them
        return read_headers(raw, recipient)
    found = _headers(mail, recipient)
    texts: list[Message] = []
    pages: list[Message] = []
    for part in _parts(mail, found):
        (texts if part.get_content_type() == "text/plain" else pages).append(part)
    said = (_plain(part).strip("\n") for part in texts)
    text = "\n\n".join(words for words in said if words.strip())
    if not text.strip():
        text = "\n\n".join(text_of(_decoded(page)) for page in pages)
    found.text = own_words(text[:TEXT_LIMIT])
    return found


def read_headers(raw: bytes, recipient: str = "") -> Incoming:
    """The same of a mail that is too big to read: its headers alone."""
    end = re.search(rb"\r?\n\r?\n", raw[:HEADERS_LIMIT])
    mail = message_from_bytes(raw[: end.end() if end else HEADERS_LIMIT])
    return _headers(mail, recipient)


def _headers(mail: Message, recipient: str) -> Incoming:
    message_id = re.search(r"<[^<>\s]{1,400}>", _header(mail, "Message-ID"))
    to = [str(value) for name in TO for value in mail.get_all(name, [])]
    return Incoming(
        message_id=message_id[0] if message_id else "",
        subject=" ".join(_header(mail, "Subject").split())[:200],
        senders={address.lower() for address in _addresses([_header(mail, "From", raw=True)])},
        recipients=[recipient, *_addresses(to)],
        is_automatic=_is_automatic(mail),
    )


def _header(mail: Message, name: str, *, raw: bool = False) -> str:
    value = str(mail.get(name, ""))
    if raw:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, UnicodeError):
        return value


def _addresses(values: list[str]) -> list[str]:
    try:
        return [address for _, address in getaddresses(values) if "@" in address]
    except (ValueError, IndexError):
        return []


def _is_automatic(mail: Message) -> bool:
    """Whether a machine wrote it: an absence notice, a list, a bounce, or ourselves."""
    sent = _header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    named = ("X-Loop", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id")
    senders = _addresses([_header(mail, "From", raw=True)])
    robots = ("mailer-daemon", "postmaster", "noreply", "no-reply")
    return (
        (bool(sent) and sent != "no")
        or _header(mail, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")
        or any(name in mail for name in (*named, "List-Post", "List-Unsubscribe"))
        or _header(mail, "Return-Path").strip() == "<>"
        or mail.get_content_type() in ("multipart/report", "message/delivery-status")
        or any(one.lower().partition("@")[0] in robots for one in senders)
        or naming.is_ours(_header(mail, "Message-ID"))
    )


def _parts(mail: Message, found: Incoming) -> Iterator[Message]:
    """The parts that hold the text; what else there is becomes an attachment."""
    for number, (part, in_related) in enumerate(_leaves(mail)):
        if number >= MOST_PARTS:
            return
        kind = part.get_content_type()
        is_file = part.get_content_disposition() == "attachment"
        if kind in ("text/plain", "text/html") and not is_file:
            yield part
        elif kind not in SIGNATURES and not (in_related and _is_small_picture(part, kind)):
            found.attachments.append(_file_name(part) or kind)


def _leaves(part: Message, in_related: bool = False) -> Iterator[tuple[Message, bool]]:
    """Every part that holds no others, and whether it belongs to an HTML text.

    Walked with a list, since a mail may nest its parts as deep as it likes.
    """
    todo = [(part, in_related)]
    while todo:
        one, related = todo.pop()
        inner = one.get_payload() if one.is_multipart() else None
        if isinstance(inner, list) and one.get_content_maintype() == "multipart":
            related = related or one.get_content_type() == "multipart/related"
            todo += [(each, related) for each in reversed(inner) if isinstance(each, Message)]
        else:
            yield one, related


def _is_small_picture(part: Message, kind: str) -> bool:
    return kind.startswith("image/") and len(_payload(part)) < LOGO


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
        name = str(make_header(decode_header(name)))
    except (ValueError, LookupError, UnicodeError):
        name = ""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", name).split())[:100]


def _payload(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return found if isinstance(found, bytes) else b""


def _decoded(part: Message) -> str:
    """A part's text by the charset that it names, by what is likely where that is wrong."""
    raw = _payload(part)
    named = str(part.get_content_charset() or "utf-8")
    if named in ("iso-8859-1", "latin-1", "us-ascii", "ascii"):
        named = "windows-1252"  # as browsers read them, and mail programs write them
    for charset in (named, "utf-8"):
        try:
            codec = codecs.lookup(charset)
            if codec._is_text_encoding:
                return raw.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return raw.decode("windows-1252", errors="replace")


def _plain(part: Message) -> str:
    text = _decoded(part).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if str(part.get_param("format", "")).lower() == "flowed":
        return flowed(text, str(part.get_param("delsp", "")).lower() == "yes")
    return text


def flowed(text: str, delsp: bool = False) -> str:
    """Lines that were wrapped for the way put together again (RFC 3676)."""
    found: list[str] = []
    open_at = -1  # the quote depth of the line that goes on, none where it does not
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        goes_on = words.endswith(" ") and words != "-- "
        if open_at == depth and words != "-- ":
            found[-1] += words
        else:
            found.append(f"{'>' * depth} {words}" if depth else words)
        if goes_on and delsp:
            found[-1] = found[-1][:-1]
        open_at = depth if goes_on else -1
    return "\n".join(found)
