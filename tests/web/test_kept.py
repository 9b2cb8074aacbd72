"""Text that was typed before a session ended comes back, until it is sent or thrown away."""

import pytest
from django.test import Client


@pytest.fixture
def lost(client, signed_in, member, make_page):
    """A page, and a client who sent its edit form as nobody and has signed in since."""
    page = make_page(title="Rounds", body="Words.")
    form = {"title": "Rounds", "body": "An hour of work", "base": "1"}
    answer = client.post(f"{page.get_absolute_url()}edit/", form)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    page.refresh_from_db()
    assert page.body == "Words."
    return page, signed_in(client, member), f"{page.get_absolute_url()}edit/"


def test_it_comes_back_at_its_form_as_often_as_that_is_opened(lost):
    _, client, address = lost
    for _ in range(2):
        assert "An hour of work" in client.get(address).content.decode()


def test_it_is_gone_once_it_is_saved(lost):
    page, client, address = lost
    client.post(address, {"title": "Rounds", "body": "An hour of work", "base": "1"})
    page.refresh_from_db()
    assert page.body == "An hour of work"
    assert "from before you signed in" not in client.get(address).content.decode()


def test_it_can_be_thrown_away(lost):
    page, client, address = lost
    answer = client.post(address, {"do": "discard", "body": "An hour of work"})
    assert answer.status_code == 302
    html = client.get(address).content.decode()
    assert "An hour of work" not in html
    page.refresh_from_db()
    assert page.body == "Words."


def test_passwords_are_never_kept(client, db):
    client.post("/profile/", {"about": "Some words about me", "password": "a secret"})
    assert "a+secret" not in str(dict(client.session.items()))


def test_a_long_text_may_have_as_many_characters_as_the_form_says_line_ends_counted_once(
    client, signed_in, member, make_page
):
    page = make_page(title="Long", body="Words.")
    signed_in(client, member)
    body = ("x" * 99 + "\r\n") * 1999 + "y" * 100
    assert len(body.replace("\r\n", "\n")) == 200_000
    answer = client.post(
        f"{page.get_absolute_url()}edit/",
        {"title": "Long", "body": body, "base": "1", "note": "All of it"},
    )
    assert answer.status_code == 302


def test_it_is_shown_to_nobody_else_who_signs_in(client, signed_in, member, author, make_page):
    page = make_page(title="Rounds", body="Words.")
    address = f"{page.get_absolute_url()}edit/"
    form = {"title": "Rounds", "body": "For ben alone", "base": "1", "person": member.pk}
    client.post(address, form)
    assert "For ben alone" not in signed_in(client, author).get(address).content.decode()


def test_only_what_a_person_typed_is_given_back_in_words(client, signed_in, member, make_page):
    page = make_page(title="Rounds", body="Words.")
    strict = signed_in(Client(enforce_csrf_checks=True), member)
    form = {"body": "An hour of work", "draft": "a" * 32, "tab": "b" * 32, "section": "t-words"}
    html = strict.post(f"{page.get_absolute_url()}edit/", form).content.decode()
    assert "An hour of work" in html
    assert not any(text in html for text in ("a" * 32, "b" * 32, "t-words"))
