"""Changing one's e-mail address: only with the password, and only to an address that answers."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User

PASSWORD = "correct horse battery"


@pytest.fixture
def ben(client: Client, member: Any) -> Client:
    client.post("/accounts/login/", {"login": "ben", "password": PASSWORD})
    return client


def addresses(member: Any) -> dict[str, tuple[bool, bool]]:
    return {row.email: (row.primary, row.verified) for row in member.emailaddress_set.all()}


def add(client: Client, email: str) -> Any:
    return client.post("/accounts/email/", {"action_add": "1", "email": email})


def enter_password(client: Client, password: str = PASSWORD) -> Any:
    data = {"password": password, "next": "/accounts/email/"}
    return client.post("/accounts/reauthenticate/", data)


def test_an_open_screen_is_not_enough_to_add_an_address(
    ben: Client, member: Any, mailoutbox: list[Any]
) -> None:
    answer = add(ben, "thief@example.org")
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert "This is not your password" in enter_password(ben, "wrong").content.decode()
    assert "thief@example.org" not in addresses(member)
    assert mailoutbox == []


def test_an_address_is_added_with_the_password_and_used_once_confirmed(
    ben: Client, member: Any, mailoutbox: list[Any]
) -> None:
    add(ben, "new@example.org")
    enter_password(ben)
    assert addresses(member)["new@example.org"] == (False, False)
    assert [message.to for message in mailoutbox] == [["new@example.org"]]
    link = re.search(r"http://127\.0\.0\.1:8000(\S+)", mailoutbox[0].body)
    assert link is not None
    ben.post(link[1])
    ben.post("/accounts/email/", {"action_primary": "1", "email": "new@example.org"})
    assert addresses(member)["new@example.org"] == (True, True)
    assert User.objects.get(pk=member.pk).email == "new@example.org"


@pytest.mark.parametrize("email", ["", "no at sign", "ben@example.org", "ıbn@example.org"])
def test_an_address_that_cannot_be_added_comes_back_with_a_word(
    email: str, ben: Client, member: Any
) -> None:
    ben.get("/accounts/email/")
    answer = add(ben, email)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error: Your e-mail addresses" in page
    assert page.index('id="problems"') < page.index("<h1>")
    assert len(addresses(member)) == 1


def test_somebody_elses_address_cannot_be_confirmed_twice(
    ben: Client, member: Any, new_person: Any, mailoutbox: list[Any]
) -> None:
    owner = new_person("cara")
    owner.emailaddress_set.create(email="cara@example.org", verified=True, primary=True)
    add(ben, "cara@example.org")
    enter_password(ben)
    link = re.search(r"http://127\.0\.0\.1:8000(\S+)", mailoutbox[0].body)
    assert link is not None
    page = ben.get(link[1]).content.decode()
    assert "This address belongs to another account" in page
    ben.post(link[1])
    assert addresses(member)["cara@example.org"] == (False, False)


def test_the_main_address_cannot_be_removed_while_there_is_another(
    ben: Client, member: Any
) -> None:
    ben.get("/accounts/email/")
    member.emailaddress_set.update(primary=True, verified=True)
    member.emailaddress_set.create(email="second@example.org", verified=True)
    enter_password(ben)
    ben.post("/accounts/email/", {"action_remove": "1", "email": "ben@example.org"})
    assert set(addresses(member)) == {"ben@example.org", "second@example.org"}
    ben.post("/accounts/email/", {"action_remove": "1", "email": "second@example.org"})
    assert set(addresses(member)) == {"ben@example.org"}
