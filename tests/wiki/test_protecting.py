"""A protected page: who may change it, that every writing deed obeys, and what goes on as ever."""

import datetime
import re
from collections.abc import Callable, Iterator
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from discussions.posting import reply, start_thread
from drafts.keeping import new_key
from recommendations import arranging, criteria, detailing, merging, reserving, saving, starring
from recommendations.criteria import Meaning
from recommendations.draft import Draft
from tests.whole.test_addresses import a_suggestion, filled, routes
from updates import drafts
from updates.editing import Texts, save
from updates.moving import move_to_page
from updates.restoring import restore
from watching.watches import set_watch
from wiki.access import may_edit
from wiki.changesets import Protected, recording
from wiki.models import Changeset, Page, PageWatch, Protection
from wiki.protecting import open_again, protect
from wiki.writing import feature, revise_page

WHY = "Under legal review until the hearing"
NAMED, MODERATORS = Protection.Level.NAMED, Protection.Level.MODERATORS


def words(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", main).split()))


def read(page: Page) -> Page:
    found: Page = Page.objects.get(pk=page.pk)
    return found


@pytest.fixture
def site(a_small_site: SimpleNamespace, moderator: Any, listener: Any) -> SimpleNamespace:
    a_small_site.suggestion = a_suggestion(a_small_site.page, listener)
    protect(a_small_site.page, by=moderator, level=MODERATORS, reason=WHY)
    return a_small_site


# Every deed -----------------------------------------------------------------------------------


def deeds(site: SimpleNamespace, by: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What changes a page, each as a person would do it."""
    page, item, other = site.page, site.recommendation, site.reworded
    yield "title", lambda: revise_page(page, author=by, title="Nights")
    yield "text", lambda: revise_page(page, author=by, body="Other words")
    yield "tags", lambda: revise_page(page, author=by, tags="other")
    yield "place", lambda: revise_page(page, author=by, parent=site.other)
    yield "edit", lambda: save(page, Texts("Nights", "Other", ""), base=None, author=by)
    yield "restore", lambda: restore(page, page.changesets.get(number=1), author=by)
    yield "area", lambda: arranging.add_area(page, "After the shift", author=by)
    yield "rename", lambda: arranging.rename_area(site.area, "Earlier", author=by)
    yield "remove area", lambda: arranging.remove_area(site.area, author=by)
    yield "add", lambda: arranging.add(site.area, "Ring once", author=by)
    yield "reword", lambda: arranging.reword(item, "Ring twice, at most", author=by)
    yield "spelling", lambda: arranging.reword(item, f"{item.wording}.", author=by)
    yield "move", lambda: arranging.move(item, area=site.area, position=2, author=by)
    yield "remove", lambda: arranging.remove(item, author=by)
    yield "status", lambda: arranging.set_status(item, "agreed", author=by)
    yield (
        "details",
        lambda: detailing.set_details(item, detailing.Details(doer="The night nurse"), author=by),
    )
    yield "criteria", lambda: criteria.define(page, [Meaning("Useful")], author=by)
    yield "rules", lambda: criteria.define(page, [], author=by, hide_tally=True)
    yield "merge", lambda: merging.merge([item], into=other, author=by)
    yield "split", lambda: merging.split(item, ["Say who", "Say when"], author=by)
    yield "leave", lambda: move_to_page(item, page=site.other, title="Here", author=by)
    yield "come", lambda: move_to_page(site.elsewhere, area=site.area, author=by)
    yield (
        "give way to one elsewhere",
        lambda: merging.merge([item], into=site.elsewhere, author=by),
    )

    def all_at_once() -> None:
        draft = Draft.from_page(page)
        draft.areas[0].title = "Earlier"
        saving.save(draft, author=by)

    yield "all at once", all_at_once


NAMES = (
    *("title", "text", "tags", "place", "edit", "restore", "area", "rename", "remove area", "add"),
    *("reword", "spelling", "move", "remove", "status", "details", "criteria", "rules", "merge"),
    *("split", "leave", "come", "give way to one elsewhere", "all at once"),
)


@pytest.fixture
def elsewhere(site: SimpleNamespace, author: Any) -> SimpleNamespace:
    area = arranging.add_area(site.other, "Elsewhere", author=author)
    site.elsewhere = arranging.add(area, "Sleep by day", author=author)
    return site


def test_every_deed_is_tried(elsewhere: SimpleNamespace, author: Any) -> None:
    assert tuple(name for name, _ in deeds(elsewhere, author)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_deed_is_refused_and_writes_nothing(
    name: str, elsewhere: SimpleNamespace, author: Any, moderator: Any
) -> None:
    before = Changeset.objects.count()
    with pytest.raises(Protected):
        dict(deeds(elsewhere, author))[name]()
    assert Changeset.objects.count() == before
    page = read(elsewhere.page)
    assert (page.title, page.tags) == ("Night work", "shifts, rest")
    again = SimpleNamespace(**{**vars(elsewhere), "page": page})
    for kept in (again.recommendation, again.reworded, again.elsewhere, again.area):
        kept.refresh_from_db()
    dict(deeds(again, moderator))[name]()
    assert Changeset.objects.count() > before


def test_a_write_that_counts_as_nothing_is_refused_too(site: SimpleNamespace, author: Any) -> None:
    page = read(site.page)
    page.body = "Slipped in"
    with pytest.raises(Protected), recording(page, author=author):
        page.save()
    assert read(site.page).body != "Slipped in"


def test_what_is_said_of_the_page_goes_on(site: SimpleNamespace, member: Any) -> None:
    item = site.reworded
    starring.give(item, person=member, reason="It helps")
    starring.explain(item, person=member, reason="It helps a lot")
    starring.take_back(item, person=member)
    reserving.raise_reservation(item, person=member, reason="Who pays?")
    reserving.withdraw(item, person=member)
    thread = start_thread(site.page, author=member, subject="Who pays?", body="Somebody must.")
    reply(thread, author=member, body="Nobody?")
    assert site.page.changesets.filter(author=member).count() >= 5


# Every address --------------------------------------------------------------------------------

REFUSED = {
    *(
        "edit",
        "edit_section",
        "edit_title",
        "place",
        "restore",
        "restore_parts",
        "undo",
        "criteria",
        "suggestion_parts",
    ),
    *("edit_recommendations", "add_recommendation"),
    *("edit_recommendation", "details", "set_status", "merge", "undo_merge", "split"),
    "move_recommendation",
}
OPEN = {
    *("star", "star_many", "reservation", "start_thread", "read_threads", "watch_page", "seen"),
    "correct_note",  # what its author said of an update of theirs
    *("keep_draft", "discard_draft", "keep_thread_draft"),  # typed text that nobody else sees
    *("ask_question", "new_challenge"),  # say nothing on the page's behalf
    # For those to decide on who may edit.
    *("suggest", "suggest_section", "suggest_recommendations", "suggest_details"),
    "suggestion",
}
READ_ONLY = {"files", "file"}  # shown as ever, but what is sent there is refused
MODERATED = {
    "feature",
    "delete_page",
    "protection",
    "hide_file",
    "hide_version",
    "hide_text",
    "causes",  # of an update of somebody else's
}  # refused to members on every page


def addresses(site: SimpleNamespace, client: Client) -> dict[str, str]:
    """Each address about a page or a recommendation that takes a form, by its name."""
    named = {}
    for route in routes(get_resolver()):
        if route.startswith(("/wiki/<name:slug>/", "/recommendations/<id:pk>/")):
            address = filled(route, site)
            answer = client.put(address)
            if answer.status_code == 405 and "POST" in answer["Allow"]:
                named[str(get_resolver().resolve(address).url_name)] = address
    return named


def test_each_address_that_takes_a_form_obeys_or_is_known_to_go_on(
    site: SimpleNamespace, client: Client, author: Any, signed_in: Any
) -> None:
    signed_in(client, author)
    found = addresses(site, client)
    assert set(found) - REFUSED - OPEN - READ_ONLY - MODERATED == set(), (
        "say of a new address whether a protected page takes its form"
    )
    assert set(found) >= REFUSED
    before = Changeset.objects.count()
    for name in REFUSED:
        for answer in (client.get(found[name]), client.post(found[name], {"body": "My words"})):
            assert answer.status_code == 403, name
            assert WHY in answer.content.decode(), name
    for name in OPEN:
        assert client.get(found[name]).status_code in (200, 302, 405), name
    assert client.get(found["files"]).status_code == 200
    assert client.post(found["files"], {"note": "My words"}).status_code == 403
    assert Changeset.objects.count() == before


def test_stars_reservations_and_threads_are_taken_by_their_forms(
    site: SimpleNamespace, client: Client, author: Any, signed_in: Any
) -> None:
    signed_in(client, author)
    item = f"/recommendations/{site.recommendation.pk}"
    assert client.post(f"{item}/star/", {"do": "give"}).status_code == 302
    assert site.recommendation.stars.filter(person=author).exists()
    assert client.post(f"{item}/reservation/", {"reason": "Who pays?"}).status_code == 302
    assert site.recommendation.reservations.filter(person=author).exists()
    sent = {"subject": "Who pays?", "body": "Somebody must."}
    assert client.post(f"/wiki/{site.page.slug}/discussion/new/", sent).status_code == 302
    assert site.page.threads.filter(subject="Who pays?").exists()


# What people are told -------------------------------------------------------------------------


def test_a_refusal_says_who_may_why_until_when_and_gives_the_text_back(
    site: SimpleNamespace, client: Client, author: Any, moderator: Any, signed_in: Any
) -> None:
    ends = timezone.now() + datetime.timedelta(days=9)
    protect(site.page, by=moderator, level=MODERATORS, reason=WHY, ends_at=ends)
    form = {"title": "Night work", "body": "An hour of typing", "base": "1", "do": "save"}
    answer = signed_in(client, author).post(f"/wiki/{site.page.slug}/edit/", form)
    assert answer.status_code == 403
    said = words(answer)
    assert "Only moderators can change it, until" in said
    assert f"mo set this on {timezone.now():%-d %B %Y}" in said
    assert WHY in said
    assert "An hour of typing" in said
    assert f"/wiki/{site.page.slug}/discussion/new/" in answer.content.decode()


def test_a_draft_begun_before_can_still_be_read(
    site: SimpleNamespace, client: Client, author: Any, signed_in: Any
) -> None:
    drafts.keep(author, site.page, {"draft": new_key(), "body": "Half an idea", "base": "1"})
    answer = signed_in(client, author).get(f"/wiki/{site.page.slug}/edit/")
    assert answer.status_code == 403
    assert "Half an idea" in words(answer)


def test_a_visitor_and_a_member_see_that_it_is_protected_and_no_edit_link(
    site: SimpleNamespace, client: Client, author: Any, signed_in: Any
) -> None:
    for _ in range(2):
        html = client.get(site.page.get_absolute_url()).content.decode()
        assert "Protected</a>" in html
        assert f'href="/wiki/{site.page.slug}/edit/' not in html
        assert f'href="/wiki/{site.page.slug}/title/' not in html
        assert f'href="/wiki/{site.page.slug}/place/' not in html
        assert WHY in html
        told = client.get(f"/wiki/{site.page.slug}/protection/")
        assert told.status_code == 200
        assert WHY in words(told)
        signed_in(client, author)
    html = client.get(f"/recommendations/{site.recommendation.pk}/").content.decode()
    assert f"/recommendations/{site.recommendation.pk}/edit/" not in html


def test_a_moderator_goes_on_editing(
    site: SimpleNamespace, client: Client, moderator: Any, signed_in: Any
) -> None:
    html = signed_in(client, moderator).get(site.page.get_absolute_url()).content.decode()
    assert f"/wiki/{site.page.slug}/edit/" in html
    assert "This page is protected; you may change it." in html
    assert "Change or end the protection" in html


def test_reading_a_page_costs_no_query_more(
    make_page: Any, moderator: Any, client: Client, member: Any, signed_in: Any
) -> None:
    page = make_page("Rota")
    signed_in(client, member)
    client.get("/wiki/rota/")
    with CaptureQueriesContext(
        connection,
    ) as before:
        client.get("/wiki/rota/")
    protect(page, by=moderator, level=MODERATORS, reason=WHY)
    with CaptureQueriesContext(connection) as after:
        client.get("/wiki/rota/")
    assert len(after) <= len(before)


# Setting it -----------------------------------------------------------------------------------


@pytest.fixture
def keeper(client: Client, moderator: Any, signed_in: Any) -> Client:
    return signed_in(client, moderator)


def test_a_moderator_names_who_may_change_it(
    make_page: Any,
    keeper: Client,
    author: Any,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = make_page("Rota")
    set_watch(PageWatch, member, True, page=page)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    form = {"level": "named", "people": "AMARA, amara", "reason": WHY, "ends_on": f"{tomorrow}"}
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            answer = keeper.post("/wiki/rota/protection/", form)
        assert answer["Location"] == "/wiki/rota/protection/"
    page = read(page)
    assert may_edit(author, page)
    assert not may_edit(member, page)
    update = Changeset.objects.filter(page=page).latest("number")
    assert (update.number, update.note, update.counts) == (2, WHY, {"protected": 1})
    said = words(keeper.get("/wiki/rota/protection/"))
    assert "It can be changed by amara and by moderators, until" in said
    assert "for amara and moderators, until" in said
    assert page.standing_protection.ends_at.date() == tomorrow
    assert "page protected" in keeper.get("/wiki/rota/history/").content.decode()
    assert member.notifications.filter(quote=WHY).count() == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"reason": " "}, "Say in one sentence why this page is protected"),
        ({"level": "named"}, "Name at least one person"),
        ({"level": "named", "people": "nobody-here"}, "Nobody here is called “nobody-here”"),
        ({"ends_on": "2020-01-01"}, "choose a day after today"),
        ({"ends_on": "soon"}, "enter a day, such as"),
        ({"level": ""}, "Choose who may change it"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    wrong: dict[str, str], message: str, make_page: Any, keeper: Client
) -> None:
    page = make_page("Rota")
    answer = keeper.post("/wiki/rota/protection/", {"level": "moderators", "reason": WHY, **wrong})
    assert answer.status_code == 422
    assert answer.content.decode().count(message) == 2
    assert not Protection.objects.filter(page=page).exists()


def test_it_is_ended_by_hand_and_on_record(
    site: SimpleNamespace, keeper: Client, author: Any
) -> None:
    answer = keeper.post(f"/wiki/{site.page.slug}/protection/", {"do": "open"})
    assert answer["Location"] == site.page.get_absolute_url()
    assert may_edit(author, read(site.page))
    assert revise_page(read(site.page), author=author, body="Open again")
    assert "ended it" in words(keeper.get(f"/wiki/{site.page.slug}/protection/"))
    assert open_again(site.page, by=author) is None


def test_it_ends_by_itself_at_its_date(make_page: Any, author: Any, moderator: Any) -> None:
    page = make_page("Rota")
    now = timezone.now()
    begun, ends = now - datetime.timedelta(days=3), now - datetime.timedelta(days=1)
    protect(page, by=moderator, level=MODERATORS, reason=WHY, ends_at=ends, at=begun)
    with pytest.raises(Protected):
        revise_page(page, author=author, body="Early", at=begun)
    assert may_edit(author, read(page))
    assert revise_page(read(page), author=author, body="Late")


def test_members_and_visitors_do_not_set_it(
    make_page: Any, client: Client, author: Any, signed_in: Any
) -> None:
    page = make_page("Rota")
    form = {"level": "moderators", "reason": WHY}
    assert "/accounts/login/" in client.post("/wiki/rota/protection/", form)["Location"]
    signed_in(client, author)
    assert client.post("/wiki/rota/protection/", form).status_code == 403
    assert "Protect this page" not in client.get("/wiki/rota/protection/").content.decode()
    assert not Protection.objects.filter(page=page).exists()


def test_a_protected_page_can_be_featured(site: SimpleNamespace, moderator: Any) -> None:
    assert feature(site.page, by=moderator, reason="It was tried")
