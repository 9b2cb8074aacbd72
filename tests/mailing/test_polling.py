"""Fetching by IMAP: each message is dealt with once, whatever fails on the way."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from mailing.incoming import SIZE_LIMIT
from mailing.polling import Unreachable, poll
from tests.mailing.an_imap_server import ImapServer


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


def test_every_unseen_message_is_handed_over_once(server: ImapServer) -> None:
    server.mailbox.add(b"Subject: one\r\n\r\n1\r\n")
    server.mailbox.add(b'Subject: two\r\n\r\n2) "}\r\n')
    got: list[bytes] = []
    first = poll(server.url, lambda raw: not got.append(raw))
    assert (first.dealt_with, first.left) == (2, 0)
    assert got == list(server.mailbox.messages.values())
    server.mailbox.add(b"Subject: three\r\n\r\n3\r\n")
    assert poll(server.url, lambda raw: not got.append(raw)).dealt_with == 1
    assert len(got) == 3


def test_what_cannot_be_dealt_with_now_is_left_for_the_next_time(server: ImapServer) -> None:
    server.mailbox.add(b"1\r\n")
    server.mailbox.add(b"2\r\n")
    found = poll(server.url, lambda raw: raw != b"1\r\n")
    assert (found.dealt_with, found.left) == (1, 1)
    again: list[bytes] = []
    poll(server.url, lambda raw: not again.append(raw))
    assert again == [b"1\r\n"]


def test_a_message_is_not_marked_before_it_was_dealt_with(server: ImapServer) -> None:
    server.mailbox.add(b"1\r\n")
    with pytest.raises(ZeroDivisionError):
        poll(server.url, lambda raw: bool(1 / 0))
    assert server.mailbox.flags == {100: set()}


def test_of_a_message_that_is_too_big_only_a_part_is_fetched(server: ImapServer) -> None:
    server.mailbox.add(bytes(SIZE_LIMIT + 5_000))
    sizes: list[int] = []
    poll(server.url, lambda raw: not sizes.append(len(raw)))
    assert sizes == [SIZE_LIMIT + 1]


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_server_that_hangs_up_is_said_without_the_password(
    command: str, server: ImapServer
) -> None:
    server.mailbox.add(b"1\r\n")
    server.mailbox.drops_at = command
    with pytest.raises(Unreachable) as said:
        poll(server.url, lambda raw: True)
    assert "mailbox cannot be read" in str(said.value)
    assert "p@ss" not in str(said.value)
    assert server.mailbox.flags == {100: set()}


def test_a_password_is_given_only_to_a_server_that_is_who_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    with ImapServer(tls) as server:
        server.mailbox.add(b"1\r\n")
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            poll(server.url, lambda raw: True)
        assert server.mailbox.said == []
        authority.cert_pem.write_to_path(str(tmp_path / "known.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "known.pem"))
        assert poll(server.url, lambda raw: True).dealt_with == 1


def test_a_wrong_password_and_a_missing_folder_are_said(server: ImapServer) -> None:
    with pytest.raises(Unreachable, match="no folder Nowhere"):
        poll(server.url.replace("INBOX", "Nowhere"), lambda raw: True)
    server.mailbox.password = "another"
    with pytest.raises(Unreachable, match="wrong password"):
        poll(server.url, lambda raw: True)


@pytest.mark.parametrize("url", ["", "http://x.example/", "imap://", "INBOX"])
def test_an_address_that_is_none_is_said(url: str) -> None:
    with pytest.raises(Unreachable, match="imaps://user:password@host/Folder"):
        poll(url, lambda raw: True)
