"""The screens on which people challenge a statement, and answer."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from challenges.challenging import answer
from challenges.models import Challenge, Turn
from discussions.models import Thread
from discussions.posting import start_thread
from discussions.regrouping import merge
from recommendations.arranging import remove, reword
from recommendations.models import Recommendation
from tests.challenges.conftest import RINGS, WATER
from tests.elements import read
from wiki.deleting import delete
from wiki.models import Page
from wiki.protecting import protect
from wiki.writing import revise_page

Challenged = Callable[..., Challenge]


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


@pytest.fixture
def form(a_page: Page) -> str:
    return f"{a_page.get_absolute_url()}challenges/new/"


# Making one


def test_a_challenge_is_made_with_typed_words(as_member: Client, form: str, a_page: Page) -> None:
    typed = {"passage": "  the bell rings on\n both floors at once", "wrong": "Upstairs only"}
    response = as_member.post(form, typed)
    made = Challenge.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert (made.quote, made.wrong, made.page) == (RINGS, "Upstairs only", a_page)
    as_member.post(form, typed)
    assert Challenge.objects.count() == 1


def test_a_sentence_of_the_page_can_be_chosen_instead(as_member: Client, form: str) -> None:
    assert WATER in html.unescape(as_member.get(form).content.decode())
    as_member.post(form, {"passage": "", "sentence": WATER, "wrong": "It was twenty"})
    assert Challenge.objects.get().quote == WATER


def test_the_address_can_bring_the_words_and_which_of_them(
    as_member: Client, form: str, a_page: Page, author: Any
) -> None:
    revise_page(a_page, author=author, body="First. It rings. Then more.\n\nLast. It rings. Done.")
    response = as_member.get(form, {"quote": "It rings.", "before": "Last."})
    assert response.context["form"]["passage"].value() == "It rings."
    typed = {"passage": "It rings.", "before": "Last.", "wrong": "It is silent"}
    as_member.post(form, typed)
    assert Challenge.objects.get().after.startswith(" Done.")


def test_words_that_do_not_stand_there_are_kept_and_the_nearest_sentence_offered(
    as_member: Client, form: str
) -> None:
    typed = "Nineteen of the rings were for one glass of water"
    response = as_member.post(form, {"passage": typed, "wrong": "It was twenty"})
    assert response.status_code == 422
    assert response.context["form"]["passage"].value() == typed
    said = words(response)
    assert "These words do not stand on the page. Below is the sentence that is most like" in said
    assert f"Challenge this sentence instead: {WATER}" in said
    assert "It was twenty" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter the words that you challenge, or choose a sentence"),
        ({"passage": "…"}, "These words do not stand on the page"),
        ({"passage": "Elephants dislike custard"}, "These words do not stand on the page"),
        ({"passage": RINGS}, "Say what is wrong with it"),
        ({"passage": RINGS, "wrong": "w" * 1001}, "use at most 1000 characters. Yours has 1001"),
        ({"passage": "w" * 1001, "wrong": "No"}, "use at most 1000 characters. Yours has 1001"),
        ({"passage": RINGS, "wrong": "a\x1bb"}, "holds a character that cannot be shown"),
        ({"about": "999", "wrong": "No"}, "does not stand on this page any more"),
    ],
)
def test_bad_input_is_refused_in_words(
    typed: dict[str, str], said: str, as_member: Client, form: str
) -> None:
    response = as_member.post(form, typed)
    assert response.status_code == 422
    assert said in words(response)
    assert not Challenge.objects.exists()


def test_a_recommendation_is_challenged_by_its_number(
    as_member: Client, form: str, item: Recommendation, author: Any
) -> None:
    assert f"About R{item.pk} {item.wording}" in words(as_member.get(form, {"about": item.pk}))
    as_member.post(form, {"about": item.pk, "wrong": "Who pays?"})
    made = Challenge.objects.get()
    assert (made.recommendation, made.quote) == (item, item.wording)
    page = as_member.get(item.page.get_absolute_url()).content.decode()
    assert f'href="/recommendations/{item.pk}/#challenges">challenged<' in page
    assert "1 challenged statement" in page
    assert "Who pays?" in words(as_member.get(item.get_absolute_url()))
    reword(item, "Put two lamps at every bed and one at the door", author=author)
    assert "at the door (end of added)" in words(as_member.get(made.get_absolute_url()))
    remove(item, author=author)
    said = words(as_member.get(made.get_absolute_url()))
    assert f"R{item.pk} was removed from the page." in said


def test_who_is_signed_out_is_asked_to_sign_in_and_keeps_their_words(
    client: Client, form: str, member: Any, signed_in: Any
) -> None:
    response = client.post(form, {"passage": RINGS, "wrong": "Upstairs only"})
    assert response["Location"].startswith("/accounts/login/")
    signed_in(client, member)
    assert "Upstairs only" in words(client.get(form))


def test_a_protected_page_is_challenged_like_any_other(
    as_member: Client, form: str, a_page: Page, moderator: Any
) -> None:
    protect(a_page, by=moderator, level="moderators", people=[], reason="Voted on")
    as_member.post(form, {"passage": RINGS, "wrong": "Upstairs only"})
    made = Challenge.objects.get()
    said = words(as_member.get(made.get_absolute_url()))
    assert "Start a thread about it" in said
    assert "Edit the page" not in said


def test_somebody_who_challenges_too_fast_is_told_to_wait(as_member: Client, form: str) -> None:
    with override_settings(WRITE_RATES={**settings.WRITE_RATES, "post": "1/3600"}):
        as_member.post(form, {"passage": RINGS, "wrong": "One"})
        response = as_member.post(form, {"passage": WATER, "wrong": "Two"})
    assert response.status_code == 429
    assert "Two" in words(response) or Challenge.objects.count() == 1


# Reading


def test_a_challenge_says_what_the_words_were_and_are(
    a_page: Page, challenged: Challenged, stranger: Client, author: Any
) -> None:
    made = challenged(WATER, wrong="See [[Bells]] and <b>count</b>")
    response = stranger.get(made.get_absolute_url())
    assert 'See <a href="/wiki/bells/">Bells</a> and &lt;b&gt;' in response.content.decode()
    assert "They stand as they were." in words(response)
    revise_page(a_page, author=author, body=a_page.body.replace("Nineteen", "Ninety"))
    said = words(stranger.get(made.get_absolute_url()))
    assert "removed: Nineteen (end of removed)" in said
    revise_page(a_page, author=author, body="Nothing.")
    said = words(stranger.get(made.get_absolute_url()))
    assert "They were removed in update 3 ." in said
    assert WATER in said


def test_a_page_lists_what_is_open_and_what_was_answered(
    a_page: Page, challenged: Challenged, stranger: Client, author: Any
) -> None:
    first = challenged(RINGS)
    challenged(WATER)
    answer(first, by=author, update=a_page.changesets.get())
    url = f"{a_page.get_absolute_url()}challenges/"
    response = stranger.get(url)
    assert [one.quote for one in response.context["open"]] == [WATER]
    assert [one.quote for one in response.context["settled"]] == [RINGS]
    page = words(stranger.get(a_page.get_absolute_url()))
    assert "1 challenged statement" in page


def test_a_page_without_challenges_says_nothing_of_them(a_page: Page, stranger: Client) -> None:
    html = stranger.get(a_page.get_absolute_url()).content.decode()
    assert 'id="challenges"' not in html
    assert 'class="challenge' not in html


def test_a_challenge_stands_in_the_activity_of_discussion(
    a_page: Page, challenged: Challenged, stranger: Client, moderator: Any
) -> None:
    made = challenged()
    line = f"ben challenged a statement on Bells {RINGS}"
    for query in ("", "?kind=discussion", "?person=ben", "?on=bells"):
        response = stranger.get(f"/activity/{query}")
        assert line in words(response), query
        assert made.get_absolute_url() in response.content.decode()
    assert made.get_absolute_url() in stranger.get("/activity/feed/").content.decode()
    for query in ("?kind=text", "?person=amara", "?tag=nowhere-else"):
        assert (line in words(stranger.get(f"/activity/{query}"))) == ("tag" in query)
    delete(a_page, by=moderator, reason="Nobody needs it")
    assert line not in words(stranger.get("/activity/"))


def test_challenges_of_a_deleted_page_are_gone_with_it(
    a_page: Page, challenged: Challenged, as_member: Client, moderator: Any
) -> None:
    made = challenged()
    delete(a_page, by=moderator, reason="Nobody needs it")
    for url in (
        made.get_absolute_url(),
        f"{made.get_absolute_url()}thread/",
        "/wiki/bells/challenges/",
    ):
        assert as_member.get(url).status_code == 410
    assert as_member.post(made.get_absolute_url(), {"answer": "u1"}).status_code == 410


@pytest.mark.parametrize("number", [2, 12])
def test_lists_and_challenges_cost_the_same_queries_however_many(
    number: int,
    a_page: Page,
    challenged: Challenged,
    new_person: Any,
    stranger: Client,
    django_assert_max_num_queries: Any,
) -> None:
    for at in range(number):
        made = challenged(author=new_person(f"p{at}"))
        answer(made, by=made.author, update=a_page.changesets.get(), text="So it is")
        challenged(WATER, author=new_person(f"q{at}"))
    with django_assert_max_num_queries(6):
        stranger.get(f"{a_page.get_absolute_url()}challenges/")
    with django_assert_max_num_queries(6):
        stranger.get(made.get_absolute_url())


# Answering


def test_a_thread_that_is_started_about_it_answers_it_and_both_name_each_other(
    a_page: Page, challenged: Challenged, as_member: Client, author: Any
) -> None:
    made = challenged(author=author)
    url = f"{made.get_absolute_url()}thread/"
    assert RINGS in words(as_member.get(url))
    assert as_member.post(url, {"subject": "", "body": "x"}).status_code == 422
    assert "Which floor" in words(
        as_member.post(url, {"subject": "Floors", "body": "*Which floor*?", "do": "preview"})
    )
    assert not Thread.objects.exists()
    response = as_member.post(url, {"subject": "Floors", "body": "Both, I asked.", "do": "save"})
    thread = Thread.objects.get()
    assert response["Location"] == thread.get_absolute_url()
    assert f"the challenge of {author.username}" in words(as_member.get(thread.get_absolute_url()))
    said = words(as_member.get(made.get_absolute_url()))
    assert "Answered challenged by" in said
    assert "answered it with Floors" in said
    as_member.post(url, {"subject": "Floors", "body": "Both, I asked.", "do": "save"})
    assert Turn.objects.count() == 1


def test_a_thread_about_a_challenged_recommendation_is_about_that(
    item: Recommendation, challenged: Challenged, as_member: Client
) -> None:
    made = challenged(about=item)
    as_member.post(f"{made.get_absolute_url()}thread/", {"subject": "Money", "body": "The fund."})
    assert Thread.objects.get().recommendation == item


def test_a_thread_or_an_update_that_is_there_answers_it(
    a_page: Page, challenged: Challenged, as_member: Client, author: Any
) -> None:
    first, second = challenged(RINGS), challenged(WATER)
    thread = start_thread(a_page, author=author, subject="Floors", body="Which?")
    response = as_member.get(first.get_absolute_url())
    assert "Update 1" not in [name for _, name in response.context["form"].fields["answer"].choices]
    update = revise_page(a_page, author=author, body=a_page.body.replace("both", "two"))
    assert update is not None
    url = first.get_absolute_url()
    as_member.post(url, {"answer": f"u{update.pk}", "text": "See [[Bells]]"})
    as_member.post(second.get_absolute_url(), {"answer": f"t{thread.pk}"})
    assert [(turn.update, turn.thread) for turn in Turn.objects.all()] == [
        (update, None),
        (None, thread),
    ]
    assert "answered it with update 2" in words(as_member.get(url))


def test_an_update_says_in_its_form_which_challenges_it_answers(
    a_page: Page, challenged: Challenged, as_member: Client, author: Any
) -> None:
    made, other = challenged(RINGS, author=author), challenged(WATER)
    url = f"{a_page.get_absolute_url()}edit/"
    assert f"{RINGS} challenged by amara : It rings upstairs only" in words(as_member.get(url))
    typed = {"title": a_page.title, "base": "1", "answers": [made.pk, "x"], "note": "Moved up"}
    again = as_member.post(url, typed | {"body": "New.", "do": "preview"}).content.decode()
    assert f'name="answers" value="{made.pk}" checked' in again
    assert f'name="answers" value="{other.pk}">' in again
    body = a_page.body.replace("both floors", "the upper floor")
    as_member.post(url, typed | {"body": body, "do": "save"})
    turn = Turn.objects.get()
    assert (turn.challenge, turn.update) == (made, a_page.changesets.get(number=2))


def test_what_an_update_answers_outlives_a_conflict(
    a_page: Page, challenged: Challenged, as_member: Client, author: Any
) -> None:
    made = challenged(RINGS)
    revise_page(a_page, author=author, body=a_page.body.replace("both", "three"))
    typed = {"title": a_page.title, "base": "1", "answers": made.pk}
    mine = a_page.body.replace("three", "four")
    response = as_member.post(f"{a_page.get_absolute_url()}edit/", typed | {"body": mine})
    assert response.status_code == 409
    assert f'<input type="hidden" name="answers" value="{made.pk}">' in response.content.decode()


@pytest.mark.parametrize("given", ["", "u", "t999", "x1", "u99999999999999999999"])
def test_an_answer_that_is_none_is_refused_in_words(
    given: str, challenged: Challenged, as_member: Client
) -> None:
    response = as_member.post(
        challenged().get_absolute_url(), {"answer": given, "text": "I think so"}
    )
    assert response.status_code == 422
    assert "Choose " in words(response)


def test_who_answers_what_was_settled_meanwhile_is_told_and_keeps_their_words(
    a_page: Page, challenged: Challenged, as_member: Client, author: Any
) -> None:
    made = challenged()
    thread = start_thread(a_page, author=author, subject="Floors", body="Which?")
    update = revise_page(a_page, author=author, body=a_page.body.replace("both", "two"))
    answer(made, by=author, update=update)
    typed = {"answer": f"t{thread.pk}", "text": "It was talked about"}
    response = as_member.post(made.get_absolute_url(), typed)
    assert response.status_code == 409
    assert "It was talked about" in words(response)


def test_the_author_withdraws_it_or_opens_it_again(
    a_page: Page, challenged: Challenged, as_member: Client, author: Any
) -> None:
    made = challenged()
    url = made.get_absolute_url()
    as_member.post(f"{url}withdraw/", {"note": "I misread it"})
    said = words(as_member.get(url))
    assert "Withdrawn" in said
    assert "I misread it" in said
    assert as_member.post(f"{url}reopen/", {"reason": ""}).status_code == 422
    as_member.post(f"{url}reopen/", {"reason": "I did not"})
    made.refresh_from_db()
    assert made.is_open


def test_nobody_else_withdraws_it_or_opens_it_again(
    a_page: Page, challenged: Challenged, as_member: Client, author: Any
) -> None:
    made = challenged(author=author)
    assert as_member.post(f"{made.get_absolute_url()}withdraw/", {}).status_code == 403
    answer(made, by=author, update=a_page.changesets.get())
    refused = as_member.post(f"{made.get_absolute_url()}reopen/", {"reason": "No"})
    assert refused.status_code == 403
    assert "Open it again" not in words(as_member.get(made.get_absolute_url()))


def test_a_thread_says_what_the_one_answered_that_was_merged_into_it(
    challenged: Challenged, a_page: Page, author: Any, moderator: Any, client: Client
) -> None:
    made = challenged(RINGS)
    other = start_thread(a_page, author=author, subject="Bells", body="Both.")
    answer(made, by=author, thread=other)
    target = start_thread(a_page, author=author, subject="Sounds", body="All.")
    merge(other, into=target, by=moderator, reason="One talk")
    shown = words(client.get(target.get_absolute_url()))
    assert f"Answers the challenge of {made.author.username}" in shown


def test_of_very_many_the_page_says_so_and_the_list_has_them_all(
    as_member: Client, challenged: Challenged, a_page: Page
) -> None:
    one = challenged()
    same = {name: getattr(one, name) for name in ("page", "author", "at_update", "made_at")}
    Challenge.objects.bulk_create(
        Challenge(quote=RINGS, wrong=f"It rings on {n} floors", **same) for n in range(101)
    )
    update = a_page.changesets.get()
    answer(one, by=update.author, update=update)
    page = read(as_member.get(a_page.get_absolute_url()))
    assert page.one("#challenges summary").text == "More than 100 challenged statements"
    assert len(page.all("#challenges li")) == 100
    editor = read(as_member.get(f"{a_page.get_absolute_url()}edit/"))
    assert len(editor.all(".to-answer input")) == 100
    assert "Others can be answered" in editor.one(".to-answer").text
    address = f"{a_page.get_absolute_url()}challenges/"
    parts = [read(as_member.get(f"{address}?page={n}")) for n in (1, 2, 3)]
    assert [len(part.all("main .lines li")) for part in parts] == [50, 50, 2]
    assert parts[2].texts("main h2") == ["Open", "Answered or withdrawn"]
    assert parts[1].one("a[rel=next]")["href"] == "?page=3"
