"""Drafts of posts: kept while somebody types, offered back, private, gone once posted."""

import datetime
from collections.abc import Callable
from typing import Any, cast

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from discussions.models import Post, PostDraft, Thread
from discussions.posting import edit_post, version
from discussions.removing import take_down
from recommendations.arranging import add, add_area, reword
from tests.elements import Element, read

NEW = "/wiki/night-work/discussion/new/"
DISCARD = "/discussion/draft/discard/"
PASSWORD = "correct horse battery"
Typed = Callable[..., dict[str, Any]]


@pytest.fixture
def writer(client: Client, signed_in: Any, member: Any) -> Client:
    return cast(Client, signed_in(client, member))


@pytest.fixture
def reading(thread: Thread) -> str:
    return f"/discussion/{thread.pk}/"


@pytest.fixture
def typed(member: Any) -> Typed:
    """What a script sends of a reply."""

    def fill(**changed: Any) -> dict[str, Any]:
        sent = {"body": "By the *door*.", "to": "1", "draft": "a" * 32}
        return sent | {"person": member.pk, "do": "keep"} | changed

    return fill


@pytest.fixture
def kept(writer: Client, reading: str, typed: Typed) -> str:
    """The key of a reply that its writer left for another day."""
    key = key_of(read(writer.get(reading)))
    assert writer.post(f"{reading}draft/", typed(draft=key)).status_code == 200
    return key


def key_of(screen: Element) -> str:
    return screen.one("form[data-draft] input[name=draft]")["value"]


def body_of(screen: Element) -> str:
    return screen.one("textarea[name=body]").raw.removeprefix("\n")


def offers(screen: Element) -> list[Element]:
    return screen.all("#offers form")


def sent(screen: Element, **more: str) -> dict[str, str]:
    """What the form on a screen sends when it is posted."""
    hidden = screen.all("form[data-draft] input[type=hidden]")
    return {e["name"]: e["value"] or "" for e in hidden} | {"body": body_of(screen)} | more


# Replies --------------------------------------------------------------------------------------


def test_a_script_is_told_when_a_reply_was_kept(
    writer: Client, reading: str, typed: Typed, thread: Thread
) -> None:
    told = read(writer.post(f"{reading}draft/", typed())).text
    assert f"Draft kept at {timezone.localtime(PostDraft.objects.get().kept_at):%H:%M}" in told
    assert thread.posts.count() == 1


def test_a_reply_is_offered_on_any_device_and_gone_on_with(
    kept: str, reading: str, member: Any, signed_in: Any, thread: Thread
) -> None:
    elsewhere = signed_in(Client(), member)
    screen = read(elsewhere.get(reading))
    assert body_of(screen) == ""
    (offer,) = offers(screen)
    assert "You began a reply on" in offer.text
    screen = read(elsewhere.get(offer.one("a")["href"]))
    assert (body_of(screen), key_of(screen)) == ("By the *door*.", kept)
    assert offers(screen) == []
    answer = elsewhere.post(reading, sent(screen, do="save"))
    assert answer.cookies["saved"].value == kept
    assert thread.posts.get(number=2).body == "By the *door*."
    assert not PostDraft.objects.exists()


def test_a_reply_to_a_reply_opens_under_it_again(
    writer: Client, reading: str, typed: Typed, say: Callable[..., Post]
) -> None:
    say(1), say(2)
    writer.post(f"{reading}draft/", typed(to="3"))
    (offer,) = offers(read(writer.get(reading)))
    assert "a reply to 3 on" in offer.text
    screen = read(writer.get(offer.one("a")["href"]))
    assert screen.one("#reply-to").text == "Reply to 3 by ben"
    writer.post(reading, sent(screen, do="save"))
    assert Post.objects.get(number=4).answers == 3


def test_a_reply_whose_post_was_taken_down_keeps_its_words(
    writer: Client, reading: str, typed: Typed, say: Callable[..., Post], member: Any
) -> None:
    post = say(1)
    writer.post(f"{reading}draft/", typed(to="2"))
    take_down(post, author=member)
    (offer,) = offers(read(writer.get(reading)))
    screen = read(writer.get(offer.one("a")["href"]))
    assert body_of(screen) == "By the *door*."
    assert screen.one("#reply-to").text.startswith("Reply to the first post")


