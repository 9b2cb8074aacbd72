"""Being told: of what one watches, once, and not of one's own deeds."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from recommendations.arranging import add, add_area
from recommendations.starring import explain, give, give_all, take_back
from watching.delivery import News, tell
from watching.models import Notification
from wiki.changesets import recording
from wiki.models import Page, PageWatch
from wiki.writing import create_page, revise_page


@pytest.fixture
def night(make_page: Any) -> Page:
    return make_page("Night work")


@pytest.fixture
def reader(client: Client, member: Any, signed_in: Any) -> Client:
    return signed_in(client, member)


@pytest.fixture
def watched(night: Page, member: Any) -> Page:
    PageWatch.objects.create(page=night, person=member, since=timezone.now())
    return night


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """What people were told of the deeds that `told(deed)` does."""

    def run(deed: Any) -> list[Notification]:
        before = set(Notification.objects.values_list("pk", flat=True))
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        return list(Notification.objects.exclude(pk__in=before).order_by("person_id"))

    return run


def test_a_page_is_watched_by_a_plain_form_and_twice_is_once(
    night: Page, reader: Client, member: Any
) -> None:
    for wanted, count in [("yes", 1), ("yes", 1), ("no", 0), ("no", 0)]:
        answer = reader.post("/wiki/night-work/watch/", {"watch": wanted, "next": "/activity/#a"})
        assert (answer.status_code, answer["Location"]) == (302, "/activity/#a")
        assert PageWatch.objects.filter(page=night, person=member).count() == count


def test_watching_never_leads_away_from_the_site(night: Page, reader: Client) -> None:
    for target in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:1", "x"):
        answer = reader.post("/wiki/night-work/watch/", {"watch": "yes", "next": target})
        assert answer["Location"] == "/wiki/night-work/"


def test_the_page_says_whether_it_is_watched(night: Page, reader: Client) -> None:
    def button() -> str:
        html = reader.get("/wiki/night-work/").content.decode()
        return re.search(r'<button[^>]*name="watch"[^>]*>', html)[0]

    assert 'value="yes"' in button()
    assert 'aria-pressed="false"' in button()
    reader.post("/wiki/night-work/watch/", {"watch": "yes"})
    assert 'value="no"' in button()
    assert 'aria-pressed="true"' in button()


def test_whoever_signs_in_to_watch_comes_back_to_the_page(
    night: Page, stranger: Client, member: Any, signed_in: Any
) -> None:
    answer = stranger.post("/wiki/night-work/watch/", {"watch": "yes"})
    assert answer["Location"] == "/accounts/login/?next=%2Fwiki%2Fnight-work%2Fwatch%2F"
    answer = signed_in(stranger, member).get("/wiki/night-work/watch/")
    assert answer["Location"] == "/wiki/night-work/"
    assert not PageWatch.objects.exists()  # a link changes nothing


def test_an_update_is_told_to_whoever_watches(watched: Page, author: Any, told: Any) -> None:
    (news,) = told(lambda: revise_page(watched, author=author, body="Other words", note="Clearer"))
    assert (news.kind, news.actor_name, news.deed) == ("update", "amara", "updated")
    assert (news.subject, news.quote, news.url) == (
        "Night work",
        "Clearer",
        "/wiki/night-work/changes/2/",
    )
    (news,) = told(lambda: add_area(watched, "Beds", author=author))
    assert news.quote == "1 word added; 1 area added"  # its size, where there is no note


def test_several_deeds_in_one_update_are_told_once(watched: Page, author: Any, told: Any) -> None:
    def deeds() -> None:
        with recording(watched, author=author, note="A new start"):
            area = add_area(watched, "Beds", author=author)
            add(area, "Keep a bed free", author=author)
            revise_page(watched, author=author, body="Other words")

    assert [news.quote for news in told(deeds)] == ["A new start"]


def test_nobody_is_told_of_their_own_deed(
    watched: Page, member: Any, author: Any, told: Any
) -> None:
    PageWatch.objects.create(page=watched, person=author, since=timezone.now())
    news = told(lambda: revise_page(watched, author=member, body="Other words"))
    assert [one.person for one in news] == [author]


def test_nobody_is_told_of_minor_edits_or_of_stars(watched: Page, author: Any, told: Any) -> None:
    area = add_area(watched, "Beds", author=author)
    items = [add(area, f"Bed {n}", author=author) for n in range(2)]
    assert not told(lambda: revise_page(watched, author=author, body="Wordz", minor=True))
    assert not told(lambda: give(items[0], person=author))
    assert not told(lambda: explain(items[0], person=author, reason="So"))
    assert not told(lambda: take_back(items[0], person=author))
    assert not told(lambda: give_all(watched, items, person=author, note="All of them"))


def test_nobody_is_told_of_what_did_not_happen(watched: Page, author: Any, told: Any) -> None:
    def break_off() -> None:
        with recording(watched, author=author):
            revise_page(watched, author=author, body="Other words")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        told(break_off)
    watched.refresh_from_db()
    assert not told(lambda: revise_page(watched, author=author, body=watched.body))
    assert not told(lambda: create_page(author=author, title="Another page"))
    assert not Notification.objects.exists()


def test_whoever_stopped_watching_is_not_told(
    watched: Page, author: Any, reader: Client, told: Any
) -> None:
    reader.post("/wiki/night-work/watch/", {"watch": "no"})
    assert not told(lambda: revise_page(watched, author=author, body="Other words"))


def test_one_person_is_told_once_however_often_they_are_named(
    member: Any, author: Any, told: Any
) -> None:
    news = News("update", "amara", "updated", "Rota", "/wiki/rota/", timezone.now())
    people = [member.pk, member.pk, author.pk]
    assert [one.person for one in told(lambda: tell(people, news, but=author.pk))] == [member]


# The inbox ------------------------------------------------------------------------------------


@pytest.fixture
def inbox(member: Any, author: Any) -> list[Notification]:
    """Three pieces of news for the member, oldest first, and one for somebody else."""
    rows = [
        Notification(
            person=person,
            kind="update",
            actor_name="amara",
            deed="updated",
            subject=f"Page {n}",
            quote="<b>Why</b>",
            url=f"/wiki/page-{n}/",
            created_at=timezone.now(),
        )
        for n, person in enumerate([member, member, member, author])
    ]
    return Notification.objects.bulk_create(rows)


def unread(person: Any) -> list[str]:
    rows = Notification.objects.filter(person=person, read_at__isnull=True).order_by("pk")
    return [row.subject for row in rows]


def test_the_inbox_shows_ones_own_news_newest_first(inbox: Any, reader: Client) -> None:
    html = reader.get("/inbox/").content.decode()
    assert re.findall(r'href="/wiki/page-(\d)/"', html) == ["2", "1", "0"]
    assert "&lt;b&gt;Why&lt;/b&gt;" in html
    assert '3<span class="vh"> unread</span>' in html  # in the masthead


def test_chosen_news_is_marked_as_read_and_only_ones_own(
    inbox: list[Notification], reader: Client, member: Any, author: Any
) -> None:
    chosen = [inbox[0].pk, inbox[3].pk, "x", "9" * 30, "-1", ""]
    answer = reader.post("/inbox/", {"do": "read", "n": chosen})
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")
    assert unread(member) == ["Page 1", "Page 2"]
    assert unread(author) == ["Page 3"]
    html = reader.get("/inbox/?show=unread").content.decode()
    assert re.findall(r'href="/wiki/page-(\d)/"', html) == ["2", "1"]


def test_all_news_is_marked_as_read_at_once(
    inbox: Any, reader: Client, member: Any, author: Any
) -> None:
    reader.post("/inbox/", {"do": "all"})
    assert unread(member) == []
    assert unread(author) == ["Page 3"]
    html = reader.get("/inbox/?show=unread").content.decode()
    assert "All read." in html
    assert "unread</span>" not in html


def test_reading_twice_keeps_the_first_time(
    inbox: list[Notification], reader: Client, member: Any
) -> None:
    reader.post("/inbox/", {"do": "all"})
    first = Notification.objects.get(pk=inbox[0].pk).read_at
    reader.post("/inbox/", {"do": "read", "n": [inbox[0].pk]})
    assert Notification.objects.get(pk=inbox[0].pk).read_at == first


def test_an_empty_inbox_says_what_arrives_there(reader: Client) -> None:
    assert "Nothing yet. News of pages" in reader.get("/inbox/").content.decode()


def test_the_inbox_is_for_members(stranger: Client) -> None:
    answer = stranger.get("/inbox/")
    assert answer["Location"] == "/accounts/login/?next=%2Finbox%2F"


def test_a_long_inbox_comes_in_pages_of_the_same_cost(
    reader: Client, member: Any, inbox: Any, django_assert_max_num_queries: Any
) -> None:
    Notification.objects.bulk_create(
        Notification(
            person=member,
            kind="reply",
            actor_name="amara",
            deed="replied in",
            subject=f"Thread {n}",
            url="/discussion/1/",
            created_at=timezone.now(),
        )
        for n in range(117)
    )
    seen, address = 0, "/inbox/"
    while address:
        with django_assert_max_num_queries(4):
            html = reader.get(address).content.decode()
        seen += len(re.findall(r'<li class="ev', html))
        more = re.search(r'<p class="pager"><a href="([^"]*)"', html)
        address = f"/inbox/{more[1]}".replace("&amp;", "&") if more else ""
    assert seen == 120
