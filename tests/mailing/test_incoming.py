"""Raw mails as common mail programs write them: their writer's own words, and who wrote them."""

import base64
from pathlib import Path

import pytest

from mailing.incoming import flowed, read, read_headers
from mailing.plain import text_of
from mailing.quoting import own_words

MAILS = Path(__file__).parent / "mails"

SAID = {
    "gmail-web": "Then the *trolley* has to go elsewhere.\n\nCould it stand in the corridor?",
    "outlook-desktop": "I would keep one of them free – for whoever cannot drive home.\n\n"
    "Lena Ruud\nNight desk, St Example",
    "outlook-german": "Das nächste Zimmer wäre größer.",
    "outlook-german-plain": "Das nächste Zimmer wäre größer – und näher.",
    "outlook-phone": "Agreed. The one by the door squeaks.",
    "outlook-phone-html-alone": "Agreed. The one by the door squeaks.",
    "iphone": "Two is not enough in winter.",
    "apple-mail-french": "Deux, c’est trop peu en hiver : l’an dernier il en manquait déjà.",
    "apple-mail-with-picture": "Here is how it looks:\n\nThe wall is in the way.",
    "thunderbird-below": "That is the quietest place, but the light there is on all night. "
    "Could somebody ask for a switch?\n\n- one at the door\n- one at the bed",
    "thunderbird-between": "Hello Ben,\n\n> By the window, where it is quiet.\n\n"
    "It is not: the lift is behind that wall.\n\n> There are two of them.\n\n"
    "Three, since last week.",
    "thunderbird-german": "Am Fenster zieht es aber.",
    "yahoo": "The other ward has three.",
    "mutt": "Nobody has looked at the third:\n\n    bed 3: no mattress",
    "html-with-quote": "Look at [the rota](https://elsewhere.example/rota):\n\n"
    "- Monday\n- Friday & Sunday\n\nx",
    "gmail-with-files": "Then the *trolley* has to go elsewhere.\n\n"
    "Could it stand in the corridor?",
    "files-alone": "",
}
FILES = {
    "gmail-with-files": ["corridor.jpg", "Maße.pdf"],
    "apple-mail-with-picture": ["beds.heic"],
    "files-alone": ["door.png"],
}
AUTOMATIC = [
    *("absence-exchange", "absence-gmail", "absence-old", "bounce", "list", "loop"),
    *("precedence-junk", "our-own"),
]
HEAD = "From: Lena <lena@example.org>\nTo: a@parley.example\nMessage-ID: <1@example.org>\n"


def mail(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


@pytest.fixture(autouse=True)
def _here(settings: pytest.FixtureRequest) -> None:
    settings.SITE_URL = "https://parley.example"  # type: ignore[attr-defined]


def test_every_mail_is_spoken_of() -> None:
    assert {path.stem for path in MAILS.glob("*.eml")} == {*SAID, *AUTOMATIC}


@pytest.mark.parametrize("name", SAID)
def test_what_its_writer_wrote_is_found(name: str) -> None:
    found = read(mail(name))
    assert found.text == SAID[name]
    assert found.senders == {"lena@example.org"}
    assert "REPLY-ADDRESS" not in found.text
    assert found.attachments == FILES.get(name, [])
    assert not found.is_automatic


@pytest.mark.parametrize("name", SAID)
def test_line_ends_of_the_wire_change_nothing(name: str) -> None:
    assert read(mail(name).replace(b"\n", b"\r\n")).text == SAID[name]


@pytest.mark.parametrize("name", AUTOMATIC)
def test_what_a_machine_wrote_is_known(name: str) -> None:
    assert read(mail(name)).is_automatic
    assert read_headers(mail(name)).is_automatic


def test_where_it_was_sent_is_read_from_the_server_and_from_every_header() -> None:
    raw = f"{HEAD}Delivered-To: b@parley.example\nCc: C <c@parley.example>\n\nHello".encode()
    found = read(raw, "d@parley.example").recipients
    assert set(found) == {f"{name}@parley.example" for name in "abcd"}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain; charset=windows-1252", "caf\xe9 \x96 5 \x80".encode("latin-1")),
        ("text/plain; charset=iso-8859-1", "caf\xe9 \x96 5 \x80".encode("latin-1")),
        ("text/plain; charset=no-such", "café – 5 €".encode()),
        ("text/plain; charset=hex", "café – 5 €".encode()),
        ("text/plain", "café – 5 €".encode()),
        ("text/plain; charset=utf-8", "caf\xe9 \x96 5 \x80".encode("latin-1")),
        ("text/plain; charset=utf-16", "café – 5 €".encode("utf-16")),
        ("text/html; charset=utf-8", b"<p>caf&eacute; &ndash; 5 &euro;"),
        (
            "text/html; charset=utf-8",
            b"<style>p{}</style><script>x</script>caf&#233; &#8211; 5 &#x20ac;",
        ),
    ],
)
def test_letters_of_any_charset_are_read(kind: str, body: bytes) -> None:
    assert read(f"{HEAD}Content-Type: {kind}\n\n".encode() + body).text == "café – 5 €"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n\n",
        b"\x00\xff\xfe",
        b"From\n: \nTo:\n\n\x00",
        b"From: \xff\xfe <@>, <a@>, a@b@c, (((\nTo: <<<>>>\nSubject: =?x?q?=ff?=\n\nHello",
        b"Content-Type: multipart/mixed\n\nHello",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n--x--",
        b"Content-Type: text/plain; charset=\xff\nContent-Transfer-Encoding: base64\n\n===",
        b"Content-Type: text/plain; charset*=utf-8''%ff\nContent-Disposition: \x01\n\nHello",
        b"Content-Type: ;;;\nContent-Transfer-Encoding: x-uuencode\n\nbegin 666\nHello",
        b"Message-ID: <" + b"a" * 5000 + b">\n\nHello",
        b"Subject: =?utf-8?b?////?=\nAuto-Submitted:\n\nHello",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000)
        ),
    ],
    ids=range(13),
)
def test_no_malformed_mail_breaks_the_reading(raw: bytes) -> None:
    found = read(raw)
    assert len(found.message_id) <= 402
    assert "\n" not in found.subject


