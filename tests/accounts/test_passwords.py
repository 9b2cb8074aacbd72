"""A new password: by a mailed link when it is forgotten, or by the old one."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User

OLD = "correct horse battery"
NEW = "four other plain words"


def ask(client: Client, email: str, **more: Any) -> Any:
    return client.post("/accounts/password/reset/", {"email": email}, **more)


def mailed_link(message: Any) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)", message.body)
    assert found is not None
    return found[1]


def use(client: Client, link: str, password: str = NEW) -> Any:
    form = client.get(link, follow=True)
    return client.post(form.request["PATH_INFO"], {"password1": password})


def test_the_mailed_link_sets_a_new_password_once(
    client: Client, member: Any, mailoutbox: list[Any]
) -> None:
    answer = ask(client, "Ben@example.org")
    assert "Look in your mail" in client.get(answer["Location"]).content.decode()
    link = mailed_link(mailoutbox[0])
    assert mailoutbox[0].to == ["ben@example.org"]
    assert mailoutbox[0].subject == "A new password for Parley"
    assert "for ben at Parley" in mailoutbox[0].body
    assert re.search(r"works once, for \d+ hours", mailoutbox[0].body)

    other = Client()
    other.head(link)
    other.get(link)  # a mail program that looks ahead
    done = use(client, link)
    assert done["Location"] == "/accounts/password/reset/key/done/"
    member.refresh_from_db()
    assert member.check_password(NEW)

    again = Client().get(link, follow=True).content.decode()
    assert "This link no longer works" in again
    assert use(Client(), link, "a third set of words").status_code == 200
    member.refresh_from_db()
    assert member.check_password(NEW)


def test_every_session_ends_when_the_password_is_reset(
    client: Client, member: Any, mailoutbox: list[Any]
) -> None:
    thief = Client()
    thief.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    ask(client, "ben@example.org")
    use(client, mailed_link(mailoutbox[0]))
    assert thief.get("/profile/").status_code == 302


def test_a_link_dies_when_the_password_is_changed_otherwise(
    client: Client, member: Any, mailoutbox: list[Any]
) -> None:
    ask(client, "ben@example.org")
    member.set_password(NEW)
    member.save()
    page = client.get(mailed_link(mailoutbox[0]), follow=True).content.decode()
    assert "This link no longer works" in page


def test_a_link_dies_when_the_address_is_changed(
    client: Client, member: Any, mailoutbox: list[Any]
) -> None:
    ask(client, "ben@example.org")
    member.email = "other@example.org"
    member.save()
    page = client.get(mailed_link(mailoutbox[0]), follow=True).content.decode()
    assert "This link no longer works" in page


def test_an_unknown_address_gets_the_same_answer_and_a_mail_of_its_own(
    client: Client, member: Any, mailoutbox: list[Any]
) -> None:
    known, unknown = ask(client, "ben@example.org"), ask(client, "nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mailoutbox] == [["ben@example.org"], ["nobody@example.org"]]
    assert mailoutbox[0].subject == mailoutbox[1].subject
    assert "no account here has" in mailoutbox[1].body


@pytest.mark.parametrize("host", ["evil.example", "testserver:99"])
def test_the_link_leads_to_our_own_address_whatever_the_request_says(
    host: str, client: Client, member: Any, mailoutbox: list[Any], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    headers = {"host": host, "x-forwarded-host": "evil.example"}
    ask(client, "ben@example.org", headers=headers)
    ask(client, "nobody@example.org", headers=headers)
    for message in mailoutbox:
        assert host not in message.body
        assert set(re.findall(r"https?://[^/\s]+", message.body)) == {"http://127.0.0.1:8000"}


@pytest.mark.parametrize("look_alike", ["bеn@example.org", "ben@exampłe.org", "ben@ｅxample.org"])
def test_a_look_alike_address_gets_no_link(
    look_alike: str, client: Client, member: Any, mailoutbox: list[Any]
) -> None:
    ask(client, look_alike)
    assert all("/reset/key/" not in message.body for message in mailoutbox)


def test_a_dotless_i_reaches_nobody_elses_account(
    client: Client, new_person: Any, mailoutbox: list[Any]
) -> None:
    new_person("mike", email="mike@example.org")
    for address in ("mıke@example.org", "mİke@example.org"):
        ask(client, address)
    assert mailoutbox == []


@pytest.mark.parametrize("email", ["", "ben", "ben@example.org\nBcc: x@example.org"])
def test_an_address_that_is_none_comes_back_with_a_word(
    email: str, client: Client, db: None, mailoutbox: list[Any]
) -> None:
    answer = ask(client, email)
    page = answer.content.decode()
    assert answer.status_code in (200, 422)
    assert "<title>Error: Choose a new password" in page
    assert page.index('id="problems"') < page.index("<h1>")
    assert mailoutbox == []


def test_a_short_password_is_refused_and_does_not_spend_the_link(
    client: Client, member: Any, mailoutbox: list[Any]
) -> None:
    ask(client, "ben@example.org")
    link = mailed_link(mailoutbox[0])
    assert "Use at least 12 characters. Yours has 5" in use(client, link, "short").content.decode()
    assert use(client, link).status_code == 302


@pytest.mark.parametrize("key", ["1-set-password", "1-x", "zz-" + "9" * 300, "9" * 40 + "-a"])
def test_a_made_up_link_says_that_it_does_not_work(key: str, client: Client, member: Any) -> None:
    answer = client.get(f"/accounts/password/reset/key/{key}/", follow=True)
    assert answer.status_code == 200
    assert "This link no longer works" in answer.content.decode()


def test_one_address_is_not_flooded(client: Client, member: Any, mailoutbox: list[Any]) -> None:
    found = [ask(client, "ben@example.org").status_code for _ in range(6)]
    assert found == [302] * 5 + [429]
    assert len(mailoutbox) == 5


def test_the_owner_of_a_name_under_attack_gets_in_by_mail(
    client: Client, member: Any, mailoutbox: list[Any]
) -> None:
    def sign_in(password: str) -> int:
        data = {"login": "ben", "password": password}
        return client.post("/accounts/login/", data).status_code

    assert [sign_in("wrong") for _ in range(6)][-1] == 429
    ask(client, "ben@example.org")
    use(client, mailed_link(mailoutbox[0]))
    assert sign_in(NEW) == 302


# By the old one -------------------------------------------------------------------------------


@pytest.fixture
def ben(client: Client, member: Any) -> Client:
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def change(client: Client, old: str, new: str) -> Any:
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new})


def test_changing_the_password_signs_out_every_other_device(ben: Client, member: Any) -> None:
    other = Client()
    other.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    assert change(ben, OLD, NEW)["Location"] == "/people/ben/"
    assert ben.get("/profile/").status_code == 200
    assert other.get("/profile/").status_code == 302
    assert User.objects.get(pk=member.pk).check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("wrong", NEW, "This is not your password as it is now"),
        (OLD, "short", "Use at least 12 characters. Yours has 5"),
        (OLD, "", "Enter a new password"),
        ("", NEW, "Enter your password"),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(
    old: str, new: str, words: str, ben: Client, member: Any
) -> None:
    page = change(ben, old, new).content.decode()
    assert page.count(words) == 2
    assert "<title>Error: Change your password" in page
    assert User.objects.get(pk=member.pk).check_password(OLD)


def test_the_old_password_cannot_be_guessed_at_an_open_screen(ben: Client) -> None:
    assert [change(ben, "wrong", NEW).status_code for _ in range(6)] == [200] * 5 + [429]


def test_an_account_without_a_password_gets_one(client: Client, new_person: Any) -> None:
    person = new_person("ben", password=None)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/accounts/password/change/", follow=True).content.decode()
    assert "Choose a password" in page
    assert (
        client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW}).status_code
        == 302
    )
    assert User.objects.get(pk=person.pk).check_password(NEW)
