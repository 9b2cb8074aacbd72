"""Updates name the threads that caused them, and threads show what they led to."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.causing import name_causes
from discussions.models import Cause, Thread, ThreadWatch
from discussions.posting import start_thread
from discussions.regrouping import merge
from recommendations.arranging import add, add_area
from recommendations.models import Recommendation
from tests.elements import Element, read
from watching.models import Notification
from wiki.deleting import delete
from wiki.models import Page
from wiki.writing import revise_page

START = {"title": "Night work", "tags": "", "parent": "", "do": "save"}


@pytest.fixture
def item(wiki_page: Page, author: Any) -> Recommendation:
    return add(add_area(wiki_page, "Beds", author=author), "Keep a bed free", author=author)


@pytest.fixture
def writer(client: Client, author: Any, signed_in: Any) -> Client:
    return signed_in(client, author)


def save(client: Client, page: Page, body: str, **more: Any) -> Any:
    base = page.changesets.count()
    words = START | {"body": body, "base": base, "note": "As we said"} | more
    return client.post(f"/wiki/{page.slug}/edit/", words)


def offers(found: Element) -> list[str]:
    return [" ".join(one.text.split()) for one in found.all("label") if one.all("[name=causes]")]


def test_saving_offers_the_threads_that_one_took_part_in_or_that_are_about_the_page_s_parts(
    wiki_page: Page, thread: Thread, item: Recommendation, member: Any, writer: Client
) -> None:
    start_thread(wiki_page, author=member, subject="Weather", body="Rain.")
    start_thread(wiki_page, author=member, subject="Which bed", body="?", recommendation=item)
    shown = offers(read(writer.get(f"/wiki/{wiki_page.slug}/edit/")))
    assert shown == [
        "Beds you took part, 0 replies",
        f"Which bed about R{item.pk}, 0 replies",
    ]


def test_an_update_names_its_threads_and_they_say_what_they_led_to(
    wiki_page: Page, thread: Thread, writer: Client
) -> None:
    save(writer, wiki_page, "Beds by the window.", causes=thread.pk)
    update = wiki_page.changesets.order_by("-number")[0]
    led = read(writer.get(thread.get_absolute_url())).one(".led-to")
    assert f"Led to update {update.number}: view changes" in led.text
    assert led.all("a")[0]["href"] == update.get_absolute_url()
    assert "As we said" in led.text
    changes = read(writer.get(update.get_absolute_url())).one(".causes")
    assert changes.one("a")["href"] == thread.get_absolute_url()
    row = read(writer.get(f"/wiki/{wiki_page.slug}/history/")).one(f"#update-{update.number}")
    assert row.one(".causes a")["href"] == thread.get_absolute_url()


def test_rewording_a_recommendation_names_threads_too(
    item: Recommendation, thread: Thread, writer: Client
) -> None:
    words = {"wording": "Keep two beds free", "area": item.area_id, "position": 1, "do": "save"}
    writer.post(f"/recommendations/{item.pk}/edit/", words | {"causes": thread.pk})
    assert [cause.update.counts for cause in Cause.objects.all()] == [
        {"recommendations_reworded": 1}
    ]


def test_nothing_is_named_where_nothing_was_saved(
    wiki_page: Page, thread: Thread, writer: Client
) -> None:
    save(writer, wiki_page, wiki_page.body, causes=thread.pk)
    refused = save(writer, wiki_page, "x", title="", causes=thread.pk)
    assert not Cause.objects.exists()
    again = read(refused, 422).one("[name=causes][checked]")
    assert again["value"] == str(thread.pk)


def test_threads_of_other_pages_cannot_be_named(
    wiki_page: Page, make_page: Any, author: Any, writer: Client
) -> None:
    other = start_thread(make_page("Rota"), author=author, subject="Who", body="Me.")
    save(writer, wiki_page, "Changed.", causes=[other.pk, "x", "99999999999999999999"])
    assert not Cause.objects.exists()


def test_a_conflict_keeps_what_was_ticked(
    wiki_page: Page, thread: Thread, member: Any, writer: Client
) -> None:
    base = wiki_page.changesets.count()
    revise_page(wiki_page, author=member, body="Theirs alone.")
    conflict = save(writer, wiki_page, "Mine alone.", base=base, causes=thread.pk)
    assert read(conflict, 409).one("[name=causes]")["value"] == str(thread.pk)


def test_who_watches_the_thread_is_told_once(
    wiki_page: Page,
    thread: Thread,
    author: Any,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    ThreadWatch.objects.create(thread=thread, person=member, since=thread.started_at)
    update = wiki_page.changesets.all()[0]
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            name_causes(update, [thread.pk], by=author)
    told = Notification.objects.get(person=member)
    assert told.deed == "made update 1 of “Night work”, which came of"
    assert (told.subject, told.url) == ("Beds", update.get_absolute_url())
    assert not Notification.objects.filter(person=author).exists()


def test_the_screen_of_an_update_offers_first_what_cites_what_it_changed(
    wiki_page: Page, item: Recommendation, author: Any, member: Any, writer: Client
) -> None:
    start_thread(wiki_page, author=author, subject="Tea", body="When?")
    cites = start_thread(wiki_page, author=member, subject="Sleep", body=f"See R{item.pk}.")
    update = wiki_page.changesets.all()[0]
    where = f"/wiki/{wiki_page.slug}/changes/{update.number}/causes/"
    shown = offers(read(writer.get(where)))
    assert shown == [
        "Sleep cites what this update changed, 0 replies",
        "Tea you took part, 0 replies",
    ]
    writer.post(where, {"causes": cites.pk})
    assert Cause.objects.get().thread == cites
    writer.post(where, {})
    assert not Cause.objects.exists()


def test_only_who_made_an_update_and_moderators_say_what_led_to_it(
    client: Client, wiki_page: Page, member: Any, moderator: Any, signed_in: Any
) -> None:
    where = f"/wiki/{wiki_page.slug}/changes/1/causes/"
    assert signed_in(client, member).get(where).status_code == 403
    assert signed_in(client, moderator).get(where).status_code == 200


def test_an_effect_on_a_deleted_page_is_not_told(
    wiki_page: Page, thread: Thread, make_page: Any, author: Any, moderator: Any, client: Client
) -> None:
    name_causes(wiki_page.changesets.all()[0], [thread.pk], by=author)
    Thread.objects.filter(pk=thread.pk).update(page=make_page("Rota"))
    assert read(client.get(thread.get_absolute_url())).all(".led-to")
    delete(wiki_page, by=moderator, reason="Old")
    assert not read(client.get(thread.get_absolute_url())).all(".led-to")


def test_the_history_of_many_updates_asks_once_for_what_led_to_them(
    wiki_page: Page, thread: Thread, author: Any, client: Client
) -> None:
    where = f"/wiki/{wiki_page.slug}/history/"
    revise_page(wiki_page, author=author, body="One.")
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for number in range(8):
        revise_page(wiki_page, author=author, body=f"Words {number}.")
    for update in wiki_page.changesets.all():
        name_causes(update, [thread.pk], by=author)
    with CaptureQueriesContext(connection) as many:
        client.get(where)
    assert len(many) == len(few)


def test_the_history_lists_updates_that_name_no_thread(
    wiki_page: Page, thread: Thread, author: Any, client: Client
) -> None:
    revise_page(wiki_page, author=author, body="One.")
    name_causes(wiki_page.changesets.get(number=2), [thread.pk], by=author)
    where = f"/wiki/{wiki_page.slug}/history/"
    for cause, expected in (("none", ["update-1"]), ("some", ["update-2"])):
        found = read(client.get(where, {"cause": cause}))
        assert [row["id"] for row in found.all("tbody tr")] == expected
        assert found.one(f"[name=cause] option[value={cause}]")["selected"] is not None


def test_what_a_merged_thread_led_to_is_said_by_the_one_that_it_went_into(
    wiki_page: Page, thread: Thread, author: Any, moderator: Any, client: Client
) -> None:
    other = start_thread(wiki_page, author=author, subject="Lamps", body="And lamps?")
    name_causes(wiki_page.changesets.all()[0], [other.pk], by=author)
    merge(other, into=thread, by=moderator, reason="One question")
    assert "Led to update 1" in read(client.get(thread.get_absolute_url())).one(".led-to").text


def test_threads_that_led_to_nothing_can_be_listed(
    wiki_page: Page, thread: Thread, author: Any, client: Client
) -> None:
    other = start_thread(wiki_page, author=author, subject="Lamps", body="And lamps?")
    name_causes(wiki_page.changesets.all()[0], [other.pk], by=author)
    found = read(client.get(f"/wiki/{wiki_page.slug}/discussion/", {"show": "effectless"}))
    rows = found.all("tbody th a")
    assert [row["href"] for row in rows] == [thread.get_absolute_url()]
