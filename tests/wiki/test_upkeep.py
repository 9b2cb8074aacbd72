"""What pages need: lists for everybody, each in parts and by a constant number of queries."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wiki.writing import revise_page

LONG_AGO = timezone.now() - datetime.timedelta(days=400)


def titles(client: Client, kind: str) -> list[str]:
    screen = client.get(f"/upkeep/?kind={kind}").content.decode()
    (found,) = re.findall(r'<ul class="lines mt-4">(.*?)</ul>', screen, re.DOTALL) or [""]
    return re.findall(r"<li><a [^>]*>([^<]*)<", found)


def test_each_list_names_the_pages_that_need_something(
    make_page: Any, member: Any, stranger: Client
) -> None:
    top = make_page("Top", body="See [[Middle]], [[Wanted]] and [[Wish]].")
    middle = make_page("Middle", body="See [[Wanted]] and [[Top]].", parent=top, at=LONG_AGO)
    alone = make_page("Alone", at=LONG_AGO)
    revise_page(alone, author=member, body="I am [[Alone]].", at=LONG_AGO)
    revise_page(make_page("Mended", at=LONG_AGO), author=member, body="See [[Old name]].")
    revise_page(make_page("Old name"), author=member, title="New name")
    assert titles(stranger, "wanted") == ["Wanted", "Wish"]
    assert "linked from 2 pages" in stranger.get("/upkeep/").content.decode()
    assert titles(stranger, "orphans") == ["Alone", "Mended"]
    assert titles(stranger, "dead-ends") == ["Alone", "New name"]
    assert titles(stranger, "old") == ["Middle", "Alone"]
    revise_page(middle, author=member, parent=None)
    assert titles(stranger, "orphans") == ["Alone", "Mended"]  # for Top links to it
    assert titles(stranger, "old") == ["Alone"]


@pytest.mark.parametrize("kind", ["wanted", "orphans", "dead-ends", "old"])
def test_a_list_asks_as_often_for_many_pages_as_for_few(
    kind: str, make_page: Any, stranger: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            stranger.get(f"/upkeep/?kind={kind}")
        return len(queries)

    def write(number: int) -> None:
        make_page(f"Alone {number}", body=f"Wants [[No {number}]].", at=LONG_AGO)

    write(0)
    asked()
    few = asked()
    for number in range(1, 5):
        write(number)
    assert asked() == few <= 2
    assert len(titles(stranger, kind)) == 5


def test_long_lists_come_in_parts(make_page: Any, stranger: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("wiki.views_of_upkeep.PAGE_SIZE", 2)
    for number in range(3):
        make_page(f"Alone {number}")
    assert titles(stranger, "orphans") == ["Alone 0", "Alone 1"]
    assert titles(stranger, "orphans&page=2") == ["Alone 2"]
    assert "Part 1 of 2" in stranger.get("/upkeep/?kind=orphans").content.decode()
