"""A post that was taken down leaves a placeholder and no word, and comes back with all it said."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from discussions.checking import faults
from discussions.models import Post, PostLink, Thread
from discussions.posting import edit_post, reply, start_thread
from discussions.removing import Gone, put_back, take_down
from tests.elements import Element, read
from tests.whole.test_addresses import filled, routes
from tests.whole.test_hidden_text import answer_of
from watching.models import Notification
from wiki.models import PageWatch

Say = Callable[..., Post]
WHY = "It names a patient"


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """What people were told of a deed."""

    def run(deed: Any) -> list[Notification]:
        before = set(Notification.objects.values_list("pk", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return list(Notification.objects.exclude(pk__in=before).order_by("person_id"))

    return run


def at(client: Client, post: Post) -> Element:
    return read(client.get(f"/discussion/{post.thread_id}/")).one(f"#post-{post.pk}")


def form_in(place: Element, words: str) -> str:
    """The address of the form with a button of these words."""
    return next(f["action"] for f in place.all("form") if f.text.startswith(words))


# By its author --------------------------------------------------------------------------------


def test_its_author_takes_a_post_back_with_its_words_links_and_counts(
    thread: Thread, say: Say, client: Client, signed_in: Any, member: Any, make_page: Any
) -> None:
    make_page("Rota")
    post = say(body="See [[Rota]], quillwort.")
    below = say(post.number)
    signed_in(client, member)
    client.post(f"/posts/{post.pk}/remove/")
    thread.refresh_from_db()
    assert (thread.replies, PostLink.objects.count()) == (1, 0)
    gone = at(client, post)
    assert "Taken down by its author" in gone.text
    assert "quillwort" not in gone.text
    answer = client.post(form_in(gone, "Put it back"), follow=True)
    assert "The post is back, with all that it said." in answer.content.decode()
    assert "See Rota, quillwort." in at(client, post).text
    assert at(client, below).text
    thread.refresh_from_db()
    assert (thread.replies, PostLink.objects.get().target_slug) == (2, "rota")
    assert list(faults(thread)) == []
    assert "quillwort" in client.get("/search/?q=quillwort").content.decode()


def test_links_lead_where_they_lead_when_it_is_put_back(
    say: Say, client: Client, member: Any, make_page: Any
) -> None:
    post = say(body="See [[Rota]].")
    take_down(post, author=member)
    make_page("Rota")
    put_back(Post.objects.get(pk=post.pk), author=member)
    assert at(client, post).one(".prose a")["href"] == "/wiki/rota/"


def test_the_last_post_is_the_last_that_stands(thread: Thread, say: Say, member: Any) -> None:
    say()
    last = say()
    take_down(last, author=member)
    thread.refresh_from_db()
    assert thread.last_post_at < last.created_at
    assert put_back(Post.objects.get(pk=last.pk), author=member) is True
    assert put_back(Post.objects.get(pk=last.pk), author=member) is False
    thread.refresh_from_db()
    assert thread.last_post_at == last.created_at


def test_taking_down_and_putting_back_are_no_versions(
    say: Say, client: Client, member: Any
) -> None:
    post = say(body="First words")
    edit_post(post, author=member, body="Second words")
    for _ in range(2):
        take_down(post, author=member)
        put_back(Post.objects.get(pk=post.pk), author=member)
    versions = read(client.get(f"/posts/{post.pk}/history/")).texts(".wordings h2")
    assert len(versions) == 2
    assert versions[0].endswith("as it stands")
    assert versions[1].startswith("First written")


def test_nobody_else_takes_it_down_or_puts_it_back(
    say: Say, client: Client, signed_in: Any, listener: Any, member: Any
) -> None:
    post = say()
    with pytest.raises(PermissionDenied):
        take_down(post, author=listener)
    take_down(post, author=member)
    signed_in(client, listener)
    assert at(client, post).all("form") == []
    assert client.post(f"/posts/{post.pk}/back/").status_code == 403
    assert Post.objects.get(pk=post.pk).removed_at is not None


# By a moderator -------------------------------------------------------------------------------


def test_a_moderator_gives_a_reason_that_stands_where_the_post_stood(
    say: Say, client: Client, signed_in: Any, moderator: Any, told: Any, member: Any
) -> None:
    post = say(body="Mrs quillwort of ward 3")
    signed_in(client, moderator)
    door = f"/posts/{post.pk}/remove/"
    assert door in [a["href"] for a in at(client, post).all("a")]
    refused = client.post(door, {"reason": " "})
    assert refused.status_code == 422
    assert (
        "Say in one sentence why this post is taken down"
        in read(refused, 422).one("#problems").text
    )
    news = told(lambda: client.post(door, {"reason": WHY}))
    gone = at(client, post).text
    assert "Taken down by a moderator" in gone
    assert WHY in gone
    assert "quillwort" not in gone
    assert [(one.person_id, one.deed, one.quote) for one in news] == [
        (member.pk, "took down your post in", WHY)
    ]


def test_its_author_cannot_put_back_what_a_moderator_took_down(
    say: Say, client: Client, signed_in: Any, moderator: Any, member: Any
) -> None:
    post = say()
    take_down(post, author=moderator, reason=WHY)
    signed_in(client, member)
    assert at(client, post).all("form") == []
    assert client.post(f"/posts/{post.pk}/back/").status_code == 403
    page = client.get(f"/posts/{post.pk}/history/").content.decode()
    assert "Taken down by a moderator" in page
    assert WHY in page


def test_a_moderator_puts_back_and_its_author_is_told(
    say: Say, client: Client, signed_in: Any, moderator: Any, member: Any, told: Any
) -> None:
    post = say(body="As it was")
    take_down(post, author=moderator, reason=WHY)
    signed_in(client, moderator)
    news = told(lambda: client.post(form_in(at(client, post), "Put it back")))
    assert [(one.person_id, one.deed, one.quote) for one in news] == [
        (member.pk, "put back your post in", "")
    ]
    shown = at(client, post).text
    assert "As it was" in shown
    assert WHY not in shown


def test_members_get_no_button_for_the_posts_of_others(
    say: Say, client: Client, signed_in: Any, listener: Any
) -> None:
    post = say()
    signed_in(client, listener)
    assert f"/posts/{post.pk}/remove/" not in [a["href"] for a in at(client, post).all("a")]


# No word of it --------------------------------------------------------------------------------

SECRET = "The quillwort key lies under the third stone."
TELLING = re.compile("quillwort|third stone", re.IGNORECASE)


@pytest.fixture
def site(a_small_site: SimpleNamespace, told: Any, member: Any, author: Any, listener: Any) -> Any:
    """Two posts that tell a secret, one an opening post, of both of which people were told."""

    def write() -> None:
        page = a_small_site.page
        thread = start_thread(page, author=member, subject="Keys", body=f"{SECRET} Take turns.")
        post = reply(thread, author=member, body=f"{SECRET} Sleep.", to=1)
        reply(thread, author=author, body="Where?", to=post.number)
        edit_post(post, author=member, body=f"{SECRET} Sleep by day.")
        a_small_site.thread = thread
        a_small_site.posts = [thread.posts.get(number=1), thread.posts.get(number=2)]

    for person in (author, listener):
        PageWatch.objects.create(page=a_small_site.page, person=person, since=timezone.now())
    told(write)
    told(lambda: reply(a_small_site.thread, author=listener, body="So?"))
    a_small_site.suggestion = a_small_site.question = a_small_site.challenge = a_small_site.thread
    return a_small_site


def addresses(site: SimpleNamespace) -> list[str]:
    found = [filled(route, site) for route in routes(get_resolver())]
    thread = f"/discussion/{site.thread.pk}/"
    found += [f"/posts/{post.pk}/{what}" for post in site.posts for what in ("", "history/")]
    found += [f"{thread}?quote={number}" for number in (1, 2)]
    found += [f"{thread}?reply=2", f"{thread}?part=opened", f"{thread}at/2999-01-01T10:07Z/"]
    found += [
        f"{site.page.get_absolute_url()}?open={site.thread.pk}",
        "/people/ben/?show=discussion",
    ]
    found += ["/search/?q=quill", "/activity/?kind=discussion", "/activity/feed/"]
    found += [f"/activity/feed/?thread={site.thread.pk}", "/inbox/", "/"]
    return [address for address in dict.fromkeys(found) if not address.startswith("/admin/")]


def telling(client: Client, site: SimpleNamespace) -> list[str]:
    return [where for where in addresses(site) if TELLING.search(answer_of(client, where))]


@pytest.mark.parametrize("who", ["visitor", "member"])
def test_its_words_are_read_nowhere(
    who: str,
    site: SimpleNamespace,
    moderator: Any,
    signed_in: Any,
    request: pytest.FixtureRequest,
) -> None:
    client = Client()
    if who != "visitor":
        signed_in(client, request.getfixturevalue(who))
    there = telling(client, site)
    assert len(there) > 8, "what is looked for is there to be found"
    for post in site.posts:
        take_down(post, author=moderator, reason=WHY)
    assert telling(client, site) == []


def test_they_are_in_no_export_and_do_not_come_back_from_one(
    site: SimpleNamespace, moderator: Any, member: Any, tmp_path: Path
) -> None:
    take_down(site.posts[0], author=moderator, reason=WHY)
    take_down(site.posts[1], author=member)
    call_command("export_site", str(tmp_path / "site.jsonl"), stdout=io.StringIO())
    assert not TELLING.search((tmp_path / "site.jsonl").read_text())
    Post.objects.filter(pk=site.posts[1].pk).update(body="", html="")
    with pytest.raises(Gone, match="not on this site any more"):
        put_back(Post.objects.get(pk=site.posts[1].pk), author=member)
