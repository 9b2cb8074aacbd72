"""What stood on or beside a deleted page: each address says so, and no number counts it."""

import re
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from discussions.posting import reply, start_thread
from discussions.valuing import answer
from questions.asking import ask
from recommendations import criteria, merging, reserving, starring
from recommendations.arranging import add, add_area
from tests.files.conftest import picture
from tests.whole.test_addresses import filled, routes
from tests.whole.test_hidden_tally import text_of
from updates.editing import Texts
from updates.moving import move_to_page
from updates.suggesting import suggest
from wiki.deleting import delete, undelete
from wiki.writing import create_page, revise_page

WHY = "It tells of somebody who asked us not to"
OF_PAGES = (
    *("/wiki/<name:slug>/", "/recommendations/<id:", "/discussion/<id:", "/posts/<id:"),
    "/questions/<id:",
)
LISTS_OF_ONE = (
    *("/activity/", "/activity/feed/", "/recommendations/", "/recommendations/charts/"),
    *("/questions/", "/questions/feed/"),
    *("/recommendations/bridging/", "/recommendations/export.csv", "/recommendations/export.json"),
)


def told(answer: Any) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", text_of(answer)).split()))


@pytest.fixture
def addresses(a_small_site: SimpleNamespace, member: Any) -> list[str]:
    """Every address of what stands on the page, beside it or lists what does."""
    from files.uploading import upload

    sent = picture(size=(900, 20))
    now = Texts.of(a_small_site.page)
    proposed = Texts(now.title, "Other words", now.tags)
    a_small_site.suggestion = suggest(a_small_site.page, proposed, base=None, author=member)
    a_small_site.question = ask(a_small_site.page, author=member, text="Who keeps the key?")
    version = upload(a_small_site.page, author=member, content=sent, name="ward.png", alt="A ward")
    found = [filled(r, a_small_site) for r in routes(get_resolver()) if r.startswith(OF_PAGES)]
    found += [version.get_absolute_url(), f"/files/{version.pk}/480/ward.png"]
    return found + [f"{where}?on=night-work" for where in LISTS_OF_ONE]


@pytest.mark.parametrize("who", ["visitor", "member", "moderator"])
def test_each_of_its_addresses_says_what_became_of_it(
    who: str,
    addresses: list[str],
    a_small_site: SimpleNamespace,
    client: Client,
    moderator: Any,
    signed_in: Any,
    request: pytest.FixtureRequest,
) -> None:
    if who != "visitor":
        signed_in(client, request.getfixturevalue(who))
    assert len(addresses) > 60
    before = {where: client.get(where).status_code for where in addresses}
    assert 410 not in before.values()
    delete(a_small_site.page, by=moderator, reason=WHY)
    for where, status in before.items():
        answer = client.get(where)
        if status in (302, 405) and answer.status_code == status:
            continue  # it leads to signing in, or takes forms alone
        if who == "moderator" and where.endswith("/changes/2/hide/"):
            assert answer.status_code == 200  # a deleted page may have a title that must go
            continue
        assert answer.status_code == 410, where
        assert "mo deleted this page on" in told(answer), where
        assert WHY in told(answer), where
        assert ("Restore this page" in told(answer)) == (who == "moderator"), where


def test_a_form_that_was_open_gives_its_words_back(
    a_small_site: SimpleNamespace, client: Client, member: Any, moderator: Any, signed_in: Any
) -> None:
    delete(a_small_site.page, by=moderator, reason=WHY)
    signed_in(client, member)
    item, thread = a_small_site.recommendation, a_small_site.thread
    for where, name in (
        (f"/recommendations/{item.pk}/edit/", "wording"),
        (f"/recommendations/{item.pk}/reservation/", "reason"),
        (f"/discussion/{thread.pk}/", "body"),
        (f"/posts/{a_small_site.posts[0].pk}/edit/", "body"),
    ):
        answer = client.post(where, {name: "Words that took an hour", "do": "save"})
        assert answer.status_code == 410, where
        assert "Words that took an hour" in told(answer), where


