"""Signing in and out: quick for people, slow for guessers, and no hint to anybody."""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

PASSWORD = "correct horse battery"
FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "http:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "http://localhost/",
    "http://127.0.0.1:8000/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "\thttps://evil.example/",
    "x" * 5000,
]


def sign_in(client: Client, login: str = "ben", password: str = PASSWORD, **more: str) -> Any:
    data = {"login": login, "password": password, **more}
    return client.post("/accounts/login/", data)


@pytest.fixture
def names(member: Any) -> Any:
    return member


@pytest.mark.parametrize(
    "login", ["ben", "BEN", " ben ", "ｂｅｎ", "ben@example.org", "Ben@Example.org"]
)
def test_a_name_or_an_address_opens_the_door(login: str, client: Client, member: Any) -> None:
    answer = sign_in(client, login)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(member.pk)


def test_the_fields_can_be_filled_by_a_password_manager(client: Client, db: None) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert '<label for="login">Name or e-mail</label>' in page
    assert '<label for="password">Password</label>' in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "Keep me signed in on this device" in page


@pytest.mark.parametrize(("remember", "is_brief"), [("", True), ("on", False)])
def test_only_those_who_ask_stay_signed_in(
    remember: str, is_brief: bool, client: Client, member: Any
) -> None:
    sign_in(client, **({"remember": remember} if remember else {}))
    assert client.session.get_expire_at_browser_close() is is_brief


def test_signing_in_changes_the_session_and_keeps_what_it_held(client: Client, member: Any) -> None:
    client.post("/profile/", {"about": "Nights, mostly."})
    before = client.session.session_key
    page = client.get("/accounts/login/?next=/profile/").content.decode()
    assert "You were signed out while writing. Sign in, and your text comes back." in page
    answer = sign_in(client, next="/profile/")
    assert answer["Location"] == "/profile/"
    assert client.session.session_key != before
    assert "Nights, mostly." in client.get("/profile/").content.decode()


def test_without_a_kept_text_nothing_is_said_about_one(client: Client, db: None) -> None:
    assert "signed out while writing" not in client.get("/accounts/login/").content.decode()


def test_every_wrong_try_gets_the_same_words(client: Client, member: Any) -> None:
    def said(login: str, password: str) -> str:
        page = sign_in(client, login, password).content.decode()
        start = page.index('id="problems"')
        return page[start : page.index("<h1>")]

    words = {
        said("ben", "wrong"),
        said("nobody", "wrong"),
        said("ben@example.org", "wrong"),
        said("nobody@example.org", PASSWORD),
    }
    assert len(words) == 1


class CountingHasher(MD5PasswordHasher):
    """Counts the work of comparing passwords, which is what takes the time."""

    algorithm = "counted"
    count = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).count += 1
        return super().encode(password, salt)


@pytest.mark.parametrize(
    ("known", "unknown"),
    [("ben", "nobody"), ("BEN", "NOBODY"), ("ben@example.org", "nobody@example.org")],
)
def test_a_wrong_try_costs_the_same_for_names_that_exist_and_names_that_do_not(
    known: str, unknown: str, client: Client, settings: Any, new_person: Any
) -> None:
    hasher = f"{CountingHasher.__module__}.CountingHasher"
    settings.PASSWORD_HASHERS = [hasher]
    new_person("ben")

    def cost(login: str) -> int:
        CountingHasher.count = 0
        sign_in(client, login, "wrong")
        return CountingHasher.count

    assert cost(known) == cost(unknown) > 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"login": "", "password": ""}, "Enter your name or e-mail"),
        ({"login": "ben", "password": ""}, "Enter your password"),
        ({"login": "x" * 300, "password": "x"}, "Yours has 300"),
        ({"login": "ben' OR 1=1 --", "password": "x" * 100_000}, "do not go together"),
        ({"login": "<b>ben", "password": "x"}, "do not go together"),
        ({}, "Enter your name or e-mail"),
    ],
)
def test_a_refused_form_comes_back_with_the_name(
    data: dict[str, str], words: str, client: Client, member: Any
) -> None:
    answer = client.post("/accounts/login/", data)
    page = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert words in page
    assert "<title>Error: Sign in" in page
    assert page.index('id="problems"') < page.index("<h1>")
    if data.get("login") == "ben":
        assert 'value="ben"' in page
    assert "<b>ben" not in page


# Where it leads -------------------------------------------------------------------------------