def test_a_file_is_a_file_whatever_its_type(tmp_path: Path) -> None:
    part = base64.b64encode(b"Not said").decode()
    raw = (
        f"{HEAD}Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSaid"
        "\n--x\nContent-Type: text/plain\nContent-Disposition: attachment;"
        " filename*=utf-8''n%0a.txt\n"
        f"Content-Transfer-Encoding: base64\n\n{part}\n--x--"
    )
    found = read(raw.encode())
    assert (found.text, found.attachments) == ("Said", ["n .txt"])


def picture_in_html(size: int) -> bytes:
    picture = base64.encodebytes(b"\x89PNG" + bytes(size)).decode()
    return (
        f"{HEAD}Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n"
        f'<p>Said <img src="cid:1">\n--x\nContent-Type: image/png\nContent-ID: <1>\n'
        f"Content-Transfer-Encoding: base64\n\n{picture}\n--x--"
    ).encode()


def test_a_logo_in_a_signature_is_no_file_and_a_picture_is() -> None:
    assert read(picture_in_html(5_000)).attachments == []
    assert read(picture_in_html(200_000)).attachments == ["image/png"]


def test_a_cryptographic_signature_is_no_file() -> None:
    raw = (
        f"{HEAD}Content-Type: multipart/signed; boundary=x\n\n--x\nContent-Type: text/plain\n\nSaid"
        "\n--x\nContent-Type: application/pgp-signature; name=signature.asc\n\nabc\n--x--"
    )
    assert read(raw.encode()).attachments == []


# Quotes and signatures ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.", "Yes."),
        ("Yes.\n-- \nLena\nNight desk", "Yes."),
        ("- one\n- two", "- one\n- two"),
        ("    code\n\nmore", "    code\n\nmore"),
        ("Yes.\n\nSent from my Galaxy", "Yes."),
        ("Yes.\n\nVon meinem iPhone gesendet", "Yes."),
        ("Yes.\n\nEnvoyé de mon iPhone", "Yes."),
        ("Thanks,\nthat helps.", "Thanks,\nthat helps."),
        ("On Monday Ben wrote: come early.", "On Monday Ben wrote: come early."),
        ("> Where?\nThere.", "> Where?\nThere."),
        ("-- \nLena", ""),
        ("a\x00b\x07\u200bc", "abc"),
        ("x" * 900 + "\n\nOn Monday, Ben wrote:\n> y", "x" * 900),
    ],
)
def test_own_words_stay_as_they_were_typed(text: str, own: str) -> None:
    assert own_words(text) == own


def test_a_mail_that_only_quotes_says_nothing() -> None:
    assert own_words("On 1 Dec 2026, at 10:02, Ben wrote:\n> a\n> b\n> c\n") == ""


def test_lines_wrapped_for_the_way_are_put_together() -> None:
    assert flowed("one \ntwo\n> a \n> b\nthree \n-- \nLena") == "one two\n> a b\nthree \n-- \nLena"
    assert flowed("zu \nsammen", delsp=True) == "zusammen"
    assert flowed(" indented\n >not a quote") == "indented\n>not a quote"


def test_html_becomes_what_could_have_been_typed() -> None:
    html = (
        "<h2>Beds</h2><p>One <b>two</b><br>three <a href='javascript:x'>four</a></p>"
        "<blockquote>a<blockquote><p>b</p></blockquote></blockquote>"
        "<table><tr><td>c</td><td>d</td></tr></table><pre>e\n  f</pre><ol><li>g<li>h</ol>"
        '<a href="https://x.example/">https://x.example</a>'
    )
    assert text_of(html) == (
        "Beds\n\nOne two\nthree four\n\n> a\n>\n>> b\n\nc d\n\ne\n  f\n\n- g\n- h\nhttps://x.example"
    )
