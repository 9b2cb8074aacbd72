"""Signed addresses: genuine ones say whose they are, all others say nothing."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from mailing.addresses import (
    Token,
    is_ours,
    read,
    read_stop_token,
    reply_address,
    stop_token,
)

NOW = timezone.now()
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


@pytest.fixture(autouse=True)
def _set_up(settings: Any) -> None:
    settings.REPLY_ADDRESS = "reply@parley.example"


def read_one(address: str) -> Token:
    found = read([address])
    assert found is not None
    return found


@pytest.mark.parametrize("setting", ["reply@parley.example", "@in.example", "in.example"])
@pytest.mark.parametrize("post", [1, 127, 128, 20_000, 10**9])
def test_an_address_says_whose_it_is_and_which_post_it_answers(
    setting: str, post: int, member: Any, settings: Any
) -> None:
    settings.REPLY_ADDRESS = setting
    address = reply_address(member, post, NOW)
    assert len(address.rpartition("@")[0]) <= 64
    token = read_one(address)
    assert (token.person, token.post) == (member.pk, post)
    assert token.is_of(member)
    assert not token.is_late(NOW)


@pytest.mark.parametrize("spelled", [str.upper, str.title, "  {}".format, "Night <{}>".format])
def test_capitals_and_a_name_change_nothing(spelled: Any, member: Any) -> None:
    address = reply_address(member, 5, NOW)
    assert read_one(spelled(address)) == read_one(address)


def test_an_address_with_one_letter_changed_says_nothing(member: Any) -> None:
    address = reply_address(member, 5, NOW)
    local, domain = address.split("@")
    start = len("reply+")
    changed = [
        f"{local[:at]}{letter}{local[at + 1 :]}@{domain}"
        for at in range(start, len(local) - 1)
        for letter in LETTERS
        if letter != local[at]
    ]
    assert [one for one in changed if read([one])] == []


@pytest.mark.parametrize(
    "address",
    [
        "reply@parley.example",
        "reply+@parley.example",
        "reply+aaaa@parley.example",
        "reply+ääää@parley.example",
        "reply+a=b@parley.example",
        f"reply+{'a' * 5000}@parley.example",
        "reply+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@parley.example",
        "",
        "@",
        "somebody@parley.example",
    ],
)
def test_what_we_did_not_sign_says_nothing(address: str) -> None:
    assert read([address]) is None


def test_an_address_of_another_domain_says_nothing(member: Any) -> None:
    address = reply_address(member, 5, NOW).replace("parley.example", "elsewhere.example")
    assert read([address]) is None
    assert not is_ours(address)


def test_an_address_is_late_after_half_a_year(member: Any) -> None:
    token = read_one(reply_address(member, 5, NOW))
    assert not token.is_late(NOW + datetime.timedelta(weeks=26))
    assert token.is_late(NOW + datetime.timedelta(weeks=28))


def test_another_password_or_address_ends_all_reply_addresses(member: Any) -> None:
    token = read_one(reply_address(member, 5, NOW))
    member.set_password("another horse battery")
    assert not token.is_of(member)
    member.refresh_from_db()
    assert token.is_of(member)
    member.email = "elsewhere@example.org"
    assert not token.is_of(member)


def test_nothing_is_signed_where_mail_is_not_received(member: Any, settings: Any) -> None:
    settings.REPLY_ADDRESS = ""
    assert reply_address(member, 5, NOW) == ""
    assert read(["reply+aaaa@parley.example"]) is None
    assert not is_ours("reply+aaaa@parley.example")


def test_a_link_that_stops_mail_cannot_be_turned_to_somebody_else() -> None:
    token = stop_token(12, 7)
    assert read_stop_token(token) == (12, 7)
    assert read_stop_token(token.replace("12-7", "13-7")) is None
    assert read_stop_token("") is None
