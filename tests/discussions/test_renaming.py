"""The subject and the keyword tags of a thread change later, on record, and back again."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from discussions.models import Thread, ThreadAct
from discussions.renaming import Overtaken, rename, retag, undo
from tests.elements import read
from watching.models import Notification
from wiki.models import Tag, TagWatch


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    def run(deed: Any) -> list[tuple[str, str]]:
        before = set(Notification.objects.values_list("pk", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        news = Notification.objects.exclude(pk__in=before)
        return list(news.values_list("person__username", "deed"))

    return run


def door(thread: Thread) -> str:
    return f"/discussion/{thread.pk}/subject/"


def test_whoever_started_a_thread_changes_its_subject_and_tags(
    thread: Thread, client: Client, signed_in: Any, author: Any
) -> None:
    signed_in(client, author)
    assert door(thread) in [
        a["href"] for a in read(client.get(f"/discussion/{thread.pk}/")).all("a")
    ]
    form = {"subject": " Beds  and cots ", "tags": "rest, beds", "reason": "Cots came up"}
    answer = client.post(door(thread), form, follow=True)
    page = read(answer)
    assert page.one("h1").text == "Beds and cots"
    assert page.texts("a.tag") == ["rest", "beds"]
    acts = ThreadAct.objects.order_by("pk").values_list(
        "kind", "subject_was", "tags_were", "reason"
    )
    assert list(acts) == [
        ("renamed", "Beds", "", "Cots came up"),
        ("tagged", "", "", "Cots came up"),
    ]
    assert "Beds and cots" in read(client.get("/search/?q=cots")).text
    assert "Beds and cots" in read(client.get("/tags/rest/")).text


def test_nothing_is_recorded_where_nothing_changed(thread: Thread, author: Any) -> None:
    assert rename(thread, by=author, subject="Beds") is None
    assert retag(thread, by=author, tags="") is None
    assert not ThreadAct.objects.exists()


def test_moderators_may_and_others_may_not(
    thread: Thread, client: Client, signed_in: Any, moderator: Any, member: Any
) -> None:
    assert rename(thread, by=moderator, subject="Cots") is not None
    with pytest.raises(PermissionDenied):
        retag(thread, by=member, tags="beds")
    signed_in(client, member)
    assert client.get(door(thread)).status_code == 403
    assert door(thread) not in client.get(f"/discussion/{thread.pk}/").content.decode()


def test_a_subject_is_wanted_and_what_was_typed_is_kept(
    thread: Thread, client: Client, signed_in: Any, author: Any
) -> None:
    signed_in(client, author)
    refused = client.post(door(thread), {"subject": " ", "tags": "rest", "reason": "Why not"})
    page = read(refused, 422)
    assert "Give the thread a subject" in page.one("#problems").text
    assert page.one("#tags")["value"] == "rest"
    assert page.one("#reason")["value"] == "Why not"


def test_changes_are_undone_the_latest_first(
    thread: Thread, client: Client, signed_in: Any, author: Any
) -> None:
    first = rename(thread, by=author, subject="Cots")
    second = rename(thread, by=author, subject="Ale")
    tagged = retag(thread, by=author, tags="rest")
    assert first
    assert second
    assert tagged
    with pytest.raises(Overtaken, match="Undo that first"):
        undo(first, by=author)
    signed_in(client, author)
    assert client.post(door(thread), {"undo": first.pk}).status_code == 409
    for act in (second, first, tagged):
        assert client.post(door(thread), {"undo": act.pk}).status_code == 302
    thread.refresh_from_db()
    assert (thread.subject, thread.tags, thread.keywords.count()) == ("Beds", "", 0)
    assert client.post(door(thread), {"undo": first.pk}).status_code == 409
    assert "Undone by amara" in read(client.get(door(thread))).text


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "999"])
def test_nonsense_undoes_nothing(
    thread: Thread, client: Client, signed_in: Any, author: Any, number: str
) -> None:
    signed_in(client, author)
    assert client.post(door(thread), {"undo": number}).status_code == 404


def test_followers_of_a_new_tag_are_told_once(
    thread: Thread, told: Any, author: Any, listener: Any
) -> None:
    tag = Tag.objects.create(name="rest", slug="rest")
    TagWatch.objects.create(tag=tag, person=listener, since=timezone.now())
    assert told(lambda: retag(thread, by=author, tags="rest")) == [
        ("lena", "gave the tag “rest” to the thread")
    ]
    assert told(lambda: retag(thread, by=author, tags="rest, beds")) == []
    assert told(lambda: retag(thread, by=author, tags="beds")) == []
    assert told(lambda: retag(thread, by=author, tags="beds, rest")) == []