def test_words_that_were_taken_back_leave_no_draft(
    writer: Client, kept: str, reading: str, typed: Typed
) -> None:
    writer.post(f"{reading}draft/", typed(draft=kept, body=" \n"))
    assert not PostDraft.objects.exists()
    writer.post(f"{reading}draft/", typed(draft=kept))
    writer.post(f"{reading}draft/", typed(draft=kept, do="drop"))
    assert not PostDraft.objects.exists()


def test_what_was_still_on_its_way_when_it_was_posted_makes_no_new_draft(
    writer: Client, kept: str, reading: str, typed: Typed
) -> None:
    writer.post(reading, typed(draft=kept, do="save"))
    told = read(writer.post(f"{reading}draft/", typed(draft=kept)))
    assert not PostDraft.objects.exists()
    assert told.one("[data-key]")["data-key"] != kept


def test_a_refused_reply_and_its_preview_keep_the_draft(
    writer: Client, kept: str, reading: str, typed: Typed
) -> None:
    for do, body, status in (("save", "> " * 25 + "x", 422), ("preview", "So *far*", 200)):
        screen = read(writer.post(reading, typed(draft=kept, do=do, body=body)), status)
        assert key_of(screen) == kept
        assert screen.one("form[data-draft]")["data-typed"] is not None
    assert PostDraft.objects.get().key == kept


def test_without_script_a_button_keeps_a_reply_and_goes_on_with_it(
    writer: Client, reading: str, thread: Thread
) -> None:
    screen = read(writer.get(reading))
    words = sent(screen, body="So far", do="draft", watch="on")
    answer = writer.post(reading, words, follow=True)
    screen = read(answer)
    assert "Draft kept at" in screen.one("p.notice").text
    assert (body_of(screen), key_of(screen)) == ("So far", words["draft"])
    assert screen.one("form[data-draft] [name=watch]").get("checked") is not None
    assert answer.redirect_chain[0][0].endswith("#reply")
    assert thread.posts.count() == 1


def test_the_button_keeps_no_words_that_are_not_there(writer: Client, reading: str) -> None:
    screen = read(writer.post(reading, {"body": "", "to": "1", "do": "draft"}), 422)
    assert screen.one("#body_error").text.startswith("Error: Write something first")
    assert not PostDraft.objects.exists()


def test_a_character_that_no_database_holds_costs_no_other(
    writer: Client, reading: str, typed: Typed
) -> None:
    assert writer.post(f"{reading}draft/", typed(body="By the\x00 door")).status_code == 200
    assert PostDraft.objects.get().fields["body"] == "By the door"


# A new thread ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("wiki_page")
def test_a_new_thread_is_kept_with_what_it_is_about(
    writer: Client, typed: Typed, wiki_page: Any, author: Any
) -> None:
    item = add(add_area(wiki_page, "Rest", author=author), "Keep a bed free", author=author)
    words = typed(subject="Beds", tags="rest", about=str(item.pk))
    assert writer.post(f"{NEW}draft/", words).status_code == 200
    (offer,) = offers(read(writer.get(NEW)))
    assert "You began the thread “Beds” on" in offer.text
    screen = read(writer.get(offer.one("a")["href"]))
    assert screen.one(".about a").text == f"{item.ref} Keep a bed free"
    assert screen.one("[name=tags]")["value"] == "rest"
    answer = writer.post(NEW, sent(screen, subject="Beds", tags="rest", do="save"))
    assert answer.cookies["saved"].value == "a" * 32
    assert Thread.objects.get().recommendation == item
    assert not PostDraft.objects.exists()


@pytest.mark.usefixtures("wiki_page")
def test_without_script_a_button_keeps_a_thread_that_is_not_complete(writer: Client) -> None:
    key = key_of(read(writer.get(NEW)))
    words = {"subject": "", "body": "Where?", "tags": "", "draft": key, "do": "draft"}
    screen = read(writer.post(NEW, words, follow=True))
    assert (body_of(screen), key_of(screen)) == ("Where?", key)
    assert not Thread.objects.exists()


# A post that is changed -----------------------------------------------------------------------


@pytest.fixture
def post(thread: Thread, say: Callable[..., Post]) -> Post:
    return say(1, "There are two.")


@pytest.fixture
def changing(post: Post) -> str:
    return f"/posts/{post.pk}/edit/"


@pytest.fixture
def begun(writer: Client, changing: str, post: Post, typed: Typed) -> str:
    """The key of a change of one's post, not saved."""
    key = key_of(read(writer.get(changing)))
    words = typed(body="There are three.", seen=version(post.body), draft=key)
    assert writer.post(f"{changing}draft/", words).status_code == 200
    return key


