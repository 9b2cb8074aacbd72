"""Threads about passages, areas and updates: their marks, and what they are about now and then."""

import re
from collections.abc import Callable
from copy import copy
from typing import Any

import pytest
from django.test import Client

from challenges.challenging import challenge
from discussions.models import Thread
from discussions.placing import PLACED
from discussions.posting import start_thread
from discussions.regrouping import merge
from discussions.undoing import undo
from markup.passages import Text
from recommendations import arranging, merging
from recommendations.models import Area
from tests.elements import Element, read
from updates.restoring import restore
from wiki.deleting import delete
from wiki.marking import place, text_of_page
from wiki.models import Changeset, MarkedText, Page
from wiki.noting import correct_note
from wiki.writing import revise_page

BODY = """Who hears the bell?

The bell rings on **both floors** at once. Two nurses share one lamp between twelve beds.

## What we counted

Nineteen rings were for a glass of water. See the [house rules](/wiki/rules/).
"""
RINGS = "The bell rings on both floors at once."
WATER = "Nineteen rings were for a glass of water."
MARK = re.compile(r'<mark class="discussed">(.*?)</mark>')

About = Callable[..., Thread]


@pytest.fixture
def a_page(make_page: Callable[..., Any]) -> Page:
    page: Page = make_page("Bells", body=BODY)
    return page


@pytest.fixture
def area(a_page: Page, author: Any) -> Area:
    return arranging.add_area(a_page, "At night", author=author)


@pytest.fixture
def about(a_page: Page, member: Any) -> About:
    """`about(RINGS)` starts a thread about words of the page; more can be given."""

    def start(words: str = "", **more: Any) -> Thread:
        if words:
            page = Page.objects.get(pk=a_page.pk)
            more["passage"] = Text(text_of_page(page)).chosen(words)
            assert more["passage"] is not None
        said = {"author": member, "subject": "On this", "body": "Is it so?"}
        return start_thread(a_page, **said | more)

    return start


def edit(page: Page, author: Any, old: str, new: str, note: str = "") -> Changeset:
    page = Page.objects.get(pk=page.pk)
    assert old in page.body
    made = revise_page(page, author=author, body=page.body.replace(old, new), note=note)
    assert made is not None
    return made


def html_of(client: Client, page: Page) -> str:
    return client.get(page.get_absolute_url()).content.decode()


def shown(client: Client, thread: Thread) -> Element:
    return read(client.get(thread.get_absolute_url())).one(".about")


def test_the_words_are_marked_and_a_link_says_in_words_what_leads_where(
    a_page: Page, about: About, stranger: Client
) -> None:
    made = about(RINGS)
    html = html_of(stranger, a_page)
    assert "".join(MARK.findall(html)) == RINGS
    assert (
        f'</mark><a class="thread-ref" id="passage-{made.pk}" href="/discussion/{made.pk}/">'
        "1 thread"
        '<span class="vh"> about “The bell rings on both floors at once.”</span></a> Two nurses'
    ) in html
    assert "discussed" not in str(Page.objects.get(pk=a_page.pk).rendered)


def test_threads_about_the_same_words_have_one_mark_and_name_each_other(
    a_page: Page, about: About, author: Any, stranger: Client
) -> None:
    first, second = about(RINGS), about(RINGS, author=author)
    html = html_of(stranger, a_page)
    assert html.count('class="thread-ref"') == 1
    assert "2 threads" in html
    for thread in (first, second):
        assert f'id="passage-{thread.pk}"' in html
    rail = read(stranger.get(second.get_absolute_url())).one(".rail")
    assert rail.one(f"a[href={first.get_absolute_url()}]")
    assert "More about “The bell rings on both floors at once.”" in rail.text


