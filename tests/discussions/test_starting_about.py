"""Starting a thread about words of a page, an area or an update; by form alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from discussions.models import PostDraft, Thread
from drafts.keeping import new_key
from recommendations.arranging import add_area, remove_area
from tests.discussions.test_forms import beside, problems, typed
from tests.elements import read
from wiki.models import Page
from wiki.writing import revise_page

NEW = "/wiki/bells/discussion/new/"
BODY = """Who hears the bell?

The bell rings on both floors at once. Two nurses share one lamp between twelve beds.
"""
RINGS = "The bell rings on both floors at once."
WORDS = {"subject": "Which floors?", "body": "I hear it upstairs only."}


@pytest.fixture
def a_page(make_page: Callable[..., Any]) -> Page:
    page: Page = make_page("Bells", body=BODY)
    return page


@pytest.fixture
def writer(client: Client, signed_in: Any, member: Any, a_page: Page) -> Client:
    found: Client = signed_in(client, member)
    return found


def test_words_are_filled_in_by_the_address_and_the_thread_keeps_them(
    writer: Client, a_page: Page
) -> None:
    page = read(writer.get(NEW, {"quote": RINGS, "before": "bell?"}))
    assert typed(page, "passage") == RINGS
    assert "open" in page.one("details.about-words")
    answer = writer.post(NEW, WORDS | {"passage": RINGS})
    thread = Thread.objects.get()
    assert answer["Location"] == thread.get_absolute_url()
    assert (thread.quote, thread.at_update) == (RINGS, a_page.changesets.get())
    assert thread.before.endswith("Who hears the bell?\n")
    assert "Thread about a passage" in read(writer.get(answer["Location"])).one("main").text


def test_a_sentence_is_chosen_rather_than_typed(writer: Client) -> None:
    page = read(writer.get(NEW, {"words": "yes"}))
    offered = [field["value"] for field in page.all("[name=sentence]")]
    assert offered == ["", "Who hears the bell?", RINGS, offered[-1]]
    writer.post(NEW, WORDS | {"passage": "", "sentence": offered[-1]})
    assert Thread.objects.get().quote == "Two nurses share one lamp between twelve beds."


def test_the_fields_for_words_are_folded_away_and_nothing_is_asked(writer: Client) -> None:
    assert "open" not in read(writer.get(NEW)).one("details.about-words")
    writer.post(NEW, WORDS)
    assert Thread.objects.get().kind == "page"


def test_words_that_do_not_stand_there_are_refused_and_all_is_kept(writer: Client) -> None:
    answer = writer.post(NEW, WORDS | {"passage": "the bells ring on both the floors"})
    assert answer.status_code == 422
    page = read(answer, 422)
    said = "These words do not stand on the page. Below is the sentence that is most like them"
    assert beside(page, "passage").endswith(said)
    assert problems(page) == [said]
    assert typed(page, "body") == WORDS["body"]
    assert typed(page, "passage") == "the bells ring on both the floors"
    offered = page.one(".nearest input")
    assert offered["value"] == RINGS
    writer.post(NEW, WORDS | {"passage": "the bells", "sentence": RINGS})
    assert Thread.objects.get().quote == RINGS


def test_words_removed_while_one_wrote_are_refused_kindly(
    writer: Client, a_page: Page, author: Any
) -> None:
    revise_page(a_page, author=author, body="Nobody hears it.")
    answer = writer.post(NEW, WORDS | {"passage": RINGS})
    assert answer.status_code == 422
    assert "do not stand on the page" in problems(read(answer, 422))[0]
    assert not Thread.objects.exists()


def test_an_area_is_discussed_from_its_heading(writer: Client, a_page: Page, author: Any) -> None:
    area = add_area(a_page, "At night", author=author)
    link = read(writer.get("/wiki/bells/")).one(f"#area-{area.pk} .discuss")
    assert link.text == "Discuss At night"
    assert "About the area At night" in read(writer.get(link["href"])).one("form .about").text
    writer.post(NEW, WORDS | {"area": area.pk})
    thread = Thread.objects.get()
    assert (thread.area, thread.about_wording) == (area, "At night")


def test_an_area_that_went_meanwhile_is_said_and_the_text_is_kept(
    writer: Client, a_page: Page, author: Any
) -> None:
    area = add_area(a_page, "At night", author=author)
    remove_area(area, author=author)
    assert (
        "does not stand on this page any more"
        in read(writer.get(NEW, {"area": area.pk})).one("form .notice").text
    )
    answer = writer.post(NEW, WORDS | {"area": area.pk})
    assert answer.status_code == 422
    page = read(answer, 422)
    assert problems(page) == [
        "The area that you wanted to discuss does not stand on this page any more. "
        "Send it again to discuss the page itself"
    ]
    assert typed(page, "body") == WORDS["body"]
    assert not page.all("[name=area]")


def test_an_update_is_discussed_with_its_note(writer: Client, a_page: Page, author: Any) -> None:
    revise_page(a_page, author=author, body=BODY.replace("twelve", "ten"), note="Counted")
    row = read(writer.get("/wiki/bells/history/")).one("#update-2 .talk-of")
    page = read(writer.get(row["href"]))
    assert "About update 2 of Bells, by amara" in page.one("form .about").text
    writer.post(NEW, WORDS | {"update": "2"})
    thread = Thread.objects.get()
    assert (thread.changeset, thread.about_wording) == (a_page.changesets.get(number=2), "Counted")
    refused = writer.post(NEW, WORDS | {"update": "9"})
    assert problems(read(refused, 422)) == [
        "This page has no update of that number. Send it again to discuss the page itself"
    ]


def test_a_part_of_another_page_is_not_taken(
    writer: Client, make_page: Callable[..., Any], author: Any
) -> None:
    elsewhere = add_area(make_page("Lamps", body="Light."), "By day", author=author)
    assert writer.post(NEW, WORDS | {"area": elsewhere.pk}).status_code == 422


def test_a_preview_and_a_draft_keep_what_it_is_about(writer: Client, a_page: Page) -> None:
    page = read(writer.post(NEW, WORDS | {"passage": RINGS, "do": "preview"}))
    assert typed(page, "passage") == RINGS
    key = new_key()
    writer.post(NEW, WORDS | {"passage": RINGS, "do": "draft", "draft": key})
    again = read(writer.get(PostDraft.objects.get().get_absolute_url()))
    assert typed(again, "passage") == RINGS


def test_signing_in_on_the_way_keeps_the_words(client: Client, a_page: Page) -> None:
    answer = client.post(NEW, WORDS | {"passage": RINGS})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"] or "login" in answer["Location"]
    assert not Thread.objects.exists()


def test_sent_twice_it_is_one_thread_and_about_other_words_another(writer: Client) -> None:
    for _ in range(2):
        writer.post(NEW, WORDS | {"passage": RINGS})
    assert Thread.objects.count() == 1
    writer.post(NEW, WORDS | {"passage": "Two nurses share one lamp"})
    writer.post(NEW, WORDS)
    assert Thread.objects.count() == 3


def test_of_very_many_threads_about_one_area_the_latest_are_listed_and_that_is_said(
    writer: Client, a_page: Page, author: Any
) -> None:
    area = add_area(a_page, "Nights", author=author)
    writer.post(NEW, WORDS | {"area": area.pk})
    one = Thread.objects.get()
    plain = {f.attname: getattr(one, f.attname) for f in Thread._meta.concrete_fields}

    def listed(number: int) -> Any:
        Thread.objects.bulk_create(Thread(**plain | {"id": None}) for _ in range(number))
        return read(writer.get(f"/wiki/bells/discussion/area/{area.pk}/")).one("#main")

    assert "Only the latest" not in listed(99).text
    many = listed(1)
    assert len(many.all(".lines li")) == 100
    assert "Only the latest 100 are shown here." in many.text
