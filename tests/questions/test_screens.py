"""Questions on screens: asking, reading, answering; the page's panel; as it stood."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.posting import reply, start_thread
from questions.asking import Answer, answer, ask, reopen, supersede
from questions.models import ANSWER_LIMIT, QUESTION_LIMIT, Question
from recommendations.arranging import add, add_area
from tests.elements import read
from wiki.deleting import delete
from wiki.writing import revise_page


@pytest.fixture
def reader(client: Client, author: Any, signed_in: Any) -> Client:
    return signed_in(client, author)


def again(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def wrong(found: Any) -> list[str]:
    return read(found, found.status_code).texts("#problems li")


# Asking ---------------------------------------------------------------------------------------


def test_asking_leads_to_the_question_at_its_own_address(reader: Client, night: Any) -> None:
    answer = reader.post("/wiki/night-work/questions/ask/", {"text": "Who has [[Rota]]?"})
    question = Question.objects.get()
    assert answer["Location"] == f"/questions/{question.pk}/"
    shown = read(reader.get(answer["Location"]))
    assert shown.one("h1").text == "Who has Rota (page not written yet)?"
    assert "Open" in shown.one("#main").text
    assert f"{settings.SITE_URL}/questions/{question.pk}/" in shown.one("#cite").raw


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write your question"),
        ("  \r\n ", "Write your question"),
        ("x" * (QUESTION_LIMIT + 1), f"at most {QUESTION_LIMIT} characters"),
        ("Who\x1b[31m?", "character that cannot be shown"),
    ],
)
def test_a_question_that_is_none_comes_back_with_its_text(
    text: str, said: str, reader: Client, night: Any
) -> None:
    answer = reader.post("/wiki/night-work/questions/ask/", {"text": text})
    assert answer.status_code == 422
    assert said in wrong(answer)[0]
    assert not Question.objects.exists()


def test_similar_open_questions_are_said_and_hinder_nobody(
    reader: Client, asked: Question, author: Any
) -> None:
    twin = "Who has the key at night?"
    for found in (
        reader.get("/wiki/night-work/questions/similar/", {"text": twin}),
        reader.post("/wiki/night-work/questions/ask/", {"text": twin, "do": "similar"}),
    ):
        assert read(found).all(f"[href=/questions/{asked.pk}/]")
    assert reader.post("/wiki/night-work/questions/ask/", {"text": twin}).status_code == 302
    mine = Question.objects.get(text=twin)
    assert read(reader.get(mine.get_absolute_url())).all(f"#main [href=/questions/{asked.pk}/]")


def test_whoever_is_signed_out_asks_after_signing_in(stranger: Client, night: Any) -> None:
    answer = stranger.post("/wiki/night-work/questions/ask/", {"text": "Who comes?"})
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
    assert stranger.get("/wiki/night-work/questions/similar/?text=x").status_code == 204


# Answering ------------------------------------------------------------------------------------


def send(reader: Client, question: Question, act: str, **form: Any) -> Any:
    return reader.post(f"/questions/{question.pk}/{act}/", {"seen": question.turn, **form})


def test_an_answer_stands_with_who_gave_it(reader: Client, asked: Question) -> None:
    send(reader, asked, "answer", answer="The desk.\r\n\r\nSee [[Night work]].")
    shown = read(reader.get(f"/questions/{asked.pk}/"))
    assert "Answered by amara" in shown.one("#main").text
    assert shown.one(".answer [href=/wiki/night-work/]").text == "Night work"


def test_an_answer_leads_to_anything_of_the_site(
    reader: Client, asked: Question, night: Any, author: Any, make_page: Any
) -> None:
    page = make_page("Keys")
    thread = start_thread(page, author=author, subject="The key", body="At the desk.")
    post = reply(thread, author=author, body="Still there.")
    item = add(add_area(page, "Keys", author=author), "Keep two keys", author=author)
    places = {
        "/wiki/keys/": "page Keys",
        f"{settings.SITE_URL}/wiki/keys/?x=1#top": "page Keys",
        "[[Keys]]": "page Keys",
        f"/wiki/keys/#r{item.pk}": f"recommendation R{item.pk} Keep two keys",
        f"r{item.pk}": f"recommendation R{item.pk} Keep two keys",
        f"/recommendations/{item.pk}/": f"recommendation R{item.pk} Keep two keys",
        f"/discussion/{thread.pk}/": "thread The key",
        f"/posts/{post.pk}/": "thread The key",
        "/wiki/keys/changes/1/": "update 1 of “Keys”",
    }
    for where, said in places.items():
        done = send(reader, again(asked), "answer", where=where)
        assert done.status_code == 302, where
        assert (
            f"See the {said}".replace("update update", "update update")
            in read(reader.get(f"/questions/{asked.pk}/")).one("#main").text
        )


@pytest.mark.parametrize(
    "where",
    [
        *("https://example.org/wiki/night-work/", "/nowhere/", "/questions/1/"),
        *("R999999", "/discussion/999/", "/posts/999/", "/wiki/night-work/changes/99/", "No page"),
        *("/wiki/%00/", "http://[", "/" * 400, "💥"),
    ],
)
def test_an_answer_leads_nowhere_else(where: str, reader: Client, asked: Question) -> None:
    answer = send(reader, asked, "answer", where=where)
    assert answer.status_code == 422
    assert again(asked).is_open


def test_no_answer_comes_back(reader: Client, asked: Question) -> None:
    assert wrong(send(reader, asked, "answer"))[0].startswith("Write the answer")
    long = send(reader, asked, "answer", answer="x" * (ANSWER_LIMIT + 1))
    assert long.status_code == 422
    assert "at most" in wrong(long)[0]


def test_whoever_answers_what_was_answered_meanwhile_sees_both(
    reader: Client, asked: Question, member: Any
) -> None:
    answer(asked, author=member, given=Answer("In the drawer"))
    late = reader.post(f"/questions/{asked.pk}/answer/", {"seen": "0", "answer": "At the desk"})
    assert late.status_code == 409
    assert "In the drawer" in read(late, 409).one("#main").text
    assert read(late, 409).one("#answer").raw.strip() == "At the desk"
    seen = read(late, 409).one("[name=seen]")["value"]
    sent = reader.post(f"/questions/{asked.pk}/answer/", {"seen": seen, "answer": "At the desk"})
    assert sent.status_code == 302
    assert again(asked).answer == "At the desk"


def test_an_answer_on_a_page_deleted_since_names_it_no_more(
    reader: Client, asked: Question, make_page: Any, moderator: Any, author: Any
) -> None:
    page = make_page("Secret plans")
    answer(asked, author=author, given=Answer(page=page))
    delete(page, by=moderator, reason="They were secret")
    shown = read(reader.get(f"/questions/{asked.pk}/")).one("#main").text
    assert "on a page that was deleted" in shown
    assert "Secret plans" not in shown


# Superseding and opening again ----------------------------------------------------------------


def test_superseded_each_leads_to_the_other_with_the_reason(
    reader: Client, asked: Question, night: Any, author: Any
) -> None:
    better = ask(night, author=author, text="Who has every key?")
    done = send(reader, asked, "supersede", by=better.pk, note="It asks for all")
    assert done.status_code == 302
    shown = read(reader.get(f"/questions/{asked.pk}/")).one("#main")
    assert "In its place: Who has every key?" in shown.text
    assert "It asks for all" in shown.text
    other = read(reader.get(f"/questions/{better.pk}/")).one("#main")
    assert other.all(f"[href=/questions/{asked.pk}/]")


def test_a_question_of_another_page_is_named_by_number_or_address(
    reader: Client, asked: Question, make_page: Any, author: Any
) -> None:
    other = ask(make_page("Keys"), author=author, text="Who has which key?")
    for line in (str(other.pk), f"{settings.SITE_URL}/questions/{other.pk}/"):
        assert send(reader, again(asked), "supersede", other=line, note="So").status_code == 302
        assert again(asked).superseded_by == other
        send(reader, again(asked), "reopen", reason="Not yet")


@pytest.mark.parametrize(
    "form",
    [
        {"by": "", "note": "So"},
        {"by": "999", "note": "So"},
        {"other": "999", "note": "So"},
        {"other": "itself", "note": "So"},
        {"other": "here", "note": ""},
        {"other": "%00", "note": "So"},
        {"other": "9" * 60, "note": "So"},
    ],
)
def test_superseding_needs_another_question_and_a_reason(
    form: dict[str, str], reader: Client, asked: Question, night: Any, author: Any
) -> None:
    other = ask(night, author=author, text="Who has every key?")
    names = {"itself": str(asked.pk), "here": str(other.pk)}
    form = {name: names.get(text, text) for name, text in form.items()}
    refused = send(reader, asked, "supersede", **form)
    assert refused.status_code == 422
    assert wrong(refused)
    assert again(asked).is_open


def test_opened_again_the_earlier_answer_stands_in_the_history(
    reader: Client, answered: Question
) -> None:
    assert send(reader, answered, "reopen").status_code == 422
    assert send(reader, answered, "reopen", reason="It closes at ten").status_code == 302
    shown = read(reader.get(f"/questions/{answered.pk}/")).one("#main").text
    assert "Nobody has answered it yet" in shown
    assert "opened it again" in shown
    assert "It closes at ten" in shown
    assert "The front desk." in shown


# Who may see it -------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["", "answer/", "supersede/", "reopen/"])
def test_a_deleted_page_takes_its_questions_along(
    act: str, reader: Client, asked: Question, moderator: Any
) -> None:
    delete(asked.page, by=moderator, reason="Nobody needs it")
    gone = reader.get(f"/questions/{asked.pk}/{act}")
    assert gone.status_code == 410
    assert asked.text not in gone.content.decode()
    assert asked.text not in reader.get("/questions/").content.decode()


def test_there_is_no_such_question(reader: Client) -> None:
    assert reader.get("/questions/999/").status_code == 404


# On the page ----------------------------------------------------------------------------------


def test_a_page_without_questions_offers_to_ask_one_and_shows_no_panel(
    reader: Client, night: Any
) -> None:
    shown = read(reader.get("/wiki/night-work/"))
    assert not shown.all("#questions")
    assert shown.all("[href=/wiki/night-work/questions/ask/]")


def test_a_page_shows_its_open_questions_and_folds_the_answered(
    reader: Client, answered: Question, night: Any, member: Any, author: Any
) -> None:
    second = ask(night, author=member, text="Who comes?")
    third = ask(night, author=member, text="Who came?")
    supersede(third, author=author, by=second, note="Once is enough")
    panel = read(reader.get("/wiki/night-work/")).one("#questions")
    assert panel.one("h2").text == "Questions 1 open"
    assert panel.texts("summary") == ["Who keeps the key at night?"]
    assert "The front desk." in panel.one("details").text
    assert "Who came?" not in panel.text
    assert "All 3 questions of this page" in panel.text


def test_a_page_with_many_questions_asks_the_database_as_much(
    stranger: Client, asked: Question, night: Any, member: Any, author: Any, make_page: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert stranger.get("/wiki/night-work/").status_code == 200
        return len(made)

    few = queries()
    page = make_page("Keys")
    for number in range(20):
        question = ask(night, author=member, text=f"Who comes on day {number}?")
        if number % 2:
            answer(question, author=author, given=Answer("Tobi", page=page))
    assert queries() <= few


# As it stood ----------------------------------------------------------------------------------


def test_as_it_stood_shows_the_questions_of_that_moment(
    reader: Client, answered: Question, night: Any, author: Any
) -> None:
    reopen(answered, author=author, reason="It closes at ten")
    then = [
        read(reader.get(f"/wiki/night-work/at/{number}/")).one("#main").text
        for number in (1, 2, 3, 4)
    ]
    assert [bool(re.search("Questions then", text)) for text in then] == [False, True, True, True]
    assert ["The front desk." in text for text in then] == [False, False, True, False]


def test_changes_say_what_became_of_questions(
    reader: Client, answered: Question, night: Any, author: Any
) -> None:
    better = ask(night, author=author, text="Who has every key?")
    supersede(answered, author=author, by=better, note="So")
    reopen(answered, author=author, reason="No")

    def said(address: str) -> list[str]:
        return read(reader.get(f"/wiki/night-work/{address}")).texts(".hunk")

    assert said("changes/2/") == ["Asked Who keeps the key at night? ben"]
    assert said("changes/3/") == ["Answered Who keeps the key at night? The front desk. amara"]
    assert said("changes/5/")[0].startswith("Superseded Who keeps the key at night? In its place:")
    assert said("changes/6/") == ["Opened again Who keeps the key at night? amara"]
    assert len(said("compare/1/6/")) == 2


def test_going_back_leaves_questions_as_they_are(
    reader: Client, answered: Question, night: Any, author: Any
) -> None:
    revise_page(night, author=author, body="Ring twice.")
    reader.post("/wiki/night-work/changes/1/restore/", {"note": "As before"})
    night.refresh_from_db()
    assert night.body == "Ring once."
    assert again(answered).answer == "The front desk."


def test_history_finds_updates_about_questions(reader: Client, answered: Question) -> None:
    shown = read(reader.get("/wiki/night-work/history/?kind=questions"))
    assert "2 updates: about questions" in shown.one("#chosen").text