def test_a_change_of_a_post_is_offered_and_saved(
    writer: Client, begun: str, changing: str, post: Post
) -> None:
    (offer,) = offers(read(writer.get(changing)))
    assert "You began to change this post on" in offer.text
    assert "changed since" not in offer.text
    screen = read(writer.get(offer.one("a")["href"]))
    assert body_of(screen) == "There are three."
    writer.post(changing, sent(screen, do="save"))
    post.refresh_from_db()
    assert post.body == "There are three."
    assert not PostDraft.objects.exists()


def test_a_draft_of_a_post_that_changed_meanwhile_says_so_and_writes_nothing_over(
    writer: Client, begun: str, changing: str, post: Post, member: Any
) -> None:
    edit_post(post, author=member, body="There are four.")
    (offer,) = offers(read(writer.get(changing)))
    assert "The post was changed since." in offer.text
    screen = read(writer.get(offer.one("a")["href"]))
    screen = read(writer.post(changing, sent(screen, do="save")), 409)
    assert screen.one("#theirs").raw.strip() == "There are four."
    assert (body_of(screen), key_of(screen)) == ("There are three.", begun)


def test_a_draft_that_says_what_the_post_says_is_not_offered(
    writer: Client, begun: str, changing: str, post: Post, member: Any
) -> None:
    edit_post(post, author=member, body="There are three.")
    assert offers(read(writer.get(changing))) == []


def test_a_change_of_a_post_that_was_taken_down_can_be_read_again(
    writer: Client, begun: str, changing: str, post: Post, member: Any
) -> None:
    take_down(post, author=member)
    assert body_of(read(writer.get(f"{changing}?draft={begun}"))) == "There are three."


def test_nobody_keeps_a_change_of_somebody_elses_post(
    writer: Client, thread: Thread, typed: Typed
) -> None:
    theirs = thread.posts.get(number=1)
    assert writer.post(f"/posts/{theirs.pk}/edit/draft/", typed()).status_code == 403
    assert not PostDraft.objects.exists()


# Gone, private, quiet -------------------------------------------------------------------------


def test_discarding_opens_the_form_again(writer: Client, kept: str, reading: str) -> None:
    answer = writer.post(DISCARD, {"draft": kept})
    assert answer["Location"] == f"{reading}#reply"
    assert "The draft is discarded." in read(writer.get(reading)).text
    assert not PostDraft.objects.exists()
    assert writer.post(DISCARD, {"draft": kept}).status_code == 302


def test_old_drafts_vanish(writer: Client, kept: str, reading: str, typed: Typed) -> None:
    PostDraft.objects.update(kept_at=timezone.now() - datetime.timedelta(days=61))
    assert offers(read(writer.get(reading))) == []
    writer.post(f"{reading}draft/", typed(draft="b" * 32))
    assert [draft.key for draft in PostDraft.objects.all()] == ["b" * 32]


def test_nobody_else_sees_changes_or_ends_a_draft(
    kept: str, reading: str, author: Any, moderator: Any, signed_in: Any, typed: Typed
) -> None:
    for person in (author, moderator):
        client = signed_in(Client(), person)
        for address in (reading, f"{reading}?draft={kept}", "/people/ben/", "/search/?q=door"):
            assert "By the" not in client.get(address).content.decode()
        client.post(DISCARD, {"draft": kept})
        client.post(f"{reading}draft/", typed(draft=kept, person=person.pk, body="Mine now"))
    assert PostDraft.objects.get(person__username="ben").fields["body"] == "By the *door*."


def test_no_export_holds_a_draft(kept: str, tmp_path: Any) -> None:
    file = tmp_path / "site.jsonl"
    call_command("export_site", str(file), verbosity=0)
    assert "Where should they stand" in file.read_text()
    assert "By the *door*" not in file.read_text()


def test_a_profile_lists_all_that_one_began(
    writer: Client, kept: str, reading: str, begun: str, changing: str, typed: Typed
) -> None:
    writer.post(f"{NEW}draft/", typed(draft="c" * 32, subject="Lamps"))
    listed = read(writer.get("/people/ben/")).one("section[aria-labelledby=drafts]")
    assert [(e["href"], e.text) for e in listed.all("li a")] == [
        (f"{NEW}?draft={'c' * 32}", "Lamps"),
        (f"{changing}?draft={begun}", "Beds"),
        (f"{reading}?draft={kept}#reply", "Beds"),
    ]
    assert "a change of post 2, kept on" in listed.text


