"""From post to recommendation: words of a post proposed on its page, with credit and link."""

import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from archive.writing import export
from discussions.models import Cause, Post, Proposal, Thread, ThreadWatch
from discussions.proposing import NotThere, SaidAlready, propose
from discussions.removing import take_down
from recommendations.areas import AreaRemoved
from recommendations.arranging import add, add_area, remove_area, set_status
from recommendations.models import Area, Recommendation
from tests.elements import read
from watching.models import Notification
from wiki.models import Page, PageWatch

REASON = "There is no socket"
SAID = "The ward is *cold*. Put a lamp at every bed. Who pays?"


@pytest.fixture
def area(wiki_page: Page, author: Any) -> Area:
    return add_area(wiki_page, "Light", author=author)


@pytest.fixture
def post(say: Any) -> Post:
    return say(body=SAID)


@pytest.fixture
def reader(client: Client, listener: Any, signed_in: Any) -> Client:
    return signed_in(client, listener)


def exported() -> bytes:
    file = io.BytesIO()
    export(file, at=timezone.now())
    return file.getvalue()


def where(post: Post) -> str:
    return f"/posts/{post.pk}/propose/"


def test_the_form_offers_the_post_s_sentences_and_the_page_s_areas(
    post: Post, area: Area, reader: Client
) -> None:
    found = read(reader.get(where(post)))
    offered = [radio["value"] for radio in found.all("[name=sentence]")]
    assert offered == ["", "The ward is cold.", "Put a lamp at every bed.", "Who pays?"]
    assert found.texts("[name=area] option") == ["Light"]


def test_a_sentence_stands_on_the_page_as_proposed_with_credit_and_link(
    post: Post, area: Area, wiki_page: Page, reader: Client
) -> None:
    answer = reader.post(
        where(post), {"sentence": "Put a lamp at every bed.", "area": area.pk, "wording": ""}
    )
    made = Recommendation.objects.get()
    assert (made.wording, made.area, made.status) == ("Put a lamp at every bed.", area, "proposed")
    assert answer["Location"] == f"/wiki/{wiki_page.slug}/?proposed={made.pk}#r{made.pk}"
    row = read(reader.get(answer["Location"])).one(f"#r{made.pk}")
    assert "Proposed" in row.one(".status").text
    credit = row.one(".rec-note a")
    assert credit.text.startswith("from words of ben")
    assert credit["href"] == f"/posts/{post.pk}/"
    credit = read(reader.get(made.get_absolute_url())).one("#from")
    assert "Proposed by lena" in credit.text
    assert "post 2 by ben in Beds" in credit.text
    assert credit.texts("q") == ["Put a lamp at every bed."]


def test_words_chosen_in_the_thread_come_along_and_may_be_reworded(
    post: Post, area: Area, reader: Client
) -> None:
    form = read(reader.get(where(post), {"quote": "a lamp at every bed"}))
    assert form.one("textarea[name=quote]").text.strip() == "a lamp at every bed"
    assert form.one("textarea[name=wording]").text.strip() == "a lamp at every bed"
    words = {"quote": "a lamp at every bed", "wording": "Every bed has a lamp"}
    reader.post(where(post), words | {"new_area": "Lamps"})
    made = Recommendation.objects.get()
    assert (made.wording, made.area.title) == ("Every bed has a lamp", "Lamps")
    assert Proposal.objects.get().quote == "a lamp at every bed."


def test_the_update_names_the_thread_and_the_thread_what_it_led_to(
    post: Post, thread: Thread, area: Area, author: Any, reader: Client
) -> None:
    reader.post(where(post), {"quote": "Put a lamp at every bed", "area": area.pk})
    made = Recommendation.objects.get()
    cause = Cause.objects.get()
    assert cause.thread == thread
    assert cause.update.note == "Proposed from post 2 of “Beds”"
    shown = read(reader.get(thread.get_absolute_url())).one(".led-to li")
    assert f"Proposed {made.ref} Put a lamp at every bed" in " ".join(shown.text.split())
    set_status(made, "declined", author=author, note="There is no socket")
    shown = read(reader.get(thread.get_absolute_url())).one(".led-to li")
    assert shown.text.strip().startswith("Declined")
    assert shown.texts("q") == ["There is no socket"]


