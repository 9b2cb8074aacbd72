"""Writing: forms that keep what was typed, say what is wrong, and show what will be posted."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from discussions.models import POST_LIMIT, SUBJECT_LIMIT, Post, Thread, ThreadWatch
from discussions.posting import edit_post
from discussions.removing import take_down
from recommendations.arranging import add, add_area
from tests.elements import Element, read

SignedIn = Callable[[Client, Any], Client]
NEW = "/wiki/night-work/discussion/new/"
TOO_DEEP = "> " * 25 + "Words to keep"


@pytest.fixture
def writer(client: Client, signed_in: SignedIn, member: Any) -> Client:
    return signed_in(client, member)


@pytest.fixture
def address(thread: Thread) -> str:
    return f"/discussion/{thread.pk}/"


def typed(page: Element, name: str) -> str:
    """What stands in a field; a text area drops its first line break."""
    field = page.one(f"main [name={name}]")
    return field.raw.removeprefix("\n") if field.tag == "textarea" else field.get("value") or ""


def problems(page: Element) -> list[str]:
    assert page.one("title").text.startswith("Error: ")
    return page.texts("#problems li")


def beside(page: Element, name: str) -> str:
    field = page.one(f"main [name={name}]")
    assert field["aria-invalid"] == "true"
    said = page.one(f"#{name}_error")
    assert said["id"] in field["aria-describedby"].split()
    return said.text


# Starting a thread ----------------------------------------------------------------------------


def test_a_thread_is_started(wiki_page: Any, writer: Client, member: Any) -> None:
    words = {"subject": " Beds  at night ", "body": "Where?\r\n", "tags": "beds, rest,Beds"}
    answer = writer.post(NEW, words)
    thread = Thread.objects.get()
    assert answer["Location"] == f"/discussion/{thread.pk}/"
    assert (thread.subject, thread.tags) == ("Beds at night", "beds, rest")
    assert (thread.started_by, thread.posts.get().body) == (member, "Where?")
    page = read(writer.get(answer["Location"]))
    assert page.one("h1").text == "Beds at night"
    assert page.texts("a.tag") == ["beds", "rest"]


def test_a_double_click_starts_one_thread(wiki_page: Any, writer: Client) -> None:
    words = {"subject": "Beds", "body": "Where?"}
    first, second = writer.post(NEW, words), writer.post(NEW, words)
    assert first["Location"] == second["Location"]
    assert Thread.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"subject": "  "}, "subject", "Give the thread a subject"),
        (
            {"subject": "x" * (SUBJECT_LIMIT + 1)},
            "subject",
            "Subject: use at most 200 characters. Yours has 201",
        ),
        ({"body": " \n "}, "body", "Write something first"),
        (
            {"body": "x" * (POST_LIMIT + 1)},
            "body",
            "First post: use at most 20000 characters. Yours has 20001",
        ),
        ({"body": TOO_DEEP}, "body", "This text nests lists or quotes more than 20 deep."),
        ({"tags": "x" * 501}, "tags", "Keyword tags: use at most 500 characters. Yours has 501"),
        (
            {"tags": ",".join(chr(0x4E00 + n) for n in range(200))},
            "tags",
            "Use fewer or shorter tags",
        ),
    ],
)
def test_a_wrong_field_is_named_and_everything_typed_is_kept(
    wiki_page: Any, writer: Client, wrong: dict[str, str], field: str, said: str
) -> None:
    words = {"subject": "Beds", "body": "Where?\n\n    code", "tags": "rest"} | wrong
    page = read(writer.post(NEW, words), 422)
    assert problems(page)[0].startswith(said)
    assert page.one("#problems a")["href"] == f"#{field}"
    assert beside(page, field).startswith(f"Error: {said}")
    assert {name: typed(page, name).replace("\r", "") for name in words} == words
    assert not Thread.objects.exists()


def test_limits_count_a_new_line_once(wiki_page: Any, writer: Client) -> None:
    """Browsers send two characters for each."""
    body = "seven77\r\n" * (POST_LIMIT // 8 - 1) + "to limit"
    assert len(body) > POST_LIMIT
    assert writer.post(NEW, {"subject": "Long", "body": body}).status_code == 302
    assert len(Post.objects.get().body) == POST_LIMIT


def test_limits_are_stated(wiki_page: Any, writer: Client) -> None:
    page = read(writer.get(NEW))
    assert "At most 200 characters" in page.one("#subject_helptext").text
    assert "At most 20,000 characters" in page.one("#body_helptext").text


def test_a_preview_shows_what_will_be_posted_to_the_byte(wiki_page: Any, writer: Client) -> None:
    words = {"subject": "", "body": "# Beds\n\n*Two*.[^1]\n\n[^1]: By the door.", "tags": "rest"}
    answer = writer.post(NEW, words | {"do": "preview"})
    page = read(answer)
    assert page.all("#problems") == []
    assert {name: typed(page, name) for name in words} == words
    assert not Thread.objects.exists()
    writer.post(NEW, words | {"subject": "Beds"})
    html = Post.objects.get().html
    assert f'<div class="prose">{html}</div>' in answer.content.decode()


def test_a_preview_of_what_cannot_be_posted_says_why(wiki_page: Any, writer: Client) -> None:
    for body in ("", TOO_DEEP):
        page = read(writer.post(NEW, {"subject": "S", "body": body, "do": "preview"}), 422)
        assert len(problems(page)) == 1
        assert typed(page, "body") == body


def test_a_thread_is_about_a_recommendation_of_its_page(
    wiki_page: Any, make_page: Callable[..., Any], writer: Client, author: Any
) -> None:
    item = add(add_area(wiki_page, "Rest", author=author), "Keep a bed free", author=author)
    page = read(writer.get(NEW, {"about": item.pk}))
    assert page.one(".about a").text == f"{item.ref} Keep a bed free"
    about = typed(page, "about")
    writer.post(NEW, {"subject": "So", "body": "Why?", "about": about})
    thread = Thread.objects.get()
    assert (thread.recommendation, thread.about_wording) == (item, "Keep a bed free")
    other = make_page("Rota")
    elsewhere = add(add_area(other, "Rest", author=author), "Another", author=author)
    words = {"subject": "So", "body": "Why?", "about": str(elsewhere.pk)}
    page = read(writer.post(NEW, words), 422)
    assert problems(page)[0].startswith("What you wanted to discuss does not stand on this page")
    assert page.all("[name=about]") == []


@pytest.mark.parametrize("about", ["abc", "0", "9" * 30, "-1", "17; drop"])
def test_nonsense_to_talk_about_leaves_the_page(wiki_page: Any, writer: Client, about: str) -> None:
    assert read(writer.get(NEW, {"about": about})).one(".about").text == "About the page Night work"


# Replying -------------------------------------------------------------------------------------


def test_a_reply_is_posted_and_one_is_led_to_it(
    thread: Thread, address: str, writer: Client
) -> None:
    answer = writer.post(address, {"body": "By the door."})
    post = thread.posts.get(number=2)
    assert answer["Location"] == f"{address}#post-{post.pk}"
    page = read(writer.get(address))
    assert page.one(".told").text == "Your reply stands in the thread. Its number is 2."
    answer = writer.post(address, {"body": "Which?", "to": "2"})
    assert thread.posts.get(number=3).parent == post


def test_a_double_click_replies_once(thread: Thread, address: str, writer: Client) -> None:
    first, second = (writer.post(address, {"body": "By the door."}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert thread.posts.count() == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Write something first"),
        ("x" * (POST_LIMIT + 1), "Reply: use at most 20000 characters. Yours has 20001"),
        (TOO_DEEP, "This text nests lists or quotes more than 20 deep."),
    ],
)
def test_a_wrong_reply_is_kept_where_it_was_written(
    thread: Thread,
    address: str,
    say: Callable[..., Post],
    writer: Client,
    body: str,
    said: str,
) -> None:
    post = say(1)
    page = read(writer.post(address, {"body": body, "to": "2"}), 422)
    assert problems(page)[0].startswith(said)
    assert beside(page, "body").startswith(f"Error: {said}")
    assert (typed(page, "body"), typed(page, "to")) == (body, "2")
    form = page.one("#reply")
    assert form.parent is not None
    assert form.parent.one("article")["id"] == f"post-{post.pk}"
    assert thread.posts.count() == 2


@pytest.mark.parametrize("to", ["0", "7", "abc", "-1", "9" * 30])
def test_a_reply_to_a_number_that_is_no_posts_is_kept(
    thread: Thread, address: str, writer: Client, to: str
) -> None:
    page = read(writer.post(address, {"body": "Words to keep", "to": to}), 422)
    assert problems(page) == ["This thread has no post of that number. Answer the first post"]
    assert (typed(page, "body"), typed(page, "to")) == ("Words to keep", "1")


def test_a_reply_to_what_was_taken_down_meanwhile_is_kept(
    thread: Thread, address: str, say: Callable[..., Post], writer: Client, member: Any
) -> None:
    take_down(say(1), author=member)
    page = read(writer.post(address, {"body": "Words to keep", "to": "2"}), 422)
    assert problems(page)[0].startswith("The post that you answer was taken down.")
    assert (typed(page, "body"), typed(page, "to")) == ("Words to keep", "1")


def test_a_reply_is_previewed_where_it_is_written(
    thread: Thread, address: str, say: Callable[..., Post], writer: Client
) -> None:
    say(1)
    words = {"body": "# Two\n\nSee [[Night work]].", "to": "2"}
    answer = writer.post(address, words | {"do": "preview"})
    page = read(answer)
    assert len(page.all("#reply #preview .prose")) == 1
    assert {name: typed(page, name) for name in words} == words
    assert thread.posts.count() == 2
    writer.post(address, words)
    html = thread.posts.get(number=3).html
    assert f'<div class="prose">{html}</div>' in answer.content.decode()


def test_replying_watches_the_thread_where_that_is_ticked(
    thread: Thread, address: str, writer: Client, member: Any
) -> None:
    mine = ThreadWatch.objects.filter(thread=thread, person=member)
    assert "checked" in read(writer.get(address)).one("#watch")
    writer.post(address, {"body": "One"})
    assert not mine.exists()
    writer.post(address, {"body": "Two", "watch": "on"})
    assert mine.exists()
    assert read(writer.get(address)).all("#watch") == []
    writer.post(address, {"body": "Three"})
    assert mine.exists()


# Sessions that ended while writing ------------------------------------------------------------


def sign_in(client: Client, door: Any) -> Any:
    """Go through the door that an answer leads to, as ben."""
    assert door["Location"].startswith("/accounts/login/")
    return client.post(
        door["Location"], {"login": "ben", "password": "correct horse battery"}, follow=True
    )


def test_a_reply_written_before_signing_in_comes_back(
    thread: Thread, address: str, say: Callable[..., Post], stranger: Client, member: Any
) -> None:
    say(1)
    page = read(sign_in(stranger, stranger.post(address, {"body": "Words to keep", "to": "2"})))
    assert (typed(page, "body"), typed(page, "to")) == ("Words to keep", "2")
    assert "Your text from before you signed in is back." in page.one("#reply").text
    assert thread.posts.count() == 2
    assert typed(read(stranger.get(address)), "body") == "Words to keep"
    stranger.post(address, {"body": "Words to keep", "to": "2"})
    assert typed(read(stranger.get(address)), "body") == ""


def test_a_thread_written_before_signing_in_comes_back(
    wiki_page: Any, stranger: Client, member: Any
) -> None:
    words = {"subject": "Beds", "body": "Words to keep", "tags": "rest, beds"}
    page = read(sign_in(stranger, stranger.post(NEW, words)))
    assert {name: typed(page, name) for name in words} == words
    assert not Thread.objects.exists()


def test_an_edit_written_before_signing_in_comes_back(
    thread: Thread, say: Callable[..., Post], stranger: Client, member: Any
) -> None:
    post = say(1)
    door = stranger.post(f"/posts/{post.pk}/edit/", {"body": "Words to keep"})
    assert typed(read(sign_in(stranger, door)), "body") == "Words to keep"


# Changing one's own ---------------------------------------------------------------------------


def test_ones_own_post_is_edited(thread: Thread, say: Callable[..., Post], writer: Client) -> None:
    post = say(1, "Two")
    edit = f"/posts/{post.pk}/edit/"
    page = read(writer.get(edit))
    assert typed(page, "body") == "Two"
    answer = writer.post(edit, {"body": "Three", "seen": typed(page, "seen")})
    assert answer["Location"] == f"/discussion/{thread.pk}/#post-{post.pk}"
    post.refresh_from_db()
    assert post.body == "Three"


def test_an_edit_is_previewed_to_the_byte(
    thread: Thread, say: Callable[..., Post], writer: Client
) -> None:
    post = say(1, "Two")
    words = {"body": "# Three\n\nbeds"}
    answer = writer.post(f"/posts/{post.pk}/edit/", words | {"do": "preview"})
    post.refresh_from_db()
    assert (answer.status_code, post.body) == (200, "Two")
    writer.post(f"/posts/{post.pk}/edit/", words)
    post.refresh_from_db()
    assert f'<div class="prose">{post.html}</div>' in answer.content.decode()


@pytest.mark.parametrize("body", ["", "x" * (POST_LIMIT + 1), TOO_DEEP])
@pytest.mark.parametrize("do", ["save", "preview"])
def test_a_wrong_edit_is_kept(
    thread: Thread, say: Callable[..., Post], writer: Client, body: str, do: str
) -> None:
    post = say(1, "Two")
    page = read(writer.post(f"/posts/{post.pk}/edit/", {"body": body, "do": do}), 422)
    assert len(problems(page)) == 1
    assert typed(page, "body") == body
    post.refresh_from_db()
    assert post.body == "Two"


def test_an_edit_in_two_windows_loses_neither_text(
    thread: Thread, say: Callable[..., Post], writer: Client, member: Any
) -> None:
    post = say(1, "Two")
    edit = f"/posts/{post.pk}/edit/"
    seen = typed(read(writer.get(edit)), "seen")
    edit_post(post, author=member, body="Three")
    page = read(writer.post(edit, {"body": "Four", "seen": seen}), 409)
    assert page.one("#theirs").raw.strip() == "Three"
    assert typed(page, "body") == "Four"
    writer.post(edit, {"body": "Three or four", "seen": typed(page, "seen")})
    post.refresh_from_db()
    assert post.body == "Three or four"


def test_an_edit_of_what_was_taken_down_meanwhile_is_kept(
    thread: Thread, say: Callable[..., Post], writer: Client, member: Any
) -> None:
    post = say(1, "Two")
    take_down(post, author=member)
    page = read(writer.post(f"/posts/{post.pk}/edit/", {"body": "Words to keep"}), 422)
    assert problems(page)[0].startswith("This post was taken down.")
    assert typed(page, "body") == "Words to keep"


def test_taking_down_asks_first(
    thread: Thread, address: str, say: Callable[..., Post], writer: Client
) -> None:
    post = say(1)
    page = read(writer.get(f"/posts/{post.pk}/remove/"))
    assert page.one("h1").text == "Take down post 2?"
    post.refresh_from_db()
    assert post.removed_at is None
    answer = writer.post(f"/posts/{post.pk}/remove/")
    assert answer["Location"] == f"{address}#post-{post.pk}"
    post.refresh_from_db()
    assert post.removed_at is not None


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "deed"), [("listener", "edit"), ("listener", "remove"), ("moderator", "edit")]
)
def test_other_peoples_posts_are_left_to_them(
    thread: Thread,
    say: Callable[..., Post],
    client: Client,
    signed_in: SignedIn,
    request: pytest.FixtureRequest,
    deed: str,
    method: str,
    who: str,
) -> None:
    post = say(1, "Two")
    signed_in(client, request.getfixturevalue(who))
    answer = getattr(client, method)(f"/posts/{post.pk}/{deed}/", {"body": "Mine now"})
    assert answer.status_code == 403
    post.refresh_from_db()
    assert (post.body, post.removed_at) == ("Two", None)


def test_writing_faster_than_people_do_gives_the_text_back(
    thread: Thread, address: str, writer: Client, settings: Any
) -> None:
    settings.WRITE_RATES = settings.WRITE_RATES | {"post": "2/60"}
    for body in ("One", "Two"):
        assert writer.post(address, {"body": body}).status_code == 302
    answer = writer.post(address, {"body": "Words to keep"})
    assert answer.status_code == 429
    assert "Words to keep" in answer.content.decode()
    assert thread.posts.count() == 3