def test_drafts_cost_the_same_however_many_there_are(
    writer: Client, reading: str, typed: Typed, django_assert_max_num_queries: Any
) -> None:
    def costs() -> list[int]:
        with django_assert_max_num_queries(10) as keeping_one:
            writer.post(f"{reading}draft/", typed(draft=f"{0:032x}", body="Typed on"))
        with django_assert_max_num_queries(12) as opening:
            writer.get(reading)
        return [len(keeping_one), len(opening)]

    writer.post(f"{reading}draft/", typed(draft=f"{0:032x}"))
    writer.get(reading)  # notes that the thread is read, where it is one
    with_one = costs()
    for n in range(1, 20):
        writer.post(f"{reading}draft/", typed(draft=f"{n:032x}"))
    assert costs() == with_one


def test_strangers_ask_for_no_drafts(
    client: Client, reading: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1000, exact=False) as asked:
        client.get(reading)
    assert not [query for query in asked.captured_queries if "postdraft" in query["sql"]]


def test_a_draft_is_about_one_thing(thread: Thread, member: Any) -> None:
    now = timezone.now()
    both = {"page": thread.page, "thread": thread}
    for place in (both, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PostDraft.objects.create(
                person=member, key="a" * 32, begun_at=now, kept_at=now, **place
            )


# Signed out -----------------------------------------------------------------------------------


def test_a_script_is_told_that_its_person_is_signed_out(
    client: Client,
    reading: str,
    typed: Typed,
    wiki_page: Any,
    post: Post,
    author: Any,
    signed_in: Any,
) -> None:
    addresses = (f"{reading}draft/", f"{NEW}draft/")
    for address in addresses:
        assert client.post(address, typed()).status_code == 401
    signed_in(client, author)
    for address in addresses:
        assert client.post(address, typed()).status_code == 401
    assert not PostDraft.objects.exists()


def test_words_typed_into_an_expired_session_go_on_as_the_same_draft(
    writer: Client, kept: str, reading: str, typed: Typed, thread: Thread
) -> None:
    writer.logout()
    words = typed(draft=kept, body="By the window.", do="save")
    door = writer.post(reading, words)["Location"]
    writer.post(door, {"login": "ben", "password": PASSWORD})
    screen = read(writer.get(reading))
    assert (body_of(screen), key_of(screen)) == ("By the window.", kept)
    assert offers(screen) == [], "the text in the form is later than its draft"
    writer.post(reading, sent(screen, do="save"))
    assert thread.posts.get(number=2).body == "By the window."
    assert not PostDraft.objects.exists()


# The preview that a script asks for -----------------------------------------------------------


def test_a_live_preview_shows_what_will_be_posted_to_the_byte(
    writer: Client, reading: str, thread: Thread
) -> None:
    body = "Two [[Beds]].[^1]\n\n[^1]: By the door."
    shown = writer.post("/discussion/preview/?to=1", {"body": body}).content.decode()
    writer.post(reading, {"body": body, "to": "1"})
    assert thread.posts.get(number=2).html in shown


def test_a_live_preview_of_a_change_cites_what_the_post_cited(
    writer: Client, thread: Thread, say: Callable[..., Post], author: Any
) -> None:
    item = add(add_area(thread.page, "Rest", author=author), "Keep a bed free", author=author)
    post = say(1, f"As {item.ref} says.")
    reword(item, "Keep two beds free", author=author)
    shown = writer.post(f"/discussion/preview/?post={post.pk}", {"body": post.body})
    assert post.html in shown.content.decode()


def test_a_live_preview_of_what_cannot_be_posted_says_why(writer: Client) -> None:
    for body, why in (("x" * 20_001, "at most 20,000 characters"), ("> " * 25 + "x", "nests")):
        assert why in read(writer.post("/discussion/preview/", {"body": body})).text


def test_a_live_preview_leads_nobody_to_the_door(client: Client, post: Post) -> None:
    assert client.post("/discussion/preview/", {"body": "x"}).status_code == 401


def test_a_live_preview_of_somebody_elses_post_is_refused(writer: Client, thread: Thread) -> None:
    theirs = thread.posts.get(number=1)
    answer = writer.post(f"/discussion/preview/?post={theirs.pk}", {"body": "x"})
    assert answer.status_code == 403