def test_who_wrote_the_words_and_who_watches_are_told_once_each(
    post: Post,
    thread: Thread,
    area: Area,
    member: Any,
    listener: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    Notification.objects.all().delete()
    ThreadWatch.objects.get_or_create(
        thread=thread, person=member, defaults={"since": thread.started_at}
    )
    with django_capture_on_commit_callbacks(execute=True):
        propose(post, by=listener, quote="Put a lamp at every bed.", area=area)
    rows = Notification.objects.order_by("person__username")
    assert [(row.person.username, row.deed) for row in rows] == [
        ("amara", "proposed a recommendation from “Beds”:"),
        ("ben", "proposed your words as a recommendation:"),
    ]


def test_who_proposed_and_whose_words_they_were_hear_once_what_was_decided(
    post: Post,
    area: Area,
    author: Any,
    listener: Any,
    member: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    made = propose(post, by=listener, quote="Put a lamp at every bed.", area=area)
    PageWatch.objects.create(page=made.page, person=listener, since=timezone.now())
    own = propose(post, by=member, quote="Who pays?", area=area)
    with django_capture_on_commit_callbacks(execute=True):
        set_status(made, "declined", author=author, note="There is no socket")
        set_status(made, "declined", author=author, note="There is no socket, nor a lamp")
        set_status(own, "agreed", author=member)
    told = Notification.objects.filter(url__contains="/recommendations/").order_by("person__pk")
    assert [(row.person, row.deed, row.subject, row.quote) for row in told] == [
        (member, "marked as declined what was proposed in your words:", str(made), REASON),
        (listener, "marked as declined what you proposed:", str(made), REASON),
    ]
    pages = Notification.objects.filter(person=listener, deed="updated")
    assert pages.count() == 2, "of the note that was changed, and of the other recommendation"


def test_the_same_words_proposed_twice_are_one(post: Post, area: Area, listener: Any) -> None:
    first = propose(post, by=listener, quote="Who pays?", area=area)
    assert propose(post, by=listener, quote="Who pays?", area=area) == first
    assert Proposal.objects.count() == 1


def test_words_that_stand_as_a_recommendation_already_are_told_of(
    post: Post, area: Area, author: Any, listener: Any, reader: Client
) -> None:
    twin = add(area, "Who pays?", author=author)
    with pytest.raises(SaidAlready):
        propose(post, by=listener, quote="Who pays?", area=area)
    refused = reader.post(where(post), {"quote": "Who pays?", "area": area.pk})
    assert refused.status_code == 422
    assert f"{twin.ref} says this already" in read(refused, 422).one("#wording_error").text
    assert read(refused, 422).one("textarea[name=quote]").text.strip() == "Who pays?"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({}, "quote"),
        ({"quote": "Nobody said this"}, "quote"),
        ({"quote": "Who pays?", "wording": "x" * 501}, "wording"),
        ({"quote": "Who pays?", "area": "999"}, "area"),
    ],
)
def test_what_cannot_be_proposed_is_said_at_its_field(
    post: Post, area: Area, reader: Client, words: dict[str, str], field: str
) -> None:
    refused = reader.post(where(post), {"area": area.pk} | words)
    assert refused.status_code == 422
    assert read(refused, 422).all(f"#{field}_error")
    assert not Recommendation.objects.exists()


def test_an_area_that_was_removed_meanwhile_is_not_brought_back_by_what_is_proposed(
    post: Post, area: Area, author: Any, listener: Any, reader: Client
) -> None:
    seen = Area.objects.get(pk=area.pk)
    remove_area(area, author=author)
    with pytest.raises(AreaRemoved):
        propose(post, by=listener, quote="Who pays?", area=seen)
    refused = read(reader.post(where(post), {"quote": "Who pays?", "area": area.pk}), 422)
    assert "“Light” was removed from the page meanwhile" in refused.one("#new_area_error").text
    assert refused.one("textarea[name=quote]").text.strip() == "Who pays?"
    assert not Recommendation.objects.exists()


def test_nothing_is_proposed_from_what_was_taken_down(
    post: Post, area: Area, member: Any, reader: Client
) -> None:
    made = propose(post, by=member, quote="Who pays?", area=area)
    take_down(post, author=member)
    answer = reader.get(where(post), follow=True)
    assert "nothing can be proposed from it" in read(answer).one("body").text
    reader.post(where(post), {"quote": "The ward is cold.", "area": area.pk})
    assert list(Recommendation.objects.all()) == [made]
    credit = read(reader.get(made.get_absolute_url())).one("#from")
    assert "taken down since" in credit.text
    assert not credit.all("q")


def test_only_what_the_post_says_is_quoted(post: Post, area: Area, listener: Any) -> None:
    with pytest.raises(NotThere):
        propose(post, by=listener, quote="A lamp for nobody", area=area)
    assert not Recommendation.objects.exists()


def test_visitors_are_asked_to_sign_in_and_keep_what_they_typed(
    client: Client, post: Post, area: Area, listener: Any, signed_in: Any
) -> None:
    client.post(where(post), {"quote": "Who pays?", "wording": "Say who pays"})
    signed_in(client, listener)
    assert read(client.get(where(post))).one("textarea[name=wording]").text.strip() == (
        "Say who pays"
    )


def test_an_export_does_not_quote_what_was_taken_down(post: Post, area: Area, member: Any) -> None:
    propose(post, by=member, quote="Who pays?", wording="Say who pays", area=area)
    assert b"Who pays?" in exported()
    take_down(post, author=member)
    assert b"Who pays?" not in exported()