def test_a_page_says_that_it_does_not_mark_the_words_of_very_many_threads(
    a_page: Page, about: About, stranger: Client
) -> None:
    said = "The 200 newest threads about passages are marked in the text."
    oldest, model = about(RINGS), about(WATER)
    others = [copy(model) for _ in range(PLACED - 2)]
    for one in others:
        one.pk = None
    Thread.objects.bulk_create(others)
    place(Page.objects.get(pk=a_page.pk))
    assert "not marked" not in shown(stranger, oldest).text
    page = html_of(stranger, a_page)
    assert said not in page
    assert f'id="{oldest.mark}"' in page
    about(WATER, subject="And on this")
    page = html_of(stranger, a_page)
    assert said in page
    assert f'id="{oldest.mark}"' not in page
    words = shown(stranger, oldest)
    assert "not marked on the page, where the 200 newest threads about passages are" in words.text
    assert words.all(f"a[href={a_page.get_absolute_url()}]")
    assert "not marked" not in shown(stranger, model).text


def test_words_that_are_challenged_and_discussed_lead_to_both(
    a_page: Page, about: About, author: Any, stranger: Client
) -> None:
    made = about(RINGS)
    passage = Text(text_of_page(Page.objects.get(pk=a_page.pk))).chosen("both floors at once")
    assert passage is not None
    wrong = challenge(a_page, author=author, wrong="Upstairs only", about=passage)
    html = html_of(stranger, a_page)
    assert f'href="/discussion/{made.pk}/">1 thread' in html
    assert f'href="/challenges/{wrong.pk}/">challenged' in html
    bare = re.sub(r"</?mark[^>]*>", "", html)
    assert "The bell rings on <strong>both floors</strong> at once." in bare


def test_a_page_with_marks_costs_no_query_more(
    a_page: Page, about: About, area: Area, stranger: Client, django_assert_num_queries: Any
) -> None:
    about()
    url = a_page.get_absolute_url()
    stranger.get(url)
    with django_assert_num_queries(1000, exact=False) as bare:
        stranger.get(url)
    for number in range(6):
        about(RINGS, subject=f"Rings {number}")
        about(WATER, subject=f"Water {number}")
        about(area=area, subject=f"Area {number}")
        about(changeset=a_page.changesets.get(number=1), subject=f"Update {number}")
    with django_assert_num_queries(len(bare)):
        html = stranger.get(url).content.decode()
    assert "6 threads" in html


def test_what_was_reworded_is_shown_as_it_was_with_the_difference(
    a_page: Page, about: About, author: Any, stranger: Client
) -> None:
    made = about(WATER)
    edit(a_page, author, "Nineteen rings were", "Most of the rings were")
    assert "".join(MARK.findall(html_of(stranger, a_page))) == (
        "Most of the rings were for a glass of water."
    )
    box = shown(stranger, made)
    assert box.one("blockquote").text == WATER
    assert box.one(".diff del").text.startswith("removed: Nineteen")
    assert "added: Most of the" in box.one(".diff").text
    assert box.one("a[href=/wiki/bells/at/1/]").text.startswith("The page as it stood then")


def test_a_removed_passage_is_told_with_the_update_that_removed_it_and_comes_back(
    a_page: Page, about: About, author: Any, stranger: Client
) -> None:
    made = about(WATER)
    edit(a_page, author, f"{WATER} ", "")
    edit(a_page, author, "twelve", "fourteen")
    made.refresh_from_db()
    assert (made.is_gone, made.removed_by) == (True, a_page.changesets.get(number=2))
    box = shown(stranger, made)
    assert "It was removed in update 2." in box.text
    assert box.one("a[href=/wiki/bells/changes/2/]")
    assert box.one("blockquote").text == WATER
    assert "thread-ref" not in html_of(stranger, a_page)
    restore(a_page, a_page.changesets.get(number=1), author=author)
    made.refresh_from_db()
    assert (made.is_gone, made.removed_by) == (False, None)
    assert "thread-ref" in html_of(stranger, a_page)
    assert "removed" not in shown(stranger, made).text


