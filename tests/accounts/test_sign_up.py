"""Joining."""

import re
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.forms import SignUpForm
from accounts.models import User

PASSWORD = "four plain words here"


def sign_up(client: Client, **changes: str) -> Any:
    data = {"username": "ines", "email": "ines@example.org", "password1": PASSWORD, **changes}
    return client.post("/accounts/signup/", data)


def test_the_form_asks_three_things_and_ids_are_names(client: Client, db: None) -> None:
    page = client.get("/accounts/signup/").content.decode()
    for name in ("username", "email", "password1"):
        assert re.search(rf'<label for="{name}">', page)
        assert re.search(rf'<input [^>]*name="{name}"[^>]* id="{name}"', page)
    assert 'autocomplete="new-password"' in page
    assert "placeholder" not in re.sub(r'placeholder="Search"', "", page)
    assert "<title>Join" in page


def test_somebody_new_is_signed_in_and_asked_to_confirm_the_address(
    client: Client, db: None, mailoutbox: list[Any]
) -> None:
    answer = sign_up(client, next="/people/ines/")
    assert (answer.status_code, answer["Location"]) == (302, "/people/ines/")
    person = User.objects.get(username="ines")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert [message.to for message in mailoutbox] == [["ines@example.org"]]


def test_the_mailed_link_confirms_the_address(
    client: Client, db: None, mailoutbox: list[Any]
) -> None:
    sign_up(client)
    assert mailoutbox[0].subject == "Confirm your address for Parley"
    assert re.search(r"works for \d+ days", mailoutbox[0].body)
    link = re.search(r"http://127\.0\.0\.1:8000(/accounts/confirm-email/\S+)", mailoutbox[0].body)
    assert link is not None
    person = User.objects.get(username="ines")
    client.head(link[1])
    page = client.get(link[1]).content.decode()
    assert "Yes, confirm it" in page
    assert not person.emailaddress_set.get().verified
    assert client.post(link[1]).status_code == 302
    assert person.emailaddress_set.get().verified
    assert "This link no longer works" in client.get(link[1]).content.decode()


def test_mail_links_to_our_own_address_whatever_the_request_says(
    client: Client, db: None, mailoutbox: list[Any], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    data = {"username": "ines", "email": "ines@example.org", "password1": PASSWORD}
    client.post("/accounts/signup/", data, headers={"host": "evil.example"})
    assert "evil.example" not in str(mailoutbox[0].message())


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("username", "", "Enter the name that people will see"),
        ("username", "two words", "Use letters, numbers, dot, dash or underscore"),
        ("username", "<script>", "Use letters, numbers, dot, dash or underscore"),
        ("username", "x" * 41, "Yours has 41"),
        ("username", "ﬃ" * 20, "Use at most 40 characters"),
        ("email", "", "Enter your e-mail address"),
        ("email", "ines example.org", "Enter an e-mail address with an @"),
        ("email", "ines@example.org\nBcc: all@example.org", "Enter an e-mail address with an @"),
        ("email", "ıneS@example.org", "Enter an e-mail address with an @"),
        ("email", f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'q' * 60}.{'w' * 60}.org", "Yours has 308"),
        ("password1", "", "Enter a password"),
        ("password1", "seven77", "Use at least 12 characters. Yours has 7"),
        ("password1", "qwertyuiop123", "Choose another"),
        ("password1", "ines@example.org", "Choose another"),
    ],
)
def test_a_bad_answer_comes_back_with_what_was_typed(
    field: str, value: str, words: str, client: Client, db: None
) -> None:
    answer = sign_up(client, **{field: value})
    page = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert "<title>Error: Join" in page
    assert page.index('id="problems"') < page.index("<h1>")
    assert page.count(words) == 2  # in the summary and beside the field
    assert f'href="#{field}"' in page
    kept = "ines" if field != "username" else "ines@example.org"
    assert f'value="{kept}' in page
    assert PASSWORD not in page
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["ines", "INES", "ｉｎｅｓ", "ineѕ"])
def test_a_name_like_somebody_elses_is_taken(name: str, client: Client, new_person: Any) -> None:
    new_person("ines")
    page = sign_up(client, username=name, email="other@example.org").content.decode()
    assert "That name is taken. Add something, or use your full name" in page
    assert User.objects.count() == 1


def test_a_name_taken_a_moment_ago_is_told_like_any_other(new_person: Any) -> None:
    data = {"username": "ines", "email": "ines@example.org", "password1": PASSWORD}
    request = RequestFactory().post("/accounts/signup/", data)
    request.session = {}
    form = SignUpForm(data)
    assert form.is_valid()
    new_person("Ines")
    _, answer = form.try_save(request)
    assert answer is not None
    assert "That name is taken" in answer.content.decode()
    assert User.objects.count() == 1


def test_one_name_wanted_by_many_at_once_goes_to_one(at_once: Any) -> None:
    people = [Client(REMOTE_ADDR=f"203.0.113.{number}") for number in range(5)]
    answers = at_once([lambda person=person: sign_up(person).status_code for person in people])
    assert sorted(answers) == [200, 200, 200, 200, 302]
    assert User.objects.count() == 1


def test_a_full_width_name_is_kept_in_its_plain_form(client: Client, db: None) -> None:
    sign_up(client, username="ｉｎｅｓ")
    assert User.objects.get().username == "ines"


def test_an_address_that_is_known_gets_the_same_answer(
    client: Client, new_person: Any, mailoutbox: list[Any]
) -> None:
    new_person("somebody", email="known@example.org")
    known = sign_up(client, username="ines", email="known@example.org")
    stranger = sign_up(Client(), username="ida", email="new@example.org")
    assert (known.status_code, known["Location"]) == (stranger.status_code, stranger["Location"])
    assert len(mailoutbox) == 2
    assert mailoutbox[0].subject == mailoutbox[1].subject


def test_fields_that_nobody_asked_for_are_not_stored(client: Client, db: None) -> None:
    sign_up(client, is_staff="1", is_superuser="1", is_moderator="1", pk="77")
    person = User.objects.get()
    assert (person.is_staff, person.is_superuser, person.is_moderator) == (False, False, False)
    assert person.pk != 77


def test_many_accounts_from_one_address_are_held_up(client: Client, db: None) -> None:
    for number in range(10):
        assert sign_up(Client(), username=f"n{number}").status_code == 302
    answer = sign_up(client)
    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.content.decode()