@pytest.mark.parametrize("target", FOREIGN)
@pytest.mark.parametrize("door", ["login", "logout", "signup"])
def test_nobody_is_sent_to_another_host(
    target: str, door: str, client: Client, member: Any
) -> None:
    data = {
        "login": {"login": "ben", "password": PASSWORD},
        "logout": {},
        "signup": {"username": "ines", "email": "i@example.org", "password1": "four plain words"},
    }[door]
    answer = client.post(f"/accounts/{door}/", {**data, "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_the_way_back_is_kept_from_sign_in_to_sign_up(client: Client, db: None) -> None:
    page = client.get("/accounts/login/?next=/wiki/a-page/%3Fx%3D1").content.decode()
    assert '<input type="hidden" name="next" value="/wiki/a-page/?x=1">' in page
    assert 'href="/accounts/signup/?next=%2Fwiki%2Fa-page%2F%3Fx%3D1"' in page
    page = client.get("/accounts/signup/?next=/wiki/a-page/%3Fx%3D1").content.decode()
    assert '<input type="hidden" name="next" value="/wiki/a-page/?x=1">' in page
    assert 'href="/accounts/login/?next=%2Fwiki%2Fa-page%2F%3Fx%3D1"' in page


def test_the_way_back_survives_a_wrong_password(client: Client, member: Any) -> None:
    page = sign_in(client, password="wrong", next="/wiki/a-page/").content.decode()
    assert '<input type="hidden" name="next" value="/wiki/a-page/">' in page


# Guessing -------------------------------------------------------------------------------------

SPELLINGS = ["ben", "BEN", " ben", "ｂｅｎ", "Ben ", "bеn"]


def test_the_sixth_wrong_try_is_refused_however_the_name_is_spelled(member: Any) -> None:
    tries = [sign_in(Client(), login, "wrong") for login in SPELLINGS]
    assert [answer.status_code for answer in tries[:5]] == [200] * 5
    assert tries[5].status_code == 429
    assert 0 < int(tries[5]["Retry-After"]) <= 300
    assert "Wait 5 minutes" in tries[5].content.decode()


def test_a_name_under_attack_refuses_the_right_password_too(client: Client, member: Any) -> None:
    for _ in range(5):
        sign_in(Client(), "ben", "wrong")
    answer = client.post(
        "/accounts/login/",
        {"login": "ben", "password": PASSWORD},
        REMOTE_ADDR="203.0.113.9",
        headers={"x-forwarded-for": "198.51.100.7"},
    )
    assert answer.status_code == 429
    assert PASSWORD not in answer.content.decode()


def test_other_names_still_open_while_one_is_under_attack(client: Client, new_person: Any) -> None:
    new_person("ben")
    new_person("cara")
    for _ in range(5):
        sign_in(Client(), "ben", "wrong")
    assert sign_in(client, "cara").status_code == 302


def test_a_name_that_nobody_has_is_held_up_like_any_other(client: Client, db: None) -> None:
    tries = [sign_in(client, "nobody", "wrong").status_code for _ in range(6)]
    assert tries == [200] * 5 + [429]


@pytest.mark.parametrize("other", ["ben@example.org", "cara"])
def test_a_count_does_not_tell_whose_address_it_is(other: str, client: Client, member: Any) -> None:
    for _ in range(5):
        sign_in(client, "ben", "wrong")
    assert sign_in(client, other, "wrong").status_code == 200


def test_one_address_cannot_go_through_many_names(member: Any) -> None:
    tries = [sign_in(Client(), f"name{number}", "wrong").status_code for number in range(11)]
    assert tries == [200] * 10 + [429]


def test_the_administration_has_no_door_of_its_own(client: Client, administrator: Any) -> None:
    answer = client.post("/admin/login/", {"username": "root", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert "_auth_user_id" not in client.session


def test_signing_in_rightly_many_times_is_not_held_up(member: Any) -> None:
    assert {sign_in(Client()).status_code for _ in range(12)} == {302}


def test_after_a_while_the_name_opens_again(client: Client, member: Any) -> None:
    for _ in range(5):
        sign_in(client, "ben", "wrong")
    cache.clear()  # what the passing of five minutes does
    assert sign_in(client).status_code == 302


# Signing out ----------------------------------------------------------------------------------


def test_signing_out_is_asked_about_first(client: Client, member: Any) -> None:
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/accounts/logout/").content.decode()
    assert "Sign out?" in page
    assert client.get("/profile/").status_code == 200


def test_signing_out_ends_the_session_for_good(client: Client, member: Any) -> None:
    sign_in(client)
    old = client.cookies["sessionid"].value
    assert client.post("/accounts/logout/")["Location"] == "/"
    client.cookies["sessionid"] = old
    assert client.get("/profile/").status_code == 302


def test_a_closed_account_is_told_so_only_with_its_password(
    client: Client, new_person: Any
) -> None:
    new_person("ben", is_active=False)
    assert "do not go together" in sign_in(client, password="wrong").content.decode()
    answer = sign_in(client)
    assert answer["Location"] == "/accounts/inactive/"
    assert "This account is closed" in client.get(answer["Location"]).content.decode()