def test_an_area_is_named_as_it_was_also_when_it_is_renamed_and_removed(
    a_page: Page, about: About, area: Area, author: Any, stranger: Client
) -> None:
    made = about(area=area)
    heading = read(stranger.get(a_page.get_absolute_url())).one(f"#area-{area.pk} .discuss")
    assert heading.text == "1 thread about At night"
    listed = read(stranger.get(heading["href"]))
    assert listed.texts("ul.lines a") == ["On this", "ben"]
    arranging.rename_area(area, "After midnight", author=author)
    box = shown(stranger, made)
    assert box.one(f"a[href=/wiki/bells/#area-{area.pk}]").text == "At night"
    assert "Renamed since" in box.text
    arranging.remove_area(area, author=author)
    box = shown(stranger, made)
    number = a_page.changesets.count()
    assert f"Removed since, in update {number}." in box.text
    table = read(stranger.get("/wiki/bells/discussion/"))
    assert "about the area At night" in table.one("tbody th").text
    assert stranger.get(heading["href"]).status_code == 200


def test_an_update_is_marked_in_the_history_and_on_its_changes(
    a_page: Page, about: About, author: Any, stranger: Client
) -> None:
    update = edit(a_page, author, "twelve", "fourteen", note="Counted again")
    made = about(changeset=update)
    row = read(stranger.get("/wiki/bells/history/")).one("#update-2 .talk-of")
    assert row.text == "1 thread about update 2"
    changes = read(stranger.get(row["href"].partition("#")[0]))
    assert changes.one(f"a[href={made.get_absolute_url()}]").text == "On this"
    other = read(stranger.get("/wiki/bells/history/")).one("#update-1 .talk-of")
    assert other.text == "Discuss update 1"
    correct_note(update, by=author, note="Counted twice")
    box = shown(stranger, made)
    assert box.one("blockquote").text == "Counted again"
    assert "The note was corrected since: Counted removed: again" in box.text


def test_a_recommendation_that_is_removed_or_gave_way_says_where_it_went(
    a_page: Page, about: About, area: Area, author: Any, stranger: Client
) -> None:
    lamp = arranging.add(area, "Put a lamp at every bed", author=author)
    light = arranging.add(area, "Put a light at every bed", author=author)
    made, other = about(recommendation=lamp), about(recommendation=light, subject="Light")
    merging.merge([light], author=author, into=lamp)
    assert shown(stranger, other).one(f"a[href={lamp.get_absolute_url()}]").text == lamp.ref
    lamp.refresh_from_db()
    arranging.remove(lamp, author=author)
    number = a_page.changesets.count()
    assert f"Removed since, in update {number}." in shown(stranger, made).text


def test_the_page_as_it_stood_names_what_its_threads_were_about(
    a_page: Page, about: About, area: Area, author: Any, stranger: Client
) -> None:
    about(WATER, subject="Water")
    about(area=area, subject="Night")
    update = edit(a_page, author, WATER, "Nobody counted.")
    arranging.rename_area(area, "Later", author=author)
    then = read(stranger.get(f"/wiki/bells/at/{update.number}/")).one("#threads-then").parent
    assert then is not None
    assert then.parent is not None
    said = then.parent.text
    assert "about “Nineteen rings were for a glass of water.”" in said
    assert "about the area At night" in said


def test_a_thread_is_as_it_was_in_the_words_of_then(
    a_page: Page, about: About, stranger: Client
) -> None:
    made = about(WATER)
    moment = made.started_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    screen = stranger.get(f"/discussion/{made.pk}/at/{moment}/")
    assert f"About {WATER}" in read(screen).one("main").text.replace("“", "").replace("”", "")


def test_a_deleted_page_takes_its_threads_with_it(
    a_page: Page, about: About, administrator: Any, stranger: Client
) -> None:
    made = about(RINGS)
    delete(a_page, by=administrator, reason="Twice there")
    assert stranger.get(made.get_absolute_url()).status_code == 410


def test_a_page_without_passages_keeps_no_marked_text(
    a_page: Page, about: About, author: Any
) -> None:
    about()
    edit(a_page, author, "twelve", "fourteen")
    assert not MarkedText.objects.exists()


def test_merging_a_thread_takes_its_mark_away_and_undoing_brings_it_back(
    a_page: Page, about: About, moderator: Any, client: Client
) -> None:
    thread, other = about(RINGS), about()
    act = merge(thread, into=other, by=moderator, reason="One talk")
    assert not MARK.search(html_of(client, a_page))
    undo(act, by=moderator)
    assert MARK.search(html_of(client, a_page))
