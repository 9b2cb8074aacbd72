"""People are looked up by the beginning of a name while somebody types @name."""

from typing import Any

import pytest
from django.test import Client


@pytest.fixture
def reader(client: Client, signed_in: Any, member: Any) -> Client:
    return signed_in(client, member)


def found(client: Client, words: str) -> list[str]:
    answer = client.get("/names/", {"q": words})
    return [person["username"] for person in answer.json()["people"]]


def test_people_are_found_by_either_name(reader: Client, author: Any, new_person: Any) -> None:
    new_person("wren", name="Amber Hill")
    new_person("zed", name="Jo Amis")
    new_person("ham")
    assert found(reader, "am") == ["amara", "wren", "zed"]
    assert found(reader, "AMA") == ["amara"]
    assert found(reader, "hill") == ["wren"]


@pytest.mark.parametrize("words", ["", " ", "%", "_", "nobody", "x" * 3000])
def test_nothing_and_nobody_find_nobody(reader: Client, author: Any, words: str) -> None:
    assert found(reader, words) == []


def test_who_has_left_is_not_offered(reader: Client, new_person: Any) -> None:
    new_person("amos", is_active=False)
    assert found(reader, "amo") == []


def test_a_few_are_enough(
    reader: Client, new_person: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        new_person(f"p{number:02}")
    with django_assert_max_num_queries(3):
        assert len(found(reader, "p")) == 8


def test_it_is_for_members(client: Client) -> None:
    assert client.get("/names/", {"q": "a"}).status_code == 302
