"""Who may do what."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import Client

from wiki.access import find_page, get_page_or_404, may_edit, may_feature
from wiki.models import Changeset, Page
from wiki.writing import revise_page


def test_members_write_and_strangers_read(member: Any) -> None:
    assert may_edit(member)
    assert not may_edit(AnonymousUser())
    member.is_active = False
    assert not may_edit(member)


def test_moderators_and_administrators_feature(
    member: Any, moderator: Any, administrator: Any
) -> None:
    people = [AnonymousUser(), member, moderator, administrator]
    assert [may_feature(person) for person in people] == [False, False, True, True]
    moderator.is_active = False
    assert not may_feature(moderator)


def test_a_page_is_found_by_any_name_it_has_or_had(make_page: Any, author: Any) -> None:
    page = make_page("Rota")
    revise_page(page, author=author, title="Plan")
    for name in ("plan", "rota", "ROTA", "Plan"):
        assert find_page(author, name) == page
    assert find_page(author, "sleep") is None


def test_a_page_that_is_not_there_is_404(stranger: Client, author: Any) -> None:
    with pytest.raises(Http404):
        get_page_or_404(author, "sleep")
    for tail in ("", "history/", "links/", "discussion/", "at/1/", "changes/1/"):
        assert stranger.get(f"/wiki/sleep/{tail}").status_code == 404


def test_a_stranger_reads_everything_and_writes_nothing(
    a_small_site: Any, stranger: Client
) -> None:
    page, item = a_small_site.page, a_small_site.recommendation
    for address in ("", "history/", "links/", "discussion/", "at/2/", "changes/2/"):
        assert stranger.get(f"{page.get_absolute_url()}{address}").status_code == 200
    before = Changeset.objects.count()
    doors = [
        f"{page.get_absolute_url()}{name}"
        for name in ("edit/", "recommendations/", "recommendations/add/", "recommendations/star/",
                     "watch/", "feature/", "changes/1/restore/", "discussion/new/")
    ]  # fmt: skip
    doors += [f"{item.get_absolute_url()}{name}" for name in ("star/", "edit/", "status/")]
    doors += ["/wiki/new/", "/wiki/paste/", "/inbox/"]
    form = {"title": "T", "body": "B", "wording": "W", "do": "give", "watch": "yes", "reason": "R"}
    for door in doors:
        answer = stranger.post(door, form)
        assert answer.status_code == 302, door
        assert answer["Location"].startswith("/accounts/login/?next="), door
    assert Changeset.objects.count() == before
    assert Page.objects.count() == 2