SCREENS = (
    *("/", "/wiki/", "/recommendations/", "/recommendations/?group=audience", "/activity/"),
    *("/recommendations/charts/", "/recommendations/bridging/", "/recommendations/export.csv"),
    *("/recommendations/export.json", "/activity/?group=page", "/activity/feed/", "/tags/"),
    *("/tags/shifts/", "/search/?q=zebra", "/search/?q=beds", "/templates/", "/wiki/rota/"),
    *("/upkeep/", "/upkeep/?kind=orphans", "/upkeep/?kind=dead-ends", "/upkeep/?kind=old"),
    *("/wiki/rota/links/", "/wiki/rota/under/", "/people/amara/", "/people/ben/", "/people/mo/"),
    *("/wiki/new/", "/wiki/night-work/", "/wiki/night-work/history/", "/wiki/titles/?q=zebra"),
)
NOT_SAID = re.compile(
    r'name="(?:csrfmiddlewaretoken|draft)" value="[^"]*"|<updated>[^<]*<|"made_at": "[^"]*"'
)


def screens(client: Client) -> dict[str, str]:
    return {where: NOT_SAID.sub("", text_of(client.get(where, follow=True))) for where in SCREENS}


def write_on_zebras(author: Any, member: Any, other: Any) -> Any:
    """A page with some of all that is counted anywhere."""
    body = "On zebras. See [[Rota]], [[Sleep]] and [[Zebra food]]. They also need beds."
    page = create_page(author=author, title="Zebras", body=body, tags="shifts, stripes")
    area = add_area(page, "Stables", author=author)
    item = add(area, "Feed each zebra in its own bed", author=author)
    twin = add(area, "Feed all zebras in their beds", author=author)
    starring.give(item, person=member, reason="See [[Rota]]")
    starring.give(twin, person=other)
    reserving.raise_reservation(item, person=other, reason="They bite in beds, see [[Rota]]")
    merging.merge([twin], into=item, author=author)
    meaning = criteria.Meaning(name="Zebra sense", meaning="It suits them")
    criteria.define(page, [meaning], author=author)
    thread = start_thread(page, author=member, subject="Beds?", body="[[Rota]]", tags="shifts")
    posted = reply(thread, author=other, body="In zebras' beds, see [[Rota]].")
    answer(posted, person=member, given=True)
    revise_page(page, author=member, body=body + " Often.", note="See [[Rota]], zebra")
    return page


def test_every_list_reads_as_if_it_had_never_been(
    a_small_site: SimpleNamespace,
    client: Client,
    author: Any,
    member: Any,
    moderator: Any,
    listener: Any,
    signed_in: Any,
) -> None:
    signed_in(client, moderator)
    assert "410" not in screens(client)["/wiki/rota/"]
    before = screens(client)
    page = write_on_zebras(author, member, listener)
    between = screens(client)
    changed = [where for where in SCREENS if between[where] != before[where]]
    assert len(changed) > 15, "the page is counted while it is there"
    delete(page, by=moderator, reason=WHY)
    after = screens(client)
    assert [where for where in SCREENS if after[where] != before[where]] == []
    undelete(page, by=moderator)
    assert "Zebras" in client.get("/wiki/").content.decode()


def test_what_stood_beneath_it_is_led_to_by_nothing(
    make_page: Any, moderator: Any, client: Client
) -> None:
    above = make_page("Above", body="See [[Below]].")
    make_page("Below", parent=above)
    assert "/wiki/below/" not in client.get("/upkeep/?kind=orphans").content.decode()
    delete(above, by=moderator, reason=WHY)
    assert "/wiki/below/" in client.get("/upkeep/?kind=orphans").content.decode()


def test_what_moved_away_does_not_name_it(
    a_small_site: SimpleNamespace, client: Client, author: Any, moderator: Any
) -> None:
    page = create_page(author=author, title="Zebras", body="On zebras.")
    item = add(add_area(page, "Stables", author=author), "Keep a door open", author=author)
    twin = add(item.area, "Keep some zebra door open", author=author)
    move_to_page(item, author=author, page=a_small_site.page, title="Doors")
    merging.merge([twin], into=item, author=author)
    last = a_small_site.page.changesets.latest("number").number
    shown = [
        item.get_absolute_url(),
        *(f"/wiki/night-work/changes/{number}/" for number in (last, last - 1)),
    ]
    assert ["ebra" in told(client.get(where)) for where in shown] == [True, False, True]
    delete(page, by=moderator, reason=WHY)
    assert [where for where in shown if "ebra" in told(client.get(where))] == []
    assert "a page that was deleted" in told(client.get(shown[0]))
