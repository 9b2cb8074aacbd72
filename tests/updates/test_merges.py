"""What touches nothing is merged without a question, and the update says with what."""

from typing import Any

import pytest
from django.test import Client

from recommendations.arranging import add, add_area, reword
from tests.elements import read
from tests.updates.conftest import BODY
from wiki.models import Changeset, Page

FIRST, SECOND = BODY.replace("first", "opening"), BODY.replace("second", "middle")
HISTORY, EDIT = "/wiki/night-work/history/", "/wiki/night-work/edit/"


@pytest.fixture
def merged(as_member: Client, a_page: Page, edit: Any, author: Any) -> Any:
    """The answer to saving what was begun before somebody else saved something else."""
    edit(1, body=FIRST, author=author)
    sent = {"title": "Night work", "body": SECOND, "tags": "shifts, rest", "base": "1"}
    return as_member.post(EDIT, sent, follow=True)


def test_who_saves_is_told_with_whose_update_it_was_merged(merged: Any) -> None:
    assert Page.objects.get().body == FIRST.replace("second", "middle")
    assert "Merged with update 2 by amara: both changes are on the page now." in read(merged).text


def test_the_update_and_the_history_say_so_for_ever(merged: Any, client: Client) -> None:
    assert "merged with update 2 by amara" in read(client.get("/wiki/night-work/changes/3/")).text
    row = read(client.get(HISTORY)).one("tr[id=update-3]")
    assert "merged with update 2 by amara" in row.text
    assert "merged" not in read(client.get(HISTORY)).one("tr[id=update-2]").text


def test_who_decided_about_a_conflict_is_told_with_whose_update(
    as_member: Client, a_page: Page, edit: Any, author: Any, client: Client
) -> None:
    edit(1, body=SECOND, author=author)
    mine = BODY.replace("second one is", "second paragraph became")
    sent = {"title": "Night work", "body": mine, "tags": "shifts, rest", "base": "1"}
    screen = read(as_member.post(EDIT, sent), 409)
    (name,) = {e["name"] for e in screen.all("fieldset.hunk input[type=radio]")}
    answer = as_member.post(
        EDIT, sent | {"do": "decide", "against": "2", name: "mine"}, follow=True
    )
    assert "Merged with update 2 by amara." in read(answer).text
    assert "merged with update 2 by amara" in read(client.get("/wiki/night-work/changes/3/")).text


def test_several_are_named_in_their_order(
    as_member: Client, a_page: Page, edit: Any, author: Any, moderator: Any, client: Client
) -> None:
    edit(1, body=FIRST, author=author)
    edit(2, tags="shifts", author=moderator)
    edit(1, body=SECOND)
    told = read(client.get("/wiki/night-work/changes/4/")).text
    assert "merged with updates 2 by amara, 3 by mo" in told


def test_an_update_between_that_changed_other_things_is_not_named(
    a_page: Page, edit: Any, author: Any, client: Client
) -> None:
    add_area(a_page, "At night", author=author)
    edit(1, body=SECOND)
    assert "merged" not in read(client.get("/wiki/night-work/changes/3/")).text


def test_naming_costs_one_query_however_many_were_merged(
    a_page: Page, edit: Any, author: Any, client: Client, django_assert_num_queries: Any
) -> None:
    edit(1, body=FIRST, author=author)
    edit(1, body=SECOND)
    client.get(HISTORY)
    with django_assert_num_queries(1000, exact=False) as before:
        client.get(HISTORY)
    for number in range(3, 9, 2):
        now = Page.objects.get().body
        edit(number, body=f"{now}\n\nMore {number}.", author=author)
        edit(number, body=now.replace("third", f"third, or {number}th,"))
    assert Changeset.objects.filter(merged_since__isnull=False).count() > 2
    with django_assert_num_queries(len(before)):
        client.get(HISTORY)


def test_recommendations_are_merged_by_identity_and_the_update_says_so(
    as_member: Client, a_page: Page, author: Any, client: Client
) -> None:
    area = add_area(a_page, "At night", author=author)
    first = add(area, "Put a lamp at every bed", author=author)
    second = add(area, "Keep two beds free", author=author)
    address = "/wiki/night-work/recommendations/"
    screen = read(as_member.get(address))
    names = screen.all("form[id=arrange] [name]")
    sent = {
        e["name"]: e.raw.removeprefix("\n") if e.tag == "textarea" else e.get("value") or ""
        for e in names
        if e.tag in ("input", "textarea") and e.get("type") != "checkbox"
    }
    sent |= {"item": [str(first.pk), str(second.pk)], "area": [str(area.pk)], "do": "save"}
    reword(second, "Keep three beds free", author=author)
    sent[f"w-{first.pk}"] = "Put a warm lamp at every bed"
    assert as_member.post(address, sent).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.wording, second.wording) == (
        "Put a warm lamp at every bed",
        "Keep three beds free",
    )
    last = Changeset.objects.filter(page=a_page).latest("number")
    told = read(client.get(f"/wiki/night-work/changes/{last.number}/")).text
    assert f"merged with update {last.number - 1} by amara" in told
