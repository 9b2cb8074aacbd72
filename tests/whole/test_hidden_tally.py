"""A page may keep its tally from whoever has not starred there: then it leaks nowhere.

The whole site is read, link by link, by somebody who may not see it. Who starred, why, and how
many they are, must then stand in no answer.
"""

import datetime
import re
from html import unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

from discussions.posting import start_thread
from recommendations import arranging, criteria, starring
from wiki.writing import revise_page

STARS = 61  # a number that stands nowhere else on the site, nor in a date or a time
AT = datetime.datetime(2024, 3, 4, 5, 6, tzinfo=datetime.UTC)
TELLING = re.compile(rf"\b(?:{STARS}|quill\d+)\b|Because I say")
DRAWN = re.compile(r'<symbol.*?</symbol>|\s(?:d|viewBox|[xyr][12]?|cx|cy|width|height)="[^"]*"')
LEFT_OUT = ("/accounts/", "/static/", "/admin/", "/theme/")


@pytest.fixture
def secret(make_page: Any, new_person: Any, author: Any) -> SimpleNamespace:
    """Two recommendations on a page that hides its tally: one with many stars, one with none."""
    page = make_page("Sealed ballots", body="We count at the end.", tags="votes", at=AT)
    open_page = make_page("Open ballots", body="See [[Sealed ballots]].", tags="votes", at=AT)
    area = arranging.add_area(page, "Counting", author=author, at=AT)
    last = arranging.add(area, "Count by hand", author=author, at=AT)
    first = arranging.add(area, "Let two people count", author=author, at=AT)
    people = [new_person(f"quill{number}") for number in range(STARS)]
    for person in people[1:]:
        starring.give(first, person=person, reason="Because I say so", note="Starred", at=AT)
    arranging.reword(last, "Count every vote by hand", author=author, at=AT)
    starring.give(last, person=people[0], at=AT)
    arranging.reword(last, "Count each of them by hand", author=author, at=AT)
    starring.give(first, person=people[0], reason="Because I say so", at=AT)
    criteria.define(page, [], author=author, hide_tally=True, at=AT)
    page.refresh_from_db()
    revise_page(page, author=author, body="We count when all is over.", note="Later", at=AT)
    start_thread(page, author=author, subject="When?", body="At noon.", recommendation=first, at=AT)
    other = arranging.add_area(open_page, "Elsewhere", author=author, at=AT)
    arranging.add(other, "Let nobody count alone", author=author, at=AT)
    return SimpleNamespace(page=page, first=first, last=last, people=people, area=area)


def text_of(answer: Any) -> str:
    """What an answer says, without the numbers that pictures are drawn by."""
    content = answer.getvalue().decode()
    return DRAWN.sub("", content)


def read_everything(client: Client, *start: str) -> dict[str, str]:
    """Every address that links lead to, with the text of its answer."""
    seen: dict[str, str] = {}
    todo = list(start)
    while todo:
        address = todo.pop()
        if address in seen or address.startswith(LEFT_OUT):
            continue
        answer = client.get(address)
        if answer.status_code in (301, 302):
            seen[address] = ""
            todo.append(answer.headers["Location"])
            continue
        seen[address] = text_of(answer)
        for link in re.findall(r'(?:href|hx-get|action)="([^"]+)"', seen[address]):
            found = urlsplit(urldefrag(urljoin(address, unescape(link))).url)
            if not found.netloc and found.path.startswith("/"):
                todo.append(found.path + (f"?{found.query}" if found.query else ""))
        assert len(seen) < 3000, "the links of this site never end"
    return seen


SCREENS = (
    *("/", "/wiki/", "/recommendations/", "/activity/", "/tags/", "/search/?q=count"),
    *("/recommendations/?sort=-stars", "/recommendations/?sort=month", "/search/?q=starred"),
    *("/recommendations/export.csv", "/recommendations/export.json", "/recommendations/export.md"),
)


def told(pages: dict[str, str]) -> list[str]:
    """Where something of the tally is said, and what."""
    return [
        f"{where}: …{page[max(0, found.start() - 80) : found.end() + 20]}…"
        for where, page in pages.items()
        for found in TELLING.finditer(page)
    ]


@pytest.mark.parametrize("signed", [False, True], ids=["a visitor", "a member who gave no star"])
def test_it_leaks_nowhere_to_who_may_not_see_it(
    secret: SimpleNamespace, client: Client, member: Any, signed_in: Any, signed: bool
) -> None:
    if signed:
        signed_in(client, member)
    profile_at = secret.people[0].get_absolute_url()
    pages = read_everything(client, *SCREENS)
    assert secret.page.get_absolute_url() in pages
    assert secret.first.get_absolute_url() in pages
    assert told(pages) == []
    profile = client.get(profile_at).content.decode()
    assert "Count each of them" not in profile
    assert secret.first.wording not in profile


def test_every_screen_tells_it_to_who_has_starred_there(
    secret: SimpleNamespace, client: Client, member: Any, signed_in: Any
) -> None:
    """What the tests above look for is there to be found."""
    signed_in(client, member)
    starring.give(secret.last, person=member)
    latest = secret.page.changesets.latest("number").number
    for address in (
        *("/", secret.page.get_absolute_url(), secret.first.get_absolute_url(), "/activity/"),
        *(f"{secret.page.get_absolute_url()}history/", "/recommendations/export.json"),
        *(f"{secret.page.get_absolute_url()}at/{latest}/", "/recommendations/"),
    ):
        assert told({address: text_of(client.get(address))}), address


def test_an_order_by_stars_tells_nothing(secret: SimpleNamespace, client: Client) -> None:
    """By stars, the hidden ones stand as if they had none: in the order of their numbers."""
    for order in ("stars", "-stars", "month"):
        board = client.get(f"/recommendations/?sort={order}").content.decode()
        assert board.index(secret.last.get_absolute_url()) < board.index(
            secret.first.get_absolute_url()
        ), order
    page = client.get(f"{secret.page.get_absolute_url()}?order=stars").content.decode()
    assert page.index(secret.last.wording) < page.index(secret.first.wording)


def test_an_update_of_stars_is_not_there_for_who_may_not_see_it(
    secret: SimpleNamespace, client: Client, member: Any, signed_in: Any
) -> None:
    number = secret.page.changesets.filter(only_stars=True).latest("number").number
    address = f"{secret.page.get_absolute_url()}changes/{number}/"
    for hidden in (address, f"{address}note/"):
        assert client.get(hidden).status_code == 404
    starring.give(secret.last, person=member)
    assert signed_in(client, member).get(address).status_code == 200


def test_a_search_does_not_even_count_the_notes_of_hidden_stars(
    secret: SimpleNamespace, client: Client, member: Any, signed_in: Any
) -> None:
    """Sixty updates of stars with the note "Starred" would tell how many people there are."""
    address = "/search/?q=starred"
    assert "Update notes" not in text_of(client.get(address))
    starring.give(secret.last, person=member)
    tab = r'Update notes <span class="nums">60</span>'
    assert re.search(tab, text_of(signed_in(client, member).get(address)))
