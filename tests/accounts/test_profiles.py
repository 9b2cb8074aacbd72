"""A person's page, and changing one's own."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User


@pytest.fixture
def ben(client: Client, member: Any) -> Client:
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")
    return client


def save(client: Client, **changes: str) -> Any:
    data = {"name": "Ben Ode", "about": "I run the night desk.", "zone": "Europe/London"}
    return client.post("/profile/", {**data, **changes})


# Reading --------------------------------------------------------------------------------------


def test_anybody_may_read_a_profile(client: Client, new_person: Any) -> None:
    new_person("ines", name="Inês Prado", about="Pharmacist.\nI <3 rotas.")
    page = client.get("/people/ines/").content.decode()
    assert "<h1><bdi>ines</bdi></h1>" in page
    assert "Inês Prado" in page
    assert "Pharmacist.<br>I &lt;3 rotas." in page
    assert "ines@example.org" not in page
    assert "Edit profile" not in page


@pytest.mark.parametrize("spelling", ["INES", "ｉｎｅｓ", "Ines"])
def test_any_spelling_leads_to_the_right_one(
    spelling: str, client: Client, new_person: Any
) -> None:
    new_person("ines")
    answer = client.get(reverse("person", args=[spelling]) + "?show=stars")
    assert (answer.status_code, answer["Location"]) == (302, "/people/ines/?show=stars")


@pytest.mark.parametrize("name", ["nobody", "%00", "a%2Fb", "%F0%9F%92%A9", "x" * 900, "..", "%"])
def test_a_name_that_nobody_has_is_not_found(name: str, client: Client, db: None) -> None:
    assert client.get(f"/people/{name}/").status_code == 404


def test_a_name_of_any_script_has_a_page(client: Client, new_person: Any) -> None:
    person = new_person("日本.o")
    assert client.get(person.get_absolute_url()).status_code == 200


def test_a_profile_shows_what_somebody_did_and_stands_behind(
    client: Client, a_small_site: SimpleNamespace
) -> None:
    page = client.get("/people/lena/").content.decode()
    assert "an earlier wording" in page
    assert a_small_site.recommendation.get_absolute_url() not in page
    page = client.get("/people/ben/").content.decode()
    assert a_small_site.recommendation.get_absolute_url() in page
    assert "Night work" in page
    assert "Beds" in page


@pytest.mark.parametrize(
    "show", ["all", "text", "recommendations", "discussion", "stars", "zzz", ""]
)
def test_a_tab_shows_one_kind_of_contribution(
    show: str, client: Client, a_small_site: SimpleNamespace
) -> None:
    page = client.get("/people/ben/", {"show": show}).content.decode()
    assert ("Beds" in page) == (show not in ("text", "recommendations", "stars"))
    assert page.count('aria-current="true"') == 1


def test_a_profile_costs_fifteen_queries_and_ones_own_two_more(
    ben: Client, a_small_site: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        ben.get("/people/amara/")
    with django_assert_max_num_queries(17):
        ben.get("/people/ben/")


def test_ones_own_profile_leads_to_what_one_can_change(ben: Client) -> None:
    page = ben.get("/people/ben/").content.decode()
    for address in ("/profile/", "/accounts/email/", "/accounts/password/change/"):
        assert f'href="{address}"' in page


# Changing -------------------------------------------------------------------------------------


def test_a_saved_profile_is_shown(ben: Client) -> None:
    answer = save(ben)
    assert (answer.status_code, answer["Location"]) == (302, "/people/ben/")
    page = ben.get("/people/ben/").content.decode()
    assert "Ben Ode" in page
    assert "I run the night desk." in page
    assert "Times are in Europe/London." in page


def test_everything_may_be_left_empty(ben: Client, member: Any) -> None:
    save(ben)
    assert save(ben, name="", about="", zone="").status_code == 302
    member.refresh_from_db()
    assert (member.name, member.about, member.zone) == ("", "", "")


def test_the_form_holds_what_is_there(ben: Client) -> None:
    save(ben)
    page = ben.get("/profile/").content.decode()
    assert 'value="Ben Ode"' in page
    assert "I run the night desk.</textarea>" in page
    assert '<option value="Europe/London" selected>London</option>' in page
    assert '<option value="">As my browser says</option>' in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "x" * 101, "Full name: use at most 100 characters. Yours has 101"),
        ("about", "x" * 501, "About you: use at most 500 characters. Yours has 501"),
        ("zone", "Mars/Olympus", "Choose a time zone from the list"),
        ("zone", "../../etc/passwd", "Choose a time zone from the list"),
    ],
)
def test_a_refused_profile_comes_back_with_what_was_typed(
    field: str, value: str, words: str, ben: Client, member: Any
) -> None:
    answer = save(ben, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Edit your profile" in page
    assert page.index('id="problems"') < page.index("<h1>")
    assert page.count(words) == 2
    assert "I run the night desk." in page or field == "about"
    member.refresh_from_db()
    assert member.name == ""


def test_only_the_three_fields_are_stored(ben: Client, member: Any) -> None:
    save(ben, username="other", is_staff="1", is_moderator="1", email="x@example.org")
    person = User.objects.get(pk=member.pk)
    assert (person.username, person.is_staff, person.is_moderator) == ("ben", False, False)
    assert person.email == "ben@example.org"


def test_a_stranger_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get("/profile/")["Location"] == "/accounts/login/?next=%2Fprofile%2F"
